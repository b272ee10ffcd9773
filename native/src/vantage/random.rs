//! Unpredictable values: nonces, transaction ids and the offset of the grid.

use ring::rand::{SecureRandom, SystemRandom};

/// Random bytes of the operating system.
///
/// # Panics
/// If the operating system has none, without which nothing of TLS would work either.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the operating system has a source of randomness");
    bytes
}
