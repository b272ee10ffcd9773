//! An IPv4 packet with one UDP datagram (RFC 791, RFC 768).

use std::net::{Ipv4Addr, SocketAddrV4};

const IP_HEADER: usize = 20;
const UDP_HEADER: usize = 8;
const UDP: u8 = 17;
/// What Linux itself uses.
const TTL: u8 = 64;

/// Packets up to this size may be fragmented on their way: nothing is learnt from them, and where a path takes less,
/// they arrive all the same. It is the least that IPv6 demands.
const MAY_FRAGMENT: usize = 1_280;
/// Flags and offset of a fragment (RFC 791 section 3.1).
const DONT_FRAGMENT: u8 = 0x40;
const MORE_FRAGMENTS: u8 = 0x20;
/// Offsets count in these.
const UNIT: usize = 8;

/// The packets for a raw socket: one, or else fragments of up to `mtu` bytes with this identification. A raw socket
/// makes none itself (raw(7)).
pub(super) fn packets(
    from: SocketAddrV4,
    to: SocketAddrV4,
    payload: &[u8],
    (mtu, identification): (usize, u16),
) -> Vec<Vec<u8>> {
    let whole = IP_HEADER + UDP_HEADER + payload.len();
    if whole <= mtu {
        let flags = if whole > MAY_FRAGMENT {
            DONT_FRAGMENT
        } else {
            0
        };
        return vec![build(from, to, payload, (identification, flags))];
    }
    let packet = build(from, to, payload, (identification, 0));
    let Some((header, data)) = packet.split_at_checked(IP_HEADER) else {
        return Vec::new();
    };
    let room = (mtu.saturating_sub(IP_HEADER) / UNIT * UNIT).max(UNIT);
    let count = data.len().div_ceil(room);
    let fragments = data.chunks(room).zip(0_usize..);
    fragments
        .map(|(data, place)| {
            let units = u16::try_from(place * room / UNIT).unwrap_or(u16::MAX);
            let [mut high, low] = units.to_be_bytes();
            if place + 1 < count {
                high |= MORE_FRAGMENTS;
            }
            let mut fragment = header.to_vec();
            fragment.splice(6..8, [high, low]);
            fragment.extend_from_slice(data);
            fragment
        })
        .collect()
}

/// One packet of any length; the kernel fills in the IP header's length and checksum (raw(7)). It would fill in an
/// identification of 0 too, for which it asks a table that all processors share: an eighth of the time of an answer
/// (measured). No caller builds payloads longer than a datagram may have.
fn build(
    from: SocketAddrV4,
    to: SocketAddrV4,
    payload: &[u8],
    (identification, flags): (u16, u8),
) -> Vec<u8> {
    let length = u16::try_from(UDP_HEADER + payload.len()).unwrap_or(u16::MAX);
    let mut packet = Vec::with_capacity(IP_HEADER + UDP_HEADER + payload.len());
    // Version 4, five words of header.
    packet.extend_from_slice(&[0x45, 0, 0, 0]);
    packet.extend_from_slice(&identification.to_be_bytes());
    packet.extend_from_slice(&[flags, 0, TTL, UDP, 0, 0]);
    packet.extend_from_slice(&from.ip().octets());
    packet.extend_from_slice(&to.ip().octets());
    packet.extend_from_slice(&from.port().to_be_bytes());
    packet.extend_from_slice(&to.port().to_be_bytes());
    packet.extend_from_slice(&length.to_be_bytes());
    packet.extend_from_slice(&checksum(from, to, length, payload).to_be_bytes());
    packet.extend_from_slice(payload);
    packet
}

/// RFC 768: over a pseudo header, the header and the payload; 0 is sent as all ones, since 0
/// means "none".
fn checksum(from: SocketAddrV4, to: SocketAddrV4, length: u16, payload: &[u8]) -> u16 {
    let header = address_words(*from.ip())
        .chain(address_words(*to.ip()))
        .chain([u16::from(UDP), length, from.port(), to.port(), length]);
    let body = payload.chunks(2).map(|pair| match *pair {
        [high, low] => u16::from_be_bytes([high, low]),
        [high] => u16::from_be_bytes([high, 0]),
        _ => 0,
    });
    let sum = header
        .chain(body)
        .fold(0_u32, |sum, word| sum.wrapping_add(u32::from(word)));
    let once = (sum >> 16) + (sum & 0xffff);
    let twice = (once >> 16) + (once & 0xffff);
    match u16::try_from(twice).map(|sum| !sum) {
        Ok(0) | Err(_) => u16::MAX,
        Ok(checksum) => checksum,
    }
}

fn address_words(address: Ipv4Addr) -> impl Iterator<Item = u16> {
    let [a, b, c, d] = address.octets();
    [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])].into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sum over pseudo header, header with checksum, and payload is all ones.
    fn verifies(packet: &[u8]) -> bool {
        let words = |bytes: &[u8]| -> u32 {
            bytes
                .chunks(2)
                .map(|pair| u32::from(pair[0]) << 8 | pair.get(1).map_or(0, |low| u32::from(*low)))
                .sum()
        };
        let length = u32::try_from(packet.len() - IP_HEADER).expect("short");
        let sum = words(&packet[12..]) + u32::from(UDP) + length;
        (sum >> 16) + (sum & 0xffff) == 0xffff
    }

    #[test]
    fn checksums_verify_for_even_and_odd_lengths() {
        let from = "198.51.100.11:3479".parse().expect("an address");
        let to = "203.0.113.77:65535".parse().expect("an address");
        for length in [0, 1, 2, 31, 32, 500, 1_165] {
            let payload: Vec<u8> = (0..length).map(|byte| (byte % 251) as u8).collect();
            let packet = build(from, to, &payload, (7, 0));
            assert!(verifies(&packet), "{length} bytes");
            assert_eq!(&packet[28..], payload);
            assert_eq!(packet[20..22], 3479_u16.to_be_bytes());
        }
    }

    #[test]
    fn what_is_too_long_is_sent_in_fragments() {
        let from = "198.51.100.11:3479".parse().expect("an address");
        let to = "203.0.113.77:65535".parse().expect("an address");
        let payload: Vec<u8> = (0..4_000_u32).map(|byte| (byte % 251) as u8).collect();

        for (length, flags) in [(1_472, DONT_FRAGMENT), (1_200, 0)] {
            let whole = packets(from, to, &payload[..length], (1_500, 7));
            assert_eq!(whole.len(), 1);
            assert_eq!(whole[0].len(), IP_HEADER + UDP_HEADER + length);
            assert_eq!(whole[0][4..8], [0, 7, flags, 0]);
        }
        for (mtu, count) in [(1_500, 3), (1_460, 3), (576, 8)] {
            let fragments = packets(from, to, &payload, (mtu, 0x1234));
            assert_eq!(fragments.len(), count);
            assert_fragments(&fragments, mtu, &payload);
        }
    }

    fn assert_fragments(fragments: &[Vec<u8>], mtu: usize, payload: &[u8]) {
        let (mut data, last) = (Vec::new(), fragments.len() - 1);
        for (place, fragment) in fragments.iter().enumerate() {
            assert!(fragment.len() <= mtu);
            assert_eq!(fragment[4..6], [0x12, 0x34]);
            let offset = u16::from_be_bytes([fragment[6], fragment[7]]);
            assert_eq!(offset & 0x2000 != 0, place < last);
            assert_eq!(usize::from(offset & 0x1fff) * UNIT, data.len());
            data.extend_from_slice(&fragment[IP_HEADER..]);
        }
        assert_eq!(&data[UDP_HEADER..], payload);
    }
}
