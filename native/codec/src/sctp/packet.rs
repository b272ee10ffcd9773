//! Packets and chunks as bytes (RFC 9260 section 3).

use camcheck_core::support::numbers::Numbers;
use crc::{CRC_32_ISCSI, Crc, Table};

use super::tsn::Tsn;

/// CRC32c (RFC 9260 appendix A). Sixteen tables take a tenth of the time of one, and 16 KB.
static CRC32C: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);

/// Ports, verification tag and checksum (section 3.1).
const HEADER: usize = 12;

/// Where the checksum is.
const CHECKSUM: usize = 8;

/// Type, flags and length (section 3.2).
const CHUNK_HEADER: usize = 4;

/// Chunks and parameters begin at multiples of it.
const ALIGNMENT: usize = 4;

pub(super) const DATA: u8 = 0;
pub(super) const INIT: u8 = 1;
pub(super) const INIT_ACK: u8 = 2;
pub(super) const SACK: u8 = 3;
pub(super) const HEARTBEAT: u8 = 4;
pub(super) const HEARTBEAT_ACK: u8 = 5;
pub(super) const ABORT: u8 = 6;
pub(super) const SHUTDOWN: u8 = 7;
pub(super) const SHUTDOWN_ACK: u8 = 8;
pub(super) const COOKIE_ECHO: u8 = 10;
pub(super) const COOKIE_ACK: u8 = 11;
pub(super) const SHUTDOWN_COMPLETE: u8 = 14;
/// RFC 6525 section 3.1.
pub(super) const RE_CONFIG: u8 = 130;
/// RFC 3758 section 3.2.
pub(super) const FORWARD_TSN: u8 = 192;

/// Of an unknown chunk: the rest of the packet is skipped as well, unless this bit of its type is set
/// (section 3.2).
pub(super) const SKIP: u8 = 0x80;

/// The last fragment of a message (section 3.3.1).
pub(super) const END: u8 = 1;
/// The first fragment of a message.
pub(super) const BEGINNING: u8 = 2;
/// Not in the order of its stream.
pub(super) const UNORDERED: u8 = 4;

/// State Cookie (section 3.3.3.1).
const COOKIE: u16 = 7;
/// Supported Extensions (RFC 5061 section 4.2.7).
const SUPPORTED_EXTENSIONS: u16 = 0x8008;
/// Forward-TSN-Supported (RFC 3758 section 3.1).
const FORWARD_TSN_SUPPORTED: u16 = 0xc000;

/// Both ends of an association, as its packets name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ports {
    pub(super) source: u16,
    pub(super) destination: u16,
}

impl Ports {
    pub(super) const fn turned(self) -> Self {
        Self {
            source: self.destination,
            destination: self.source,
        }
    }
}

/// A packet that came in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packet<'a> {
    pub(super) ports: Ports,
    /// The verification tag.
    pub(super) tag: u32,
    chunks: &'a [u8],
}

/// One of its chunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk<'a> {
    pub(super) kind: u8,
    pub(super) flags: u8,
    pub(super) value: &'a [u8],
}

impl<'a> Packet<'a> {
    /// The packet in these bytes, if its checksum is right.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (before, rest) = bytes.split_at_checked(CHECKSUM)?;
        let (checksum, chunks) = rest.split_first_chunk()?;
        let mut digest = CRC32C.digest();
        digest.update(before);
        digest.update(&[0; HEADER - CHECKSUM]);
        digest.update(chunks);
        // Section 6.8 and appendix A: the least significant byte comes first.
        if digest.finalize() != u32::from_le_bytes(*checksum) {
            return None;
        }
        let mut fields = Numbers(before);
        Some(Self {
            ports: Ports {
                source: fields.short()?,
                destination: fields.short()?,
            },
            tag: fields.word()?,
            chunks,
        })
    }

    /// Its chunks. A length that does not fit ends them.
    pub(super) fn chunks(self) -> impl Iterator<Item = Chunk<'a>> {
        let mut rest = self.chunks;
        std::iter::from_fn(move || {
            let mut fields = Numbers(rest);
            let (kind, flags) = (fields.byte()?, fields.byte()?);
            let length = usize::from(fields.short()?);
            let value = rest.get(CHUNK_HEADER..length)?;
            // The last one may lack its padding.
            rest = rest
                .get(length.next_multiple_of(ALIGNMENT)..)
                .unwrap_or(&[]);
            Some(Chunk { kind, flags, value })
        })
    }
}

/// INIT, as far as it matters here (section 3.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Init {
    pub(super) tag: u32,
    pub(super) outbound_streams: u16,
    pub(super) inbound_streams: u16,
    pub(super) first: Tsn,
}

impl Init {
    pub(super) fn read(value: &[u8]) -> Option<Self> {
        let mut fields = Numbers(value);
        let tag = fields.word()?;
        let _window = fields.word()?;
        Some(Self {
            tag,
            outbound_streams: fields.short()?,
            inbound_streams: fields.short()?,
            first: Tsn(fields.word()?),
        })
        // Section 3.3.2: a tag of 0 is an error.
        .filter(|init| init.tag != 0)
    }
}

/// A DATA chunk (section 3.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Data<'a> {
    pub(super) flags: u8,
    pub(super) tsn: Tsn,
    pub(super) bytes: &'a [u8],
}

impl<'a> Data<'a> {
    pub(super) fn read(chunk: Chunk<'a>) -> Option<Self> {
        let mut fields = Numbers(chunk.value);
        let tsn = Tsn(fields.word()?);
        let _stream = fields.short()?;
        let _sequence = fields.short()?;
        let _protocol = fields.word()?;
        Some(Self {
            flags: chunk.flags,
            tsn,
            bytes: fields.0,
        })
        // Section 6.2: a chunk without data is an error.
        .filter(|data| !data.bytes.is_empty())
    }
}

/// The number with which SACK (section 3.3.4), SHUTDOWN and FORWARD-TSN begin.
pub(super) fn first_tsn(value: &[u8]) -> Option<Tsn> {
    Numbers(value).word().map(Tsn)
}

/// A packet that goes out.
#[derive(Debug)]
pub(super) struct Builder(Vec<u8>);

impl Builder {
    /// `room`: how many bytes of chunks are to come, as a hint.
    pub(super) fn new(ports: Ports, tag: u32, room: usize) -> Self {
        let mut bytes = Vec::with_capacity(HEADER + room);
        bytes.extend(ports.source.to_be_bytes());
        bytes.extend(ports.destination.to_be_bytes());
        bytes.extend(tag.to_be_bytes());
        bytes.extend([0; HEADER - CHECKSUM]);
        Self(bytes)
    }

    /// A chunk whose value consists of these parts.
    pub(super) fn chunk(mut self, kind: u8, flags: u8, parts: &[&[u8]]) -> Self {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        self.0.extend([kind, flags]);
        self.put_length(length);
        parts.iter().for_each(|part| self.0.extend(*part));
        self.pad();
        self
    }

    /// DATA with a whole message, unordered, on stream 0 (section 3.3.1).
    pub(super) fn message(self, tsn: Tsn, protocol: u32, message: &[u8]) -> Self {
        let flags = UNORDERED | BEGINNING | END;
        let stream_and_sequence = [0; 4];
        self.chunk(
            DATA,
            flags,
            &[
                &tsn.0.to_be_bytes(),
                &stream_and_sequence,
                &protocol.to_be_bytes(),
                message,
            ],
        )
    }

    /// SACK without gaps and duplicates (section 3.3.4).
    pub(super) fn sack(self, cumulative: Tsn, window: u32) -> Self {
        let no_gaps_no_duplicates = [0; 4];
        self.chunk(
            SACK,
            0,
            &[
                &cumulative.0.to_be_bytes(),
                &window.to_be_bytes(),
                &no_gaps_no_duplicates,
            ],
        )
    }

    /// INIT-ACK (section 3.3.3) with what an end of a data channel has to support: partial
    /// reliability and, which browsers ask for though nothing is ever reset here, RE-CONFIG.
    pub(super) fn init_ack(self, own: &Init, window: u32, cookie: &[u8]) -> Self {
        let extensions = [FORWARD_TSN, RE_CONFIG];
        self.chunk(
            INIT_ACK,
            0,
            &[
                &own.tag.to_be_bytes(),
                &window.to_be_bytes(),
                &own.outbound_streams.to_be_bytes(),
                &own.inbound_streams.to_be_bytes(),
                &own.first.0.to_be_bytes(),
                &parameter(FORWARD_TSN_SUPPORTED, &[]),
                &parameter(SUPPORTED_EXTENSIONS, &extensions),
                &parameter(COOKIE, cookie),
            ],
        )
    }

    /// Whether there is no chunk yet.
    pub(super) fn is_empty(&self) -> bool {
        self.0.len() == HEADER
    }

    /// The bytes, with their checksum.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let checksum = CRC32C.checksum(&self.0).to_le_bytes();
        if let Some(place) = self.0.get_mut(CHECKSUM..HEADER) {
            place.copy_from_slice(&checksum);
        }
        self.0
    }

    fn put_length(&mut self, value: usize) {
        // Nothing that is sent is longer than a datagram.
        let length = u16::try_from(CHUNK_HEADER + value).unwrap_or(u16::MAX);
        self.0.extend(length.to_be_bytes());
    }

    fn pad(&mut self) {
        let length = self.0.len().next_multiple_of(ALIGNMENT);
        self.0.resize(length, 0);
    }
}

/// A parameter (section 3.2.1).
fn parameter(kind: u16, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(CHUNK_HEADER + value.len()).unwrap_or(u16::MAX);
    let mut bytes = kind.to_be_bytes().to_vec();
    bytes.extend(length.to_be_bytes());
    bytes.extend(value);
    bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
    bytes
}
