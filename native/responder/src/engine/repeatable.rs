//! Bytes that are as good as random for a test, and the same each time.

use super::Entropy;

/// The same bytes in every run: a linear congruential generator (Knuth's constants).
#[derive(Debug, Default)]
pub(crate) struct Repeatable(pub(crate) u64);

impl Entropy for Repeatable {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            *byte = self.0.to_be_bytes()[0];
        }
    }
}
