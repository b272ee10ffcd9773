//! Feeds of simulated sites, in virtual time: both sides of the stream are the real ones.

mod site_files;

use std::time::Duration;

use camcheck_core::feed::{Stream, Tally, measured};
use camcheck_core::limits::FEED_WINDOWS;
use camcheck_core::model::evidence::{Detail, Seen, Test};
use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::{Report, Row};
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::prober::Prober;
use camcheck_core::probe::{Browser, FeedOutcome, HttpReply, Observation, Probe, Timing};
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};
use camcheck_core::wire::feed::{Media, Packet, Ticks};
use proptest::prelude::*;

const VANTAGES: [Vantage; 2] = [Vantage::Page, Vantage::Native];

/// An ordinary site with a line that the test describes.
fn site(more: &str) -> Site {
    let text = format!(
        "title = \"feed\"\n[nat]\nmapping = \"endpoint-independent\"\nfiltering = \"endpoint-independent\"\n[expect]\noverall = \"ready\"\n{more}"
    );
    Site::parse(&text).expect(&text)
}

/// What a simulated run may have of its own.
#[derive(Debug, Clone, Default)]
struct Case {
    browser: Option<Browser>,
    /// No feed is asked for.
    has_no_feed: bool,
    /// Feeds after the first one end so, whatever the site makes of them.
    further: Option<FeedOutcome>,
}

fn run(site: &Site, vantage: Vantage) -> Report {
    simulate(site, vantage, Case::default())
}

fn simulate(site: &Site, vantage: Vantage, case: Case) -> Report {
    let catalogue = catalogue(false).expect("the simulated catalogue");
    let clock = Clock::default();
    let browser = case.browser.unwrap_or(Browser::Chromium);
    let prober = FurtherFeeds {
        prober: SimProber::new(site, &catalogue, vantage, browser, clock.clone(), 3),
        outcome: case.further,
    };
    let options = RunOptions {
        feed: (!case.has_no_feed).then_some(FEED_WINDOWS),
        ..RunOptions::new(catalogue.clone(), vantage, 7)
    };
    report(options, &prober, &clock)
}

/// A site whose further feeds may end otherwise than the site makes them.
struct FurtherFeeds<'a> {
    prober: SimProber<'a>,
    outcome: Option<FeedOutcome>,
}

impl Prober for FurtherFeeds<'_> {
    async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
        match (probe, &self.outcome) {
            (Probe::Feed(feed), Some(outcome)) if feed.attempt > 0 => {
                Observation::Feed(feed.clone(), outcome.clone())
            }
            _ => self.prober.measure(probe, timing).await,
        }
    }

    async fn sleep(&self, duration: Duration) {
        self.prober.sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.prober.elapsed()
    }
}

fn row(report: &Report) -> &Row {
    let row = report.row(RequirementId::FeedReliability);
    row.expect("every row is in a report")
}

fn assert_row(more: &str, status: Status, reason: Reason) {
    for vantage in VANTAGES {
        let report = run(&site(more), vantage);
        let row = row(&report);
        assert_eq!(
            (row.status, row.reason),
            (status, reason),
            "{more} {vantage:?}: {row:#?} {:?}",
            report.feeds
        );
    }
}

#[test]
fn a_clean_line_is_good_after_one_feed() {
    for vantage in VANTAGES {
        let report = run(&site("[wan]\nround-trip-ms = 40"), vantage);
        let row = row(&report);
        assert_eq!((row.status, row.reason), (Status::Pass, Reason::FeedGood));
        let [feed] = &report.feeds[..] else {
            panic!("one feed is enough: {:?}", report.feeds);
        };
        assert_eq!(feed.up_lost_percent, vec![Some(0); 10]);
        assert_eq!(feed.down_lost_percent, vec![Some(0); 10]);
        assert!(feed.port >= 49_152);
        let is_about_right = |ms: &Option<u16>| (45..60).contains(&ms.expect("a round trip"));
        assert!(feed.round_trip_ms.iter().all(is_about_right), "{feed:?}");
        let tests: Vec<_> = row.evidence.iter().map(|seen| seen.test.clone()).collect();
        assert_eq!(tests, [Test::FeedUp, Test::FeedDown]);
    }
}

#[test]
fn random_loss_that_video_bears_is_good() {
    assert_row(
        "[wan]\nround-trip-ms = 40\nloss-percent = 5",
        Status::Pass,
        Reason::FeedGood,
    );
    assert_row(
        "[wan]\nround-trip-ms = 40\njitter-ms = 40",
        Status::Pass,
        Reason::FeedGood,
    );
}

#[test]
fn a_line_on_which_video_fails_is_named_by_how_it_fails() {
    for (wan, reason) in [
        ("loss-percent = 18", Reason::FeedLossyUp),
        ("up-kbps = 1000", Reason::FeedLossyUp),
        ("down-kbps = 1000", Reason::FeedLossyDown),
        ("cut-ms = 3000", Reason::FeedInterrupted),
        ("round-trip-ms = 900", Reason::FeedSlow),
    ] {
        assert_row(&format!("[wan]\n{wan}"), Status::Fail, reason);
    }
}

#[test]
fn a_single_bad_second_does_not_fail_a_site() {
    assert_row("[wan]\ncut-ms = 300", Status::Pass, Reason::FeedGood);
}

#[test]
fn a_bad_feed_is_repeated_on_another_port() {
    let report = run(&site("[wan]\nup-kbps = 1000"), Vantage::Native);
    let [first, second] = &report.feeds[..] else {
        panic!("two feeds: {:?}", report.feeds);
    };
    assert_ne!(first.port, second.port);
    assert_eq!(first.down_lost_percent, vec![Some(0); 10]);
    assert!(first.up_lost_percent.iter().all(|lost| *lost > Some(30)));
}

#[test]
fn a_bad_feed_makes_a_ready_site_ready_with_advice_at_most() {
    for vantage in VANTAGES {
        let good = run(&site(""), vantage).overall;
        let bad = run(&site("[wan]\ncut-ms = 3000"), vantage).overall;
        assert_eq!(good, Overall::Ready, "{vantage:?}");
        assert_eq!(bad, Overall::ReadyWithAdvice, "{vantage:?}");
    }
}

#[test]
fn what_our_server_lacks_is_not_the_sites_fault() {
    assert_row(
        "[far-end]\nno-feed = true",
        Status::NotTested,
        Reason::NoFeed,
    );
    assert_row(
        "[far-end]\nfeed-busy = true",
        Status::Inconclusive,
        Reason::FarEndBusy,
    );
}

#[test]
fn a_feed_that_was_not_asked_for_is_not_tested() {
    let case = Case {
        has_no_feed: true,
        ..Case::default()
    };
    let report = simulate(&site(""), Vantage::Native, case);
    let row = row(&report);
    assert_eq!(
        (row.status, row.reason),
        (Status::NotTested, Reason::FeedNotRun)
    );
    assert!(report.feeds.is_empty());
}

#[test]
fn dtls_that_is_filtered_is_named() {
    assert_row(
        "[[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"1-65535\"\nwhen = \"dtls\"",
        Status::Fail,
        Reason::DtlsBlocked,
    );
}

/// The program's own stream needs no DTLS, and the report says so; video does need it.
#[test]
fn what_carried_a_feed_of_the_program_is_told() {
    let carriers = |report: &Report| {
        let evidence = row(report).evidence.iter();
        let carriers = evidence.map(|seen| seen.detail(Detail::Carrier).map(str::to_owned));
        carriers.collect::<Vec<_>>()
    };
    let report = run(&site(""), Vantage::Native);
    assert_eq!(carriers(&report), vec![Some("rtp".to_owned()); 2]);
    assert_eq!(carriers(&run(&site(""), Vantage::Page)), [None, None]);
    let filtered =
        "[[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"1-65535\"\nwhen = \"dtls\"";
    let report = run(&site(filtered), Vantage::Native);
    // It ran and was good, so the evidence is there beside the reason.
    assert_eq!(row(&report).reason, Reason::DtlsBlocked);
    assert_eq!(report.feeds[0].up_lost_percent, vec![Some(0); 10]);
    assert_eq!(carriers(&report), vec![Some("rtp".to_owned()); 2]);
}

#[test]
fn a_firewall_that_lets_nothing_but_stun_and_dtls_out_leaves_the_programs_stream_open() {
    let only = |when: &str| {
        format!(
            "[[rule]]\naction = \"accept\"\nprotocol = \"udp\"\nports = \"1-65535\"\nwhen = \"{when}\"\n"
        )
    };
    let others = "[[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"1-65535\"";
    let site = site(&format!("{}{}{others}", only("stun"), only("dtls")));
    let report = run(&site, Vantage::Native);
    let row = row(&report);
    assert_eq!(
        (row.status, row.reason),
        (Status::Inconclusive, Reason::FeedUnproven)
    );
    let seen = &row.evidence[0];
    assert_eq!(seen.result, Seen::NoStart);
    assert_eq!(seen.detail(Detail::Carrier), Some("rtp"));
}

/// The lab runs the same files with the real page, in real browsers.
#[test]
fn every_site_with_a_feed_is_judged_right() {
    let sites = site_files::in_folder("feeds");
    assert!(sites.len() >= 9, "only {} files", sites.len());
    for (name, site) in sites {
        for vantage in VANTAGES {
            let report = run(&site, vantage);
            let differences = site.expect.differences(&report);
            assert!(
                differences.is_empty(),
                "{name} {vantage:?}: {differences:#?}"
            );
        }
    }
}

#[test]
fn one_bad_feed_alone_fails_nothing() {
    let site = site("[wan]\nup-kbps = 1000");
    for (outcome, reason) in [
        (FeedOutcome::Busy, Reason::FarEndBusy),
        (FeedOutcome::NotPossible, Reason::DeviceFault),
        (FeedOutcome::Unreached, Reason::Unstable),
        (FeedOutcome::NoHandshake, Reason::Unstable),
        (FeedOutcome::NoStart, Reason::Unstable),
    ] {
        for vantage in VANTAGES {
            let case = Case {
                further: Some(outcome.clone()),
                ..Case::default()
            };
            let report = simulate(&site, vantage, case);
            let row = row(&report);
            assert_eq!(
                (row.status, row.reason),
                (Status::Inconclusive, reason),
                "{outcome:?}"
            );
        }
    }
}

#[test]
fn a_browser_that_was_never_compared_fails_no_site() {
    let case = Case {
        browser: Some(Browser::Safari),
        ..Case::default()
    };
    let site = site("[wan]\ndown-kbps = 1000");
    let report = simulate(&site, Vantage::Page, case);
    let row = row(&report);
    assert_eq!(
        (row.status, row.reason),
        (Status::Inconclusive, Reason::BrowserUnproven)
    );
}

/// A far end of an earlier version streams to pages alone.
#[test]
fn an_earlier_far_end_has_no_feed_for_the_program() {
    struct Earlier<'a>(SimProber<'a>);

    impl Prober for Earlier<'_> {
        async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
            match self.0.measure(probe, timing).await {
                Observation::Http(probe, Ok(reply)) => {
                    let body = reply.body.replace(",\"feed_rtp\":1", "");
                    Observation::Http(probe, Ok(HttpReply { body, ..reply }))
                }
                observation => observation,
            }
        }

        async fn sleep(&self, duration: Duration) {
            self.0.sleep(duration).await;
        }

        fn elapsed(&self) -> Duration {
            self.0.elapsed()
        }
    }

    let catalogue = catalogue(false).expect("the simulated catalogue");
    let site = site("");
    for (vantage, reason) in [
        (Vantage::Native, Reason::NoFeed),
        (Vantage::Page, Reason::FeedGood),
    ] {
        let (browser, clock) = (Browser::Chromium, Clock::default());
        let prober = SimProber::new(&site, &catalogue, vantage, browser, clock.clone(), 3);
        let options = RunOptions {
            feed: Some(FEED_WINDOWS),
            ..RunOptions::new(catalogue.clone(), vantage, 7)
        };
        let report = report(options, &Earlier(prober), &clock);
        assert_eq!(row(&report).reason, reason, "{vantage:?}");
    }
}

// ---- one side alone ----

/// A feed without anything in between; `late` delays the client's timer from a moment on, once, and `stalled`
/// the far end, which then neither sends nor reads.
fn undisturbed(
    late: Option<(Duration, Duration)>,
    stalled: Option<(Duration, Duration)>,
    has_room: impl Fn(Duration) -> bool,
) -> Stream {
    let mut client = Stream::client(FEED_WINDOWS);
    let mut server = None::<Stream>;
    let mut now = Duration::ZERO;
    let mut asleep_until = Duration::ZERO;
    let mut waiting = Vec::new();
    while !client.is_over(now) {
        let mut up = Vec::new();
        if now >= asleep_until {
            client.send(now, has_room(now), |packet| up.push(packet));
        }
        if late.is_some_and(|(from, _)| from == now) {
            asleep_until = now + late.map_or(Duration::ZERO, |(_, long)| long);
        }
        waiting.extend(up);
        let is_stalled = stalled.is_some_and(|(from, long)| (from..from + long).contains(&now));
        if is_stalled {
            now += Duration::from_millis(1);
            continue;
        }
        for packet in waiting.drain(..) {
            match (&mut server, packet) {
                (None, Packet::Hello { windows }) => {
                    server = Some(Stream::server(now, windows, false));
                }
                (Some(server), packet) => server.receive(now, &packet),
                (None, _) => {}
            }
        }
        let mut down = Vec::new();
        if let Some(server) = &mut server {
            server.send(now, true, |packet| down.push(packet));
        }
        down.iter().for_each(|packet| client.receive(now, packet));
        now += Duration::from_millis(1);
    }
    client
}

fn lost(client: &Stream) -> (Vec<Option<u16>>, Vec<Option<u16>>) {
    let server = ([198, 51, 100, 10], 50_000).into();
    let feed = measured(server, &client.streamed(), FEED_WINDOWS.into());
    (feed.up_lost_percent, feed.down_lost_percent)
}

#[test]
fn seconds_in_which_the_device_slept_show_nothing() {
    let nap = (Duration::from_secs(4), Duration::from_secs(1));
    let (up, down) = lost(&undisturbed(Some(nap), None, |_| true));
    for second in 0..10 {
        let slept = (2..=4).contains(&second);
        if !slept {
            assert_eq!(up[second], Some(0), "{up:?}");
            assert_eq!(down[second], Some(0), "{down:?}");
        }
    }
    assert!(up.contains(&None), "{up:?}");
    assert!(down.contains(&None), "{down:?}");
    assert!(up.iter().flatten().all(|lost| *lost == 0), "{up:?}");
}

#[test]
fn a_side_that_is_behind_catches_up_frame_by_frame() {
    let mut server = Stream::server(Duration::ZERO, FEED_WINDOWS, false);
    let mut sent = Vec::new();
    // Asked for nothing in the first 200 ms, then whenever it wants.
    let mut now = Duration::from_millis(200);
    while now < Duration::from_millis(400) {
        let mut frames = Vec::new();
        server.send(now, true, |packet| {
            if let Packet::Media(media) = packet {
                frames.push(media.frame);
            }
        });
        frames.dedup();
        assert!(frames.len() <= 1, "{frames:?} at {now:?}");
        sent.extend(frames.into_iter().map(|frame| (now.as_millis(), frame)));
        now = server.next_due();
    }
    let (times, frames): (Vec<_>, Vec<_>) = sent.into_iter().unzip();
    assert_eq!(frames, (0..12).collect::<Vec<_>>());
    assert!(times.windows(2).all(|pair| pair[1] >= pair[0] + 5));
    // It is in time again.
    assert_eq!(times[8..], [266, 300, 333, 366]);
}

#[test]
fn what_the_device_did_not_send_shows_nothing() {
    let mut client = undisturbed(None, None, |_| true);
    client.note_unsent(&Packet::Media(media(75, 2, 0)));
    client.note_unsent(&Packet::Hello { windows: 3 });
    let (up, down) = lost(&client);
    for seconds in [up, down] {
        assert_eq!(seconds[1], None);
        assert_eq!(seconds.iter().flatten().count(), 9);
    }
}

#[test]
fn seconds_in_which_the_far_end_stalled_show_nothing() {
    let stall = (Duration::from_millis(4_200), Duration::from_millis(3_500));
    let (up, down) = lost(&undisturbed(None, Some(stall), |_| true));
    for seconds in [&up, &down] {
        assert!(
            seconds.iter().flatten().all(|lost| *lost == 0),
            "{seconds:?}"
        );
        let unmeasured = seconds.iter().filter(|lost| lost.is_none()).count();
        assert!((4..=5).contains(&unmeasured), "{seconds:?}");
    }
}

#[test]
fn frames_that_the_device_held_back_are_not_lost_on_the_way() {
    // The far end hears something in between, so the path is fine.
    let every_other =
        |now: Duration| now < Duration::from_secs(5) || (now.as_millis() / 100).is_multiple_of(2);
    let (up, down) = lost(&undisturbed(None, None, every_other));
    assert_eq!(down, vec![Some(0); 10]);
    assert_eq!(up[..3], [Some(0); 3]);
    assert_eq!(up[5..], [None; 5]);
}

#[test]
fn frames_that_wait_while_nothing_arrives_are_lost() {
    let blocked = |now: Duration| !(Duration::from_secs(5)..Duration::from_secs(8)).contains(&now);
    let (up, _) = lost(&undisturbed(None, None, blocked));
    let bad = up.iter().flatten().filter(|lost| **lost > 10).count();
    assert!((3..=4).contains(&bad), "{up:?}");
}

fn media(frame: u32, index: u8, sent: u32) -> Media {
    Media {
        frame,
        index,
        is_late: false,
        receiver_is_throttled: false,
        sent: Ticks(sent),
        echo: None,
        counts: None,
        large: 0,
    }
}

proptest! {
    /// Windows follow the number of the frame.
    #[test]
    fn the_order_of_arrival_makes_no_difference(
        order in Just((0..330_u32).flat_map(|frame| (0..6).map(move |index| (frame, index))).collect::<Vec<_>>()).prop_shuffle(),
        repeats in 1..3,
    ) {
        let mut tally = Tally::new(FEED_WINDOWS);
        for _ in 0..repeats {
            for (frame, index) in &order {
                tally.add(Duration::from_secs(1), &media(*frame, *index, 0));
            }
        }
        for window in tally.windows() {
            prop_assert_eq!(window.received, 180);
            prop_assert_eq!(window.late, 0);
        }
    }

    /// Whatever comes in, a tally counts no more than a feed has.
    #[test]
    fn hostile_packets_count_for_nothing(
        packets in proptest::collection::vec((any::<u32>(), any::<u8>(), any::<u32>(), 0..20_000_u64), 0..400),
    ) {
        let mut client = Stream::client(FEED_WINDOWS);
        for (frame, index, sent, at) in packets {
            let packet = Packet::Media(media(frame, index, sent));
            client.receive(Duration::from_millis(at), &packet);
        }
        for window in client.received() {
            prop_assert!(window.received <= 180);
            prop_assert!(window.late <= window.received);
        }
    }
}
