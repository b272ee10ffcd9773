//! Helper programs of a site: started, waited for until they answer, ended with the site.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;

use crate::error::LabError;
use crate::namespace::Namespace;

/// How long a helper may take to come up. The slowest is a responder with a peer that is down: its
/// first health check takes 17 s.
const START_LIMIT: Duration = Duration::from_secs(40);

/// Pause between two looks whether a helper is up.
const POLL: Duration = Duration::from_millis(3);

/// The unit of processor time in `/proc`, the same on all of Linux's usual architectures.
const TICKS_PER_SECOND: u64 = 100;

/// How much of a helper's log an error shows.
const LOG_TAIL: usize = 2000;

/// A running helper. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Daemon {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Daemon {
    /// Starts a helper in a namespace; what it prints goes into a log in the directory.
    pub(crate) fn start(
        name: &'static str,
        namespace: &Namespace,
        directory: &Path,
        command: &mut Command,
    ) -> Result<Self, LabError> {
        Self::spawn(name, directory, command, |command| namespace.spawn(command))
    }

    /// Starts a helper where this program runs itself, outside every site.
    pub(crate) fn start_here(
        name: &'static str,
        directory: &Path,
        command: &mut Command,
    ) -> Result<Self, LabError> {
        Self::spawn(name, directory, command, Command::spawn)
    }

    fn spawn(
        name: &'static str,
        directory: &Path,
        command: &mut Command,
        spawn: impl FnOnce(&mut Command) -> io::Result<Child>,
    ) -> Result<Self, LabError> {
        let log = directory.join(format!("{name}.log"));
        let open = || -> io::Result<Child> {
            let file = File::create(&log)?;
            command
                .stdin(Stdio::null())
                .stdout(file.try_clone()?)
                .stderr(file);
            spawn(command)
        };
        let child = open().map_err(LabError::system(name))?;
        Ok(Self { name, child, log })
    }

    /// Waits until the helper does its work, which `is_up` tries.
    pub(crate) fn wait_until(
        &mut self,
        mut is_up: impl FnMut(&str) -> bool,
    ) -> Result<(), LabError> {
        let started = Instant::now();
        loop {
            let log = fs::read_to_string(&self.log).unwrap_or_default();
            if is_up(&log) {
                return Ok(());
            }
            let ended = self.child.try_wait();
            if let Ok(Some(status)) = ended {
                return Err(self.not_ready(&format!("it ended ({status})")));
            }
            if started.elapsed() > START_LIMIT {
                return Err(self.not_ready("it does not answer"));
            }
            sleep(POLL);
        }
    }

    /// Asks the helper to end, and waits until it has.
    pub(crate) fn end(&self) -> Result<(), LabError> {
        let fault = LabError::system(self.name);
        let pid = Pid::from_raw(self.child.id().cast_signed());
        kill(pid, Signal::SIGTERM)
            // It stays a child that has not been waited for, so that nothing else gets its id.
            .and_then(|()| waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT))
            .map_err(|error| fault(error.into()))?;
        Ok(())
    }

    /// Processor time of all its threads, from `/proc` (proc_pid_stat(5), fields 14 and 15).
    pub(crate) fn processor_time(&self) -> io::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name before it is in parentheses and may hold anything.
        let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        let ticks: u64 = after_name
            .split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<u64>().ok())
            .sum();
        Ok(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND))
    }

    /// Memory in use, in bytes, from `/proc` (proc_pid_status(5), "VmRSS", in KiB).
    pub(crate) fn memory(&self) -> io::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
        kib.map(|kib| kib * 1024)
            .ok_or_else(|| io::Error::other("no VmRSS"))
    }

    fn not_ready(&self, why: &str) -> LabError {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let tail = log.get(log.ceil_char_boundary(log.len().saturating_sub(LOG_TAIL))..);
        LabError::NotReady {
            helper: self.name.to_owned(),
            message: format!("{why}\n{}", tail.unwrap_or_default().trim()),
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended already, which is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
