//! Which run vouches for a source address and port: a request under its token came from there recently.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;

use camcheck_core::wire::token::RunToken;

use crate::limits;

/// The sources of the live runs, bounded for each of them.
#[derive(Debug, Default)]
pub(in crate::engine) struct Vouchers {
    by_source: HashMap<SocketAddr, (RunToken, Duration)>,
    /// The sources of each run, the oldest first.
    by_run: HashMap<RunToken, VecDeque<SocketAddr>>,
    swept: Duration,
}

impl Vouchers {
    /// Records a request. At its limit, a run loses its own oldest source, never one of another run.
    pub(super) fn add(&mut self, now: Duration, token: &RunToken, source: SocketAddr) {
        self.sweep(now);
        let before = self.by_source.insert(source, (token.clone(), now));
        if before.is_some_and(|(run, _)| run == *token) {
            return;
        }
        let sources = self.by_run.entry(token.clone()).or_default();
        sources.push_back(source);
        if sources.len() > limits::MAX_VOUCHED {
            let oldest = sources.pop_front();
            oldest
                .into_iter()
                .for_each(|oldest| self.forget(token, oldest));
        }
    }

    /// The run that vouches for a source now.
    pub(super) fn of(&self, now: Duration, source: SocketAddr) -> Option<RunToken> {
        let (token, since) = self.by_source.get(&source)?;
        (*since + limits::VOUCHED > now).then(|| token.clone())
    }

    fn forget(&mut self, token: &RunToken, source: SocketAddr) {
        if self
            .by_source
            .get(&source)
            .is_some_and(|(run, _)| run == token)
        {
            self.by_source.remove(&source);
        }
    }

    /// Looks through all of them, once in a lifetime at most.
    fn sweep(&mut self, now: Duration) {
        if now < self.swept + limits::VOUCHED {
            return;
        }
        self.swept = now;
        let by_source = &mut self.by_source;
        by_source.retain(|_, (_, since)| *since + limits::VOUCHED > now);
        self.by_run.retain(|token, sources| {
            let is_current = |source: &SocketAddr| {
                let run = by_source.get(source);
                run.is_some_and(|(run, _)| run == token)
            };
            sources.retain(is_current);
            !sources.is_empty()
        });
    }
}
