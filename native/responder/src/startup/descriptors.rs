//! How many connections the process may have open at all. Without free file descriptors, no connection can
//! be accepted, and none closed to make room: the system then lets connections wait, and a client gets no
//! answer. So the own limit must be lower.

use std::fs;

use crate::{limits, output};

/// The connections for which there are descriptors, [`limits::MAX_CONNECTIONS`] at most. Logs it if there
/// are fewer.
pub(super) fn connections() -> usize {
    let Some(allowed) = fs::read_to_string("/proc/self/limits")
        .ok()
        .and_then(|table| allowed(&table))
    else {
        return limits::MAX_CONNECTIONS;
    };
    let open = fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    let connections = left(allowed, open);
    if connections < limits::MAX_CONNECTIONS {
        output::note(&format!(
            "{allowed} file descriptors are enough for {connections} TCP connections at a time; \
             for {} raise the limit (ulimit -n, LimitNOFILE=)",
            limits::MAX_CONNECTIONS
        ));
    }
    connections
}

/// The soft limit in the table of proc_pid_limits(5); `None` if there is none.
fn allowed(table: &str) -> Option<usize> {
    let line = table
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn left(allowed: usize, open: usize) -> usize {
    let left = allowed.saturating_sub(open + limits::SPARE_DESCRIPTORS);
    left.clamp(1, limits::MAX_CONNECTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_read_from_the_table() {
        let table = "Limit                     Soft Limit           Hard Limit           Units\n\
                     Max processes             7                    7                    processes\n\
                     Max open files            1024                 524288               files\n";
        assert_eq!(allowed(table), Some(1_024));
        assert_eq!(allowed(&table.replace("1024  ", "unlimited")), None);
        assert_eq!(allowed(""), None);
    }

    #[test]
    fn some_descriptors_are_kept_for_other_uses() {
        assert_eq!(left(1_024, 24), 1_000 - limits::SPARE_DESCRIPTORS);
        assert_eq!(left(100_000, 24), limits::MAX_CONNECTIONS);
        assert_eq!(left(64, 60), 1);
    }
}
