//! SCTP (RFC 9260) as the far end reads it. A packet needs its checksum, and the tag that the far end has chosen, to be read
//! at all, so they are put into it.

use std::time::Duration;

use camcheck_codec::sctp::Association;
use crc::{CRC_32_ISCSI, Crc};

use crate::Target;
use crate::packets::{join, split};

pub(crate) const ASSOCIATION: Target = Target {
    name: "sctp",
    read,
    seeds: || vec![join([&init()[..], &data()]), join([&init()[..]])],
};

const CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);
const HEADER: usize = 12;
const INIT: u8 = 1;
const INIT_ACK: u8 = 2;

/// Ports 5000 both, no tag, no checksum.
const COMMON: [u8; HEADER] = [0x13, 0x88, 0x13, 0x88, 0, 0, 0, 0, 0, 0, 0, 0];

fn read(input: &[u8]) {
    let mut association = Association::new();
    let mut tag = [0; 4];
    for (second, packet) in (0..).zip(split(input)) {
        let now = Duration::from_millis(100 * second);
        let mut out = Vec::new();
        association.receive(now, &addressed(packet, tag), &mut out);
        association.take_received();
        association.send(now, b"an answer");
        association.tick(now, &mut out);
        tag = out.iter().find_map(|packet| tag_in(packet)).unwrap_or(tag);
    }
}

/// The packet with this tag, unless it begins an association, and with its checksum.
fn addressed(packet: &[u8], tag: [u8; 4]) -> Vec<u8> {
    let mut packet = packet.to_vec();
    if packet.get(HEADER) != Some(&INIT)
        && let Some(place) = packet.get_mut(4..8)
    {
        place.copy_from_slice(&tag);
    }
    if let Some(place) = packet.get_mut(8..HEADER) {
        place.fill(0);
        let checksum = CHECKSUM.checksum(&packet);
        packet[8..HEADER].copy_from_slice(&checksum.to_le_bytes());
    }
    packet
}

/// The tag that an INIT ACK names (section 3.3.3).
fn tag_in(packet: &[u8]) -> Option<[u8; 4]> {
    let (kind, chunk) = packet.get(HEADER..)?.split_first()?;
    (*kind == INIT_ACK).then(|| chunk.get(3..7)?.try_into().ok())?
}

/// An INIT as dcSCTP's, without its parameters.
fn init() -> Vec<u8> {
    let mut packet = COMMON.to_vec();
    packet.extend([
        INIT, 0, 0, 20, 1, 2, 3, 4, 0, 80, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1,
    ]);
    packet
}

/// Data with a message of four bytes, as WebRTC's binary.
fn data() -> Vec<u8> {
    let mut packet = COMMON.to_vec();
    packet.extend([0, 7, 0, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 53]);
    packet.extend(*b"abcd");
    packet
}
