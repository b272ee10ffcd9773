//! Opens something in the user's browser, with the system's own opener and never through a
//! shell: an address stays one argument, whatever characters it has.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

/// An opener that has not failed by then has succeeded; some keep running until the browser ends.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens an address or the whole path of a file; returns whether that seems to have worked.
pub(super) async fn open(target: &OsStr) -> bool {
    if !has_display() {
        return false;
    }
    let (program, arguments) = opener();
    let child = Command::new(program)
        .args(arguments)
        .arg(target)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match child {
        Ok(mut child) => match timeout(PATIENCE, child.wait()).await {
            Ok(ended) => ended.is_ok_and(|status| status.success()),
            Err(_still_running) => true,
        },
        Err(_) => false,
    }
}

/// What opens things, and its arguments before the thing. On Windows this is what `start` calls
/// in the end, without the command interpreter, to which `&` and `%` in an address mean
/// something; by its whole path, since the program is run from a folder of downloads.
fn opener() -> (PathBuf, &'static [&'static str]) {
    if cfg!(windows) {
        let windows = std::env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into());
        let program = PathBuf::from(windows).join("System32").join("rundll32.exe");
        (program, &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("/usr/bin/open".into(), &[])
    } else {
        ("xdg-open".into(), &[])
    }
}

/// Without one, `xdg-open` would start a text browser, which takes over the terminal.
fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
