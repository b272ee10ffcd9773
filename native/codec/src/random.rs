//! Unpredictable values: tokens, nonces, transaction ids and the offset of the grid.

use ring::rand::{SecureRandom, SystemRandom};

/// Random bytes of the operating system.
///
/// # Panics
/// As [`fill`].
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}

/// Fills a buffer with random bytes of the operating system.
///
/// # Panics
/// If the operating system has none. Values such as a run's token could then be guessed, and TLS would
/// not work either.
pub fn fill(bytes: &mut [u8]) {
    SystemRandom::new()
        .fill(bytes)
        .expect("the operating system has a source of randomness");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_draw_is_another_and_fills_the_buffer() {
        assert_ne!(bytes::<16>(), bytes::<16>());
        // That each of eight draws ends in a zero by chance happens once in 2^64 runs.
        assert!((0..8).any(|_| !bytes::<16>().ends_with(&[0])));
    }
}
