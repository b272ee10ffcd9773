//! One run: the addresses for which its token vouches, and what was seen of it.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use camcheck_codec::nonce::Nonce;
use camcheck_core::wire::feed::Counts;
use camcheck_core::wire::fingerprint::Fingerprint;
use camcheck_core::wire::http::{
    DtlsProgress, DtlsReceipt, FORM_OF_RANGES, FeedReceipt, LoadReceived, OwnCheckReceipt,
    ReachedPorts, Receipts, SipReceipt, UdpReceipt,
};

use super::age::Age;
use super::budget::{Bucket, Source, site_of};
use super::{Endpoints, Local, udp_receipt};
use crate::limits;

/// The result of recording a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recording {
    /// The port was not reached before.
    New,
    /// It was.
    Repeated,
    /// The run is at its limit.
    NoRoom,
    /// The run does not vouch for the address.
    Stranger,
}

/// How receipts list the ports that were reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReceiptsForm {
    /// Each port by itself.
    List,
    /// Ranges of ports.
    Ranges,
}

impl ReceiptsForm {
    /// The form that the query of a request names.
    pub(crate) fn named(query: Option<&str>) -> Self {
        let mut fields = query.unwrap_or_default().split('&');
        if fields.any(|field| field == FORM_OF_RANGES) {
            Self::Ranges
        } else {
            Self::List
        }
    }

    /// The most bytes of JSON that a port takes.
    pub(crate) const fn bytes_of_port(self) -> usize {
        match self {
            Self::List => limits::RECEIPT_LENGTH,
            Self::Ranges => limits::RANGE_LENGTH,
        }
    }
}

/// What became of a nonce with which a feed may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NonceUse {
    /// Nothing yet.
    None,
    /// A feed began with it.
    Begun,
    /// A feed was refused that was to begin with it.
    Refused,
}

/// One run.
#[derive(Debug)]
pub(super) struct Run {
    age: Age,
    /// The address that requested the token over HTTP.
    creator: IpAddr,
    /// UDP source addresses, the first [`limits::MAX_RUN_ADDRESSES`] of them.
    addresses: Vec<IpAddr>,
    /// The own ports that were reached: by which of the addresses, from which port, last.
    ports: HashMap<Local, (u8, u16)>,
    requests: Bucket,
    readings: Bucket,
    /// Own checks, from where and to where.
    own_checks: Vec<SentOwnCheck>,
    refused: u32,
    /// Whether a request came.
    begun: bool,
    /// Whether its receipts were dropped to make room. It records no others, because a part would look
    /// complete.
    dropped: bool,
    unrecorded: u32,
    dtls: BTreeMap<(Local, SocketAddr), DtlsProgress>,
    /// How many handshakes began, on one five-tuple or several.
    dtls_begun: usize,
    dtls_refused: u32,
    /// The own ports that were reached by plain datagrams, and from where last.
    plain: BTreeMap<Local, SocketAddr>,
    /// The feeds, in the order in which they began.
    feeds: Vec<Feed>,
    feeds_refused: u32,
    /// The nonces with which feeds began, [`limits::MAX_FEEDS_OF_RUN`] at most.
    nonces: Vec<Nonce>,
    /// The last one with which a feed was refused.
    refused_nonce: Option<Nonce>,
    /// Datagrams to idle sockets that were ordered.
    late: usize,
    /// Transfers of bulk data that began.
    loads: usize,
    /// What arrived so far of the last upload of bulk data.
    upload: Option<LoadReceived>,
    /// SIP messages as they arrived.
    sip: Vec<(Local, SocketAddr, Fingerprint)>,
}

/// A feed, and what was received of it as far as it was noted.
#[derive(Debug)]
struct Feed {
    local: Local,
    remote: SocketAddr,
    received: Vec<Counts>,
}

/// An own check that was sent.
#[derive(Debug, Clone, Copy)]
struct SentOwnCheck {
    at: Duration,
    from: Local,
    to: SocketAddr,
}

impl Run {
    pub(super) fn new(age: Age, creator: IpAddr) -> Self {
        Self {
            age,
            creator,
            addresses: Vec::new(),
            ports: HashMap::new(),
            requests: Bucket::default(),
            readings: Bucket::default(),
            own_checks: Vec::new(),
            refused: 0,
            begun: false,
            dropped: false,
            unrecorded: 0,
            dtls: BTreeMap::new(),
            dtls_begun: 0,
            dtls_refused: 0,
            plain: BTreeMap::new(),
            feeds: Vec::new(),
            feeds_refused: 0,
            nonces: Vec::new(),
            refused_nonce: None,
            late: 0,
            loads: 0,
            upload: None,
            sip: Vec::new(),
        }
    }

    pub(super) const fn age(&self) -> Age {
        self.age
    }

    pub(super) const fn creator(&self) -> IpAddr {
        self.creator
    }

    /// How many ports are recorded.
    pub(super) fn receipts_held(&self) -> usize {
        self.ports.len()
    }

    /// A request came; whether it was the first.
    pub(super) const fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.begun, true)
    }

    /// The addresses that the run uses, over HTTP and UDP.
    pub(super) fn all_addresses(&self) -> impl Iterator<Item = IpAddr> + '_ {
        let creator = Some(self.creator).filter(|creator| !self.addresses.contains(creator));
        self.addresses.iter().copied().chain(creator)
    }

    /// Whether the run may use the address: it does already, or has room for it.
    pub(super) fn knows_address(&mut self, address: IpAddr) -> bool {
        if self.addresses.contains(&address) {
            return true;
        }
        let room = self.addresses.len() < limits::MAX_RUN_ADDRESSES;
        if room {
            self.addresses.push(address);
        } else {
            self.refuse();
        }
        room
    }

    /// Whether a request from an address that has proven itself is within the budget.
    pub(super) fn take_request(&mut self, now: Duration) -> bool {
        self.requests.take(now, limits::RUN_REQUESTS)
    }

    /// The same from any address. The one that got the token over HTTP is known not to be forged; any other one is
    /// charged to its source as well.
    pub(super) fn take_request_from(
        &mut self,
        now: Duration,
        remote: SocketAddr,
        source: &mut Source,
    ) -> bool {
        let is_proven = site_of(self.creator) == site_of(remote.ip());
        (is_proven || source.requests.take(now, limits::BARE_REQUESTS)) && self.take_request(now)
    }

    pub(super) fn take_reading(&mut self, now: Duration) -> bool {
        self.readings.take(now, limits::READINGS)
    }

    /// A budget refused something of this run.
    pub(super) fn refuse(&mut self) {
        self.refused = self.refused.saturating_add(1);
    }

    /// A request of this run is not in its receipts: no room, or over a budget.
    pub(super) const fn miss(&mut self) {
        self.unrecorded = self.unrecorded.saturating_add(1);
    }

    /// Records a request, unless this many ports are recorded already.
    pub(super) fn record(&mut self, local: Local, remote: SocketAddr, most: usize) -> Recording {
        let place = self
            .addresses
            .iter()
            .position(|address| *address == remote.ip())
            .and_then(|place| u8::try_from(place).ok());
        let Some(place) = place else {
            self.miss();
            return Recording::Stranger;
        };
        let full = self.dropped || self.ports.len() >= most;
        if full && !self.ports.contains_key(&local) {
            self.miss();
            return Recording::NoRoom;
        }
        match self.ports.insert(local, (place, remote.port())) {
            None => Recording::New,
            Some(_) => Recording::Repeated,
        }
    }

    /// Forgets the receipts, for good; how many there were.
    pub(super) fn drop_receipts(&mut self) -> usize {
        let dropped = std::mem::take(&mut self.ports).len();
        if dropped > 0 {
            self.dropped = true;
            let dropped = u32::try_from(dropped).unwrap_or(u32::MAX);
            self.unrecorded = self.unrecorded.saturating_add(dropped);
        }
        dropped
    }

    /// Whether an address may get own checks now: its last ones were long enough ago. Each socket of a
    /// run is paced on its own, since a NAT is tested with several at once.
    pub(super) fn may_get_own_checks(&self, now: Duration, to: SocketAddr) -> bool {
        let last = self.sent_to(to).map(|sent| sent.at).max();
        last.is_none_or(|last| last + limits::OWN_CHECK_PAUSE <= now)
    }

    /// How many own checks may go to this address, 0 to `wanted`.
    pub(super) fn own_checks_allowed(&mut self, to: SocketAddr, wanted: usize) -> usize {
        let sent_here = self.sent_to(to).count();
        if sent_here == 0 && self.targets() >= limits::MAX_OWN_CHECK_TARGETS {
            self.refuse();
            return 0;
        }
        let left_here = limits::MAX_OWN_CHECKS_TO_ONE.saturating_sub(sent_here);
        let left = limits::MAX_OWN_CHECKS.saturating_sub(self.own_checks.len());
        if left < wanted && sent_here == 0 {
            self.refuse();
        }
        wanted.min(left_here).min(left)
    }

    pub(super) fn note_own_check(&mut self, at: Duration, from: Local, to: SocketAddr) {
        self.own_checks.push(SentOwnCheck { at, from, to });
    }

    pub(super) fn has_sent(&self, from: Local, to: SocketAddr) -> bool {
        self.sent_to(to).any(|sent| sent.from == from)
    }

    /// Our endpoints that were last reached from this address and port.
    pub(super) fn contacted_by(&self, remote: SocketAddr) -> impl Iterator<Item = Local> + '_ {
        let ports = self.ports.iter();
        ports
            .filter(move |(_, (place, port))| {
                let address = self.addresses.get(usize::from(*place));
                address == Some(&remote.ip()) && *port == remote.port()
            })
            .map(|(local, _)| *local)
    }

    /// Admits a DTLS handshake, unless the run has used up its budget.
    pub(super) fn begin_dtls(&mut self, local: Local, remote: SocketAddr) -> bool {
        let allowed = self.dtls_begun < limits::MAX_DTLS_OF_RUN;
        if allowed {
            self.dtls_begun += 1;
            self.note_dtls(local, remote, DtlsProgress::Began);
        }
        allowed
    }

    pub(super) fn note_dtls(&mut self, local: Local, remote: SocketAddr, progress: DtlsProgress) {
        self.dtls.insert((local, remote), progress);
    }

    /// A budget refused a DTLS handshake of this run.
    pub(super) const fn refuse_dtls(&mut self) {
        self.dtls_refused = self.dtls_refused.saturating_add(1);
    }

    /// Takes a feed in, unless the run has had its share.
    pub(super) fn begin_feed(&mut self, local: Local, remote: SocketAddr) -> bool {
        let allowed = self.feeds.len() < limits::MAX_FEEDS_OF_RUN;
        if allowed {
            self.feeds.push(Feed {
                local,
                remote,
                received: Vec::new(),
            });
        }
        allowed
    }

    /// What became of a nonce before.
    pub(super) fn nonce_use(&self, nonce: Nonce) -> NonceUse {
        if self.nonces.contains(&nonce) {
            NonceUse::Begun
        } else if self.refused_nonce == Some(nonce) {
            NonceUse::Refused
        } else {
            NonceUse::None
        }
    }

    /// A nonce was used: a feed began with it, or was refused.
    pub(super) fn use_nonce(&mut self, nonce: Nonce, begins: bool) {
        if begins {
            self.nonces.push(nonce);
        } else {
            self.refused_nonce = Some(nonce);
        }
    }

    /// Notes what was received of the last feed, so far or in all.
    pub(super) fn note_feed(&mut self, received: &[Counts]) {
        if let Some(feed) = self.feeds.last_mut() {
            feed.received = received.to_vec();
        }
    }

    /// A budget refused a feed of this run.
    pub(super) const fn refuse_feed(&mut self) {
        self.feeds_refused = self.feeds_refused.saturating_add(1);
    }

    /// Records a plain datagram, unless this many ports are recorded already.
    pub(super) fn note_plain(&mut self, local: Local, remote: SocketAddr) {
        if self.plain.len() < limits::MAX_PLAIN_OF_RUN || self.plain.contains_key(&local) {
            self.plain.insert(local, remote);
        }
    }

    /// Takes the order of a datagram to an idle socket, unless the run has had its share.
    pub(super) const fn begin_late(&mut self) -> bool {
        let allowed = self.late < limits::MAX_LATE_OF_RUN;
        self.late += allowed as usize;
        allowed
    }

    /// Takes a transfer of bulk data in, unless the run has had its share.
    pub(super) const fn begin_load(&mut self) -> bool {
        self.upload = None;
        let allowed = self.loads < limits::MAX_LOADS_OF_RUN;
        self.loads += allowed as usize;
        allowed
    }

    /// Notes what has arrived so far of an upload of bulk data.
    pub(super) const fn note_upload(&mut self, received: LoadReceived) {
        self.upload = Some(received);
    }

    /// Records a SIP message, unless enough are recorded already.
    pub(super) fn note_sip(&mut self, local: Local, remote: SocketAddr, sha256: Fingerprint) {
        if self.sip.len() < limits::MAX_SIP_OF_RUN {
            self.sip.push((local, remote, sha256));
        }
    }

    fn sent_to(&self, to: SocketAddr) -> impl Iterator<Item = &SentOwnCheck> {
        self.own_checks.iter().filter(move |sent| sent.to == to)
    }

    fn targets(&self) -> usize {
        let mut targets: Vec<_> = self.own_checks.iter().map(|sent| sent.to).collect();
        targets.sort_unstable();
        targets.dedup();
        targets.len()
    }

    /// The receipts for the run's owner; the untagged requests are not known here.
    pub(super) fn receipts(&self, endpoints: &Endpoints, form: ReceiptsForm) -> Receipts {
        let (udp, udp_ports) = match form {
            ReceiptsForm::List => (self.list_of_ports(endpoints), Vec::new()),
            ReceiptsForm::Ranges => (Vec::new(), self.ranges_of_ports(endpoints)),
        };
        let own_checks = self
            .own_checks
            .iter()
            .filter_map(|sent| {
                Some(OwnCheckReceipt {
                    from: endpoints.public(sent.from)?,
                    to: sent.to,
                })
            })
            .collect();
        let dtls = self.dtls.iter();
        let dtls = dtls.filter_map(|((local, source), handshake)| {
            let server = endpoints.public(*local)?;
            Some(DtlsReceipt {
                server: server.ip(),
                port: server.port(),
                source: *source,
                handshake: *handshake,
            })
        });
        let plain = self.plain.iter();
        let plain = plain.filter_map(|(local, source)| udp_receipt(endpoints, *local, *source));
        let sip = self.sip.iter().filter_map(|(local, source, sha256)| {
            let server = endpoints.public(*local)?;
            Some(SipReceipt {
                server: server.ip(),
                port: server.port(),
                source: *source,
                sha256: *sha256,
            })
        });
        let feeds = self.feeds.iter();
        let feeds = feeds.filter_map(|feed| {
            let server = endpoints.public(feed.local)?;
            Some(FeedReceipt {
                server: server.ip(),
                port: server.port(),
                source: feed.remote,
                received: feed.received.clone(),
            })
        });
        Receipts {
            upload: self.upload,
            udp,
            udp_ports,
            untagged: Vec::new(),
            own_checks,
            refused: self.refused,
            unrecorded: self.unrecorded,
            dtls: dtls.collect(),
            dtls_refused: self.dtls_refused,
            plain: plain.collect(),
            sip: sip.collect(),
            feeds: feeds.collect(),
            feeds_refused: self.feeds_refused,
        }
    }

    fn list_of_ports(&self, endpoints: &Endpoints) -> Vec<UdpReceipt> {
        let mut ports: Vec<_> = self.ports.iter().collect();
        ports.sort_unstable();
        let ports = ports.into_iter().filter_map(|(local, (place, port))| {
            let address = self.addresses.get(usize::from(*place))?;
            udp_receipt(endpoints, *local, SocketAddr::new(*address, *port))
        });
        ports.collect()
    }

    fn ranges_of_ports(&self, endpoints: &Endpoints) -> Vec<ReachedPorts> {
        ReachedPorts::together(self.ports.iter().filter_map(|(local, (place, _))| {
            let server = endpoints.public(*local)?;
            let source = self.addresses.get(usize::from(*place))?;
            Some((server.ip(), *source, server.port()))
        }))
    }
}
