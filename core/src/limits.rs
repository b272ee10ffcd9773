//! Every duration and count of a run, each with its reason. No other module of the core or of a front end
//! defines any.

use std::time::Duration;

use crate::model::vantage::Vantage;

/// Edges that are common in firewalls and operating systems, the IANA and historic ephemeral ranges, and
/// the two STUN ports, which firewalls often treat differently.
pub const EDGE_PORTS: [u16; 10] = [
    1025, 3478, 3479, 16383, 16384, 32767, 32768, 49151, 49152, 65535,
];

/// UDP services that carriers filter against reflected floods, so that silence proves
/// nothing about the site: the ones above 1024 of the CISA alert TA14-017A ("UDP-Based Amplification
/// Attacks"), and 1434, filtered since the SQL Slammer worm (CERT advisory CA-2003-04).
pub const FILTERED_UPSTREAM: [u16; 9] = [1434, 1900, 3283, 3702, 5353, 5683, 11211, 27960, 33848];

/// New UDP flows a second: a tenth of common flood limits, and far below what fills a small
/// table before its entries expire.
pub const NEW_FLOWS_PER_SECOND: u32 = 50;

/// New UDP flows a second within a retest of few ports. Such a batch then waits for answers at least
/// as long as it took to start its ports, so that the rate over five seconds stays below
/// [`NEW_FLOWS_PER_SECOND`]. The program has asked a larger grid before, and waits less.
#[must_use]
pub const fn burst_flows_per_second(vantage: Vantage) -> u32 {
    match vantage {
        Vantage::Page => 100,
        Vantage::Native => 80,
    }
}

/// New UDP flows a second where a limit seems to be at work: below the strictest flood limit that is in use.
pub const SLOW_FLOWS_PER_SECOND: u32 = 10;

/// A sweep goes in batches of about this long, each with a control port in it, so that a full
/// session table stops it soon.
pub const SWEEP_BATCH_SECONDS: u32 = 5;

/// ... and of this many ports at most.
pub const MAX_SWEEP_BATCH: u32 = 16_384;

/// A batch of a sweep may take this many times the duration that its pace implies: not every device can
/// reach the rate that its user allowed.
pub const SWEEP_PATIENCE: u32 = 4;

/// Single ports that are tried again at most after a sweep: at 5 % loss each way about sixty of
/// 64,511 ports stay silent three times.
pub const SWEEP_SCATTERED_RETESTS: usize = 1_024;

/// Ports of one UDP probe: one ICE connection checks 40 candidates at most in Chromium before it
/// gets slow; smaller batches also let rows fill in.
pub const UDP_BATCH: usize = 36;

/// Sends of one datagram in the first pass: at 15 % loss each way three rounds find 98 %; the
/// retest finds the rest.
pub const UDP_TRIES: u32 = 3;

/// Sends of one datagram in a retest: at 15 % loss each way five rounds find 99.8 %.
pub const UDP_RETEST_TRIES: u32 = 5;

/// A datagram is sent again after this while no round trip is known (RFC 8489 section 6.2.1
/// starts with 500 ms).
pub const RETRANSMIT_UNKNOWN: Duration = Duration::from_millis(500);

/// ... and never sooner than this, so that a queue has time to drain.
pub const MIN_RETRANSMIT: Duration = Duration::from_millis(250);

/// With the time to start the ports, a browser's ICE has 5 s for the grid, in which it checks each
/// port about three times.
pub const PAGE_UDP_DEADLINE: Duration = Duration::from_millis(3500);

/// The same for a retest, whose few ports a browser checks more often.
pub const PAGE_UDP_RETEST_DEADLINE: Duration = Duration::from_millis(2500);

/// The same for a burst. Its ports are started twice as fast, so that Chromium, which checks the
/// ports of each connection in turn, comes to each as often; Firefox sends five checks in it, at 0,
/// 0.1, 0.3, 0.7 and 1.5 s.
pub const PAGE_UDP_BURST_DEADLINE: Duration = Duration::from_millis(1400);

/// NAT tests of a page: one port each, so silence shows sooner.
pub const PAGE_NAT_DEADLINE: Duration = Duration::from_secs(3);

/// A port counts as blocked if it was silent in this many batches that proved something; one whose
/// neighbours answer is tried once more, since loss silences single ports.
pub const SILENCES_TO_PROVE: u8 = 2;

/// Ports inside a silent stretch that are tried again besides its two edges.
pub const INNER_RETESTS: usize = 3;

/// Ports that answered before and are part of each retest: if they fail, the retest proves nothing.
pub const CANARIES: usize = 3;

/// "Nothing gets out" is concluded after this many spread ports were silent a second time.
pub const NOTHING_OUT_RETESTS: usize = 8;

/// Single ports that are tried again at most when a stretch turns out not to be uniform.
pub const SCATTERED_RETESTS: usize = 64;

/// Retests with a canary that did not answer, or with a fault, are repeated this often in all.
pub const RETEST_ROUNDS: u8 = 5;

/// Edges are searched by asking ports of all their gaps at once, in as few rounds as this many ports
/// in each allow: two rounds for one range, three for four. More would be more than a browser's ICE
/// checks three times before the round ends; and after the grid of the native program, which is twice
/// as large, more than [`NEW_FLOWS_PER_SECOND`] over the first five seconds.
#[must_use]
pub const fn edge_ports_a_round(vantage: Vantage) -> usize {
    match vantage {
        Vantage::Page => 80,
        Vantage::Native => 56,
    }
}

/// The most ports that are asked for the UDP range, including the grid. The rest of the 512 flows
/// of a run is for TCP (up to three tries of each service, two kinds of them in a page), NAT tests
/// and the far end's interface.
pub const SURVEY_PORTS: usize = 400;

/// Retests stop once starting ports has taken this long: a minute of slow tries would add little for a site
/// with loss or a limit.
pub const MAX_RETEST_TIME: Duration = Duration::from_secs(10);

/// If more than one port in this many was silent and answered later, a limit is at work: at 15 % loss each way, 2 % of
/// the ports stay silent in three tries, and a busy device misses some more.
pub const LIMITED_SHARE: usize = 10;

/// More silent stretches than this look like loss or a flood limit rather than rules, so they are retested
/// slowly, and the edges of blocked stretches are not searched: that would exceed the budgets of time and
/// flows.
pub const STRETCHES_OF_RULES: usize = 4;

/// Ports that answered STUN on which a DTLS handshake follows: low, middle and high, so that one exception
/// does not decide.
pub const DTLS_PORTS: usize = 3;

/// First try of a DTLS handshake, with the STUN before it. It takes four round trips, and each of
/// its flights is sent three times in this.
pub const DTLS_DEADLINE: Duration = Duration::from_secs(3);

/// The second try. At 15 % loss each way an exchange fails four times in a row, which fills this,
/// in 0.6 % of all cases.
pub const DTLS_RETEST_DEADLINE: Duration = Duration::from_secs(5);

/// Number of spread ports to which datagrams other than STUN are sent, if no port answered STUN.
pub const PLAIN_PORTS: usize = 8;

/// How long to wait for one resolver before asking the next one: as long as the C library waits
/// (`timeout` of resolv.conf(5)).
pub const RESOLVER_PATIENCE: Duration = Duration::from_secs(5);

/// How often the list of resolvers is asked, as by the C library (`attempts`).
pub const RESOLVER_ROUNDS: u32 = 2;

/// How long a name may take to resolve: as long as the C library waits for a single resolver. A camera's
/// Linux waits as long, so a name that resolves within it is slow, not blocked.
pub const NAMES_DEADLINE: Duration = RESOLVER_PATIENCE.saturating_mul(RESOLVER_ROUNDS);

/// Names that take this long lead to a note: resolvers usually answer in a fraction of it.
pub const NAMES_SLOW: Duration = Duration::from_secs(1);

/// First try of a TCP service. SYN is sent again after 1 s, so three of them fit.
pub const TCP_DEADLINE: Duration = Duration::from_secs(4);

/// Further tries of a TCP service, slower. A silent service gets two further tries at the same time: at 15
/// % loss each way a connection does not open in time in 2 % of all cases, three of them in 0.001 %.
pub const TCP_RETEST_DEADLINE: Duration = Duration::from_secs(5);

/// A TCP service that failed at once is tried again after this long, and after twice as long: a filter that
/// looks up a new name, a resolver that caches a failure and a network that has just come up fail only
/// briefly.
pub const TCP_RETEST_PAUSE: Duration = Duration::from_millis(1500);

/// A page's fetch of a stand-in: slow sites answer within it.
pub const SITE_DEADLINE: Duration = Duration::from_secs(5);

/// The check, after the report, whether the page offers a newer program. The user may be waiting for the prompt.
pub const NEWER_VERSION_DEADLINE: Duration = Duration::from_secs(2);

/// A call of the far end's interface.
pub const HTTP_DEADLINE: Duration = Duration::from_secs(4);

/// The receipts of a sweep: about 4.5 MB of JSON, which takes 36 s on a line of 1 Mbit/s.
pub const SWEEP_RECEIPTS_DEADLINE: Duration = Duration::from_secs(60);

/// How often a file beside the page is fetched while no fetch is answered. Half of the connections that
/// open at 15 % loss each way need a retransmission, which may exceed the deadline of one fetch.
pub const OWN_FILE_TRIES: usize = 3;

/// The far ends that a run uses: one that it tests against, and a witness.
pub const FAR_ENDS_OF_RUN: usize = 2;

/// The far ends that are called at the start to find the nearest two, if a catalogue names more than a run uses: the
/// first ones in the catalogue. Each call is one connection.
pub const FAR_ENDS_IN_RACE: usize = 8;

/// How long they have to answer. It is spent only where fewer than two do: TLS with a name to resolve takes five round
/// trips, which is less than that even by satellite with 300 ms each.
pub const RACE_DEADLINE: Duration = Duration::from_secs(2);

/// How many endpoints are asked for a token before the run continues without one.
pub const TOKEN_TRIES: usize = 4;

/// For reading the device's own state, including ICE gathering in a page.
pub const ENVIRONMENT_DEADLINE: Duration = Duration::from_secs(2);

/// The minimum for STUN exchanges for NAT behaviour: three sends with the shortest retransmission time, and
/// as long again for the last answer. A silent test is repeated once.
pub const NAT_DEADLINE: Duration = Duration::from_secs(2);

/// A probe without a result is abandoned this long after its own deadline.
pub const OVERDUE: Duration = Duration::from_secs(2);

/// How often a run checks whether its program was suspended.
pub const PULSE: Duration = Duration::from_millis(250);

/// A check that is this late means that the program paused. Browsers delay the timers of a page in the
/// background by up to a second, and the shortest deadline of a probe is this long.
pub const PAUSE: Duration = Duration::from_secs(2);

/// A check that is this late means that the device is overloaded, so answers may have been dropped or seen
/// too late. Without load, a page is late by less than 0.2 s.
pub const BUSY: Duration = Duration::from_millis(500);

/// A run that was suspended starts again at most this many times.
pub const FRESH_STARTS: u8 = 2;

/// A page learns of answers by polling statistics; while most of them arrive, it polls this often, so that
/// an open site is done soon.
pub const PAGE_LOOK_SOON: Duration = Duration::from_millis(150);

/// ... for this long,
pub const PAGE_SOON: Duration = Duration::from_secs(3);

/// and then this often: Chromium discards pairs that succeeded long ago, so not much less.
pub const PAGE_LOOK_LATE: Duration = Duration::from_millis(500);

/// How long a page listens for the far end's own checks after its own check was answered. The
/// far end sends them at once, and again a second later in answer to the next check.
pub const PAGE_OWN_CHECKS: Duration = Duration::from_millis(1500);

// ---- the feed ----

/// Frames of a feed in a second, as a camera sends them.
pub const FEED_FRAMES_PER_SECOND: u32 = 30;

/// Packets of 1,100 bytes in a frame: 1.58 Mbit/s and 180 packets a second each way. That is more than
/// the least that cameras send and a fifth of the flood limits of common firewalls (1,000 a second).
pub const FEED_PACKETS_PER_FRAME: u8 = 6;

/// A feed over a channel has a packet that is too large for the path once in this many frames: two a second, 30 kbit/s.
pub const FEED_LARGE_EVERY: u32 = 15;

/// So many large packets must have been sent before their absence means something: at 30 % loss of each fragment, one
/// feed of ten thousand loses as many.
pub const FEED_LARGE_ENOUGH: u16 = 14;

/// Windows of a feed, of 1 s each. The second before them is not counted: windows of congestion control
/// open in it.
pub const FEED_WINDOWS: u8 = 10;

/// Windows of a feed at most, which the far end streams.
pub const FEED_MAX_WINDOWS: u8 = 20;

/// Windows that must have shown something for a verdict, of [`FEED_WINDOWS`].
pub const FEED_MIN_MEASURED: usize = 8;

/// A packet that took so much longer than the fastest one is as good as lost: players of live video buffer
/// less.
pub const FEED_LATE: Duration = Duration::from_millis(400);

/// Packets of a hundred that may be missing or late in a good window. Daily calls a call "bad" above it;
/// with retransmission, 5 % of random loss is watchable and 15 % is slow (measured).
pub const FEED_MAX_LOST_PERCENT: u16 = 10;

/// Median round trip of a good window, in milliseconds. testRTC calls a line "bad" above it.
pub const FEED_MAX_ROUND_TRIP_MS: u16 = 500;

/// Good windows of a hundred, at least: the article's "video feeds are working <90% of the time".
pub const FEED_MIN_GOOD_PERCENT: usize = 90;

/// A window in which at least this percentage of the packets is missing was an interruption rather
/// than loss.
pub const FEED_INTERRUPTED_PERCENT: u16 = 90;

/// If the far end heard nothing for this long while frames were held back on the device, the path was interrupted;
/// otherwise only the device was slow.
pub const FEED_SILENCE: Duration = Duration::from_millis(400);

/// Feeds in one run at most: a second one follows if the first is not good enough.
pub const FEEDS: usize = 2;

/// Tries in one run at most: where one feed ran and another did not begin, a third try follows. On a line that
/// loses 15 of 100 packets, a connection may take longer than there is time.
pub const FEED_TRIES: u8 = 3;

/// Where possible the feed uses ports from here on: the relays and viewers of video are there.
pub const FEED_FIRST_PORT: u16 = 49_152;

/// Bytes that may wait in a browser before a frame is held back: about six frames. With 20 KB a busy machine
/// lost a sixth of a window for nothing; with 66 KB interruptions blur (measured).
pub const FEED_QUEUE: u32 = 40_000;

/// Between two hellos of a feed.
pub const FEED_HELLO: Duration = Duration::from_millis(50);

/// For each step on the way to the first packet of a feed.
pub const FEED_START: Duration = Duration::from_secs(5);

/// A frame that is late by more is not sent, and its window shows nothing of the network.
pub const FEED_LATE_FRAME: Duration = Duration::from_millis(250);

/// A frame that the far end sends late by more would look like the site's jitter.
pub const FEED_BUSY: Duration = Duration::from_millis(100);

/// Between two accounts of what was received, after the last frame.
pub const FEED_ACCOUNT: Duration = Duration::from_millis(100);

/// Between two frames of a side that is behind. Together they would be a burst that no camera sends, and which a
/// router with a short queue drops.
pub const FEED_CATCH_UP: Duration = Duration::from_millis(5);

/// How long both sides continue after their last frame: a packet is late after 0.4 s, and the last account is to arrive
/// even if one is lost.
pub const FEED_LINGER: Duration = Duration::from_millis(800);

/// UDP payload of a large datagram: with 28 bytes of headers it needs two packets of 1,500 bytes.
pub const FRAGMENTED_BYTES: u16 = 1_900;

/// The largest packet, in bytes, that every Ethernet takes (RFC 894).
pub const FULL_PACKET: u16 = 1_500;

/// Bytes of the IPv4 and UDP headers, which a payload leaves room for.
pub const UDP_HEADERS: u16 = 28;

/// Where full packets vanish, these are tried, in bytes: what tunnels commonly leave, the least that IPv6
/// demands, and the least that IPv4 does (RFC 791).
pub const SMALLER_PACKETS: [u16; 3] = [1_400, 1_280, 576];

/// Ports of the far end that the tests of large packets and idle sockets try in turn, until one answers.
pub const PATH_TEST_PORTS: usize = 3;

/// How often large packets must vanish, while small ones pass, before the site is said to drop them.
pub const LARGE_TRIES: usize = 2;

/// For how many seconds sockets stay idle: below and above the 30 s that SonicWall keeps a UDP session by
/// default, above the 60 s of many others, and just below the 2 minutes that RFC 4787 demands (REQ-5) and Linux
/// keeps.
pub const IDLE_SECONDS: [u16; 4] = [25, 35, 65, 115];

/// Exchanges on a socket before it is idle, and the pause between two of them. Linux keeps a flow for 120 s instead
/// of 30 s if it lasted for more than 2 s, as one of video does.
pub const IDLE_EXCHANGES: u32 = 3;
/// See [`IDLE_EXCHANGES`].
pub const IDLE_EXCHANGE_PAUSE: Duration = Duration::from_millis(1_300);

/// A mapping that does not last this many seconds may be lost between two keep-alives: browsers send one every
/// 15 s or less, and one may get lost.
pub const IDLE_TOO_SHORT: u16 = 35;

/// How much longer than a socket is idle an answer may take.
pub const IDLE_GRACE: Duration = Duration::from_secs(2);

/// Datagrams that the far end sends to an idle socket: at 15 % loss one of three arrives in 99.7 %.
pub const IDLE_DATAGRAMS: u32 = 3;

/// How often a mapping must turn out to be forgotten, and how often silence before or after is tried again.
pub const IDLE_TRIES: u8 = 2;

/// Megabits a second that must be available both ways.
pub const BANDWIDTH_MBPS: u64 = 10;

/// How often less must be available before the line is said to be slow.
pub const LOAD_TRIES: u8 = 3;

/// How long a transfer lasts at most. A line of 10 Mbit/s moves 3.75 MB in it.
pub const LOAD_TIME: Duration = Duration::from_secs(3);

/// The part of a transfer that does not count: TCP's slow start.
pub const LOAD_WARM_UP: Duration = Duration::from_secs(1);

/// If less than this remains after it, the whole transfer counts: a fast line was done by then.
pub const LOAD_MIN_COUNTED: Duration = Duration::from_millis(500);

/// With a longer round trip, TCP needs more than the whole transfer for its slow start.
pub const LOAD_MAX_ROUND_TRIP: Duration = Duration::from_millis(200);

/// Bytes of a transfer at most: a fast line is done sooner.
pub const LOAD_BYTES: u32 = 8 << 20;

/// For the answer to the request, before data flows.
pub const LOAD_START: Duration = Duration::from_secs(5);

/// Sends of a SIP message: one that is lost is not one that is dropped.
pub const SIP_SENDS: u32 = 3;

/// How often SIP messages are sent before their silence is reported.
pub const SIP_TRIES: u8 = 2;

/// How often NTP is asked before its silence counts.
pub const NTP_TRIES: u8 = 2;

// ---- the watch ----

/// The shortest time from one round of a watch to the next. A whole round begins up to 512 flows, which a
/// router keeps for 30 to 120 s; small ones begin a tenth of that.
pub const WATCH_LEAST_INTERVAL: Duration = Duration::from_secs(60);

/// From one round of a page that keeps testing to the next.
pub const PAGE_WATCH_EVERY: Duration = Duration::from_secs(5 * 60);

/// How long a page keeps testing: what a visitor can be asked to leave it open for.
pub const PAGE_WATCH_TOTAL: Duration = Duration::from_secs(60 * 60);

/// The longest watch, which has 44,640 rounds at most.
pub const WATCH_LONGEST: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// From one whole round to the next at least, where rows keep changing, so that a whole round's flows have left
/// the router's table.
pub const WATCH_WHOLE_REST: Duration = Duration::from_secs(10 * 60);

/// Flows of a run at most: the session tables of small routers have room for many times as many.
pub const RUN_FLOWS: u32 = 512;

/// The shortest time from one test of failing rows to the next. After a test that began many flows it is longer, so that
/// no more than [`RUN_FLOWS`] begin in [`RETEST_WHOLE_REST`].
pub const RETEST_LEAST_INTERVAL: Duration = Duration::from_secs(10);

/// From one sample of the UDP range to the next at least, where failing rows are tested again: a router keeps an
/// answered flow for two minutes (Linux), and the samples of both would be in its table.
pub const RETEST_WHOLE_REST: Duration = Duration::from_secs(120);

/// Spread UDP ports that a small round asks, besides the STUN port and one in each range that was blocked in the
/// last whole round. Three DTLS handshakes and the stream follow on those that answer.
pub const WATCH_UDP_PORTS: usize = 8;

/// How long a watch waits at a time, so that it notices soon that the device slept.
pub const WATCH_LOOK: Duration = Duration::from_secs(10);

/// If the wall clock advances by this much more than the monotonic one, or a wait takes this much too long, the
/// device slept. Corrections of the time of day are smaller, and a shorter sleep makes no round late.
pub const WATCH_PAUSE: Duration = Duration::from_secs(10);

/// Marks of a timeline, so that it fits a terminal and a phone.
pub const WATCH_TIMELINE: u64 = 72;

/// Good seconds of a hundred, at least: the article's "video feeds are working <90% of the time".
pub const WATCH_MIN_GOOD_PERCENT: u64 = 90;

/// Bytes of a watch's log that are read: a hundred thousand rounds.
pub const WATCH_LOG: u64 = 64 * 1024 * 1024;

/// For one request of the program's metrics and its answer, so that a caller that sends nothing does not keep
/// Prometheus waiting.
pub const METRICS_REQUEST: Duration = Duration::from_secs(10);

/// After a caller that could not be accepted, usually because no file descriptors were left.
pub const METRICS_ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Bytes of a request of the metrics that are read, and its headers: Prometheus sends a tenth of both.
pub const METRICS_HEAD: usize = 8 * 1024;

/// See [`METRICS_HEAD`].
pub const METRICS_HEADERS: usize = 64;
