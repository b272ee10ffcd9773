//! The far end's decisions, without a clock, a socket or its own randomness: the output depends only on
//! what arrives, when and from where.
//!
//! Time is the time since the process began. Every answer goes to the address that asked; only
//! own checks of a live run, within its budget, come from elsewhere.

mod age;
mod agenda;
mod budget;
mod check;
mod count;
mod dtls;
mod endpoint;
mod feed;
mod own_check;
mod path;
mod plain;
#[cfg(any(feature = "fuzz", test))]
mod repeatable;
mod rtp;
mod run;
mod runs;

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use camcheck_codec::dtls::Server;
use camcheck_codec::stun::{Change, ErrorCode, Key, Request, Response, Role};
use camcheck_core::wire;
use camcheck_core::wire::http::{LoadReceived, Passed, Receipts, RunCreated, UdpReceipt};
use camcheck_core::wire::orders::{Answer, DELAY_STEP};
use camcheck_core::wire::path::PathPacket;
use camcheck_core::wire::token::RunToken;
use camcheck_core::wire::{ALTERNATE_PORT, FAR_END_ICE_PWD, OwnCheck, STUN_PORT};

use crate::limits;
use budget::Sources;
pub(crate) use budget::site_of;
use check::Check;
pub(crate) use count::{Counter, Counts, Event};
use dtls::Connections;
pub(crate) use endpoint::{Endpoints, Local, Side};
use feed::Feeds;
pub(crate) use path::PathOffer;
#[cfg(any(feature = "fuzz", test))]
pub(crate) use repeatable::Repeatable;
use rtp::Links;
pub(crate) use run::ReceiptsForm;
use run::Run;
use runs::Runs;

/// CHANGE-REQUEST, for UNKNOWN-ATTRIBUTES where it is not honoured.
const CHANGE_REQUEST: u16 = 0x0003;

/// A datagram to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outgoing {
    /// From where.
    pub(crate) from: Local,
    /// To where.
    pub(crate) to: SocketAddr,
    /// The payload.
    pub(crate) bytes: Vec<u8>,
}

/// An answer on a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StreamAnswer {
    /// How long it waits.
    pub(crate) after: Duration,
    /// The message, not yet framed.
    pub(crate) bytes: Vec<u8>,
    /// Whether the request names a live run.
    pub(crate) of_run: bool,
}

/// Why the resources of a run cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoAccess {
    /// No such run, or it has expired.
    UnknownRun,
    /// They may be megabytes, so their rate is limited.
    TooOften,
}

/// How much there is of everything that is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// Live runs.
    pub(crate) runs: usize,
    /// Sources with a budget of their own.
    pub(crate) sources: usize,
    /// DTLS connections.
    pub(crate) dtls: usize,
    /// Feeds.
    pub(crate) feeds: usize,
}

/// Where unpredictable bytes come from.
pub(crate) trait Entropy: Send + fmt::Debug {
    /// Fills the buffer.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The far end's state.
#[derive(Debug)]
pub(crate) struct Engine {
    endpoints: Endpoints,
    key: Key,
    entropy: Box<dyn Entropy>,
    runs: Runs,
    sources: Sources,
    delayed: BTreeMap<(Duration, u64), Outgoing>,
    delayed_so_far: u64,
    /// Datagrams to idle sockets, which wait for minutes.
    late: BTreeMap<(Duration, u64), Outgoing>,
    offer: PathOffer,
    passed: Passed,
    /// `None` if DTLS is not offered.
    connections: Option<Connections>,
    links: Links,
    feeds: Feeds,
    counts: Counts,
}

impl Engine {
    pub(crate) fn new(endpoints: Endpoints, mut entropy: Box<dyn Entropy>) -> Self {
        Self {
            links: Links::new(entropy.as_mut()),
            endpoints,
            key: Key::short_term(FAR_END_ICE_PWD),
            entropy,
            runs: Runs::default(),
            sources: Sources::default(),
            delayed: BTreeMap::new(),
            delayed_so_far: 0,
            late: BTreeMap::new(),
            offer: PathOffer::default(),
            passed: Passed::default(),
            connections: None,
            feeds: Feeds::default(),
            counts: Counts::default(),
        }
    }

    /// The same with DTLS on every port.
    pub(crate) fn with_dtls(mut self, server: Server) -> Self {
        self.connections = Some(Connections::new(server));
        self
    }

    /// The same with this many feeds at the same time.
    pub(crate) const fn with_feeds(mut self, most: usize) -> Self {
        self.feeds.offer(most);
        self
    }

    /// The same with tests of the path.
    pub(crate) fn with_path_offer(mut self, offer: PathOffer) -> Self {
        self.offer = offer;
        self.feeds.offer_large_packets(offer.path_tests);
        self
    }

    /// A datagram came in. What goes out at once is appended to `out`.
    pub(crate) fn datagram(
        &mut self,
        now: Duration,
        local: Local,
        remote: SocketAddr,
        bytes: &[u8],
        out: &mut Vec<Outgoing>,
    ) {
        if !can_be_answered(remote) {
            self.counts.add(Event::BadSource);
            return;
        }
        // RFC 7983 section 7: the first byte distinguishes the protocols.
        match bytes.first() {
            Some(20..=63) => return self.dtls(now, local, remote, bytes, out),
            Some(b'I') => return self.sip_message(now, local, remote, bytes),
            Some(128..=191) => {
                if let Some(packet) = PathPacket::decode(bytes) {
                    self.path_test(now, (local, remote), &packet, bytes.len(), out);
                } else if !self.plain(now, local, remote, bytes, out) {
                    self.rtp(now, local, remote, bytes, out);
                }
                return;
            }
            Some(_) | None => {}
        }
        self.stun(now, local, remote, bytes, out);
    }

    fn stun(
        &mut self,
        now: Duration,
        local: Local,
        remote: SocketAddr,
        bytes: &[u8],
        out: &mut Vec<Outgoing>,
    ) {
        let Some(request) = self.read(bytes) else {
            return;
        };
        self.counts.add(Event::UdpRequest);
        let send = |bytes| Outgoing {
            from: local,
            to: remote,
            bytes,
        };
        if request.username.is_none() {
            if self.admit(now, remote, request.token.as_ref()).is_none() {
                let refusal = self.unrecorded(now, remote, &request, request.token.as_ref());
                out.extend(refusal.map(send));
                return;
            }
            out.push(self.answer_binding(now, local, remote, &request, bytes.len()));
            return;
        }
        let Some(check) = self.read_check(&request) else {
            return;
        };
        let token = check.orders.token.as_ref();
        if self.admit(now, remote, token).is_none() {
            out.extend(self.unrecorded(now, remote, &request, token).map(send));
            return;
        }
        let vouched = token.is_some_and(|token| self.record(now, token, local, remote));
        if vouched {
            self.own_checks(now, local, remote, &check, bytes.len(), out);
        }
        let Some(answer) = self.answer_check(remote, &request, &check) else {
            return;
        };
        let answer = send(answer);
        let delay = DELAY_STEP * u32::from(check.orders.flags.delay);
        if delay.is_zero() {
            self.counts.add(Event::UdpAnswer);
            out.push(answer);
        } else if self.delayed.len() < limits::max_delayed(vouched) {
            self.delayed_so_far += 1;
            self.delayed
                .insert((now + delay, self.delayed_so_far), answer);
        } else {
            out.extend(self.refusal(now, remote, &request, token).map(send));
        }
    }

    /// A STUN message came in on a stream. Streams have neither own checks nor
    /// CHANGE-REQUEST (RFC 5780 section 6.1), and are not recorded.
    pub(crate) fn stream(
        &mut self,
        now: Duration,
        remote: SocketAddr,
        bytes: &[u8],
    ) -> Option<StreamAnswer> {
        let request = self.read(bytes)?;
        self.counts.add(Event::StreamRequest);
        // A check has its token in its orders, any other request in an attribute.
        let check = match request.username {
            Some(_) => Some(self.read_check(&request)?),
            None => None,
        };
        let token = match &check {
            Some(check) => check.orders.token.as_ref(),
            None => request.token.as_ref(),
        };
        let of_run = token.is_some_and(|token| self.runs.live(now, token).is_some());
        let at_once = |bytes| StreamAnswer {
            after: Duration::ZERO,
            bytes,
            of_run,
        };
        let Some(check) = &check else {
            if self.admit(now, remote, None).is_none() {
                return self.refusal(now, remote, &request, None).map(at_once);
            }
            let mut unknown = request.unknown.clone();
            unknown.extend(request.change.map(|_| CHANGE_REQUEST));
            let response = if unknown.is_empty() {
                Response::success(request.transaction, remote)
            } else {
                unknown_attributes(&request, unknown)
            };
            return Some(at_once(response.encode(None)));
        };
        if self.admit(now, remote, token).is_none() {
            return self.refusal(now, remote, &request, token).map(at_once);
        }
        Some(StreamAnswer {
            after: DELAY_STEP * u32::from(check.orders.flags.delay),
            bytes: self.answer_check(remote, &request, check)?,
            of_run,
        })
    }

    /// Appends the answers whose delay is over, the retransmissions of handshakes, and the frames of feeds.
    pub(crate) fn due(&mut self, now: Duration, out: &mut Vec<Outgoing>) {
        while let Some(answer) = take_due(&mut self.delayed, now) {
            self.counts.add(Event::UdpAnswer);
            out.push(answer);
        }
        while let Some(answer) = take_due(&mut self.late, now) {
            self.counts.add(Event::PathTestAnswered);
            out.push(answer);
        }
        self.dtls_due(now, out);
        self.rtp_due(now, out);
    }

    /// When [`Engine::due`] has something to send.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        let first = |waiting: &BTreeMap<(Duration, u64), Outgoing>| {
            waiting.first_key_value().map(|(key, _)| key.0)
        };
        let delayed = first(&self.delayed).into_iter().chain(first(&self.late));
        let connections = self.connections.as_ref().and_then(Connections::next_due);
        let due = connections.into_iter().chain(self.links.next_due());
        delayed.chain(due).min()
    }

    /// Datagrams that had arrived were dropped here. Any may have been one of a feed, so what the feeds lose at this
    /// moment shows nothing of their sites.
    pub(crate) fn note_drops(&mut self) {
        self.feeds.note_drops();
    }

    /// Permits a run, or returns `None` if this source has used up its budget.
    pub(crate) fn create_run(&mut self, now: Duration, source: IpAddr) -> Option<RunCreated> {
        let allowed = self
            .sources
            .at_proven(now, source)
            .runs
            .take(now, limits::RUN_CREATION);
        let token = allowed
            .then(|| {
                let (entropy, counts) = (self.entropy.as_mut(), &mut self.counts);
                self.runs.create(now, source, entropy, counts)
            })
            .flatten();
        self.counts.add(if token.is_some() {
            Event::RunCreated
        } else {
            Event::RunRefused
        });
        token.map(|token| RunCreated {
            token,
            expires_in: limits::RUN_LIFETIME.as_secs(),
            dtls_fingerprint: self.connections.as_ref().map(Connections::fingerprint),
            feed: self.feed_version(self.connections.is_some()),
            feed_rtp: self.feed_version(true),
            path_tests: if self.offer.path_tests {
                wire::path::VERSION
            } else {
                0
            },
            ntp: self.offer.ntp,
            mtu: self.offer.mtu,
            passed: self.passed,
        })
    }

    fn feed_version(&self, can_be_carried: bool) -> u8 {
        if can_be_carried && self.feeds.are_offered() {
            wire::feed::VERSION
        } else {
            0
        }
    }

    /// How many ports the receipts of a run list; 0 for a run that is not known.
    pub(crate) fn receipts_held(&mut self, now: Duration, token: &RunToken) -> usize {
        let run = self.runs.live(now, token);
        run.map_or(0, |run| run.receipts_held())
    }

    /// What was seen of a run.
    ///
    /// # Errors
    /// If the run is not known, or its receipts are requested too often.
    pub(crate) fn receipts(
        &mut self,
        now: Duration,
        token: &RunToken,
        form: ReceiptsForm,
    ) -> Result<Receipts, NoAccess> {
        let endpoints = &self.endpoints;
        let run = self.runs.live(now, token).ok_or(NoAccess::UnknownRun)?;
        if !run.take_reading(now) {
            self.counts.add(Event::HttpRefused);
            return Err(NoAccess::TooOften);
        }
        if let Some(received) = self.feeds.received_by(token) {
            run.note_feed(received);
        }
        let mut receipts = run.receipts(endpoints, form);
        receipts.untagged = run
            .all_addresses()
            .filter_map(|address| self.sources.known(address))
            .flat_map(|source| source.untagged_since(run.age().created))
            .filter_map(|(local, remote)| udp_receipt(endpoints, local, remote))
            .collect();
        Ok(receipts)
    }

    /// Whether a source may have another datagram answered that names no run.
    pub(crate) fn allow_datagram(&mut self, now: Duration, remote: SocketAddr) -> bool {
        can_be_answered(remote) && self.admit(now, remote, None).is_some()
    }

    /// Whether a run may have another transfer of bulk data with a source.
    ///
    /// # Errors
    /// If the run is not known, or it or the source has had its share.
    pub(crate) fn begin_load(
        &mut self,
        now: Duration,
        token: &RunToken,
        source: IpAddr,
    ) -> Result<(), NoAccess> {
        let run = self.runs.live(now, token);
        let run = run.filter(|_| self.offer.path_tests);
        let run = run.ok_or(NoAccess::UnknownRun)?;
        let source = self.sources.at_proven(now, source);
        let allowed = run.begin_load() && source.loads.take(now, limits::LOADS);
        self.counts.add(if allowed {
            Event::LoadBegun
        } else {
            Event::LoadRefused
        });
        allowed.then_some(()).ok_or(NoAccess::TooOften)
    }

    /// Notes for a run's receipts what has arrived so far of an upload of bulk data.
    pub(crate) fn note_upload(&mut self, now: Duration, token: &RunToken, received: LoadReceived) {
        if let Some(run) = self.runs.live(now, token) {
            run.note_upload(received);
        }
    }

    /// Whether a source may make another HTTP request.
    pub(crate) fn allow_http(&mut self, now: Duration, source: IpAddr) -> bool {
        let source = self.sources.at_proven(now, source);
        let allowed = source.http.take(now, limits::HTTP);
        if !allowed {
            self.counts.add(Event::HttpRefused);
        }
        allowed
    }

    /// A source has opened a TCP connection, so its address is not forged.
    pub(crate) fn note_connection(&mut self, now: Duration, source: IpAddr) {
        self.counts.add(Event::TcpConnection);
        self.sources.at_proven(now, source);
    }

    /// Whether a source may begin another TLS handshake. If not, its connection is refused.
    pub(crate) fn allow_tls(&mut self, now: Duration, source: IpAddr) -> bool {
        let source = self.sources.at_proven(now, source);
        let allowed = source.tls_handshakes.take(now, limits::TLS_HANDSHAKES);
        if !allowed {
            source.refused_connections.note(now);
            self.counts.add(Event::TlsRefused);
        }
        allowed
    }

    /// A TCP connection of a source was closed to make room for another one.
    pub(crate) fn close_for_room(&mut self, now: Duration, source: IpAddr) {
        self.counts.add(Event::TcpRefused);
        let source = self.sources.at_proven(now, source);
        source.refused_connections.note(now);
    }

    /// How many TCP connections of a source were refused, or closed to make room, recently.
    pub(crate) fn refused_connections(&mut self, now: Duration, source: IpAddr) -> u32 {
        let source = self.sources.at_proven(now, source);
        source.refused_connections.count(now)
    }

    /// Counts what happened outside the engine.
    pub(crate) fn count(&mut self, event: Event) {
        self.counts.add(event);
    }

    /// What was counted so far.
    pub(crate) const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// How much there is now, for the metrics.
    pub(crate) fn sizes(&self) -> Sizes {
        let connections = self.connections.as_ref();
        Sizes {
            runs: self.runs.len(),
            sources: self.sources.len(),
            dtls: connections.map_or(0, Connections::len),
            feeds: self.feeds.len(),
        }
    }

    /// Whether a run or a feed is under way.
    pub(crate) fn is_in_use(&self, now: Duration) -> bool {
        self.runs.are_in_use(now) || self.feeds.len() > 0
    }

    // ---- reading ----

    fn read<'a>(&mut self, bytes: &'a [u8]) -> Option<Request<'a>> {
        match Request::parse(bytes) {
            Ok(request) => Some(request),
            Err(error) => {
                self.counts.add(error.into());
                None
            }
        }
    }

    fn read_check(&mut self, request: &Request<'_>) -> Option<Check> {
        // An own check that comes back to a far end, by a forged source address, would be a check with its
        // own orders: two far ends could be made to send to each other.
        let is_own = request
            .priority
            .is_some_and(|priority| OwnCheck::from_priority(priority).is_some())
            && matches!(request.role, Some(Role::Controlled(_)));
        if is_own {
            self.counts.add(Event::OwnCheckReturned);
            return None;
        }
        let Some(check) = Check::of(request) else {
            self.counts.add(Event::ForeignCheck);
            return None;
        };
        if !request.verify(&self.key) {
            self.counts.add(Event::BadIntegrity);
            return None;
        }
        Some(check)
    }

    // ---- budgets ----

    /// `None` over budget: the budget of the run that vouches for the request, or else the source's.
    fn admit(&mut self, now: Duration, remote: SocketAddr, token: Option<&RunToken>) -> Option<()> {
        if let Some(run) = token.and_then(|token| self.runs.live(now, token))
            && run.knows_address(remote.ip())
        {
            let source = self.sources.at(now, remote.ip());
            return run.take_request_from(now, remote, source).then_some(());
        }
        let source = self.sources.at(now, remote.ip());
        source
            .requests
            .take(now, limits::BARE_REQUESTS)
            .then_some(())
    }

    /// The live run that a datagram names, if it vouches for the source and has the budget.
    fn vouching_run(
        &mut self,
        now: Duration,
        token: &RunToken,
        remote: SocketAddr,
    ) -> Option<&mut Run> {
        let Some(run) = self.runs.live(now, token) else {
            self.counts.add(Event::NotStun);
            return None;
        };
        let source = self.sources.at(now, remote.ip());
        if !run.knows_address(remote.ip()) || !run.take_request_from(now, remote, source) {
            self.counts.add(Event::Unrecorded);
            run.miss();
            return None;
        }
        Some(run)
    }

    /// The answer to a request over budget, unless these answers are over budget as well.
    fn refusal(
        &mut self,
        now: Duration,
        remote: SocketAddr,
        request: &Request<'_>,
        token: Option<&RunToken>,
    ) -> Option<Vec<u8>> {
        self.counts.add(Event::Refused);
        if let Some(run) = token.and_then(|token| self.runs.live(now, token)) {
            run.refuse();
        }
        let source = self.sources.at(now, remote.ip());
        if !source.refusals.take(now, limits::REFUSALS) {
            self.counts.add(Event::RefusedSilently);
            return None;
        }
        let key = request.username.as_ref().map(|_| &self.key);
        Some(Response::error(request.transaction, ErrorCode::RATE_LIMITED).encode(key))
    }

    /// The same for a datagram, which its run's receipts do not list.
    fn unrecorded(
        &mut self,
        now: Duration,
        remote: SocketAddr,
        request: &Request<'_>,
        token: Option<&RunToken>,
    ) -> Option<Vec<u8>> {
        if let Some(run) = token.and_then(|token| self.runs.live(now, token)) {
            self.counts.add(Event::Unrecorded);
            run.miss();
        }
        self.refusal(now, remote, request, token)
    }

    /// Records a datagram; `false` if no live run vouches for it.
    fn record(
        &mut self,
        now: Duration,
        token: &RunToken,
        local: Local,
        remote: SocketAddr,
    ) -> bool {
        let vouches = self
            .runs
            .record(now, token, local, remote, &mut self.counts);
        if let Some(connections) = self.connections.as_mut().filter(|_| vouches) {
            connections.vouch(now, token, remote);
        }
        vouches
    }

    // ---- answers ----

    fn answer_binding(
        &mut self,
        now: Duration,
        local: Local,
        remote: SocketAddr,
        request: &Request<'_>,
        length: usize,
    ) -> Outgoing {
        let discovery = matches!(local.port, STUN_PORT | ALTERNATE_PORT);
        let vouched = request
            .token
            .as_ref()
            .is_some_and(|token| self.record(now, token, local, remote));
        if request.token.is_none() {
            let source = self.sources.at(now, remote.ip());
            source.note_untagged(now, local, remote);
        }
        let from = match request.change {
            Some(change) if change != Change::default() => Some(change)
                .filter(|_| discovery || vouched)
                .and_then(|change| self.endpoints.changed(local, change)),
            Some(_) | None => Some(local),
        };
        let mut unknown = request.unknown.clone();
        if from.is_none() {
            unknown.push(CHANGE_REQUEST);
        }
        let from = from.unwrap_or(local);
        if !unknown.is_empty() {
            self.counts.add(Event::UnknownAttribute);
            return Outgoing {
                from: local,
                to: remote,
                bytes: unknown_attributes(request, unknown).encode(None),
            };
        }
        let mut response = Response::success(request.transaction, remote);
        if discovery {
            let other = Change {
                address: true,
                port: true,
            };
            response.response_origin = self.endpoints.public(from);
            response.other_address = self
                .endpoints
                .changed(local, other)
                .and_then(|other| self.endpoints.public(other));
        }
        self.counts.add(Event::UdpAnswer);
        let may_stream = vouched && from == local && self.feeds.are_offered();
        let asking = request.token.as_ref().filter(|_| request.asks_nonce);
        let mut bytes = response.encode(None);
        if let Some(token) = asking.filter(|_| may_stream) {
            response.nonce = Some(self.links.nonce(now, token, (local, remote)));
            // To an address that may be forged, nothing longer goes than came from it.
            let longer = response.encode(None);
            if longer.len() <= length {
                bytes = longer;
            }
        }
        Outgoing {
            from,
            to: remote,
            bytes,
        }
    }

    fn answer_check(
        &mut self,
        remote: SocketAddr,
        request: &Request<'_>,
        check: &Check,
    ) -> Option<Vec<u8>> {
        let response = if request.unknown.is_empty() {
            let mapped = match check.orders.flags.answer? {
                Answer::Truthful => remote,
                Answer::FalseAddress => SocketAddr::new(false_address(remote.ip()), remote.port()),
            };
            Response::success(request.transaction, mapped)
        } else {
            unknown_attributes(request, request.unknown.clone())
        };
        Some(response.encode(Some(&self.key)))
    }
}

/// The first of the waiting datagrams, if it is due.
fn take_due(waiting: &mut BTreeMap<(Duration, u64), Outgoing>, now: Duration) -> Option<Outgoing> {
    let first = waiting.first_entry()?;
    (first.key().0 <= now).then(|| first.remove())
}

/// The source address of a datagram may be forged, but an address to which nothing can be sent is dropped.
fn can_be_answered(remote: SocketAddr) -> bool {
    remote.port() != 0 && !remote.ip().is_unspecified() && !remote.ip().is_multicast()
}

fn unknown_attributes(request: &Request<'_>, unknown: Vec<u16>) -> Response {
    Response {
        unknown,
        ..Response::error(request.transaction, ErrorCode::UNKNOWN_ATTRIBUTE)
    }
}

/// An address for documentation (RFC 5737, RFC 3849), which is not in use.
const fn false_address(like: IpAddr) -> IpAddr {
    match like {
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
    }
}

fn udp_receipt(endpoints: &Endpoints, local: Local, source: SocketAddr) -> Option<UdpReceipt> {
    let server = endpoints.public(local)?;
    Some(UdpReceipt {
        server: server.ip(),
        port: server.port(),
        source,
    })
}

#[cfg(test)]
mod tests;
