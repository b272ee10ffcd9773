//! How many connections are open, in total and from one site, and which are closed to make room.
//!
//! There is room for every new connection, so no client can lock others out by holding many: at a limit, a connection
//! of the site that has the most is closed: one that has sent nothing for some time, or else the one that has been idle
//! for the longest.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::engine::site_of;
use crate::limits;

/// The open connections by remote address.
#[derive(Debug, Clone)]
pub(crate) struct Connections(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    /// The limit for all sites.
    most: usize,
    all: usize,
    /// The number of connections so far, which numbers the next one.
    so_far: u64,
    /// Those of each site by their number, so the oldest first.
    by_site: HashMap<IpAddr, BTreeMap<u64, Connection>>,
}

#[derive(Debug)]
struct Connection {
    from: IpAddr,
    /// In microseconds of the engine's clock.
    opened: u64,
    activity: Arc<Activity>,
    /// Dropped when the connection has to make room.
    _stay: oneshot::Sender<()>,
}

/// When a connection was last used.
#[derive(Debug)]
pub(super) struct Activity {
    has_sent: AtomicBool,
    /// In microseconds of the engine's clock.
    last: AtomicU64,
}

/// The result for a new connection.
#[derive(Debug)]
pub(super) struct Admission {
    pub(super) place: Place,
    /// The address whose connection is closed to make room for it.
    pub(super) closed: Option<IpAddr>,
}

/// A connection's place; dropping it frees the place.
#[derive(Debug)]
pub(super) struct Place {
    open: Connections,
    from: IpAddr,
    number: u64,
    activity: Arc<Activity>,
    stay: oneshot::Receiver<()>,
}

impl Connections {
    /// No connection is open yet; this many may be.
    pub(crate) fn new(most: usize) -> Self {
        Self(Arc::new(Mutex::new(Open {
            most,
            ..Open::default()
        })))
    }

    /// A place for one more connection.
    pub(super) fn enter(&self, now: Duration, from: IpAddr) -> Admission {
        let mut open = self.lock();
        let closed = open.make_room(now, from);
        Admission {
            place: open.add(self, now, from),
            closed,
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

impl Open {
    /// Closes a connection if there is no room for one more from this address. Returns whose it was.
    fn make_room(&mut self, now: Duration, from: IpAddr) -> Option<IpAddr> {
        let site = site_of(from);
        let own = self.by_site.get(&site).map_or(0, BTreeMap::len);
        if own >= limits::MAX_CONNECTIONS_FROM_ONE {
            self.close_idle(now, site)
        } else if self.all >= self.most {
            self.close_idle(now, self.site_with_most(now)?)
        } else {
            None
        }
    }

    /// If there are several, the one whose connection has been idle for the longest.
    fn site_with_most(&self, now: Duration) -> Option<IpAddr> {
        let most = self.by_site.values().map(BTreeMap::len).max()?;
        let sites = self.by_site.iter();
        let with_most = sites.filter(|(_, connections)| connections.len() == most);
        let idle = with_most
            .min_by_key(|(_, connections)| connections.values().map(|one| one.rank(now)).min());
        idle.map(|(site, _)| *site)
    }

    fn close_idle(&mut self, now: Duration, site: IpAddr) -> Option<IpAddr> {
        let connections = self.by_site.get(&site)?.iter();
        let (number, _) = connections.min_by_key(|(_, connection)| connection.rank(now))?;
        let number = *number;
        self.remove(site, number).map(|connection| connection.from)
    }

    fn add(&mut self, connections: &Connections, now: Duration, from: IpAddr) -> Place {
        let (sender, stay) = oneshot::channel();
        let number = self.so_far;
        self.so_far += 1;
        self.all += 1;
        let opened = microseconds(now);
        let activity = Arc::new(Activity {
            has_sent: AtomicBool::new(false),
            last: AtomicU64::new(opened),
        });
        let connection = Connection {
            from,
            opened,
            activity: Arc::clone(&activity),
            _stay: sender,
        };
        let of_site = self.by_site.entry(site_of(from)).or_default();
        of_site.insert(number, connection);
        Place {
            open: connections.clone(),
            from,
            number,
            activity,
            stay,
        }
    }

    /// `None` for one that has already made room.
    fn remove(&mut self, site: IpAddr, number: u64) -> Option<Connection> {
        let connections = self.by_site.get_mut(&site)?;
        let connection = connections.remove(&number)?;
        if connections.is_empty() {
            self.by_site.remove(&site);
        }
        self.all -= 1;
        Some(connection)
    }
}

impl Connection {
    /// Whether it is in use, as far as that can be known, and since when it has been idle. The lowest rank is closed
    /// first.
    fn rank(&self, now: Duration) -> (bool, u64) {
        let grace = microseconds(limits::GRACE);
        let is_new = microseconds(now).saturating_sub(self.opened) < grace;
        let has_sent = self.activity.has_sent.load(Ordering::Relaxed);
        let last = self.activity.last.load(Ordering::Relaxed);
        (has_sent || is_new, last)
    }
}

impl Activity {
    /// Bytes came from the client.
    pub(super) fn received(&self, now: Duration) {
        self.has_sent.store(true, Ordering::Relaxed);
        self.sent(now);
    }

    /// Bytes went to the client.
    pub(super) fn sent(&self, now: Duration) {
        self.last.store(microseconds(now), Ordering::Relaxed);
    }
}

impl Place {
    /// Where the connection's use is noted.
    pub(super) fn activity(&self) -> Arc<Activity> {
        Arc::clone(&self.activity)
    }

    /// Waits until the connection has to make room for another; never returns if it need not.
    pub(super) async fn made_room(&mut self) {
        // Nothing is ever sent; the sender is dropped.
        let _ = (&mut self.stay).await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.open.lock().remove(site_of(self.from), self.number);
    }
}

fn microseconds(now: Duration) -> u64 {
    u64::try_from(now.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::ZERO;

    fn address(host: usize) -> IpAddr {
        let host = u32::try_from(host).expect("few");
        IpAddr::from((0x0b00_0000 + host).to_be_bytes())
    }

    fn silent(connections: &Connections, from: IpAddr) -> Place {
        connections.enter(START, from).place
    }

    fn used(connections: &Connections, from: IpAddr, at: u64) -> Place {
        let place = silent(connections, from);
        place.activity().received(Duration::from_secs(at));
        place
    }

    fn has_made_room(place: &mut Place) -> bool {
        place.stay.try_recv() == Err(oneshot::error::TryRecvError::Closed)
    }

    #[test]
    fn a_site_at_its_limit_gives_up_its_own_idle_connection() {
        let connections = Connections::new(1_000);
        let (one, other) = (address(7), address(8));
        let mut stranger = silent(&connections, other);
        let most = limits::MAX_CONNECTIONS_FROM_ONE;
        // All have sent something, and the third has been idle for the longest.
        let mut places: Vec<_> = (0..most)
            .map(|number| used(&connections, one, if number == 2 { 1 } else { 9 }))
            .collect();
        let admission = connections.enter(Duration::from_secs(10), one);
        assert_eq!(admission.closed, Some(one));
        let gone: Vec<_> = (0..most)
            .filter(|number| has_made_room(&mut places[*number]))
            .collect();
        assert_eq!(gone, [2]);
        assert!(!has_made_room(&mut stranger));
        // The place of the closed one is taken by another one.
        drop(places.remove(2));
        assert_eq!(connections.count(), most + 1);
        drop((stranger, places, admission));
        assert_eq!(connections.count(), 0);
        assert!(connections.lock().by_site.is_empty());
    }

    #[test]
    fn one_that_has_sent_nothing_goes_first_the_oldest_before_others() {
        let connections = Connections::new(1_000);
        let mut talker = used(&connections, address(7), 1);
        let mut places: Vec<_> = (1..limits::MAX_CONNECTIONS_FROM_ONE as u64)
            .map(|at| {
                let entered = connections.enter(Duration::from_secs(at), address(7));
                entered.place
            })
            .collect();
        let _newcomer = connections.enter(Duration::from_secs(500), address(7));
        assert!(has_made_room(&mut places[0]));
        assert!(!has_made_room(&mut places[1]));
        assert!(!has_made_room(&mut talker));
    }

    #[test]
    fn new_connections_of_a_site_at_its_limit_do_not_close_each_other() {
        let connections = Connections::new(1_000);
        let mut idle: Vec<_> = (0..limits::MAX_CONNECTIONS_FROM_ONE)
            .map(|_| used(&connections, address(7), 1))
            .collect();
        let now = Duration::from_secs(5);
        let mut new: Vec<_> = (0..100)
            .map(|_| connections.enter(now, address(7)).place)
            .collect();
        assert!(!new.iter_mut().any(has_made_room));
        assert!(idle.iter_mut().take(100).all(has_made_room));
    }

    #[test]
    fn what_is_sent_to_a_client_is_use_as_well() {
        let connections = Connections::new(1_000);
        let mut downloads = used(&connections, address(7), 1);
        let mut idle: Vec<_> = (1..limits::MAX_CONNECTIONS_FROM_ONE)
            .map(|_| used(&connections, address(7), 2))
            .collect();
        downloads.activity().sent(Duration::from_secs(3));
        let _newcomer = connections.enter(Duration::from_secs(4), address(7));
        assert!(!has_made_room(&mut downloads));
        assert!(has_made_room(&mut idle[0]));
    }

    #[test]
    fn where_all_places_are_taken_the_site_with_the_most_gives_one_up() {
        let connections = Connections::new(1_000);
        // A visitor that only waits, and attackers that have all just sent something.
        let mut visitor = silent(&connections, address(0));
        let mut attackers: Vec<_> = (1..1_000)
            .map(|number| used(&connections, address(number / 200 + 1), 100))
            .collect();
        let admission = connections.enter(Duration::from_secs(100), address(100));
        let closed = admission.closed.expect("no room otherwise");
        assert!((1..=5).map(address).any(|attacker| attacker == closed));
        assert!(!has_made_room(&mut visitor));
        let gone = attackers.iter_mut().map(has_made_room).filter(|gone| *gone);
        assert_eq!(gone.count(), 1);
        assert_eq!(connections.count(), 1_000);
    }

    #[test]
    fn of_sites_that_have_the_same_number_the_longest_idle_one_gives_up() {
        let connections = Connections::new(3);
        let mut places: Vec<_> = [5, 1, 9]
            .into_iter()
            .enumerate()
            .map(|(host, at)| used(&connections, address(host), at))
            .collect();
        let admission = connections.enter(Duration::from_secs(10), address(10));
        assert_eq!(admission.closed, Some(address(1)));
        assert!(has_made_room(&mut places[1]));
    }

    #[tokio::test]
    async fn a_connection_that_has_to_make_room_learns_of_it() {
        let connections = Connections::new(1_000);
        let mut places: Vec<_> = (0..limits::MAX_CONNECTIONS_FROM_ONE)
            .map(|_| silent(&connections, address(7)))
            .collect();
        let _newcomer = connections.enter(START, address(7));
        places[0].made_room().await;
    }

    #[test]
    fn an_ipv6_network_is_one_site() {
        let connections = Connections::new(1_000);
        let _places: Vec<_> = (0..limits::MAX_CONNECTIONS_FROM_ONE)
            .map(|host| {
                let from = format!("2001:db8::{host:x}").parse().expect("an address");
                silent(&connections, from)
            })
            .collect();
        let neighbour = "2001:db8::1:0:0:1".parse().expect("an address");
        let elsewhere = "2001:db8:0:1::1".parse().expect("an address");
        assert!(connections.enter(START, neighbour).closed.is_some());
        assert!(connections.enter(START, elsewhere).closed.is_none());
    }
}
