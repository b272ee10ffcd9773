//! Transmission sequence numbers, which wrap (RFC 9260 section 1.6).

/// The number of a DATA chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tsn(pub(super) u32);

impl Tsn {
    /// The TSN that is this many later.
    pub(super) const fn plus(self, count: u32) -> Self {
        Self(self.0.wrapping_add(count))
    }

    /// The number before.
    pub(super) const fn before(self) -> Self {
        Self(self.0.wrapping_sub(1))
    }

    /// How far it is behind another one, negative if it is before that (RFC 1982).
    pub(super) const fn since(self, other: Self) -> i32 {
        self.0.wrapping_sub(other.0).cast_signed()
    }

    pub(super) const fn is_after(self, other: Self) -> bool {
        self.since(other) > 0
    }
}
