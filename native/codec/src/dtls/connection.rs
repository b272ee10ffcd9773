//! One end of a connection, of either side.

use std::fmt;
use std::time::{Duration, Instant};

use camcheck_core::wire::fingerprint::Fingerprint;
use dimpl::{Dtls, Output};
use ring::digest;

/// Room for one event of the library; few certificates are longer.
const OUTPUT: usize = 2_048;

/// How far the handshake is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not finished yet.
    UnderWay,
    /// Finished on this side.
    Finished,
    /// Broken off, by an error or by the peer.
    Over,
}

/// One end of a connection: its handshake, and the data after it.
pub struct Connection {
    dtls: Dtls,
    origin: Instant,
    progress: Progress,
    due: Option<Duration>,
    peer: Option<Fingerprint>,
    /// What the last datagram of the peer held for the application.
    received: Vec<Vec<u8>>,
}

impl Connection {
    pub(super) fn new(dtls: Dtls, origin: Instant) -> Self {
        Self {
            dtls,
            origin,
            progress: Progress::UnderWay,
            due: None,
            peer: None,
            received: Vec::new(),
        }
    }

    /// Processes a datagram of the peer. Datagrams to send are appended.
    pub fn receive(&mut self, now: Duration, datagram: &[u8], out: &mut Vec<Vec<u8>>) {
        // Data that was not taken is dropped, so that a peer cannot fill memory with it.
        self.received.clear();
        let at = self.origin + now;
        let taken = self.dtls.handle_timeout(at);
        let taken = taken.and_then(|()| self.dtls.handle_packet(datagram));
        self.continue_if(taken.is_ok(), out);
    }

    /// Begins, or retransmits lost datagrams.
    pub fn tick(&mut self, now: Duration, out: &mut Vec<Vec<u8>>) {
        let taken = self.dtls.handle_timeout(self.origin + now);
        self.continue_if(taken.is_ok(), out);
    }

    /// When [`Connection::tick`] has something to do.
    pub const fn due(&self) -> Option<Duration> {
        self.due
    }

    /// How far the handshake is.
    pub const fn progress(&self) -> Progress {
        self.progress
    }

    /// The fingerprint of the certificate that the peer has shown.
    pub const fn peer(&self) -> Option<Fingerprint> {
        self.peer
    }

    /// The data in the datagram that [`Connection::receive`] took last, one entry for each record. It
    /// is there until the next datagram comes.
    pub fn take_received(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.received)
    }

    /// Sends data as one record in a datagram of its own, which is 37 bytes longer with DTLS 1.2.
    /// Nothing is sent before the handshake has finished.
    pub fn send(&mut self, data: &[u8], out: &mut Vec<Vec<u8>>) {
        if self.progress == Progress::Finished {
            let taken = self.dtls.send_application_data(data);
            self.continue_if(taken.is_ok(), out);
        }
    }

    fn continue_if(&mut self, is_sound: bool, out: &mut Vec<Vec<u8>>) {
        if is_sound && self.progress != Progress::Over {
            self.poll(out);
        } else {
            self.progress = Progress::Over;
            self.due = None;
        }
    }

    fn poll(&mut self, out: &mut Vec<Vec<u8>>) {
        let (mut usual, mut larger) = ([0; OUTPUT], Vec::new());
        loop {
            let buffer = if larger.is_empty() {
                &mut usual[..]
            } else {
                &mut larger
            };
            match self.dtls.poll_output(buffer) {
                Output::Packet(packet) => out.push(packet.to_vec()),
                Output::ApplicationData(data) => self.received.push(data.to_vec()),
                Output::BufferTooSmall { needed } => larger.resize(needed, 0),
                Output::Connected => self.progress = Progress::Finished,
                Output::PeerCert(der) => self.peer = fingerprint(der),
                Output::CloseNotify => self.progress = Progress::Over,
                Output::Timeout(at) => {
                    self.due = at.checked_duration_since(self.origin);
                    return;
                }
                // Keys for SRTP are not used here.
                _ => {}
            }
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Connection");
        shown.field("progress", &self.progress);
        shown.finish_non_exhaustive()
    }
}

/// The fingerprint of a certificate.
pub(super) fn fingerprint(der: &[u8]) -> Option<Fingerprint> {
    let digest = digest::digest(&digest::SHA256, der);
    let sha256: [u8; 32] = digest.as_ref().try_into().ok()?;
    Some(sha256.into())
}
