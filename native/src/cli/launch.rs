//! Whether the user typed the program's name, or double-clicked its file without seeing a terminal.
//!
//! What can be detected, each only where the program got no arguments:
//! - Windows: no other process uses its console, so it was opened for it and closes with it.
//! - macOS: Finder has Terminal run it by its whole path, in the home folder. If a user types the whole
//!   path there, the only effect is that a browser opens.
//! - Linux: most file managers run no programs. Those that do give it no terminal, neither as a
//!   stream nor as its controlling one, but a display; a script or a service that wants the text
//!   reads it through a pipe, or has no display. There is then no window to keep open.

#[cfg(windows)]
mod console;

use std::io::{self, IsTerminal, Write};

use super::Args;

/// How the program was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Launch {
    /// From a shell or by another program.
    Typed,
    /// By a click.
    Clicked {
        /// In a window that closes when the program ends.
        window: bool,
    },
}

impl Launch {
    /// Inspects the environment of the process.
    pub(super) fn look() -> Self {
        if std::env::args_os().len() > 1 {
            return Self::Typed;
        }
        here()
    }

    /// A double click has the effect of `--share`: it shows the result in a browser.
    pub(super) fn adjust(self, args: &mut Args) {
        if self != Self::Typed {
            args.common.share = true;
        }
    }

    /// Keeps the window open until its user has read it.
    pub(super) fn wait(self, args: &Args) {
        if self != (Self::Clicked { window: true }) {
            return;
        }
        let words = args.common.language().share_words();
        // Without a terminal there is no window either.
        let _ = write!(io::stderr(), "\n{} ", words.press_enter);
        let _ = io::stdin().read_line(&mut String::new());
    }
}

#[cfg(windows)]
fn here() -> Launch {
    if console::is_own() && io::stdin().is_terminal() {
        Launch::Clicked { window: true }
    } else {
        Launch::Typed
    }
}

#[cfg(target_os = "macos")]
fn here() -> Launch {
    let by_path = std::env::args_os()
        .next()
        .is_some_and(|program| std::path::Path::new(&program).is_absolute());
    let at_home = std::env::home_dir()
        .is_some_and(|home| std::env::current_dir().is_ok_and(|folder| folder == home));
    let terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    if by_path && at_home && terminal {
        Launch::Clicked { window: true }
    } else {
        Launch::Typed
    }
}

#[cfg(not(any(windows, target_os = "macos")))]
fn here() -> Launch {
    use std::fs::{self, File};
    use std::os::unix::fs::FileTypeExt;

    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let display = set("DISPLAY") || set("WAYLAND_DISPLAY");
    let terminal = io::stdin().is_terminal()
        || io::stdout().is_terminal()
        || io::stderr().is_terminal()
        || File::open("/dev/tty").is_ok();
    // If this cannot be detected, a user may be reading.
    let read_by_another = fs::metadata("/dev/stdout").map_or(true, |out| out.file_type().is_fifo());
    if display && !terminal && !read_by_another {
        Launch::Clicked { window: false }
    } else {
        Launch::Typed
    }
}
