//! Feeds in datagrams that look like SRTP, with a client that is the program as far as the wire is concerned.

use std::collections::VecDeque;

use camcheck_codec::nonce::Nonce;
use camcheck_codec::rtp::{Link, SEED_LENGTH};

use super::*;

/// One way over the line.
const DELAY: Duration = Duration::from_millis(20);

const STEP: Duration = Duration::from_millis(1);

/// The program's end of a feed.
struct Program {
    address: SocketAddr,
    local: Local,
    link: Link,
    stream: Stream,
    up: VecDeque<(Duration, Vec<u8>)>,
    down: VecDeque<(Duration, Vec<u8>)>,
    /// Nothing of it arrives any more.
    is_gone: bool,
    loses_up: fn(&Media) -> bool,
    /// What it has sent.
    sent: Vec<Vec<u8>>,
    /// How many datagrams came, and the longest.
    came: usize,
    longest: usize,
}

impl Program {
    fn new(bench: &mut Bench, token: &RunToken, address: &str, windows: u8) -> Self {
        let nonce = nonce(bench, PRIMARY, address, token).expect("a nonce");
        Self::with(nonce, token, address, windows)
    }

    fn with(nonce: Nonce, token: &RunToken, address: &str, windows: u8) -> Self {
        Self {
            address: address.parse().expect("an address"),
            local: PRIMARY,
            link: Link::client(nonce, token.clone(), [7; SEED_LENGTH]).expect("a key"),
            stream: Stream::client(windows),
            up: VecDeque::new(),
            down: VecDeque::new(),
            is_gone: false,
            loses_up: |_| false,
            sent: Vec::new(),
            came: 0,
            longest: 0,
        }
    }

    fn hello(&mut self, windows: u8) -> Vec<u8> {
        let packet = Packet::Hello { windows };
        let sealed = self.link.seal(Duration::ZERO, &packet);
        sealed.expect("a datagram")
    }

    fn step(&mut self, now: Duration) {
        while let Some((_, datagram)) = self.down.pop_front_if(|(at, _)| *at <= now) {
            self.came += 1;
            self.longest = self.longest.max(datagram.len());
            let packet = self.link.open(&datagram).expect("a packet of the far end");
            self.stream.receive(now, &packet);
        }
        if self.is_gone || self.stream.next_due() > now || self.stream.is_over(now) {
            return;
        }
        let mut packets = Vec::new();
        self.stream.send(now, true, |packet| packets.push(packet));
        for packet in packets {
            let is_lost = matches!(&packet, Packet::Media(media) if (self.loses_up)(media));
            let datagram = self.link.seal(now, &packet).expect("a datagram");
            if !is_lost {
                self.sent.push(datagram.clone());
                self.up.push_back((now + DELAY, datagram));
            }
        }
    }
}

/// The far end with its clients, and the line between them.
struct Line {
    bench: Bench,
    programs: Vec<Program>,
    took: Duration,
}

impl Line {
    /// A far end for this many feeds, without DTLS.
    fn new(feeds: usize) -> Self {
        let Bench { engine, now } = Bench::new();
        Self {
            bench: Bench {
                engine: engine.with_feeds(feeds),
                now,
            },
            programs: Vec::new(),
            took: Duration::ZERO,
        }
    }

    /// The same with one client.
    fn with_one(windows: u8) -> (Self, RunToken) {
        let mut line = Self::new(4);
        let token = line.bench.token();
        line.add(&token, CLIENT, windows);
        (line, token)
    }

    fn add(&mut self, token: &RunToken, address: &str, windows: u8) {
        let program = Program::new(&mut self.bench, token, address, windows);
        self.programs.push(program);
    }

    fn run(&mut self, time: Duration) {
        let end = self.bench.now + time;
        while self.bench.now < end {
            self.step();
            self.bench.pass(STEP);
        }
    }

    fn step(&mut self) {
        let now = self.bench.now;
        let mut arrived = Vec::new();
        for program in &mut self.programs {
            program.step(now);
            while let Some((_, datagram)) = program.up.pop_front_if(|(at, _)| *at <= now) {
                arrived.push((program.local, program.address, datagram));
            }
        }
        let started = std::time::Instant::now();
        let mut out = Vec::new();
        for (local, address, datagram) in &arrived {
            let engine = &mut self.bench.engine;
            engine.datagram(now, *local, *address, datagram, &mut out);
        }
        if self.bench.engine.next_due().is_some_and(|due| due <= now) {
            self.bench.engine.due(now, &mut out);
        }
        self.took += started.elapsed();
        for sent in out {
            let mut programs = self.programs.iter_mut().rev();
            let program = programs.find(|program| program.address == sent.to);
            let program = program.expect("a client that asked");
            assert_eq!(sent.from, program.local);
            program.down.push_back((now + DELAY, sent.bytes));
        }
    }

    fn receipts(&mut self, token: &RunToken) -> Receipts {
        let receipts = self
            .bench
            .engine
            .receipts(self.bench.now, token, ReceiptsForm::List);
        receipts.expect("receipts")
    }

    /// How many datagrams were dropped while this was sent, to which there is no answer.
    fn dropped(&mut self, to: Local, from: &str, datagram: &[u8]) -> u64 {
        let before = self.bench.count(Event::RtpDropped);
        assert!(self.bench.send(to, from, datagram).is_empty());
        self.bench.count(Event::RtpDropped) - before
    }
}

fn asking(change: Option<Change>, token: Option<&RunToken>) -> Vec<u8> {
    BindingRequest {
        transaction: TRANSACTION.into(),
        change,
        token: token.cloned(),
        asks_nonce: true,
    }
    .encode()
}

/// The nonce that the far end gives a client.
fn nonce(bench: &mut Bench, to: Local, from: &str, token: &RunToken) -> Option<Nonce> {
    let request = asking(None, Some(token));
    let out = bench.send(to, from, &request);
    let [answer] = &out[..] else {
        panic!("one answer: {out:?}");
    };
    assert!(answer.bytes.len() <= request.len());
    assert_eq!((answer.from, answer.to.to_string().as_str()), (to, from));
    let response = parse_response(&answer.bytes).expect("a response");
    assert_eq!(response.error, None);
    response.nonce
}

#[test]
fn all_windows_are_full_both_ways() {
    let (mut line, token) = Line::with_one(WINDOWS);
    line.run(WHOLE);
    let program = &line.programs[0];
    let streamed = program.stream.streamed();
    assert_eq!(down(&streamed), [ALL; WINDOWS as usize]);
    let up = streamed.windows.iter();
    let up: Vec<_> = up.map(|window| window.up.map(|up| up.received)).collect();
    assert_eq!(up, [Some(ALL); WINDOWS as usize]);
    assert!(!streamed.up_is_unproven);
    assert_eq!(program.longest, 1_128);
    for window in &streamed.windows {
        let round_trip = window.round_trip_ms.expect("a round trip");
        assert!((40..45).contains(&round_trip), "{round_trip}");
    }
    let receipts = line.receipts(&token);
    let [feed] = &receipts.feeds[..] else {
        panic!("one feed: {receipts:?}");
    };
    assert_eq!(received(&feed.received), [ALL; WINDOWS as usize]);
    assert_eq!(
        (feed.port, feed.source.to_string().as_str()),
        (PRIMARY.port, CLIENT)
    );
    let sizes = line.bench.engine.sizes();
    assert_eq!((sizes.feeds, sizes.dtls), (0, 0));
    assert_eq!(line.bench.engine.next_due(), None);
    assert_eq!(line.bench.count(Event::FeedBegun), 1);
    // The client's last accounts come when the feed has just ended.
    assert!(line.bench.count(Event::RtpDropped) <= 2);
}

#[test]
fn what_is_lost_is_counted_exactly() {
    let loses_up = |media: &Media| {
        (media.frame * 6 + u32::from(media.index)).is_multiple_of(7)
            || media.frame.is_multiple_of(31)
    };
    let (mut line, token) = Line::with_one(WINDOWS);
    line.programs[0].loses_up = loses_up;
    line.run(WHOLE);
    let feed = line.receipts(&token).feeds.remove(0);
    assert_eq!(received(&feed.received), left(loses_up));
}

#[test]
fn what_the_far_end_drops_is_not_lost_on_the_way() {
    let (mut line, _) = Line::with_one(WINDOWS);
    // Frame 75 is under way then, in the second window that counts.
    line.programs[0].loses_up = |media| (60..80).contains(&media.frame);
    line.run(Duration::from_millis(2_500));
    line.bench.engine.note_drops();
    line.run(WHOLE);
    let streamed = line.programs[0].stream.streamed();
    let windows = streamed.windows.iter().enumerate();
    let told: Vec<_> = windows
        .filter(|(_, window)| window.is_far_end_late)
        .map(|(place, _)| place)
        .collect();
    assert_eq!(told, [1]);
    assert_ne!(streamed.windows[1].up.map(|up| up.received), Some(ALL));
}

#[test]
fn a_nonce_is_given_to_those_alone_who_may_have_a_feed() {
    let mut line = Line::new(4);
    let token = line.bench.token();
    let bench = &mut line.bench;
    assert!(nonce(bench, PRIMARY, CLIENT, &token).is_some());
    let unknown = "Unknown0Token1234567".parse().expect("a token");
    assert_eq!(nonce(bench, PRIMARY, CLIENT, &unknown), None);
    let without_token = asking(None, None);
    // An answer that comes from elsewhere proves nothing about the way back from here.
    let from_elsewhere = asking(change(false, true), Some(&token));
    // A request that leaves no room for it, and an ordinary one.
    let mut short = binding(None, Some(&token));
    let ordinary = short.clone();
    short[3] += 4;
    short.extend([0xc0, 0xcd, 0, 0]);
    for request in [without_token, from_elsewhere, short, ordinary] {
        let out = bench.send(PRIMARY, CLIENT, &request);
        let response = parse_response(&out[0].bytes).expect("a response");
        assert_eq!((response.error, response.nonce), (None, None));
    }
    // A run vouches for four addresses.
    for address in 0..limits::MAX_RUN_ADDRESSES {
        let _ = nonce(
            bench,
            PRIMARY,
            &format!("203.0.113.{}:1", 7 + address),
            &token,
        );
    }
    let request = asking(None, Some(&token));
    let out = bench.send(PRIMARY, "203.0.113.99:1", &request);
    let response = parse_response(&out[0].bytes).expect("a response");
    assert_eq!(response.nonce, None);

    let mut none = Line::new(0);
    let token = none.bench.token();
    assert_eq!(nonce(&mut none.bench, PRIMARY, CLIENT, &token), None);
}

#[test]
fn the_far_end_tells_whether_it_streams_in_datagrams() {
    for (feeds, offered) in [(0, 0), (1, 1)] {
        let mut line = Line::new(feeds);
        let created = line.bench.engine.create_run(line.bench.now, ip(CLIENT));
        let created = created.expect("a run");
        // It has no DTLS here.
        assert_eq!((created.feed, created.feed_rtp), (0, offered));
    }
}

/// A nonce is good for the address and port, the port of the far end, the run and the far end that it was given
/// for, and for a short time.
#[test]
fn a_feed_goes_only_to_who_got_the_nonce_there() {
    let mut line = Line::new(4);
    let (token, other) = (line.bench.token(), line.bench.token());
    let given = nonce(&mut line.bench, PRIMARY, CLIENT, &token).expect("a nonce");
    let hello = Program::with(given, &token, CLIENT, WINDOWS).hello(WINDOWS);
    assert_eq!(line.dropped(PRIMARY, "203.0.113.7:40001", &hello), 1);
    assert_eq!(line.dropped(PRIMARY, "203.0.113.8:40000", &hello), 1);
    let next_port = at(Side::Primary, PRIMARY.port + 1);
    assert_eq!(line.dropped(next_port, CLIENT, &hello), 1);
    let other_side = at(Side::Alternate, PRIMARY.port);
    assert_eq!(line.dropped(other_side, CLIENT, &hello), 1);
    let of_other_run = Program::with(given, &other, CLIENT, WINDOWS).hello(WINDOWS);
    assert_eq!(line.dropped(PRIMARY, CLIENT, &of_other_run), 1);
    let guessed = Nonce([7; Nonce::LENGTH]);
    let of_guess = Program::with(guessed, &token, CLIENT, WINDOWS).hello(WINDOWS);
    assert_eq!(line.dropped(PRIMARY, CLIENT, &of_guess), 1);
    // Its time alone is changed, so that it looks younger.
    let mut younger = given;
    younger.0[3] ^= 1;
    let of_younger = Program::with(younger, &token, CLIENT, WINDOWS).hello(WINDOWS);
    assert_eq!(line.dropped(PRIMARY, CLIENT, &of_younger), 1);
    assert_eq!(line.bench.engine.sizes().feeds, 0);
    line.bench.pass(limits::FEED_NONCE + STEP);
    assert_eq!(line.dropped(PRIMARY, CLIENT, &hello), 1);
    line.bench.pass(limits::RUN_LIFETIME);
    let late = Program::with(given, &token, CLIENT, WINDOWS).hello(WINDOWS);
    assert_eq!(line.dropped(PRIMARY, CLIENT, &late), 1);
    let receipts = line
        .bench
        .engine
        .receipts(line.bench.now, &token, ReceiptsForm::List);
    assert_eq!(receipts, Err(NoAccess::UnknownRun));

    // This far end before it was started again had another secret.
    let (now, token) = (line.bench.now, line.bench.token());
    let path = (PRIMARY, CLIENT.parse().expect("an address"));
    let given = Links::new(&mut Repeatable(1)).nonce(now, &token, path);
    let hello = Program::with(given, &token, CLIENT, WINDOWS).hello(WINDOWS);
    assert_eq!(line.dropped(PRIMARY, CLIENT, &hello), 1);
    assert_eq!(line.bench.engine.sizes().feeds, 0);
}

#[test]
fn a_nonce_is_good_for_one_feed() {
    let (mut line, token) = Line::with_one(1);
    line.run(Duration::from_millis(100));
    let hello = line.programs[0].sent[0].clone();
    assert_eq!(line.bench.engine.sizes().feeds, 1);
    // While it runs, a hello that comes again changes nothing, and one that is new neither.
    assert_eq!(line.dropped(PRIMARY, CLIENT, &hello), 1);
    let again = line.programs[0].hello(20);
    assert_eq!(line.dropped(PRIMARY, CLIENT, &again), 0);
    line.run(Duration::from_secs(5));
    assert_eq!(line.bench.engine.sizes().feeds, 0);
    let again = line.programs[0].hello(1);
    for hello in [hello, again] {
        assert_eq!(line.dropped(PRIMARY, CLIENT, &hello), 1);
    }
    assert_eq!(line.bench.engine.sizes().feeds, 0);
    assert_eq!(line.receipts(&token).feeds.len(), 1);
    // With a nonce of its own, the same client may have another one.
    line.programs.clear();
    line.add(&token, CLIENT, 1);
    line.run(Duration::from_secs(5));
    let feeds = line.receipts(&token).feeds;
    assert_eq!(feeds.len(), 2);
    assert_eq!(received(&feeds[1].received), [ALL]);
}

#[test]
fn garbage_and_replays_change_nothing() {
    let (mut line, token) = Line::with_one(WINDOWS);
    line.run(Duration::from_millis(500));
    let mut random = Repeatable(7);
    let mut sent = 0;
    for step in 0..WHOLE.as_millis() {
        let mut junk = [0; 60];
        random.fill(&mut junk);
        for first in [0x80, 0x90, 0xbf, 0x81] {
            junk[0] = first;
            junk[1] = 96;
            for from in [CLIENT, "198.18.0.1:9"] {
                assert_eq!(line.dropped(PRIMARY, from, &junk), 1);
                sent += 1;
            }
        }
        // A real one, again, and with a bit that is not its own; and from elsewhere.
        let mut real = line.programs[0].sent[usize::try_from(step).expect("few") % 50].clone();
        let _ = line.bench.send(PRIMARY, "198.18.0.1:9", &real);
        if line.programs[0].up.is_empty() {
            assert_eq!(line.dropped(PRIMARY, CLIENT, &real), 1);
        }
        real[20] ^= 1;
        assert_eq!(line.dropped(PRIMARY, CLIENT, &real), 1);
        line.run(STEP);
    }
    assert!(sent > 0);
    let feed = line.receipts(&token).feeds.remove(0);
    assert_eq!(received(&feed.received), [ALL; WINDOWS as usize]);
    assert_eq!(
        down(&line.programs[0].stream.streamed()),
        [ALL; WINDOWS as usize]
    );
}

#[test]
fn silence_ends_a_feed_whatever_else_comes() {
    let (mut line, token) = Line::with_one(20);
    line.run(Duration::from_millis(2_500));
    line.programs[0].is_gone = true;
    line.run(DELAY * 2);
    let ends = line.bench.now + limits::FEED_SILENCE;
    while line.bench.now + Duration::from_millis(100) < ends {
        line.run(Duration::from_millis(50));
        // Replays, and what is not sealed, are no sign of life.
        let replay = line.programs[0].sent[3].clone();
        assert_eq!(line.dropped(PRIMARY, CLIENT, &replay), 1);
        assert_eq!(line.dropped(PRIMARY, CLIENT, &[0x80; 1_128]), 1);
        assert_eq!(line.bench.engine.sizes().feeds, 1);
    }
    line.run(Duration::from_millis(200));
    assert_eq!(line.bench.engine.sizes().feeds, 0);
    let came = line.programs[0].came;
    line.run(Duration::from_secs(20));
    // What was on the line.
    assert!(line.programs[0].came <= came + 12);
    assert_eq!(line.bench.engine.next_due(), None);
    let feed = line.receipts(&token).feeds.remove(0);
    assert_eq!(received(&feed.received)[0], ALL);
    assert!(received(&feed.received)[1] < ALL);
}

#[test]
fn a_far_end_without_room_is_busy_and_tells_it_in_the_receipts_once() {
    let mut line = Line::new(1);
    let tokens = [(); 2].map(|()| line.bench.token());
    for (token, address) in tokens.iter().zip([CLIENT, "203.0.113.8:40001"]) {
        line.add(token, address, WINDOWS);
        line.run(Duration::from_secs(1));
    }
    assert!(!line.programs[0].stream.is_refused());
    assert!(line.programs[1].stream.is_refused());
    line.run(WHOLE);
    // A hello that comes late is answered, and begins nothing although there is room now.
    let hello = line.programs[1].hello(WINDOWS);
    let out = line.bench.send(PRIMARY, "203.0.113.8:40001", &hello);
    assert_eq!(out.len(), 1);
    assert!(out[0].bytes.len() <= hello.len());
    let busy = line.programs[1].link.open(&out[0].bytes);
    assert_eq!(busy, Some(Packet::Busy));
    let [first, second] = tokens.map(|token| line.receipts(&token));
    assert_eq!((first.feeds.len(), first.feeds_refused), (1, 0));
    assert_eq!((second.feeds.len(), second.feeds_refused), (0, 1));
    assert_eq!(line.bench.count(Event::FeedRefused), 1);
    assert_eq!(received(&first.feeds[0].received), [ALL; WINDOWS as usize]);
    let (mut line, token) = Line::with_one(limits::MAX_FEED_WINDOWS + 1);
    line.run(Duration::from_secs(1));
    assert!(line.programs[0].stream.is_refused());
    assert_eq!(line.receipts(&token).feeds_refused, 1);
}

#[test]
fn a_run_has_one_feed_at_a_time_and_a_share_of_them() {
    let (mut line, token) = Line::with_one(20);
    line.run(Duration::from_secs(1));
    for port in 1..=limits::MAX_FEEDS_OF_RUN {
        line.add(&token, &format!("203.0.113.7:4000{port}"), 1);
        line.run(Duration::from_secs(4));
        assert!(line.bench.engine.sizes().feeds <= 1);
    }
    let refused = |program: &&Program| program.stream.is_refused();
    assert_eq!(line.programs.iter().filter(refused).count(), 1);
    let receipts = line.receipts(&token);
    assert_eq!(
        (receipts.feeds.len(), receipts.feeds_refused),
        (limits::MAX_FEEDS_OF_RUN, 1)
    );
    let whole = |feed: &FeedReceipt| received(&feed.received) == [ALL];
    assert!(receipts.feeds.iter().skip(1).all(whole));
}

#[test]
fn a_feed_in_datagrams_ends_one_on_a_connection_of_the_same_run() {
    let (mut world, token) = with(|mut client| {
        client.stream = Stream::client(20);
        client
    });
    world.run(Duration::from_secs(3));
    assert_eq!(world.bench.engine.sizes().feeds, 1);
    let World { bench, .. } = world;
    let mut line = Line {
        bench,
        programs: Vec::new(),
        took: Duration::ZERO,
    };
    // From the very same place, as another one would be.
    line.add(&token, CLIENT, WINDOWS);
    let hello = line.programs[0].hello(WINDOWS);
    let now = line.bench.now;
    line.programs[0].up.push_back((now, hello));
    line.run(WHOLE);
    let receipts = line.receipts(&token);
    assert_eq!((receipts.feeds.len(), receipts.feeds_refused), (2, 0));
    assert_eq!(received(&receipts.feeds[0].received)[0], ALL);
    assert_eq!(
        received(&receipts.feeds[1].received),
        [ALL; WINDOWS as usize]
    );
    assert_eq!(line.bench.engine.sizes().feeds, 0);
}

#[test]
fn what_a_far_end_keeps_is_bounded() {
    let mut line = Line::new(2);
    for place in 0..40 {
        let address = format!("203.0.113.{place}:{}", 2_000 + place);
        let token = line.bench.token();
        // Again and again, each time with another nonce.
        for _ in 0..20 {
            let mut program = Program::new(&mut line.bench, &token, &address, WINDOWS);
            let hello = program.hello(WINDOWS);
            let _ = line.bench.send(PRIMARY, &address, &hello);
            line.bench.pass(STEP);
        }
        assert!(line.bench.engine.sizes().feeds <= 2);
        assert!(line.bench.engine.links.kept() <= 2);
    }
    line.bench.pass(limits::FEED_SILENCE);
    let _ = line.bench.due();
    assert_eq!(line.bench.engine.links.kept(), 0);
    assert_eq!(line.bench.engine.sizes().feeds, 0);
    assert_eq!(line.bench.engine.next_due(), None);
}

/// The figures of `feeds_of_a_core` for datagrams.
pub(super) fn share_of_a_core(feeds: usize, time: Duration) -> f64 {
    let mut line = Line::new(feeds);
    for place in 0..feeds {
        // One source would have too many runs.
        let address = format!("203.0.113.{place}:10000");
        let (now, engine) = (line.bench.now, &mut line.bench.engine);
        let token = engine.create_run(now, ip(&address)).expect("a run").token;
        line.add(&token, &address, limits::MAX_FEED_WINDOWS);
        line.run(Duration::from_millis(7));
    }
    line.run(Duration::from_secs(1));
    assert_eq!(line.bench.engine.sizes().feeds, feeds);
    let before = line.took;
    line.run(time);
    assert_eq!(line.bench.engine.sizes().feeds, feeds);
    (line.took - before).as_secs_f64() / time.as_secs_f64()
}
