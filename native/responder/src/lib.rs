//! The far end: the server that Door runs and that every test uses. `engine` makes all decisions, without a
//! clock or a socket; `udp`, `tcp` and `http` only do the I/O. One thread serves UDP, another everything
//! else.
#![cfg(target_os = "linux")]

mod catalogue;
mod cli;
mod engine;
mod health;
mod http;
mod limits;
mod metrics;
mod ntp;
mod output;
mod peer;
mod shared;
mod startup;
mod tcp;
mod udp;
mod watchdog;

use std::process::ExitCode;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::LocalSet;

pub use cli::Cli;

/// Usage or internal error.
const FAULT: u8 = 2;

/// Runs until SIGTERM or SIGINT. Prints on its own.
#[must_use]
pub fn run(cli: &Cli) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => LocalSet::new().block_on(&runtime, serve(cli)),
        Err(error) => Err(format!("cannot start: {error}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            output::note(&problem);
            ExitCode::from(FAULT)
        }
    }
}

async fn serve(cli: &Cli) -> Result<(), String> {
    // Before anything is installed that has to be removed again.
    let mut signals = Signals::listen()?;
    let mut running = startup::start(cli).await?;
    output::ready();
    tokio::select! {
        () = signals.end() => Ok(()),
        // Its rules would redirect all UDP to a service that has ended.
        () = running.udp_ended() => Err("the UDP service failed; see above".to_owned()),
    }
}

/// The signals that a service gets. An unhandled signal would end the process at once and leave its
/// firewall rules behind.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    fn listen() -> Result<Self, String> {
        let listen =
            |kind| signal(kind).map_err(|error| format!("cannot wait for signals: {error}"));
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            hang_up: listen(SignalKind::hangup())?,
        })
    }

    /// Waits for SIGTERM or SIGINT. SIGHUP comes from a closed terminal or from an operator who expects a
    /// reload of the configuration; neither is a reason to exit.
    async fn end(&mut self) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
                _ = self.hang_up.recv() => output::note(
                    "SIGHUP: nothing is read again while running; restart it after a change",
                ),
            }
        }
    }
}
