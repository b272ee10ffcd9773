//! The far end: the server that Door runs and that every test uses. `engine` makes all decisions, without a
//! clock or a socket; `udp`, `tcp` and `http` only do the I/O. One thread serves UDP, others everything
//! else.
#![cfg(target_os = "linux")]

mod catalogue;
mod certificate;
mod cli;
mod content;
mod drain;
mod engine;
mod floods;
#[cfg(feature = "fuzz")]
pub mod fuzz;
mod health;
mod http;
mod limits;
mod log;
mod metrics;
mod ntp;
mod output;
mod page;
mod peer;
mod process;
mod reload;
mod shared;
mod startup;
mod tasks;
mod tcp;
mod tls;
mod udp;
mod watchdog;

use std::process::ExitCode;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::LocalSet;
use tracing::error;

use cli::{Cli, Request};
use reload::Pace;
use startup::Started;

/// Usage or internal error.
const FAULT: u8 = 2;

/// A start would fail.
const NOT_READY: u8 = 1;

/// The rules would redirect all UDP to a service that has ended.
const UDP_ENDED: &str = "the UDP service failed; see above";

/// Runs with the process's options, and does its own printing.
#[must_use]
pub fn main() -> ExitCode {
    match cli::read() {
        Ok(Request::Run(cli)) => run(&cli),
        Ok(Request::Print(configuration)) => {
            output::print(&configuration);
            ExitCode::SUCCESS
        }
        Err(refusal) => refusal.report(),
    }
}

/// Runs until SIGTERM or SIGINT.
fn run(cli: &Cli) -> ExitCode {
    log::begin(cli.log_level);
    tasks::count_panics();
    // A thread for each core, so that TLS handshakes and long receipts do not hold up all others.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) if cli.check => return runtime.block_on(check(cli)),
        Ok(_) if cli.remove_rules => startup::remove_rules(cli),
        Ok(runtime) => LocalSet::new().block_on(&runtime, serve(cli)),
        Err(error) => Err(format!("cannot start: {error}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            error!("{problem}");
            ExitCode::from(FAULT)
        }
    }
}

async fn check(cli: &Cli) -> ExitCode {
    let found = startup::check(cli).await;
    output::print(&found.to_string());
    match found.succeeds() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(NOT_READY),
    }
}

async fn serve(cli: &Cli) -> Result<(), String> {
    // Before anything is installed that has to be removed again. SIGHUP also comes from a closed terminal, which is
    // no reason to exit.
    let mut hang_up = listen(SignalKind::hangup())?;
    let mut end = End::listen()?;
    let Started {
        mut running,
        interface,
        files,
    } = startup::start(cli).await?;
    output::ready();
    let at_once = tokio::select! {
        at_once = end.asked() => at_once,
        never = files.follow(&mut hang_up, Pace::default()) => match never {},
        () = running.udp_ended() => return Err(UDP_ENDED.to_owned()),
    };
    if at_once {
        return Ok(());
    }
    tokio::select! {
        () = drain::finish(&interface, Duration::from_secs(cli.drain)) => Ok(()),
        _ = end.asked() => Ok(()),
        () = running.udp_ended() => Err(UDP_ENDED.to_owned()),
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

    /// Waits for SIGTERM or SIGINT. `true` for the latter: a user at a terminal does not want to wait.
    async fn asked(&mut self) -> bool {
        tokio::select! {
            _ = self.terminate.recv() => false,
            _ = self.interrupt.recv() => true,
        }
    }
}

fn listen(kind: SignalKind) -> Result<Signal, String> {
    signal(kind).map_err(|error| format!("cannot wait for signals: {error}"))
}
