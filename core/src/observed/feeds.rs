//! The feeds of a run: which one comes next, and what they add up to.

use std::net::SocketAddr;

use crate::feed::{Share, measured};
use crate::limits::{FEED_FIRST_PORT, FEED_TRIES, FEEDS};
use crate::model::feed::Feed;
use crate::model::reason::Reason;
use crate::observed::board::Board;
use crate::observed::survey::answered_at_first;
use crate::plan::Plan;
use crate::probe::{FeedCarrier, FeedOutcome, FeedProbe, Probe};
use crate::wire::token::RunToken;

/// A feed and its outcome.
pub(crate) type Tried<'a> = (&'a FeedProbe, &'a FeedOutcome);

/// The state of the feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Feeds<'a> {
    /// The run has none.
    NotAsked,
    /// The far end granted no token.
    NoToken,
    /// The far end streams none.
    NotOffered,
    /// No port answered STUN, so there is nothing to stream over.
    NothingToTry,
    /// This one comes next, or is under way; none while the ports are still being asked.
    Asking(Option<FeedProbe>),
    /// Nothing more to try.
    Done(Vec<Tried<'a>>),
}

impl Feeds<'_> {
    /// The probe that is wanted.
    pub(crate) fn wanted(&self) -> Option<Probe> {
        match self {
            Self::Asking(probe) => probe.clone().map(Probe::Feed),
            Self::NotAsked
            | Self::NoToken
            | Self::NotOffered
            | Self::NothingToTry
            | Self::Done(_) => None,
        }
    }

    /// Why there is nothing to judge; for feeds that are over, which there may be.
    pub(crate) const fn why_not(&self) -> Reason {
        match self {
            Self::NotAsked => Reason::FeedNotRun,
            Self::NoToken => Reason::NoToken,
            Self::NotOffered => Reason::NoFeed,
            Self::NothingToTry => Reason::NothingGetsOut,
            Self::Asking(_) | Self::Done(_) => Reason::Measuring,
        }
    }

    /// Those that ran, second by second.
    pub(crate) fn shown(&self) -> Vec<Feed> {
        match self {
            Self::Done(outcomes) => shown(outcomes),
            Self::NotAsked
            | Self::NoToken
            | Self::NotOffered
            | Self::NothingToTry
            | Self::Asking(_) => Vec::new(),
        }
    }
}

/// The state of the feeds for what has been observed so far.
pub(crate) fn feeds<'a>(
    plan: &Plan,
    board: &'a Board,
    token: Option<&RunToken>,
    carrier: Option<FeedCarrier>,
) -> Feeds<'a> {
    let Some(windows) = plan.options().feed else {
        return Feeds::NotAsked;
    };
    let (Some(token), Some(server)) = (token, plan.udp_server()) else {
        return Feeds::NoToken;
    };
    let Some(carrier) = carrier else {
        return Feeds::NotOffered;
    };
    let Some(answered) = answered_at_first(plan, board, server, token) else {
        return Feeds::Asking(None);
    };
    let ports = ports(&answered);
    let mut outcomes = Vec::new();
    for (port, attempt) in ports.iter().cycle().zip(0..FEED_TRIES) {
        let probe = FeedProbe {
            server: SocketAddr::new(server, *port),
            token: token.clone(),
            carrier,
            windows,
            attempt,
        };
        let Some(tried) = board.feed.get_key_value(&probe) else {
            return Feeds::Asking(Some(probe));
        };
        outcomes.push(tried);
        if is_enough(&outcomes) {
            break;
        }
    }
    if outcomes.is_empty() {
        Feeds::NothingToTry
    } else {
        Feeds::Done(outcomes)
    }
}

/// Those that ran, second by second.
pub(crate) fn shown(outcomes: &[Tried<'_>]) -> Vec<Feed> {
    outcomes.iter().copied().filter_map(feed).collect()
}

/// What a feed showed, if it ran.
pub(crate) fn feed((probe, outcome): Tried<'_>) -> Option<Feed> {
    match outcome {
        FeedOutcome::Streamed(streamed) => {
            Some(measured(probe.server, streamed, probe.windows.into()))
        }
        _ => None,
    }
}

/// A good feed needs no second one; where two tries came to nothing, a third would as well.
fn is_enough(outcomes: &[Tried<'_>]) -> bool {
    let feeds = shown(outcomes);
    let both_came_to_the_same = outcomes.len() >= FEEDS && feeds.len() != 1;
    both_came_to_the_same || Share::of_up(&feeds).passes() && Share::of_down(&feeds).passes()
}

/// Two ports apart from each other, if possible where relays and viewers of video are; one where there is only
/// one, to which each try makes a fresh connection.
fn ports(answered: &[u16]) -> Vec<u16> {
    let high = answered.partition_point(|port| *port < FEED_FIRST_PORT);
    let usual = answered.get(high..).filter(|usual| usual.len() > 1);
    let ports = usual.unwrap_or(answered);
    let middle = ports.get(ports.len() / 2);
    let mut ports: Vec<_> = middle.into_iter().chain(ports.last()).copied().collect();
    ports.dedup();
    ports
}
