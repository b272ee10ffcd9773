//! The far end: the server that Door runs and that every test uses. `engine` makes all decisions, without a
//! clock or a socket; `udp`, `tcp` and `http` only do the I/O. One thread serves UDP, another everything
//! else.
#![cfg(target_os = "linux")]

mod catalogue;
mod certificate;
mod cli;
mod content;
mod engine;
mod health;
mod http;
mod limits;
mod metrics;
mod ntp;
mod output;
mod page;
mod peer;
mod process;
mod reload;
mod shared;
mod startup;
mod tcp;
mod tls;
mod udp;
mod watchdog;

use std::process::ExitCode;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::LocalSet;

pub use cli::Cli;
use reload::Pace;

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
    // Before anything is installed that has to be removed again. SIGHUP also comes from a closed terminal, which is
    // no reason to exit.
    let mut hang_up = listen(SignalKind::hangup())?;
    let mut end = End::listen()?;
    let (mut running, files) = startup::start(cli).await?;
    output::ready();
    tokio::select! {
        () = end.asked() => Ok(()),
        never = files.follow(&mut hang_up, Pace::default()) => match never {},
        // Its rules would redirect all UDP to a service that has ended.
        () = running.udp_ended() => Err("the UDP service failed; see above".to_owned()),
    }
}

/// The signals that end a service. An unhandled one would end the process at once and leave its firewall rules
/// behind.
struct End {
    terminate: Signal,
    interrupt: Signal,
}

impl End {
    fn listen() -> Result<Self, String> {
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    /// Waits for SIGTERM or SIGINT.
    async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

fn listen(kind: SignalKind) -> Result<Signal, String> {
    signal(kind).map_err(|error| format!("cannot wait for signals: {error}"))
}
