//! Which tests are run: those of every change, or also those that take long.

use std::env;

/// `true` by `./dev test --full`.
const FULL: &str = "CAMCHECK_LAB_FULL";

/// Whether the tests that take long are wanted as well.
pub(super) fn is_full() -> bool {
    env::var_os(FULL).is_some_and(|value| value == "true")
}
