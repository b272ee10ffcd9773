//! A display in memory, for browsers that cannot do without.

use std::path::Path;
use std::process::Command;

use crate::daemon::Daemon;
use crate::error::LabError;
use crate::site_lab::SiteLab;

/// Wide and high enough for every window that a test asks for.
const SCREEN: &str = "1600x1200x24";

/// A running display. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Display {
    number: u32,
    _server: Daemon,
}

impl Display {
    /// Starts one on the site's device, with the first number that is free on this machine.
    pub(super) fn start(site: &SiteLab, home: &Path) -> Result<Self, LabError> {
        let mut command = Command::new("Xvfb");
        command
            .args(["-displayfd", "1", "-screen", "0", SCREEN])
            .args(["-nolisten", "tcp"]);
        let mut server = Daemon::start("Xvfb", site.device(), home, &mut command)?;
        let mut number = None;
        server.wait_until(|log| {
            number = log.lines().find_map(|line| line.trim().parse().ok());
            number.is_some()
        })?;
        Ok(Self {
            number: number.unwrap_or_default(),
            _server: server,
        })
    }

    /// As in the variable `DISPLAY`.
    pub(super) fn name(&self) -> String {
        format!(":{}", self.number)
    }
}
