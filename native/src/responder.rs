//! The far end: what Door runs, and what every test talks to.
//!
//! [`engine`] decides, without clock or socket; the edges ([`udp`], [`tcp`], [`http`]) only carry
//! bytes. One thread serves UDP, another everything else.

mod catalogue;
mod cli;
mod context;
mod control;
mod engine;
mod http;
mod limits;
mod metrics;
mod output;
mod startup;
mod tcp;
mod udp;

use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};
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
    let wait = |kind| signal(kind).map_err(|error| format!("cannot wait for signals: {error}"));
    let (mut terminate, mut interrupt) = (
        wait(SignalKind::terminate())?,
        wait(SignalKind::interrupt())?,
    );
    let running = startup::start(cli).await?;
    output::ready();
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    drop(running);
    Ok(())
}
