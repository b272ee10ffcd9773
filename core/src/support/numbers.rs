//! Numbers in the bytes of a packet.

/// Takes big-endian numbers from the front of these bytes; `None` once too few bytes are left.
#[derive(Debug, Clone, Copy)]
pub struct Numbers<'a>(pub &'a [u8]);

impl Numbers<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    /// The next byte.
    pub fn byte(&mut self) -> Option<u8> {
        self.take().map(|[byte]| byte)
    }

    /// The next 16 bits.
    pub fn short(&mut self) -> Option<u16> {
        self.take().map(u16::from_be_bytes)
    }

    /// The next 32 bits.
    pub fn word(&mut self) -> Option<u32> {
        self.take().map(u32::from_be_bytes)
    }
}
