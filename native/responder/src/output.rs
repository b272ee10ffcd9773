//! The one place that prints.

use std::io::{self, Write};

/// Tells the operator something, on stderr.
pub(crate) fn note(text: &str) {
    // Without a reader of stderr there is no way to report it.
    let _ = writeln!(io::stderr(), "camcheck-responder: {text}");
}

/// Says that every listener is up: the one line on stdout.
pub(crate) fn ready() {
    let mut stdout = io::stdout();
    let _ = writeln!(stdout, "ready");
    let _ = stdout.flush();
}
