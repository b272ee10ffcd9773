//! The command line of `camcheck watch`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use camcheck_core::watch::Schedule;

use super::CommonArgs;
use crate::cli::Complaint;

const AFTER_HELP: &str = "\
Examples:
  camcheck watch --every 5m --for 24h --log site.jsonl
      Test for a day. If the program is started again with the same log, it continues it.
  camcheck watch --for 1h --metrics 127.0.0.1:9464
      Also offer the results to Prometheus, at http://127.0.0.1:9464/metrics.

The first test and the one after a change make all checks; the others leave out the kind of NAT and ask a
few UDP ports. Times in which the device slept count as gaps, not as outages. Ctrl-C ends the watch with
the report of what is known.

Exit codes:
  0  ready, and everything worked at least 90% of the time
  1  not ready: a required check fails at the end, or something failed for more than 10 % of the time
  2  an error: bad arguments, list of test servers or file
  3  incomplete: no required check fails, but one could not be finished, or no test could";

/// Test again and again for hours, and report how much of the time everything worked.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(in crate::cli) struct WatchArgs {
    /// From the beginning of one test to that of the next, such as 90s, 5m or 1h; at least 1m
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = humantime::parse_duration)]
    every: Duration,

    /// How long to go on, such as 30m, 24h or 7days; at most 31days
    #[arg(long = "for", value_name = "TIME", default_value = "24h", value_parser = humantime::parse_duration)]
    total: Duration,

    /// Append each result to this file, as a line of JSON; one that exists is continued
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) log: Option<PathBuf>,

    /// Offer the results to Prometheus on this address and port, at /metrics
    #[arg(long, value_name = "ADDR:PORT")]
    pub(in crate::cli) metrics: Option<SocketAddr>,

    #[command(flatten)]
    pub(in crate::cli) common: CommonArgs,
}

impl WatchArgs {
    /// When to test.
    ///
    /// # Errors
    /// If the two durations are out of bounds.
    pub(in crate::cli) fn schedule(&self) -> Result<Schedule, Complaint> {
        let shown = humantime::format_duration;
        Schedule::new(self.every, self.total).map_err(|error| {
            let (every, total) = (shown(self.every), shown(self.total));
            Complaint::new(format!("--every {every} --for {total}: {error}"))
        })
    }
}
