//! The far end as a whole: datagrams of strangers and of runs, at any time, to any of its ports. It must answer a stranger
//! with no more than one datagram, to the stranger.

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_responder::fuzz::{Datagram, FarEnd};

use crate::packets::{join, split};
use crate::{Target, small, stun};

pub(crate) const DATAGRAMS: Target = Target {
    name: "far-end",
    read,
    seeds: || {
        let mut messages = stun::requests();
        messages.extend((small::DATAGRAMS.seeds)());
        let events = messages.iter().map(|message| event(0, message));
        let events: Vec<_> = [vec![RUN]].into_iter().chain(events).collect();
        vec![join(events.iter().map(Vec::as_slice))]
    },
};

/// The first byte of a packet of the input: a new run, or, otherwise, from which client the datagram comes, to which address
/// and port, and how long after the one before.
const RUN: u8 = 0xff;

const CLIENTS: [&str; 4] = [
    "203.0.113.7:40000",
    "203.0.113.7:40001",
    "198.51.100.77:3478",
    "[2001:db8::7]:40000",
];

fn event(first: u8, datagram: &[u8]) -> Vec<u8> {
    let mut event = vec![first, 0];
    event.extend(datagram);
    event
}

fn read(input: &[u8]) {
    let mut far_end = FarEnd::new();
    let mut runs = false;
    let mut now = Duration::from_secs(1_000);
    for packet in split(input) {
        let Some((first, packet)) = packet.split_first() else {
            continue;
        };
        if *first == RUN {
            runs |= far_end.create_run(now, client(0));
            continue;
        }
        let Some((pause, bytes)) = packet.split_first() else {
            continue;
        };
        now += Duration::from_millis(u64::from(*pause) * 20);
        let from = client(*first);
        let datagram = Datagram {
            to_alternate: first & 4 != 0,
            to_port: if first & 8 == 0 { 3478 } else { 40_000 },
            from,
            bytes,
        };
        let answers = far_end.receive(now, datagram);
        if !runs {
            assert!(
                answers.len() <= 1,
                "{} answers to a stranger",
                answers.len()
            );
            assert!(answers.iter().all(|answer| *answer == from));
        }
        far_end.tick(now);
    }
}

fn client(number: u8) -> SocketAddr {
    let index = usize::from(number) % CLIENTS.len();
    CLIENTS[index].parse().expect("an address")
}
