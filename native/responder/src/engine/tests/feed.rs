//! Whole feeds in virtual time, with a client that is a browser as far as the wire is concerned.

mod client;
mod rtp;
mod sctp;

use camcheck_codec::dtls::Server;
use camcheck_core::feed::{Stream, Streamed};
use camcheck_core::limits::{FEED_FRAMES_PER_SECOND, FEED_PACKETS_PER_FRAME};
use camcheck_core::wire::feed::{Counts as Received, Media, Packet, Ticks};
use camcheck_core::wire::http::FeedReceipt;

use super::*;
use client::{Client, World};

const WINDOWS: u8 = 3;

/// Packets of a window.
const ALL: u16 = 180;

/// The time for the start and a whole feed of [`WINDOWS`].
const WHOLE: Duration = Duration::from_secs(8);

fn world(feeds: usize) -> World {
    let Bench { engine, now } = Bench::new();
    let server = Server::new().expect("a certificate");
    World::new(Bench {
        engine: engine.with_dtls(server).with_feeds(feeds),
        now,
    })
}

fn received(counts: &[Received]) -> Vec<u16> {
    counts.iter().map(|counts| counts.received).collect()
}

fn down(streamed: &Streamed) -> Vec<u16> {
    let windows = streamed.windows.iter();
    windows.map(|window| window.down.received).collect()
}

fn receipts(world: &mut World, token: &RunToken) -> Receipts {
    let receipts = world
        .bench
        .engine
        .receipts(world.bench.now, token, ReceiptsForm::List);
    receipts.expect("receipts")
}

fn only_feed(world: &mut World, token: &RunToken) -> FeedReceipt {
    let mut receipts = receipts(world, token);
    assert_eq!(receipts.feeds.len(), 1);
    receipts.feeds.remove(0)
}

/// A world with one client, which may be changed before it begins.
fn with(change: impl FnOnce(Client) -> Client) -> (World, RunToken) {
    let mut world = world(4);
    let token = world.bench.token();
    let client = change(Client::new(world.bench.now, CLIENT, WINDOWS));
    world.add(&token, client);
    (world, token)
}

#[test]
fn all_windows_are_full_both_ways() {
    let (mut world, token) = with(|client| client);
    world.run(WHOLE);
    let client = &world.clients[0];
    let streamed = client.stream.streamed();
    assert!(client.stream.is_over(world.bench.now));
    assert_eq!(down(&streamed), [ALL; WINDOWS as usize]);
    let up = streamed
        .windows
        .iter()
        .map(|window| window.up.map(|up| up.received));
    assert_eq!(up.collect::<Vec<_>>(), [Some(ALL); WINDOWS as usize]);
    assert!(!streamed.up_is_unproven);
    assert!(client.longest <= 1_172, "{}", client.longest);
    for window in &streamed.windows {
        let round_trip = window.round_trip_ms.expect("a round trip");
        assert!((40..45).contains(&round_trip), "{round_trip}");
    }
    let feed = only_feed(&mut world, &token);
    assert_eq!(received(&feed.received), [ALL; WINDOWS as usize]);
    assert_eq!(
        (feed.port, feed.source.to_string().as_str()),
        (PRIMARY.port, CLIENT)
    );
    assert_eq!(world.bench.engine.sizes().feeds, 0);
    assert_eq!(world.bench.count(Event::FeedBegun), 1);
    assert_eq!(world.bench.count(Event::SctpDropped), 0);
}

#[test]
fn both_versions_of_dtls_carry_a_feed() {
    let (mut world, token) = with(Client::dtls_13);
    world.run(WHOLE);
    assert_eq!(
        down(&world.clients[0].stream.streamed()),
        [ALL; WINDOWS as usize]
    );
    assert_eq!(
        received(&only_feed(&mut world, &token).received),
        [ALL; WINDOWS as usize]
    );
    assert!(world.clients[0].longest <= 1_172);
}

/// The packets of each window that `loses` lets through.
fn left(loses: fn(&Media) -> bool) -> Vec<u16> {
    let windows = (1..=u32::from(WINDOWS)).map(|window| {
        let frames = window * FEED_FRAMES_PER_SECOND..(window + 1) * FEED_FRAMES_PER_SECOND;
        let packets =
            frames.flat_map(|frame| (0..FEED_PACKETS_PER_FRAME).map(move |index| (frame, index)));
        let left = packets.filter(|(frame, index)| !loses(&media(*frame, *index)));
        u16::try_from(left.count()).expect("few")
    });
    windows.collect()
}

fn media(frame: u32, index: u8) -> Media {
    Media {
        frame,
        index,
        is_late: false,
        receiver_is_throttled: false,
        sent: Ticks(0),
        echo: None,
        counts: None,
        large: 0,
    }
}

#[test]
fn what_is_lost_is_counted_exactly() {
    // Every seventh packet, with whole frames among them; down another share and a whole second.
    let loses_up = |media: &Media| {
        (media.frame * 6 + u32::from(media.index)).is_multiple_of(7)
            || media.frame.is_multiple_of(31)
    };
    let loses_down = |media: &Media| media.index == 5 || (60..90).contains(&media.frame);
    let (mut world, token) = with(|client| Client {
        loses_up,
        loses_down,
        ..client
    });
    world.run(WHOLE);
    let streamed = world.clients[0].stream.streamed();
    assert_eq!(down(&streamed), left(loses_down));
    assert_eq!(
        received(&only_feed(&mut world, &token).received),
        left(loses_up)
    );
    // The browser is told not to wait for what it lacks, and does not learn of its own losses.
    let client = &world.clients[0];
    assert!(client.sctp.forwarded > 0);
    let last = client.sctp.next().wrapping_sub(1);
    assert!(client.sctp.acknowledged.contains(&last));
}

#[test]
fn what_comes_twice_or_in_parts_is_counted_once() {
    for (parts, copies) in [(1, 2), (2, 1), (3, 2)] {
        let (mut world, token) = with(|client| Client {
            parts,
            copies,
            ..client
        });
        world.run(WHOLE);
        let feed = only_feed(&mut world, &token);
        assert_eq!(
            received(&feed.received),
            [ALL; WINDOWS as usize],
            "{parts}, {copies}"
        );
    }
}

#[test]
fn of_a_message_in_parts_one_lost_part_loses_that_message_alone() {
    let (mut world, token) = with(|client| Client { parts: 2, ..client });
    world.run(Duration::from_secs(2));
    // Half a message, as if the other half had been lost.
    let now = world.bench.now;
    let half = world.clients[0].sctp.message(&[1; 600], 2).remove(0);
    world.clients[0].put(now, &half);
    world.run(WHOLE);
    let feed = only_feed(&mut world, &token);
    assert_eq!(received(&feed.received), [ALL; WINDOWS as usize]);
}

#[test]
fn a_far_end_without_room_is_busy_and_tells_it_in_the_receipts() {
    let mut world = world(1);
    let tokens = [(); 2].map(|()| world.bench.token());
    let addresses = [CLIENT, "203.0.113.8:40001"];
    for (token, address) in tokens.iter().zip(addresses) {
        let client = Client::new(world.bench.now, address, WINDOWS);
        world.add(token, client);
        world.run(Duration::from_secs(1));
    }
    assert!(!world.clients[0].stream.is_refused());
    assert!(world.clients[1].stream.is_refused());
    world.run(WHOLE);
    let [first, second] = tokens.map(|token| receipts(&mut world, &token));
    assert_eq!((first.feeds.len(), first.feeds_refused), (1, 0));
    assert_eq!((second.feeds.len(), second.feeds_refused), (0, 1));
    assert_eq!(world.bench.count(Event::FeedRefused), 1);
    assert_eq!(received(&first.feeds[0].received), [ALL; WINDOWS as usize]);
}

#[test]
fn a_run_has_one_feed_at_a_time_and_a_share_of_them() {
    let (mut world, token) = with(|client| client);
    world.run(Duration::from_secs(1));
    // A client that begins again has left its previous connection, whose end may have been lost.
    let again = Client::new(world.bench.now, "203.0.113.7:40001", WINDOWS);
    world.add(&token, again);
    world.run(Duration::from_secs(1));
    assert!(!world.clients[1].stream.is_refused());
    assert_eq!(world.bench.engine.sizes().feeds, 1);
    world.run(WHOLE);
    for port in 2..=limits::MAX_FEEDS_OF_RUN {
        let client = Client::new(world.bench.now, &format!("203.0.113.7:4000{port}"), 1);
        world.add(&token, client);
        world.run(Duration::from_secs(5));
    }
    let refused = world
        .clients
        .iter()
        .filter(|client| client.stream.is_refused());
    assert_eq!(refused.count(), 1);
    let receipts = receipts(&mut world, &token);
    assert_eq!(
        (receipts.feeds.len(), receipts.feeds_refused),
        (limits::MAX_FEEDS_OF_RUN, 1)
    );
    assert!(receipts.dtls_refused == 0);
    assert!(
        receipts
            .feeds
            .iter()
            .skip(2)
            .all(|feed| received(&feed.received) == [ALL])
    );
}

#[test]
fn a_feed_is_offered_where_there_may_be_any() {
    for (feeds, offered) in [(0, false), (1, true)] {
        let mut world = world(feeds);
        let created = world.bench.engine.create_run(world.bench.now, ip(CLIENT));
        assert_eq!(created.expect("a run").feed > 0, offered);
        let token = world.bench.token();
        let client = Client::new(world.bench.now, CLIENT, WINDOWS);
        world.add(&token, client);
        world.run(Duration::from_secs(1));
        assert_eq!(world.clients[0].stream.is_refused(), !offered);
    }
    let created = Bench::new().engine.create_run(Duration::ZERO, ip(CLIENT));
    assert_eq!(created.expect("a run").feed, 0);
}

#[test]
fn a_feed_belongs_to_the_address_that_its_run_vouches_for() {
    let mut world = world(4);
    let untagged = Client::new(world.bench.now, CLIENT, WINDOWS);
    world.clients.push(untagged);
    world.run(Duration::from_secs(2));
    // Nothing vouches: no handshake.
    assert_eq!(world.bench.engine.sizes().dtls, 0);
    assert!(!world.clients[0].sctp.is_open);
    let (mut world, _) = with(|client| client);
    world.run(Duration::from_secs(2));
    let begun = world.bench.engine.sizes();
    assert_eq!((begun.dtls, begun.feeds), (1, 1));
    // What the client would send, but from another address.
    let now = world.bench.now;
    let part = world.clients[0].sctp.message(b"elsewhere", 1).remove(0);
    let mut stolen = Vec::new();
    world.clients[0].dtls.send(&part, &mut stolen);
    let stray = world.bench.count(Event::DtlsStray);
    for datagram in &stolen {
        assert!(
            world
                .bench
                .send(PRIMARY, "198.18.0.1:9", datagram)
                .is_empty()
        );
        assert!(
            world
                .bench
                .send(at(Side::Primary, 40_001), CLIENT, datagram)
                .is_empty()
        );
    }
    assert_eq!(world.bench.count(Event::DtlsStray), stray + 2);
    assert_eq!(world.bench.now, now);
}

#[test]
fn a_feed_is_told_to_its_own_run_alone() {
    let (mut world, token) = with(|client| client);
    let other = world.bench.token();
    world.run(Duration::from_secs(1));
    // During the feed, another run sends from the same address and port.
    world
        .bench
        .send(PRIMARY, CLIENT, &binding(None, Some(&other)));
    world.run(WHOLE);
    assert_eq!(
        received(&only_feed(&mut world, &token).received),
        [ALL; WINDOWS as usize]
    );
    assert!(receipts(&mut world, &other).feeds.is_empty());
}

#[test]
fn garbage_and_replays_change_nothing() {
    let (mut world, token) = with(|client| client);
    world.run(Duration::from_millis(500));
    assert_eq!(world.bench.engine.sizes().feeds, 1);
    let mut random = Repeatable(7);
    let mut seen = Vec::new();
    for _ in 0..WHOLE.as_millis() {
        let mut junk = [0; 60];
        random.fill(&mut junk);
        // Application data, an alert, a handshake and a change of keys, and an invalid record type.
        for kind in [23, 21, 22, 20, 63] {
            junk[0] = kind;
            junk[1..5].copy_from_slice(&[0xfe, 0xfd, 0, u8::from(kind == 23)]);
            world
                .arrived
                .push((PRIMARY, world.clients[0].address, junk.to_vec()));
        }
        // On the connection itself, from a faulty client.
        let now = world.bench.now;
        world.clients[0].put(now, &junk);
        world.arrived.extend(seen);
        world.step();
        // Frames, twice.
        seen = world.seen.clone();
        seen.retain(|(_, _, datagram)| datagram.len() > 1_000);
        seen.truncate(3);
        world.bench.pass(Duration::from_millis(1));
    }
    assert_eq!(
        received(&only_feed(&mut world, &token).received),
        [ALL; WINDOWS as usize]
    );
    let streamed = world.clients[0].stream.streamed();
    assert_eq!(down(&streamed), [ALL; WINDOWS as usize]);
    assert!(world.bench.count(Event::SctpDropped) > 0);
}

#[test]
fn a_peer_that_acknowledges_nothing_is_told_again_and_again_and_gets_all() {
    let (mut world, token) = with(|mut client| {
        client.sctp.acknowledges = false;
        client
    });
    world.run(WHOLE);
    let client = &world.clients[0];
    // Every 50 ms at most.
    assert!(
        (20..=160).contains(&client.sctp.forwarded),
        "{}",
        client.sctp.forwarded
    );
    assert_eq!(down(&client.stream.streamed()), [ALL; WINDOWS as usize]);
    assert_eq!(
        received(&only_feed(&mut world, &token).received),
        [ALL; WINDOWS as usize]
    );
}

#[test]
fn silence_ends_a_feed_and_keeps_what_was_received() {
    let (mut world, token) = with(|mut client| {
        client.stream = Stream::client(10);
        client
    });
    world.run(Duration::from_millis(2_500));
    world.clients[0].is_gone = true;
    world.run(limits::FEED_SILENCE - Duration::from_millis(100));
    assert_eq!(world.bench.engine.sizes().feeds, 1);
    // Another datagram from its address is not authenticated.
    world.bench.send(
        PRIMARY,
        CLIENT,
        &[23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    );
    world.run(Duration::from_millis(200));
    assert_eq!(world.bench.engine.sizes().feeds, 0);
    let before = world.clients[0].sent;
    world.run(Duration::from_secs(20));
    assert_eq!(world.clients[0].sent, before);
    assert_eq!(world.bench.engine.sizes().dtls, 0);
    assert_eq!(world.bench.engine.next_due(), None);
    let feed = only_feed(&mut world, &token);
    assert_eq!(received(&feed.received)[0], ALL);
    assert!(received(&feed.received)[1] < ALL);
}

#[test]
fn nothing_is_streamed_before_a_hello() {
    let mut world = world(4);
    let token = world.bench.token();
    let mut client = Client::new(world.bench.now, CLIENT, WINDOWS);
    client.is_silent = true;
    world.add(&token, client);
    world.run(Duration::from_secs(3));
    let now = world.bench.now;
    assert!(world.clients[0].sctp.is_open);
    // A frame, an account and something else are not a hello.
    for packet in [
        Packet::Media(media(0, 0)),
        Packet::Account(Vec::new()),
        Packet::Busy,
    ] {
        world.clients[0].put_message(now, &packet);
    }
    let part = world.clients[0].sctp.message(b"hello?", 1).remove(0);
    world.clients[0].put(now, &part);
    world.run(Duration::from_secs(3));
    assert_eq!(world.bench.engine.sizes().feeds, 0);
    assert!(!world.clients[0].stream.has_begun());
    assert!(receipts(&mut world, &token).feeds.is_empty());
    assert_eq!(world.bench.count(Event::SctpDropped), 1);
}

#[test]
fn a_record_full_of_hellos_is_answered_once() {
    let mut world = world(0);
    let token = world.bench.token();
    let client = Client::new(world.bench.now, CLIENT, WINDOWS);
    world.add(&token, client);
    world.run(Duration::from_secs(1));
    assert!(world.clients[0].stream.is_refused());
    let next = world.clients[0].sctp.next();
    let hello = Packet::Hello { windows: WINDOWS }.encode();
    let chunks = (0..40).map(|place| sctp::data(next.wrapping_add(place), 7, &hello));
    let packet = world.clients[0].sctp.packet(&chunks.collect::<Vec<_>>());
    let (now, before) = (world.bench.now, world.clients[0].busy);
    world.clients[0].put(now, &packet);
    world.run(Duration::from_millis(100));
    assert_eq!(world.clients[0].busy, before + 1);
}

#[test]
fn an_abort_ends_a_feed() {
    let (mut world, token) = with(|client| client);
    world.run(Duration::from_secs(2));
    let now = world.bench.now;
    let abort = world.clients[0].sctp.packet(&[sctp::chunk(6, 0, &[])]);
    world.clients[0].put(now, &abort);
    world.run(Duration::from_millis(100));
    assert_eq!(world.bench.engine.sizes().feeds, 0);
    assert_eq!(
        received(&only_feed(&mut world, &token).received).len(),
        usize::from(WINDOWS)
    );
}

#[test]
fn the_client_of_usrsctp_gets_no_ladders_and_is_told_that_it_proves_less() {
    let ladders = |client: fn(Client) -> Client| {
        let (mut world, token) = with(client);
        world.run(Duration::from_secs(2));
        let next = world.clients[0].sctp.next();
        // The client falls silent while its stream continues.
        world.clients[0].is_silent = true;
        world.run(Duration::from_secs(2));
        assert_eq!(receipts(&mut world, &token).feeds.len(), 1);
        let acknowledged = &world.clients[0].sctp.acknowledged;
        let ahead = acknowledged
            .iter()
            .map(|tsn| tsn.wrapping_sub(next).cast_signed());
        (
            ahead.max(),
            world.clients[0].stream.streamed().up_is_unproven,
        )
    };
    // The last number is 1 below the next one; 64 beyond it are acknowledged at most.
    assert_eq!(ladders(|client| client), (Some(63), false));
    assert_eq!(ladders(Client::usrsctp), (Some(-1), true));
}

/// How many feeds a core could have, by the CPU time of the engine; the system's share, which is larger with small
/// datagrams, is not included. Run it by
/// `cargo test --release -p camcheck-responder -- --ignored --nocapture feeds_of_a_core`.
#[test]
#[ignore = "measures, and proves nothing"]
fn feeds_of_a_core() {
    const FEEDS: usize = 100;
    const TIME: Duration = Duration::from_secs(10);
    const ASKED: u32 = 200_000;

    let mut world = world(FEEDS);
    let asked = world.bench.token();
    let answers = |world: &mut World| {
        let request = binding(None, Some(&asked));
        let from = "198.18.0.1:7".parse().expect("an address");
        let mut out = Vec::new();
        let started = std::time::Instant::now();
        for _ in 0..ASKED {
            let engine = &mut world.bench.engine;
            engine.datagram(world.bench.now, PRIMARY, from, &request, &mut out);
            let _ = engine.next_due();
            out.clear();
            world.bench.now += Duration::from_micros(40);
        }
        f64::from(ASKED) / started.elapsed().as_secs_f64()
    };
    let alone = answers(&mut world);
    for place in 0..FEEDS {
        // One source would have too many runs.
        let address = format!("203.0.113.{place}:10000");
        let (now, engine) = (world.bench.now, &mut world.bench.engine);
        let token = engine.create_run(now, ip(&address)).expect("a run").token;
        let client = Client::new(world.bench.now, &address, limits::MAX_FEED_WINDOWS);
        world.add(&token, client);
        // They do not all begin at the same moment.
        world.run(Duration::from_millis(7));
    }
    world.run(Duration::from_secs(1));
    assert_eq!(world.bench.engine.sizes().feeds, FEEDS);
    let before = world.took;
    world.run(TIME);
    let share = (world.took - before).as_secs_f64() / TIME.as_secs_f64();
    assert_eq!(world.bench.engine.sizes().feeds, FEEDS);
    println!("feeds per core: {:.0}", FEEDS as f64 / share);
    let in_datagrams = rtp::share_of_a_core(FEEDS, TIME);
    println!(
        "feeds per core, in datagrams: {:.0}",
        FEEDS as f64 / in_datagrams
    );
    println!("STUN answers per core: {alone:.0}/s alone");
    println!(
        "STUN answers per core: {:.0}/s, with {FEEDS} feeds in memory",
        answers(&mut world)
    );
}
