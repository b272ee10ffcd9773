use std::time::Duration;

use camcheck_core::wire::fingerprint::Fingerprint;

use super::*;

const ROUND: Duration = Duration::from_millis(20);

/// Two ends and the line between them, which may lose or turn round what each of them sends.
struct Line {
    client: Handshake,
    server: Handshake,
    now: Duration,
    /// Bytes from the client and from the server.
    sent: (usize, usize),
}

impl Line {
    fn new() -> (Self, Fingerprint) {
        let server = Server::new().expect("a certificate");
        let now = Duration::from_secs(5);
        let line = Self {
            client: Client::new().expect("a key").handshake(now),
            server: server.handshake(now),
            now,
            sent: (0, 0),
        };
        (line, server.fingerprint())
    }

    /// Runs for so many round trips; `passes` is asked for each datagram, by its number.
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
fn what_is_no_dtls_ends_nothing() {
    let (mut line, _) = Line::new();
    let mut out = Vec::new();
    for junk in [&b""[..], b"\x16\xfe\xfd", &[0x16; 700], &[0xff; 40]] {
        line.server.receive(line.now, junk, &mut out);
    }
    line.run(5, false, |_| true);
    assert!(line.are_finished());
}
