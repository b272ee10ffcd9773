use std::time::Duration;

use camcheck_core::wire::fingerprint::Fingerprint;

use super::*;

const ROUND: Duration = Duration::from_millis(20);

/// Two ends and the line between them, which may lose or turn round what each of them sends.
struct Line {
    client: Connection,
    server: Connection,
    now: Duration,
    /// Bytes from the client and from the server.
    sent: (usize, usize),
}

impl Line {
    fn new() -> (Self, Fingerprint) {
        let server = Server::new().expect("a certificate");
        let now = Duration::from_secs(5);
        let line = Self {
            client: Client::new().expect("a key").connect(now),
            server: server.accept(now),
            now,
            sent: (0, 0),
        };
        (line, server.fingerprint())
    }

    /// Runs for this many round trips; `passes` is asked for each datagram, by its number.
    fn run(&mut self, rounds: u32, reversed: bool, mut passes: impl FnMut(usize) -> bool) {
        let mut number = 0;
        let mut passing = |mut datagrams: Vec<Vec<u8>>| {
            if reversed {
                datagrams.reverse();
            }
            datagrams.retain(|_| {
                number += 1;
                passes(number)
            });
            datagrams
        };
        let (mut to_server, mut to_client) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            self.client.tick(self.now, &mut to_server);
            self.sent.0 += bytes(&to_server);
            for datagram in passing(std::mem::take(&mut to_server)) {
                self.server.receive(self.now, &datagram, &mut to_client);
            }
            self.server.tick(self.now, &mut to_client);
            self.sent.1 += bytes(&to_client);
            for datagram in passing(std::mem::take(&mut to_client)) {
                self.client.receive(self.now, &datagram, &mut to_server);
            }
            self.now += ROUND;
        }
    }

    fn are_finished(&self) -> bool {
        let both = [self.client.progress(), self.server.progress()];
        both == [Progress::Finished; 2]
    }
}

fn bytes(datagrams: &[Vec<u8>]) -> usize {
    datagrams.iter().map(Vec::len).sum()
}

#[test]
fn both_ends_finish_and_the_client_sees_the_certificate() {
    let (mut line, fingerprint) = Line::new();
    line.run(5, false, |_| true);
    assert!(line.are_finished());
    assert_eq!(line.client.peer(), Some(fingerprint));
}

#[test]
fn every_server_has_a_certificate_of_its_own() {
    let fingerprints = [(); 2].map(|()| Server::new().expect("a certificate").fingerprint());
    assert_ne!(fingerprints[0], fingerprints[1]);
}

#[test]
fn before_a_cookie_comes_back_less_is_sent_than_came() {
    let (mut line, _) = Line::new();
    let mut first = true;
    line.run(1, false, |_| std::mem::take(&mut first));
    assert!(line.sent.1 > 0, "a cookie is sent");
    assert!(line.sent.1 < line.sent.0, "{:?}", line.sent);
}

#[test]
fn a_lost_datagram_is_sent_again() {
    for lost in 1..=8 {
        let (mut line, _) = Line::new();
        line.run(100, false, |number| number != lost);
        assert!(line.are_finished(), "without number {lost}");
    }
}

#[test]
fn the_order_within_a_flight_makes_no_difference() {
    let (mut line, _) = Line::new();
    line.run(60, true, |_| true);
    assert!(line.are_finished());
}

#[test]
fn data_goes_both_ways_once_the_handshake_has_finished() {
    let (mut line, _) = Line::new();
    let mut out = Vec::new();
    line.client.send(b"early", &mut out);
    assert!(out.is_empty());
    line.run(5, false, |_| true);
    let packet = vec![7; 1_128];
    line.client.send(&packet, &mut out);
    let datagram = out.pop().expect("a datagram");
    assert_eq!((out.len(), datagram.len()), (0, 1_165));
    line.server.receive(line.now, &datagram, &mut out);
    assert_eq!(line.server.take_received(), [&packet[..]]);
    line.server.send(b"short", &mut out);
    let short = out.pop().expect("a datagram");
    line.client.receive(line.now, &short, &mut out);
    assert_eq!(line.client.take_received(), [b"short"]);
    // What comes again was recorded or replayed; what is changed is no data of the peer.
    line.server.receive(line.now, &datagram, &mut out);
    assert!(line.server.take_received().is_empty());
    line.client.send(b"more", &mut out);
    let mut changed = out.pop().expect("a datagram");
    *changed.last_mut().expect("bytes") ^= 1;
    line.server.receive(line.now, &changed, &mut out);
    assert!(line.server.take_received().is_empty());
    assert!(line.are_finished());
}

#[test]
fn what_is_no_dtls_ends_nothing() {
    let (mut line, _) = Line::new();
    let mut out = Vec::new();
    for junk in [&b""[..], b"\x16\xfe\xfd", &[0x16; 700], &[0xff; 40]] {
        line.server.receive(line.now, junk, &mut out);
    }
    line.run(5, false, |_| true);
    assert!(line.are_finished());
}
