//! A browser's side of SCTP (RFC 9260), written independently of the codec, so that an error in one is not repeated in
//! the other.

use std::collections::BTreeSet;

use crc::{CRC_32_ISCSI, Crc, Table};

static CRC32C: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);

const TAG: u32 = 0x1234_5678;

/// The side that begins.
#[derive(Debug)]
pub(super) struct Sctp {
    /// Streams each way: 65,535 for dcSCTP, 2,048 for usrsctp.
    streams: u16,
    peer_tag: u32,
    next: u32,
    /// Everything up to this one has arrived, or need not be waited for.
    cumulative: u32,
    beyond: BTreeSet<u32>,
    pub(super) is_open: bool,
    /// Whether incoming data is acknowledged.
    pub(super) acknowledges: bool,
    /// TSNs that the far end has acknowledged, in that order.
    pub(super) acknowledged: Vec<u32>,
    pub(super) forwarded: usize,
}

/// The outcome of a packet.
#[derive(Debug, Default)]
pub(super) struct Came {
    pub(super) messages: Vec<Vec<u8>>,
    pub(super) answers: Vec<Vec<u8>>,
}

impl Sctp {
    pub(super) fn new(streams: u16) -> Self {
        Self {
            streams,
            peer_tag: 0,
            // The TSNs wrap in every test.
            next: u32::MAX - 100,
            cumulative: 0,
            beyond: BTreeSet::new(),
            is_open: false,
            acknowledges: true,
            acknowledged: Vec::new(),
            forwarded: 0,
        }
    }

    pub(super) fn init(&self) -> Vec<u8> {
        let mut value = TAG.to_be_bytes().to_vec();
        value.extend((5_u32 << 20).to_be_bytes());
        value.extend([self.streams.to_be_bytes(), self.streams.to_be_bytes()].concat());
        value.extend(self.next.to_be_bytes());
        value.extend([0xc0, 0, 0, 4]);
        packet(0, &[chunk(1, 0, &value)])
    }

    pub(super) fn next(&self) -> u32 {
        self.next
    }

    /// The packets with a message that is cut into this many parts.
    pub(super) fn message(&mut self, message: &[u8], parts: usize) -> Vec<Vec<u8>> {
        let length = message.len().div_ceil(parts);
        let parts: Vec<_> = message.chunks(length).collect();
        let last = parts.len() - 1;
        let mut packets = Vec::new();
        for (place, part) in parts.into_iter().enumerate() {
            let flags = 4 | if place == 0 { 2 } else { 0 } | u8::from(place == last);
            packets.push(packet(self.peer_tag, &[data(self.next, flags, part)]));
            self.next = self.next.wrapping_add(1);
        }
        packets
    }

    pub(super) fn packet(&self, chunks: &[Vec<u8>]) -> Vec<u8> {
        packet(self.peer_tag, chunks)
    }

    pub(super) fn receive(&mut self, bytes: &[u8]) -> Came {
        assert!(is_sound(bytes), "a checksum");
        assert_eq!(bytes[4..8], TAG.to_be_bytes());
        let mut came = Came::default();
        let mut rest = &bytes[12..];
        let mut has_data = false;
        while rest.len() >= 4 {
            let length = usize::from(u16::from_be_bytes([rest[2], rest[3]]));
            let (kind, value) = (rest[0], &rest[4..length]);
            rest = rest.get(length.next_multiple_of(4)..).unwrap_or(&[]);
            match kind {
                0 => {
                    assert_eq!(bytes[13], 7, "whole and unordered");
                    assert_eq!(value[8..12], [0, 0, 0, 53]);
                    has_data = true;
                    if self.note(word(value)) {
                        came.messages.push(value[12..].to_vec());
                    }
                }
                2 => {
                    self.peer_tag = word(value);
                    self.cumulative = word(&value[12..]).wrapping_sub(1);
                    came.answers
                        .push(self.packet(&[chunk(10, 0, cookie(&value[16..]))]));
                }
                3 => self.acknowledged.push(word(value)),
                11 => self.is_open = true,
                192 => {
                    self.forwarded += 1;
                    self.skip_to(word(value));
                    has_data = true;
                }
                _ => {}
            }
        }
        if has_data && self.acknowledges {
            let mut value = self.cumulative.to_be_bytes().to_vec();
            value.extend([0, 0x50, 0, 0, 0, 0, 0, 0]);
            came.answers.push(self.packet(&[chunk(3, 0, &value)]));
        }
        came
    }

    /// Whether the TSN is new.
    fn note(&mut self, tsn: u32) -> bool {
        let is_old = tsn.wrapping_sub(self.cumulative).cast_signed() <= 0;
        let is_new = !is_old && self.beyond.insert(tsn);
        self.close_up();
        is_new
    }

    fn skip_to(&mut self, tsn: u32) {
        if tsn.wrapping_sub(self.cumulative).cast_signed() > 0 {
            self.cumulative = tsn;
            let is_beyond = |other: &u32| other.wrapping_sub(tsn).cast_signed() > 0;
            self.beyond.retain(is_beyond);
        }
        self.close_up();
    }

    fn close_up(&mut self) {
        while self.beyond.remove(&self.cumulative.wrapping_add(1)) {
            self.cumulative = self.cumulative.wrapping_add(1);
        }
    }
}

/// The cookie among the parameters.
fn cookie(mut parameters: &[u8]) -> &[u8] {
    loop {
        let length = usize::from(u16::from_be_bytes([parameters[2], parameters[3]]));
        if parameters[..2] == [0, 7] {
            return &parameters[4..length];
        }
        parameters = &parameters[length.next_multiple_of(4)..];
    }
}

pub(super) fn data(tsn: u32, flags: u8, part: &[u8]) -> Vec<u8> {
    let mut value = tsn.to_be_bytes().to_vec();
    value.extend([0, 0, 0, 0, 0, 0, 0, 53]);
    value.extend(part);
    chunk(0, flags, &value)
}

pub(super) fn chunk(kind: u8, flags: u8, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len() + 4).expect("short");
    let mut bytes = [&[kind, flags][..], &length.to_be_bytes(), value].concat();
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn packet(tag: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = [5_000_u16.to_be_bytes(), 5_000_u16.to_be_bytes()].concat();
    bytes.extend(tag.to_be_bytes());
    bytes.extend([0; 4]);
    bytes.extend(chunks.concat());
    let sum = CRC32C.checksum(&bytes).to_le_bytes();
    bytes[8..12].copy_from_slice(&sum);
    bytes
}

fn is_sound(bytes: &[u8]) -> bool {
    let mut zeroed = bytes.to_vec();
    zeroed[8..12].fill(0);
    CRC32C.checksum(&zeroed).to_le_bytes() == bytes[8..12]
}

fn word(bytes: &[u8]) -> u32 {
    u32::from_be_bytes(bytes[..4].try_into().expect("four bytes"))
}
