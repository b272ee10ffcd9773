//! How many connections are open, in total and from one address, and which are closed to make room.
//!
//! A connection that has sent nothing yet is closed first, so that no client can lock others out by only
//! connecting.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::engine::site_of;
use crate::limits;

/// The open connections by remote address.
#[derive(Debug, Clone)]
pub(crate) struct Connections(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    /// The limit for all addresses.
    most: usize,
    all: usize,
    /// Connections so far: each one's number.
    so_far: u64,
    from: HashMap<IpAddr, Share>,
    /// Those that have sent nothing yet, oldest first.
    silent: BTreeMap<u64, Silent>,
}

/// The connections of one site.
#[derive(Debug, Default)]
struct Share {
    open: usize,
    silent: BTreeSet<u64>,
}

/// A connection that may have to make room.
#[derive(Debug)]
struct Silent {
    from: IpAddr,
    /// Dropped when it has to.
    _stay: oneshot::Sender<()>,
}

/// The result for a new connection.
#[derive(Debug)]
pub(super) struct Admission {
    /// Its place, if there is one.
    pub(super) place: Option<Place>,
    /// The address whose connection is closed: the caller's own, or the one that makes room for it.
    pub(super) turned_away: Option<IpAddr>,
}

/// A connection's place; dropping it frees the place.
#[derive(Debug)]
pub(super) struct Place {
    open: Connections,
    from: IpAddr,
    number: u64,
    stay: oneshot::Receiver<()>,
    spoke: bool,
}

impl Connections {
    /// No connection is open yet; this many may be.
    pub(crate) fn new(most: usize) -> Self {
        Self(Arc::new(Mutex::new(Open {
            most,
            ..Open::default()
        })))
    }

    /// A place for one more connection, if there is one or can be made.
    pub(super) fn enter(&self, from: IpAddr) -> Admission {
        let mut open = self.lock();
        let turned_away = match open.make_room(from) {
            Room::Free => None,
            Room::Made(address) => Some(address),
            Room::None => {
                return Admission {
                    place: None,
                    turned_away: Some(from),
                };
            }
        };
        let (number, stay) = open.add(from);
        Admission {
            place: Some(Place {
                open: self.clone(),
                from,
                number,
                stay,
                spoke: false,
            }),
            turned_away,
        }
    }

    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        self.lock().all
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether one more connection fits.
enum Room {
    Free,
    /// A silent connection of this address was closed.
    Made(IpAddr),
    None,
}

impl Open {
    fn make_room(&mut self, from: IpAddr) -> Room {
        let share = self.from.get(&site_of(from));
        let oldest = match share {
            Some(share) if share.open >= limits::MAX_CONNECTIONS_FROM_ONE => {
                share.silent.first().copied()
            }
            Some(_) | None if self.all >= self.most => self.silent.keys().next().copied(),
            Some(_) | None => return Room::Free,
        };
        let oldest = oldest.and_then(|number| self.take_silent(number));
        oldest.map_or(Room::None, |silent| {
            self.free(silent.from);
            Room::Made(silent.from)
        })
    }

    fn add(&mut self, from: IpAddr) -> (u64, oneshot::Receiver<()>) {
        let (sender, stay) = oneshot::channel();
        let number = self.so_far;
        self.so_far += 1;
        self.all += 1;
        let share = self.from.entry(site_of(from)).or_default();
        share.open += 1;
        share.silent.insert(number);
        let silent = Silent {
            from,
            _stay: sender,
        };
        self.silent.insert(number, silent);
        (number, stay)
    }

    /// Takes a connection off the list of those that may have to make room.
    fn take_silent(&mut self, number: u64) -> Option<Silent> {
        let silent = self.silent.remove(&number)?;
        if let Some(share) = self.from.get_mut(&site_of(silent.from)) {
            share.silent.remove(&number);
        }
        Some(silent)
    }

    fn free(&mut self, from: IpAddr) {
        self.all = self.all.saturating_sub(1);
        let site = site_of(from);
        match self.from.get_mut(&site) {
            Some(share) if share.open > 1 => share.open -= 1,
            Some(_) | None => {
                self.from.remove(&site);
            }
        }
    }
}

impl Place {
    /// Waits until the connection has to make room for another; never returns if it need not.
    pub(super) async fn made_room(&mut self) {
        // Nothing is ever sent; the sender goes.
        let _ = (&mut self.stay).await;
    }

    /// The connection has sent something and is safe now; `false` if it had to make room before.
    pub(super) fn speak(&mut self) -> bool {
        self.spoke = self.open.lock().take_silent(self.number).is_some();
        self.spoke
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock();
        // One that made room is not counted any more.
        if self.spoke || open.take_silent(self.number).is_some() {
            open.free(self.from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(host: usize) -> IpAddr {
        let host = u32::try_from(host).expect("few");
        IpAddr::from((0x0b00_0000 + host).to_be_bytes())
    }

    fn silent(connections: &Connections, from: IpAddr) -> Place {
        connections.enter(from).place.expect("a place")
    }

    fn speaking(connections: &Connections, from: IpAddr) -> Place {
        let mut place = silent(connections, from);
        assert!(place.speak());
        place
    }

    fn has_made_room(place: &mut Place) -> bool {
        place.stay.try_recv() == Err(oneshot::error::TryRecvError::Closed)
    }

    #[test]
    fn one_address_cannot_take_all_places_and_gives_them_back() {
        let connections = Connections::new(1_000);
        let (one, other) = (address(7), address(8));
        let mut places: Vec<_> = (0..limits::MAX_CONNECTIONS_FROM_ONE)
            .map(|_| speaking(&connections, one))
            .collect();
        let refused = connections.enter(one);
        assert!(refused.place.is_none());
        assert_eq!(refused.turned_away, Some(one));
        let welcome = connections.enter(other);
        assert!(welcome.place.is_some() && welcome.turned_away.is_none());
        drop(welcome);
        places.pop();
        assert!(connections.enter(one).place.is_some());
        drop(places);
        assert_eq!(connections.count(), 0);
        let open = connections.lock();
        assert!(open.from.is_empty() && open.silent.is_empty());
    }

    #[test]
    fn the_oldest_silent_connection_of_the_address_makes_room() {
        let connections = Connections::new(1_000);
        let (one, other) = (address(7), address(8));
        let mut stranger = silent(&connections, other);
        let speaker = speaking(&connections, one);
        let mut places: Vec<_> = (1..limits::MAX_CONNECTIONS_FROM_ONE)
            .map(|_| silent(&connections, one))
            .collect();
        let admission = connections.enter(one);
        assert!(admission.place.is_some());
        assert_eq!(admission.turned_away, Some(one));
        let gone: Vec<_> = places.iter_mut().map(has_made_room).collect();
        assert_eq!(gone.iter().filter(|gone| **gone).count(), 1);
        assert!(gone[0], "the oldest");
        assert!(!has_made_room(&mut stranger));
        assert!(!places[0].speak(), "too late");
        assert!(places[1].speak());
        let before = connections.count();
        drop(places.remove(0));
        assert_eq!(connections.count(), before, "its place has another");
        drop((stranger, speaker, places, admission));
        assert_eq!(connections.count(), 0);
    }

    #[test]
    fn where_all_places_are_taken_the_oldest_silent_one_of_anybody_makes_room() {
        let connections = Connections::new(1_000);
        let mut first = silent(&connections, address(0));
        let mut places: Vec<_> = (1..1_000)
            .map(|number| speaking(&connections, address(number / 100 + 1)))
            .collect();
        let newcomer = address(100);
        let mut admission = connections.enter(newcomer);
        assert_eq!(admission.turned_away, Some(address(0)));
        assert!(has_made_room(&mut first));
        assert!(admission.place.as_mut().is_some_and(Place::speak));
        let refused = connections.enter(newcomer);
        assert!(refused.place.is_none(), "none is silent any more");
        assert_eq!(refused.turned_away, Some(newcomer));
        assert_eq!(connections.count(), 1_000);
        drop(places.pop());
        assert!(connections.enter(newcomer).turned_away.is_none());
    }

    #[tokio::test]
    async fn who_has_to_make_room_is_told() {
        let connections = Connections::new(1_000);
        let mut places: Vec<_> = (0..limits::MAX_CONNECTIONS_FROM_ONE)
            .map(|_| silent(&connections, address(7)))
            .collect();
        let _newcomer = connections.enter(address(7));
        places[0].made_room().await;
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let connections = Connections::new(1_000);
        let _places: Vec<_> = (0..limits::MAX_CONNECTIONS_FROM_ONE)
            .map(|host| {
                let from = format!("2001:db8::{host:x}").parse().expect("an address");
                speaking(&connections, from)
            })
            .collect();
        let neighbour = "2001:db8::1:0:0:1".parse().expect("an address");
        assert!(connections.enter(neighbour).place.is_none());
        let elsewhere = "2001:db8:0:1::1".parse().expect("an address");
        assert!(connections.enter(elsewhere).place.is_some());
    }
}
