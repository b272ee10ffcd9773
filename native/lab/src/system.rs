//! The program as a site downloads it, run on the device of a site: directly, or by an emulator of another system.

mod wine;

use std::path::Path;
use std::process::Command;

use crate::enter::check_programs;
use crate::error::LabError;
use crate::site_lab::SiteLab;

/// A system whose programs this machine can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Linux on x86-64: this machine's own, without the system's C library.
    Linux,
    /// Linux on 64-bit ARM, by qemu's user mode: it translates the instructions; the kernel is this machine's.
    LinuxArm,
    /// Windows on x86-64, by wine, which implements the calls of Windows with those of Linux.
    Windows,
}

const QEMU: &str = "qemu-aarch64-static";

impl System {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Linux, Self::LinuxArm, Self::Windows];

    /// A word for test names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::LinuxArm => "linux-arm",
            Self::Windows => "windows",
        }
    }

    /// A program for this system, configured for the lab's internet; to be run on the device.
    ///
    /// # Errors
    /// [`LabError`] if the emulator is not installed or cannot be set up.
    pub fn camcheck(self, site: &SiteLab, program: &Path) -> Result<Command, LabError> {
        let mut command = match self {
            Self::Linux => Command::new(program),
            Self::LinuxArm => {
                check_programs(&[(QEMU, "qemu-user-static")])?;
                let mut qemu = Command::new(QEMU);
                qemu.arg(program);
                qemu
            }
            Self::Windows => wine::command(site.directory(), program)?,
        };
        site.tell_internet(&mut command);
        Ok(command)
    }
}
