//! The one place that prints.

use std::io::{self, Write};

/// Prints a message for the operator on stderr.
pub(crate) fn note(text: &str) {
    // Without a reader of stderr there is no way to report it.
    let _ = writeln!(io::stderr(), "camcheck-responder: {text}");
}

/// Reports that every listener is up: the only line on stdout.
pub(crate) fn ready() {
    let mut stdout = io::stdout();
    let _ = writeln!(stdout, "ready");
    let _ = stdout.flush();
}
