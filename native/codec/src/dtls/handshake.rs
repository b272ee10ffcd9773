//! One end of a handshake, of either side.

use std::fmt;
use std::time::{Duration, Instant};

use camcheck_core::wire::fingerprint::Fingerprint;
use dimpl::{Dtls, Output};
use ring::digest;

/// Room for one event of the library.
const OUTPUT: usize = 2_048;

/// How far a handshake is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not finished yet.
    UnderWay,
    /// Finished on this side.
    Finished,
    /// Broken off, by an error or by the peer.
    Over,
}

/// One end of a handshake.
pub struct Handshake {
    dtls: Dtls,
    origin: Instant,
    progress: Progress,
    due: Option<Duration>,
    peer: Option<Fingerprint>,
}

impl Handshake {
    pub(super) fn new(dtls: Dtls, origin: Instant) -> Self {
        Self {
            dtls,
            origin,
            progress: Progress::UnderWay,
            due: None,
            peer: None,
        }
    }

    /// Processes a datagram of the peer. Datagrams to send are appended.
    pub fn receive(&mut self, now: Duration, datagram: &[u8], out: &mut Vec<Vec<u8>>) {
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

    /// When [`Handshake::tick`] has something to do.
    pub const fn due(&self) -> Option<Duration> {
        self.due
    }

    /// How far it is.
    pub const fn progress(&self) -> Progress {
        self.progress
    }

    /// The fingerprint of the certificate that the peer has shown.
    pub const fn peer(&self) -> Option<Fingerprint> {
        self.peer
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
        let mut buffer = vec![0; OUTPUT];
        loop {
            match self.dtls.poll_output(&mut buffer) {
                Output::Packet(packet) => out.push(packet.to_vec()),
                Output::BufferTooSmall { needed } => buffer.resize(needed, 0),
                Output::Connected => self.progress = Progress::Finished,
                Output::PeerCert(der) => self.peer = fingerprint(der),
                Output::CloseNotify => self.progress = Progress::Over,
                Output::Timeout(at) => {
                    self.due = at.checked_duration_since(self.origin);
                    return;
                }
                // Later data from a browser, such as SCTP, is not part of the handshake.
                _ => {}
            }
        }
    }
}

impl fmt::Debug for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Handshake");
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
