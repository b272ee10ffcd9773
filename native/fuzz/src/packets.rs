//! An input that is a sequence of packets: before each, its length in two bytes.

/// The packets; the last one may be shorter than announced.
pub(crate) fn split(mut input: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = input.split_first_chunk()?;
        let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
        let (packet, rest) = rest.split_at(length);
        input = rest;
        Some(packet)
    })
}

/// The input that is split into these packets, none of which may be longer than 65,535 bytes.
pub(crate) fn join<'a>(packets: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut input = Vec::new();
    for packet in packets {
        let length = u16::try_from(packet.len()).expect("a short packet");
        input.extend(length.to_be_bytes());
        input.extend(packet);
    }
    input
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_is_split_again() {
        let packets: [&[u8]; 3] = [b"one", b"", b"three"];
        assert!(split(&join(packets)).eq(packets));
        assert_eq!(split(&[0, 9, 1]).collect::<Vec<_>>(), [[1]]);
        assert_eq!(split(&[0]).count(), 0);
    }
}
