//! DTLS (RFC 6347, RFC 9147): what strangers send to either end, and handshakes between both whose datagrams are damaged on
//! the way.

use std::sync::OnceLock;
use std::time::Duration;

use camcheck_codec::dtls::{Client, Connection, Server};

use crate::Target;
use crate::packets::{join, split};

pub(crate) const SERVER: Target = Target {
    name: "dtls-server",
    read: |input| receive(&mut server().accept(Duration::ZERO), input),
    seeds: || vec![join(first_flight().iter().map(Vec::as_slice))],
};

pub(crate) const HANDSHAKE: Target = Target {
    name: "dtls-handshake",
    read: damaged_handshake,
    seeds: || {
        vec![
            Vec::new(),
            vec![1, 0, 13, 0xff],
            vec![2, 1, 0, 0, 3, 2, 0, 0],
        ]
    },
};

/// Datagrams of one handshake, at most.
const MOST: usize = 64;

/// Making a certificate takes longer than reading a datagram.
fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::new().expect("a server"))
}

fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| Client::new().expect("a client"))
}

fn first_flight() -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    client()
        .connect(Duration::ZERO)
        .tick(Duration::ZERO, &mut out);
    out
}

fn receive(connection: &mut Connection, input: &[u8]) {
    let mut out = Vec::new();
    for packet in split(input) {
        connection.receive(Duration::ZERO, packet, &mut out);
        connection.take_received();
    }
    connection.tick(Duration::from_secs(1), &mut out);
}

/// What happens to one datagram on its way, in four bytes of the input: how, to the how-manieth, where in it, and a value.
#[derive(Debug, Clone, Copy)]
struct Damage {
    kind: u8,
    datagram: u8,
    place: u8,
    value: u8,
}

impl Damage {
    /// The datagrams that arrive instead of this one.
    fn apply(self, datagram: Vec<u8>) -> Vec<Vec<u8>> {
        let mut damaged = datagram;
        let place = usize::from(self.place) % damaged.len().max(1);
        match self.kind % 5 {
            0 => return Vec::new(),
            1 => {
                if let Some(byte) = damaged.get_mut(place) {
                    *byte ^= self.value;
                }
            }
            2 => return vec![damaged.clone(), damaged],
            3 => damaged.truncate(place),
            _ => damaged.extend(std::iter::repeat_n(self.value, place)),
        }
        vec![damaged]
    }
}

fn damaged_handshake(input: &[u8]) {
    let (damages, _) = input.as_chunks();
    let damages: Vec<Damage> = damages
        .iter()
        .map(|&[kind, datagram, place, value]| Damage {
            kind,
            datagram,
            place,
            value,
        })
        .collect();
    let mut ends = [
        client().connect(Duration::ZERO),
        server().accept(Duration::ZERO),
    ];
    let mut sent = 0;
    for second in 0..4 {
        let now = Duration::from_secs(second);
        let mut waiting: Vec<(usize, Vec<u8>)> = Vec::new();
        for (end, connection) in ends.iter_mut().enumerate() {
            let mut out = Vec::new();
            connection.tick(now, &mut out);
            waiting.extend(out.into_iter().map(|datagram| (1 - end, datagram)));
        }
        while let Some((to, datagram)) = waiting.pop() {
            if sent == MOST {
                return;
            }
            let damage = damages
                .iter()
                .find(|damage| usize::from(damage.datagram) == sent);
            sent += 1;
            let arriving = damage.map_or_else(
                || vec![datagram.clone()],
                |damage| damage.apply(datagram.clone()),
            );
            for datagram in arriving {
                let mut out = Vec::new();
                ends[to].receive(now, &datagram, &mut out);
                ends[to].take_received();
                waiting.extend(out.into_iter().map(|datagram| (1 - to, datagram)));
            }
        }
    }
}
