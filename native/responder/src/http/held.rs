//! The memory that answers hold until their clients have read them.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures_util::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;

use crate::engine::site_of;
use crate::limits;

/// What is held now, in bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held(Arc<Mutex<Sums>>);

#[derive(Debug, Default)]
struct Sums {
    all: usize,
    by_source: HashMap<IpAddr, usize>,
}

/// A part of it; dropping it gives it back.
#[derive(Debug)]
pub(super) struct Reserved {
    held: Held,
    source: IpAddr,
    bytes: usize,
}

impl Held {
    /// Reserves memory for an answer to a source, if there is room for it.
    pub(super) fn reserve(&self, source: IpAddr, bytes: usize) -> Option<Reserved> {
        let source = site_of(source);
        let mut sums = self.lock();
        let of_source = sums.by_source.get(&source).copied().unwrap_or_default();
        let fits =
            sums.all + bytes <= limits::MAX_HELD && of_source + bytes <= limits::MAX_HELD_BY_ONE;
        fits.then(|| {
            sums.all += bytes;
            sums.by_source.insert(source, of_source + bytes);
            Reserved {
                held: self.clone(),
                source,
                bytes,
            }
        })
    }

    fn lock(&self) -> MutexGuard<'_, Sums> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reserved {
    /// A body that holds the reservation until it was sent, or its client has gone.
    pub(super) fn body(self, bytes: Bytes) -> UnsyncBoxBody<Bytes, Infallible> {
        let pieces = stream::unfold((bytes, self), |(mut rest, reserved)| async move {
            if rest.is_empty() {
                return None;
            }
            let piece = rest.split_to(rest.len().min(limits::LOAD_CHUNK));
            Some((Ok(Frame::data(piece)), (rest, reserved)))
        });
        StreamBody::new(pieces).boxed_unsync()
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        let mut sums = self.held.lock();
        sums.all = sums.all.saturating_sub(self.bytes);
        if let Some(of_source) = sums.by_source.get_mut(&self.source) {
            *of_source = of_source.saturating_sub(self.bytes);
            if *of_source == 0 {
                sums.by_source.remove(&self.source);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_source_gets_its_part_and_all_together_no_more_than_there_is() {
        let held = Held::default();
        let source = |number: u8| IpAddr::from([203, 0, 113, number]);
        let first = held.reserve(source(1), limits::MAX_HELD_BY_ONE);
        assert!(first.is_some());
        assert!(held.reserve(source(1), 1).is_none());
        let others: Vec<_> = (2..100)
            .map_while(|number| held.reserve(source(number), limits::MAX_HELD_BY_ONE))
            .collect();
        assert_eq!(others.len() + 1, limits::MAX_HELD / limits::MAX_HELD_BY_ONE);
        drop(others);
        drop(first);
        assert!(held.lock().by_source.is_empty());
        assert_eq!(held.lock().all, 0);
    }

    #[tokio::test]
    async fn a_body_gives_back_what_it_held_when_it_was_read() {
        let held = Held::default();
        let source = IpAddr::from([203, 0, 113, 1]);
        let sent = Bytes::from(vec![7; 3 * limits::LOAD_CHUNK + 1]);
        let reserved = held.reserve(source, sent.len()).expect("room");
        let read = reserved.body(sent.clone()).collect().await;
        let Ok(read) = read;
        assert_eq!(read.to_bytes(), sent);
        assert_eq!(held.lock().all, 0);
        let unread = held.reserve(source, sent.len()).expect("room").body(sent);
        drop(unread);
        assert_eq!(held.lock().all, 0);
    }
}
