//! How many connections are open, in all and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::responder::limits;

/// The open connections by remote address.
#[derive(Debug, Clone, Default)]
pub(in crate::responder) struct Connections(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    all: usize,
    from: HashMap<IpAddr, usize>,
}

/// A connection's place; dropping it frees the place.
#[derive(Debug)]
pub(super) struct Place {
    open: Connections,
    from: IpAddr,
}

impl Connections {
    /// A place for one more connection, if there is one.
    pub(super) fn enter(&self, from: IpAddr) -> Option<Place> {
        let mut open = self.lock();
        let here = open.from.get(&from).copied().unwrap_or_default();
        if open.all >= limits::MAX_CONNECTIONS || here >= limits::MAX_CONNECTIONS_FROM_ONE {
            return None;
        }
        open.all += 1;
        open.from.insert(from, here + 1);
        Some(Place {
            open: self.clone(),
            from,
        })
    }

    /// How many are open.
    pub(in crate::responder) fn count(&self) -> usize {
        self.lock().all
    }

    fn leave(&self, from: IpAddr) {
        let mut open = self.lock();
        open.all = open.all.saturating_sub(1);
        match open.from.get_mut(&from) {
            Some(here) if *here > 1 => *here -= 1,
            Some(_) | None => {
                open.from.remove(&from);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.open.leave(self.from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_all_places_and_gives_them_back() {
        let connections = Connections::default();
        let one: IpAddr = "192.0.2.7".parse().expect("an address");
        let other: IpAddr = "192.0.2.8".parse().expect("an address");
        let mut places: Vec<_> = (0..limits::MAX_CONNECTIONS_FROM_ONE)
            .map(|_| connections.enter(one).expect("a place"))
            .collect();
        assert!(connections.enter(one).is_none());
        assert!(connections.enter(other).is_some());
        places.pop();
        assert!(connections.enter(one).is_some());
        drop(places);
        assert_eq!(connections.count(), 0);
        assert!(connections.lock().from.is_empty());
    }
}
