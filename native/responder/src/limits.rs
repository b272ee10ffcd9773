//! Every duration, rate and size of the far end, with its reason.

use std::time::Duration;

/// A sustained rate and a burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate {
    /// The sustained rate, as the interval between two.
    pub(crate) every: Duration,
    /// How many may come at once after a pause.
    pub(crate) burst: u32,
}

impl Rate {
    const fn per_second(count: u64, burst: u32) -> Self {
        Self {
            every: Duration::from_nanos(1_000_000_000 / count),
            burst,
        }
    }
}

// ---- runs ----

/// A full sweep at the polite 100 ports a second takes 11 minutes, its retests a few more.
pub(crate) const RUN_LIFETIME: Duration = Duration::from_secs(30 * 60);
/// Runs that live at the same time; 20,000 in half an hour is 11 a second.
pub(crate) const MAX_RUNS: usize = 20_000;
/// ... of one source address: a hundred people behind it, each of whom tests twice.
pub(crate) const MAX_RUNS_FROM_ONE: usize = 200;
/// After this long, a run without a request counts as unused. The requests of a run begin seconds
/// after its token, and where all UDP is blocked a verdict takes 20 s at most.
pub(crate) const UNUSED_RUN: Duration = Duration::from_secs(60);
/// A company's sites may share one public address, but a flood must not get through.
pub(crate) const RUN_CREATION: Rate = Rate::per_second(1, 60);
/// Requests for one run's receipts: a client sends about one a second, more at the end.
pub(crate) const READINGS: Rate = Rate::per_second(2, 30);
/// Receipts of all runs together, about 20 bytes each: thirty full sweeps at the same time.
pub(crate) const MAX_RECEIPTS: usize = 4_000_000;
/// ... of one run: every UDP port of the article, on both addresses.
pub(crate) const MAX_RECEIPTS_OF_ONE: usize = 2 * 64_511;
/// A NAT with a pool of addresses may use several for one device.
pub(crate) const MAX_RUN_ADDRESSES: usize = 4;

// ---- the end ----

/// How long runs may take to finish when the process is asked to end, unless the command line has another number: a
/// default run of the program takes 3 s, one of a page behind a blocking firewall 15 s at most. A supervisor kills
/// after 90 s.
pub(crate) const DRAIN: Duration = Duration::from_secs(10);
/// A run from which nothing has come for this long is not in use: a client waits 4.5 s for the answer with the longest
/// delay.
pub(crate) const RUN_IN_USE: Duration = Duration::from_secs(5);
/// Between two looks whether runs are still in use.
pub(crate) const DRAIN_LOOK: Duration = Duration::from_millis(100);
/// After this many seconds, a client may ask for a token again: the process after this one is ready then.
pub(crate) const DRAIN_RETRY: &str = "15";

// ---- own checks ----

/// Own checks of one run. A first try and its retests need three or four triples each.
pub(crate) const MAX_OWN_CHECKS: usize = 32;
/// Own checks to one transport address.
pub(crate) const MAX_OWN_CHECKS_TO_ONE: usize = 12;
/// Transport addresses of one run that get own checks.
pub(crate) const MAX_OWN_CHECK_TARGETS: usize = 4;
/// Own checks to one address, for all runs: some twenty people behind one NAT at once, and one more every three
/// seconds. Without it, the owner of many tokens could have all their own checks sent to one forged address.
pub(crate) const OWN_CHECKS_TO_ADDRESS: Rate = Rate::per_second(10, 400);
/// Pause between two sets of own checks to one transport address of a run.
pub(crate) const OWN_CHECK_PAUSE: Duration = Duration::from_secs(1);

// ---- datagrams ----

/// Requests of one source address that names no live run, or a run that another address created: more than a default run needs, too few to make a
/// spoofed source address worthwhile.
pub(crate) const BARE_REQUESTS: Rate = Rate::per_second(1_000, 4_000);
/// Requests of one run: a full sweep at 20,000 a second, both addresses, with repeats.
pub(crate) const RUN_REQUESTS: Rate = Rate::per_second(25_000, 32_768);
/// Error answers that report "rate limited" to one source address. Above this rate, silence protects the
/// victim of a spoofed flood; a client over its budget has received errors by then.
pub(crate) const REFUSALS: Rate = Rate::per_second(1_000, 1_000);
/// Answers that wait for their delay, 4.5 s at most, in memory.
pub(crate) const MAX_DELAYED: usize = 50_000;

/// ... of requests for which a run vouches, or not: forged requests without a token cannot take all places.
pub(crate) const fn max_delayed(vouched: bool) -> usize {
    if vouched {
        MAX_DELAYED
    } else {
        MAX_DELAYED / 2
    }
}

/// Source addresses with a budget of their own, of those that have used TCP and of all others: each of the two has such
/// a table, and what does not fit into it shares one budget.
pub(crate) const MAX_SOURCES: usize = 65_536;
/// A source that was silent for this long is removed with its untagged receipts.
pub(crate) const SOURCE_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// The same when the table is full.
pub(crate) const SOURCE_LIFETIME_UNDER_PRESSURE: Duration = Duration::from_secs(10);
/// Untagged requests remembered of one source, the oldest dropped first: a page's mapping probe with
/// its retests and a few neighbours behind the same NAT.
pub(crate) const MAX_UNTAGGED_RECEIPTS: usize = 64;

// ---- DTLS ----

/// A client sends its ClientHello at once when its request is answered, and again for a few
/// seconds. A page's checks continue meanwhile.
pub(crate) const VOUCHED: Duration = Duration::from_secs(30);
/// Source ports of one run that are remembered for it, the oldest forgotten first. Behind a symmetric
/// NAT a sample of ports adds 50 a second, so a ClientHello has two seconds and more.
pub(crate) const MAX_VOUCHED: usize = 128;
/// A handshake whose client is silent for this long is removed. The last flight of a client comes
/// again within a few seconds, if ours got lost.
pub(crate) const DTLS_SILENCE: Duration = Duration::from_secs(10);
/// Connections at the same time, some 30 KB each, and 48 KB more with fragments of a feed that never
/// become messages.
pub(crate) const MAX_DTLS: usize = 1_024;
/// Handshakes of one run: three ports, each once more, and two neighbours of each port that fails while
/// others finish make ten at most. Each feed of [`MAX_FEEDS_OF_RUN`] has one of its own.
pub(crate) const MAX_DTLS_OF_RUN: usize = 24;

// ---- feeds ----

/// Feeds at the same time, unless the command line has another number: 101 Mbit/s each way, a tenth of
/// the link that servers have. One core has done about 100 (six at once in a demo, 1 % each).
pub(crate) const MAX_FEEDS: usize = 64;
/// Feeds of one run: two are enough for a verdict, and each may have to begin again.
pub(crate) const MAX_FEEDS_OF_RUN: usize = 8;
/// Feeds at the same time from one source address: several people test behind it, and one cannot take all.
pub(crate) const MAX_FEEDS_FROM_ONE: usize = 8;
/// Windows of a feed, of a second each: a client takes ten, or more if its user asks for them.
pub(crate) const MAX_FEED_WINDOWS: u8 = camcheck_core::limits::FEED_MAX_WINDOWS;
/// How long a client may begin a feed with the nonce of a STUN answer: it says hello at once, for 5 s.
pub(crate) const FEED_NONCE: Duration = Duration::from_secs(10);
/// A feed whose client sends nothing for this long is over. It is long enough to show an outage of three seconds.
pub(crate) const FEED_SILENCE: Duration = Duration::from_secs(5);
/// How long a feed that is over stays: the last packets of the client may take as long.
pub(crate) const FEED_LINGER: Duration = Duration::from_secs(1);

// ---- plain datagrams ----

/// Own ports at which plain datagrams of one run are remembered; a client sends to eight.
pub(crate) const MAX_PLAIN_OF_RUN: usize = 32;

// ---- tests of the path ----

/// Datagrams to idle sockets that one run may order: three to each of four sockets, and those that are tried
/// again.
pub(crate) const MAX_LATE_OF_RUN: usize = 32;
/// ... of one source address, whatever its runs: some twenty tests at once.
pub(crate) const LATE: Rate = Rate::per_second(1, 400);
/// ... that wait in all, some 120 bytes each.
pub(crate) const MAX_LATE: usize = 20_000;
/// The longest wait: a client asks for 125 s.
pub(crate) const MAX_LATE_WAIT: Duration = Duration::from_secs(180);
/// SIP messages that are remembered of one run: twice three to each of two ports.
pub(crate) const MAX_SIP_OF_RUN: usize = 16;
/// Transfers of bulk data of one run: three each way, and those that have to begin again.
pub(crate) const MAX_LOADS_OF_RUN: usize = 8;
/// ... of one source address, whatever its runs: ten people who test there at once.
pub(crate) const LOADS: Rate = Rate {
    every: Duration::from_secs(5),
    burst: 60,
};
/// Transfers at the same time, unless the command line has another number: a link of 1 Gbit/s has room for each
/// to show that 10 Mbit/s are available, beside everything else.
pub(crate) const MAX_LOADS: usize = 16;
/// How long a transfer may take: a client ends it after 3 s, and its last bytes may be under way for some time.
pub(crate) const LOAD_LIFETIME: Duration = Duration::from_secs(15);
/// How often it is noted what has arrived of an upload: often enough for a share of 3 s, and so seldom that the engine has
/// time for datagrams.
pub(crate) const LOAD_NOTED_EVERY: Duration = Duration::from_millis(100);
/// Bytes of a transfer in one piece.
pub(crate) const LOAD_CHUNK: usize = 64 << 10;

// ---- HTTP ----

/// Requests of one source address: a page with its files, several devices behind one address.
pub(crate) const HTTP: Rate = Rate::per_second(50, 500);
/// Characters in the name of an ACME challenge: 128 bits have 22 in base64url, and authorities use 43.
pub(crate) const MAX_CHALLENGE_NAME: usize = 128;
/// Bytes of an ACME challenge: its token, and the hash of the account's key.
pub(crate) const MAX_CHALLENGE: u64 = 1_024;

/// Bytes of a port in receipts in ranges, at most: one without neighbours.
pub(crate) const RANGE_LENGTH: usize = "65535,".len();
/// Bytes of an entry of receipts in JSON.
pub(crate) const RECEIPT_LENGTH: usize = 70;
/// Receipts of more ports are put together one after the other: a thousand take less than a millisecond.
pub(crate) const LONG_RECEIPTS: usize = 1_000;
/// Bytes that receipts hold in memory until their clients have read them, in all. Those of a full sweep have 4.5 MB,
/// of both addresses 9 MB.
pub(crate) const MAX_HELD: usize = 96 << 20;
/// ... for one source: a full sweep that is read twice.
pub(crate) const MAX_HELD_BY_ONE: usize = 12 << 20;

// ---- metrics ----

/// Connections to the metrics at the same time: two of Prometheus, and room for those that send nothing.
pub(crate) const MAX_METRICS_CALLERS: usize = 16;

// ---- the log ----

/// Between two lines about what was refused and dropped.
pub(crate) const FLOOD_INTERVAL: Duration = Duration::from_secs(60);
/// How often something is refused or dropped in such a time to be worth a line: once a second.
pub(crate) const FLOOD: u64 = 60;

// ---- TCP ----

/// Open connections in all; each costs some 50 KB with TLS.
pub(crate) const MAX_CONNECTIONS: usize = 4_096;
/// File descriptors that connections leave free: a health check asks every host of the catalogue
/// at the same time, each on a socket or two.
pub(crate) const SPARE_DESCRIPTORS: usize = 128;
/// Open connections of one address: a page opens dozens, an office several pages.
pub(crate) const MAX_CONNECTIONS_FROM_ONE: usize = 256;
/// How long refused connections of an address are remembered: longer than a page's run, so that its health
/// check at the end still covers its beginning.
pub(crate) const REFUSALS_REMEMBERED: Duration = Duration::from_secs(60);
/// Before a service that has ended is started again; twice as long each further time, up to the second.
pub(crate) const RESTART_PAUSE: Duration = Duration::from_millis(100);
pub(crate) const LONGEST_RESTART_PAUSE: Duration = Duration::from_secs(10);
/// If a service then runs for this long, starting it again has helped.
pub(crate) const RESTART_HELPED: Duration = Duration::from_secs(60);
/// Ends in a row, each soon after a start, after which the process ends, if it is of no use without the service: six
/// seconds. A supervisor starts it with nothing in memory.
pub(crate) const MAX_RESTARTS: u32 = 7;
/// A connection that has sent nothing does not count as idle before this time: its first bytes may be on their way, or
/// not read yet.
pub(crate) const GRACE: Duration = Duration::from_secs(2);
/// Pause after an accept that failed, usually because no file descriptors were left.
pub(crate) const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// For the first byte of a connection. A page's clock for TCP is shorter.
pub(crate) const FIRST_BYTE: Duration = Duration::from_secs(10);
/// TLS handshakes of one source address, 0.3 ms of processor time each: a run begins some thirty, and several people test
/// behind one address.
pub(crate) const TLS_HANDSHAKES: Rate = Rate::per_second(50, 500);
/// For a TLS handshake, which takes two round trips.
pub(crate) const TLS_HANDSHAKE: Duration = Duration::from_secs(10);
/// For the headers of an HTTP request, and between two requests on one connection.
pub(crate) const HTTP_HEADERS: Duration = Duration::from_secs(10);
/// From accepting to closing, whatever is spoken: enough for the page on a very slow line.
pub(crate) const CONNECTION_LIFETIME: Duration = Duration::from_secs(120);
/// Firefox gives up an ICE connection after some 30 s without answers.
pub(crate) const STUN_SILENCE: Duration = Duration::from_secs(30);
/// The same on a stream whose requests name no live run: a client that only asks for its address is done by then.
pub(crate) const STUN_SILENCE_WITHOUT_RUN: Duration = Duration::from_secs(10);
/// For an MQTT CONNECT, and for the client to leave after the CONNACK.
pub(crate) const MQTT: Duration = Duration::from_secs(5);
/// A CONNECT has a client id, and perhaps a user name.
pub(crate) const MAX_MQTT_CONNECT: usize = 1_024;
/// The request line and headers of an HTTP request, in bytes (hyper allows 8 KiB and more).
pub(crate) const MAX_HTTP_HEAD: usize = 16 * 1_024;
/// How long `--check` waits for the addresses of a name.
pub(crate) const NAMES_PATIENCE: Duration = Duration::from_secs(5);
/// All files of `--web` together, in bytes; they are held in memory.
pub(crate) const MAX_WEB: u64 = 64 << 20;

// ---- reading again ----

/// Between two looks at the files of certificate, catalogue and page. A renewal is done weeks before the old
/// certificate expires, and SIGHUP is there for a hurry.
pub(crate) const FILES_LOOK: Duration = Duration::from_secs(60);
/// How long files must stay the same before they are read: a renewal writes two, one after the other, and a new
/// page is copied file by file.
pub(crate) const FILES_SETTLE: Duration = Duration::from_secs(2);

/// Days before it expires from which a certificate should have been renewed: ACME clients do that after two thirds
/// of its life, 30 days before the end of one for 90.
pub(crate) const CERTIFICATE_DAYS_LEFT: i64 = 14;

// ---- the health check ----

/// A last health check that is older says nothing any more: they are 15 s apart, and one may take 8 s.
pub(crate) const HEALTH_IS_STALE: Duration = Duration::from_secs(60);
/// Between two checks of the own listeners and the other responders: the maximum age of a control. A reload
/// of the machine's firewall removes our rules, which looks like a blocked site.
pub(crate) const HEALTH_CHECK_INTERVAL: Duration = Duration::from_secs(15);
/// The same while something is down, and so soon after a common start.
pub(crate) const HEALTH_CHECK_AFTER_TROUBLE: Duration = Duration::from_secs(5);
/// Between two checks of third parties' hosts, which monitor and rate-limit traffic.
pub(crate) const FOREIGN_HEALTH_CHECK_INTERVAL: Duration = Duration::from_secs(10 * 60);
/// The same if one of them did not answer, so that one failed check does not affect verdicts for long.
pub(crate) const FOREIGN_HEALTH_CHECK_AFTER_TROUBLE: Duration = Duration::from_secs(60);
/// For one host.
pub(crate) const HEALTH_CHECK_DEADLINE: Duration = Duration::from_secs(8);
/// Before a datagram of a check is retransmitted.
pub(crate) const HEALTH_CHECK_RETRANSMIT: Duration = Duration::from_millis(500);
/// Between two ports of a check.
pub(crate) const HEALTH_CHECK_GAP: Duration = Duration::from_millis(10);
