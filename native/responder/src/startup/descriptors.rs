//! How many connections the process may have open at all. Without free file descriptors, no connection can
//! be accepted, and none closed to make room: the system then lets connections wait, and a client gets no
//! answer. So the own limit must be lower.

use tracing::warn;

use crate::{limits, process};

/// The connections for which there are descriptors, [`limits::MAX_CONNECTIONS`] at most. Logs it if there
/// are fewer.
pub(super) fn connections() -> usize {
    process::raise_open_files();
    let Some(allowed) = process::max_open_files() else {
        return limits::MAX_CONNECTIONS;
    };
    let open = process::open_files().unwrap_or_default();
    let connections = left(allowed, open);
    if connections < limits::MAX_CONNECTIONS {
        warn!(
            "{allowed} file descriptors are enough for {connections} TCP connections at a time; \
             for {} raise the limit (ulimit -n, LimitNOFILE=)",
            limits::MAX_CONNECTIONS
        );
    }
    connections
}

fn left(allowed: usize, open: usize) -> usize {
    let left = allowed.saturating_sub(open + limits::SPARE_DESCRIPTORS);
    left.clamp(1, limits::MAX_CONNECTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_descriptors_are_kept_for_other_uses() {
        assert_eq!(left(1_024, 24), 1_000 - limits::SPARE_DESCRIPTORS);
        assert_eq!(left(100_000, 24), limits::MAX_CONNECTIONS);
        assert_eq!(left(64, 60), 1);
    }
}
