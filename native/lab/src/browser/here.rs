//! `camcheck-lab press`: a page in Chromium on this machine as it is, outside every simulated site.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use super::kind::{BrowserKind, WebRtcPolicy};
use super::page::{self, Seen, Window, unexpected};
use super::visit::print;
use super::{check_programs, in_session};
use crate::daemon::Daemon;
use crate::error::LabError;

const KIND: BrowserKind = BrowserKind::Chromium;

/// Opens the page at this address, presses its button, and prints what it shows.
///
/// # Errors
/// [`LabError`] if the browser does not follow a command, no verdict comes within a minute, or the
/// page logs an error.
pub(crate) fn press_here(url: &str) -> Result<(), LabError> {
    check_programs(KIND.programs())?;
    let home = Home::make()?;
    let mut command = KIND.driver(&home.0);
    let mut driver = Daemon::start_here(KIND.driver_name(), &home.0, &mut command)?;
    driver.wait_until(|log| {
        KIND.driver_is_ready()
            .is_some_and(|line| log.contains(line))
    })?;
    let seen = press(&home.0, url)?;
    print(&seen);
    if seen.faults.is_empty() {
        Ok(())
    } else {
        Err(unexpected("the page logged errors, see above"))
    }
}

fn press(home: &Path, url: &str) -> Result<Seen, LabError> {
    let window = Window::default();
    let capabilities = KIND.capabilities(home, WebRtcPolicy::Allowed, &window);
    in_session(KIND, capabilities, async |client| {
        page::press(client, url, &window).await
    })
}

/// A folder for the browser's profile, removed when dropped.
struct Home(PathBuf);

impl Home {
    fn make() -> Result<Self, LabError> {
        let folder = env::temp_dir().join(format!("camcheck-press-{}", process::id()));
        fs::create_dir(&folder).map_err(LabError::system("browser's home"))?;
        Ok(Self(folder))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // Anything left behind is in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}
