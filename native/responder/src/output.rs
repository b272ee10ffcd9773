//! What is printed beside the log.

use std::io::{self, Write};

/// Prints why the process does not even begin, on stderr.
pub(crate) fn note(text: &str) {
    // Without a reader of stderr there is no way to report it.
    let _ = writeln!(io::stderr(), "camcheck-responder: {text}");
}

/// Prints what an operator asked for.
pub(crate) fn print(text: &str) {
    // As for a message.
    let _ = io::stdout().write_all(text.as_bytes());
}

/// Reports that every listener is up: while it serves, the only line on stdout.
pub(crate) fn ready() {
    let mut stdout = io::stdout();
    let _ = writeln!(stdout, "ready");
    let _ = stdout.flush();
}
