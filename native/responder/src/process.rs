//! What this process uses, as the operating system counts it (proc(5)).

use std::fs;
use std::time::Duration;

use nix::sys::resource::{Resource, UsageWho, getrlimit, getrusage, setrlimit};
use nix::sys::time::TimeVal;

/// Open file descriptors.
pub(crate) fn open_files() -> Option<usize> {
    // One of them lists the folder.
    let entries = fs::read_dir("/proc/self/fd").ok()?;
    Some(entries.count().saturating_sub(1))
}

/// Lets the process open as many files as it may allow itself.
pub(crate) fn raise_open_files() {
    let limit = Resource::RLIMIT_NOFILE;
    // If that fails, there are fewer, which the log reports.
    let _ = getrlimit(limit).and_then(|(_, most)| setrlimit(limit, most, most));
}

/// File descriptors that may be open; `None` if there is no limit.
pub(crate) fn max_open_files() -> Option<usize> {
    soft_limit(&fs::read_to_string("/proc/self/limits").ok()?)
}

/// Memory in use, in bytes.
pub(crate) fn resident_bytes() -> Option<usize> {
    resident(&fs::read_to_string("/proc/self/status").ok()?)
}

/// Time of processors used so far, in user and system mode.
pub(crate) fn cpu_seconds() -> Option<f64> {
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    let seconds = |time: TimeVal| {
        let whole = u64::try_from(time.tv_sec()).ok()?;
        let rest = u64::try_from(time.tv_usec()).ok()?;
        Some((Duration::from_secs(whole) + Duration::from_micros(rest)).as_secs_f64())
    };
    Some(seconds(usage.user_time())? + seconds(usage.system_time())?)
}

/// The soft limit in the table of proc_pid_limits(5).
fn soft_limit(table: &str) -> Option<usize> {
    let line = table
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The line of proc_pid_status(5), which is in KiB.
fn resident(status: &str) -> Option<usize> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: usize = line.split_whitespace().next()?.parse().ok()?;
    kib.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_read_from_the_table() {
        let table = "Limit                     Soft Limit           Hard Limit           Units\n\
                     Max processes             7                    7                    processes\n\
                     Max open files            1024                 524288               files\n";
        assert_eq!(soft_limit(table), Some(1_024));
        assert_eq!(soft_limit(&table.replace("1024  ", "unlimited")), None);
        assert_eq!(soft_limit(""), None);
    }

    #[test]
    fn memory_is_read_from_its_line() {
        let status = "Name:\ta\nVmHWM:\t    9000 kB\nVmRSS:\t    5852 kB\nThreads:\t2\n";
        assert_eq!(resident(status), Some(5_852 * 1024));
        assert_eq!(resident("Name:\ta\n"), None);
    }

    #[test]
    fn this_process_uses_something() {
        assert!(open_files().is_some_and(|files| files >= 3));
        assert!(resident_bytes().is_some_and(|bytes| bytes > 100_000));
        assert!(cpu_seconds().is_some());
    }
}
