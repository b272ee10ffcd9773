//! The log on stderr: what the operator of a running far end should know. Addresses of clients appear at the level
//! "debug" only.

use std::io;

use clap::ValueEnum;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// The least important lines that are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogLevel {
    /// Why the process ends.
    Error,
    /// And what an operator should mend, floods included.
    Warn,
    /// And what it does: start, files that were read again, end.
    Info,
    /// And what it refuses, with the addresses of the clients.
    Debug,
}

impl From<LogLevel> for LevelFilter {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Error => Self::ERROR,
            LogLevel::Warn => Self::WARN,
            LogLevel::Info => Self::INFO,
            LogLevel::Debug => Self::DEBUG,
        }
    }
}

/// Logs from now on. Libraries are left out: some name hosts and addresses at every level.
pub(crate) fn begin(level: LogLevel) {
    let own = Targets::new().with_target(env!("CARGO_CRATE_NAME"), LevelFilter::from(level));
    // A supervisor adds the time.
    let lines = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(false)
        .with_target(false)
        .without_time()
        .with_filter(own);
    // Without a reader of stderr there is no way to report that it failed.
    let _ = tracing_subscriber::registry().with(lines).try_init();
}
