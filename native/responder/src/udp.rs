//! The I/O of the UDP service: sockets in, sockets out, with the engine in between.

mod firewall;
mod packet;
mod plain;
mod raw;
mod transparent;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use crate::engine::{Outgoing, Side};
use crate::shared::SharedEngine;

pub(crate) use firewall::{Firewall, Table};
pub(crate) use plain::{PlainSockets, serve as serve_plain};
pub(crate) use raw::RawSender;
pub(crate) use transparent::TransparentSocket;

/// What sends datagrams.
#[derive(Debug)]
pub(crate) enum Sender {
    /// From any port, by a raw socket.
    Raw(RawSender),
    /// From the ports that are bound.
    Plain(PlainSockets),
}

/// Sends what the engine decides.
#[derive(Debug)]
pub(crate) struct UdpOut {
    sender: Sender,
    /// Wakes [`send_delayed`] when something was added that is due earlier.
    added: Notify,
}

impl UdpOut {
    pub(crate) fn new(sender: Sender) -> Self {
        Self {
            sender,
            added: Notify::new(),
        }
    }

    /// What the engine has to send next was due at another moment before.
    fn note_due(&self, before: Option<Duration>, now: Option<Duration>) {
        let is_earlier = now.is_some_and(|now| before.is_none_or(|before| now < before));
        if is_earlier {
            self.added.notify_one();
        }
    }

    /// Sends all; datagrams that the network does not take are lost.
    pub(crate) fn send(&self, outgoing: &[Outgoing]) {
        match &self.sender {
            Sender::Raw(raw) => raw.send(outgoing),
            Sender::Plain(sockets) => sockets.send(outgoing),
        }
    }
}

/// Datagrams that the UDP socket of each side has dropped so far because its buffer was full.
#[derive(Debug, Default)]
pub(crate) struct Drops([AtomicU32; 2]);

impl Drops {
    /// A socket reports how many datagrams it has dropped since it was made. Returns whether it dropped any since its
    /// last report.
    fn note(&self, side: Side, so_far: u32) -> bool {
        let drops = self.0.get(side.index());
        drops.is_some_and(|drops| drops.swap(so_far, Ordering::Relaxed) != so_far)
    }

    /// Of all sockets.
    pub(crate) fn total(&self) -> u32 {
        let drops = self.0.iter();
        drops.map(|drops| drops.load(Ordering::Relaxed)).sum()
    }
}

/// Sends delayed answers and frames of feeds when they are due. Never returns.
pub(crate) async fn send_delayed(engine: Arc<SharedEngine>, out: Arc<UdpOut>) {
    let mut outgoing = Vec::new();
    loop {
        let next = {
            let mut locked = engine.lock();
            locked.due(engine.now(), &mut outgoing);
            locked.next_due()
        };
        out.send(&outgoing);
        outgoing.clear();
        match next {
            None => out.added.notified().await,
            Some(at) => {
                let wait = at
                    .saturating_sub(engine.now())
                    .max(Duration::from_millis(1));
                // An answer added meanwhile may be due earlier.
                let _ = tokio::time::timeout(wait, out.added.notified()).await;
            }
        }
    }
}
