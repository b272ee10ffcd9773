//! The edges of the UDP service: sockets in, sockets out, the engine between them.

mod firewall;
mod packet;
mod plain;
mod raw;
mod transparent;

use std::sync::Arc;
use std::time::Duration;

use crate::context::Context;
use crate::engine::Outgoing;

pub(crate) use firewall::{Firewall, TABLE};
pub(crate) use plain::{PlainSockets, serve as serve_plain};
pub(crate) use raw::RawSender;
pub(crate) use transparent::TransparentSocket;

/// Sends what the engine decides.
#[derive(Debug)]
pub(crate) enum UdpOut {
    /// From any port, by a raw socket.
    Raw(RawSender),
    /// From the ports that are bound.
    Plain(PlainSockets),
}

impl UdpOut {
    /// Sends all; what the network does not take is lost, as datagrams are.
    pub(crate) fn send(&self, outgoing: &[Outgoing]) {
        match self {
            Self::Raw(raw) => raw.send(outgoing),
            Self::Plain(sockets) => sockets.send(outgoing),
        }
    }
}

/// Sends delayed answers when their time has come, for ever.
pub(crate) async fn send_delayed(context: Arc<Context>, out: Arc<UdpOut>) {
    let mut outgoing = Vec::new();
    loop {
        let next = {
            let mut engine = context.engine();
            engine.due(context.now(), &mut outgoing);
            engine.next_due()
        };
        out.send(&outgoing);
        outgoing.clear();
        match next {
            None => context.delayed.notified().await,
            Some(at) => {
                let wait = at
                    .saturating_sub(context.now())
                    .max(Duration::from_millis(1));
                // An answer added meanwhile may be due earlier.
                let _ = tokio::time::timeout(wait, context.delayed.notified()).await;
            }
        }
    }
}
