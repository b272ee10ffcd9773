//! What the operating system knows of this process, under the names that all programs use for it.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::registry::Unit;

use super::gauge;
use crate::process;

#[derive(Debug)]
pub(super) struct Process {
    /// When it began, in seconds since 1970.
    started: f64,
}

impl Process {
    /// A process that has just begun.
    pub(super) fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            started: now.unwrap_or_default().as_secs_f64(),
        }
    }
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        if let Some(seconds) = process::cpu_seconds() {
            let value = ConstCounter::new(seconds);
            let help = "Time of processors that was used";
            let kind = value.metric_type();
            let unit = Some(&Unit::Seconds);
            value.encode(encoder.encode_descriptor("process_cpu", help, unit, kind)?)?;
        }
        let help = "When the process began, since 1970";
        let unit = Some(&Unit::Seconds);
        gauge(&mut encoder, "process_start_time", help, unit, self.started)?;
        for (name, help, unit, value) in [
            (
                "process_resident_memory",
                "Memory in use",
                Some(&Unit::Bytes),
                process::resident_bytes(),
            ),
            (
                "process_open_fds",
                "Open file descriptors",
                None,
                process::open_files(),
            ),
            (
                "process_max_fds",
                "File descriptors that may be open",
                None,
                process::max_open_files(),
            ),
        ] {
            if let Some(value) = value.and_then(|value| u64::try_from(value).ok()) {
                gauge(&mut encoder, name, help, unit, value)?;
            }
        }
        Ok(())
    }
}
