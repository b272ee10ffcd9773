//! Messages from their fragments (RFC 9260 section 6.9).
//!
//! A browser cuts even a message that fits a packet into two while its window is small.

use std::collections::VecDeque;

use super::packet::{BEGINNING, Data, END};
use super::tsn::Tsn;

/// Fragments that wait for others: two for each message of a burst of six, and as many that wait in
/// vain, because nothing that is lost comes again.
const MOST_FRAGMENTS: usize = 24;

/// A message in bytes: more than any packet of a feed has, which is no more than a datagram.
const LONGEST_MESSAGE: usize = 2_048;

/// The fragments that wait for others, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Reassembly(VecDeque<Fragment>);

#[derive(Debug)]
struct Fragment {
    flags: u8,
    tsn: Tsn,
    bytes: Vec<u8>,
}

impl Reassembly {
    /// A chunk came; the message, if it is complete now.
    pub(super) fn add(&mut self, data: &Data<'_>) -> Option<Vec<u8>> {
        if data.flags & BEGINNING != 0 && data.flags & END != 0 {
            return Some(data.bytes.to_vec());
        }
        if self.find(data.tsn).is_none() {
            if self.0.len() == MOST_FRAGMENTS {
                self.0.pop_front();
            }
            self.0.push_back(Fragment {
                flags: data.flags,
                tsn: data.tsn,
                bytes: data.bytes.to_vec(),
            });
        }
        let first = self.beginning_of(data.tsn)?;
        let (count, message) = self.message_from(first)?;
        self.0.retain(|fragment| {
            let place = u32::try_from(fragment.tsn.since(first));
            place.map_or(true, |place| place >= count)
        });
        (message.len() <= LONGEST_MESSAGE).then_some(message)
    }

    fn find(&self, tsn: Tsn) -> Option<&Fragment> {
        self.0.iter().find(|fragment| fragment.tsn == tsn)
    }

    fn beginning_of(&self, tsn: Tsn) -> Option<Tsn> {
        let mut tsn = tsn;
        // No message consists of more fragments than there are.
        for _ in 0..self.0.len() {
            if self.find(tsn)?.flags & BEGINNING != 0 {
                return Some(tsn);
            }
            tsn = tsn.before();
        }
        None
    }

    /// The number of its fragments, and the message.
    fn message_from(&self, first: Tsn) -> Option<(u32, Vec<u8>)> {
        let mut message = Vec::new();
        for place in 0.. {
            let fragment = self.find(first.plus(place))?;
            if place > 0 && fragment.flags & BEGINNING != 0 {
                return None;
            }
            message.extend(&fragment.bytes);
            if fragment.flags & END != 0 {
                return Some((place + 1, message));
            }
        }
        None
    }
}
