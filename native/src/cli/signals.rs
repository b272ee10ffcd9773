//! What ends a run or a watch early.

use std::io;

use super::Complaint;

/// The signals that end it with a report.
pub(super) struct Signals(System);

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// If the system does not allow that.
    pub(super) fn listen() -> Result<Self, Complaint> {
        System::listen()
            .map(Self)
            .map_err(|error| Complaint::of_system("cannot listen for Ctrl-C", &error))
    }

    /// Returns once one of them has arrived.
    pub(super) async fn ended(&mut self) {
        self.0.ended().await;
    }
}

/// SIGINT (Ctrl-C), SIGTERM and SIGHUP.
#[cfg(unix)]
struct System(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl System {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        let mut kinds = vec![SignalKind::interrupt(), SignalKind::terminate()];
        if !ignores_hangup() {
            kinds.push(SignalKind::hangup());
        }
        kinds
            .into_iter()
            .map(signal)
            .collect::<io::Result<_>>()
            .map(Self)
    }

    async fn ended(&mut self) {
        let signals = self.0.iter_mut().map(|signal| Box::pin(signal.recv()));
        futures_util::future::select_all(signals).await;
    }
}

/// Under `nohup`, a program survives the end of its terminal. Where the system does not reveal that, the watch ends
/// with the terminal.
#[cfg(unix)]
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // The lowest bit is signal 1, SIGHUP (proc(5)).
    ignored.is_some_and(|mask| mask & 1 == 1)
}

/// Ctrl-C, Ctrl-Break, and the end of the console window.
#[cfg(windows)]
struct System {
    interrupt: tokio::signal::windows::CtrlC,
    stop: tokio::signal::windows::CtrlBreak,
    close: tokio::signal::windows::CtrlClose,
}

#[cfg(windows)]
impl System {
    fn listen() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close};

        Ok(Self {
            interrupt: ctrl_c()?,
            stop: ctrl_break()?,
            close: ctrl_close()?,
        })
    }

    async fn ended(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.stop.recv() => {}
            _ = self.close.recv() => {}
        }
    }
}
