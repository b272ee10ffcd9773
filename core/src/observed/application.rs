//! Application control: a firewall that inspects datagrams may let one protocol pass and drop another, on
//! any port. A camera's video needs both STUN and DTLS. If STUN is answered, [`handshakes`] requests a DTLS
//! handshake on a few ports; if no port answers STUN, [`plain`] requests datagrams that are not STUN. Both
//! are pure functions of plan and board.

pub(crate) mod handshakes;
pub(crate) mod plain;

/// At most this many of these, evenly spread, without the outermost.
pub(crate) fn spread(ports: &[u16], count: usize) -> Vec<u16> {
    let wanted = count.min(ports.len());
    let place = |index| (2 * index + 1) * ports.len() / (2 * wanted);
    (0..wanted)
        .filter_map(|index| ports.get(place(index)).copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_spread_over_all_that_there_are() {
        let hundred: Vec<u16> = (0..100).collect();
        assert_eq!(spread(&hundred, 3), [16, 50, 83]);
        assert_eq!(spread(&[7, 8, 9], 3), [7, 8, 9]);
        assert_eq!(spread(&[7], 3), [7]);
        assert!(spread(&[], 3).is_empty());
    }
}
