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
    /// Starts one on the site's device. It listens only on the abstract socket of that network namespace, so it neither
    /// meets another display nor leaves a file behind.
    pub(super) fn start(site: &SiteLab, home: &Path) -> Result<Self, LabError> {
        let mut command = Command::new("Xvfb");
        command
            .args(["-displayfd", "1", "-screen", "0", SCREEN])
            .args(["-nolisten", "tcp", "-nolisten", "unix"]);
        let mut server = Daemon::start("Xvfb", site.device(), home, &mut command)?;
        let mut number = 0;
        server.wait_until(|log| {
            let printed = log.lines().find_map(|line| line.trim().parse().ok());
            number = printed.unwrap_or(number);
            printed.is_some()
        })?;
        Ok(Self {
            number,
            _server: server,
        })
    }

    /// As in the variable `DISPLAY`.
    pub(super) fn name(&self) -> String {
        format!(":{}", self.number)
    }
}
