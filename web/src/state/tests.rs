use camcheck_core::model::place::Place;
use camcheck_core::model::reason::Reason;
use camcheck_core::model::requirement::Level;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::plan::RunOptions;
use camcheck_core::remedy::Vendor;
use camcheck_core::run::{Circumstances, Run};
use camcheck_core::say::guide::{Answer, Outcome, Question};
use camcheck_core::share::link;

use super::*;

const ADDRESS: &str = "https://check.example/";

fn report(vantage: Vantage) -> Report {
    let run = Run::new(RunOptions::new(
        camcheck_core::catalogue::Catalogue::embedded().expect("a sound catalogue"),
        vantage,
        1,
    ));
    run.report(Circumstances {
        started: "2026-11-23T01:00:00Z".to_owned(),
        duration_ms: 1,
        extra_root: false,
    })
}

fn progress(settled: &[RequirementId]) -> Progress {
    Progress {
        report: report(Vantage::Page).into(),
        settled: settled.iter().copied().collect(),
        activity: Activity::Connecting,
        answered: SortedSet::default(),
        page: None,
    }
}

fn opened(received: Option<Result<Report, LinkError>>) -> State {
    State::opened(
        Language::English,
        ADDRESS.to_owned(),
        Place::default(),
        received,
        None,
    )
}

impl State {
    fn after(self, action: Action) -> Self {
        Rc::unwrap_or_clone(Rc::new(self).reduce(action))
    }
}

#[test]
fn a_fault_leads_back_to_the_button() {
    let state = opened(None).after(Action::Start);
    assert_eq!((state.phase.as_str(), state.settled().0), ("running", 0));
    let fault = Fault::Catalogue("entry x: is wrong".to_owned());
    let state = state.after(Action::Fault(fault));
    assert_eq!(state.phase, Phase::Idle);
    assert!(state.fault.is_some() && state.overall().is_none());
    assert_eq!(state.after(Action::Start).fault, None);
}

#[test]
fn a_stopped_run_keeps_what_was_known_and_has_no_verdict() {
    let known = RequirementId::Tcp443;
    let state = opened(None)
        .after(Action::Start)
        .after(Action::Progress(progress(&[known]).into()))
        .after(Action::Stop);
    assert!(state.was_stopped() && state.overall().is_none());
    assert!(state.known(known).is_some());
    assert!(state.known(RequirementId::Tcp3478).is_none());
    let state = state.after(Action::Done(progress(&[]).into()));
    assert!(state.was_stopped() && state.overall().is_none());
    let again = state.after(Action::Start);
    assert!(!again.was_stopped() && again.known(known).is_none());
}

#[test]
fn a_shared_report_is_shown_as_it_came() {
    let state = opened(Some(Ok(report(Vantage::Native))));
    assert_eq!(state.phase, Phase::Done);
    let shown = state.shown.clone().expect("a verdict");
    assert_eq!(shown.origin, Origin::Link);
    let link = shown.links.full.as_ref().expect("a link");
    assert!(link.starts_with("https://check.example/#r="));
    assert_eq!(link::read(link).expect("a report"), *shown.report);
}

#[test]
fn a_watch_replaces_the_report_until_it_is_stopped() {
    let sums_up = |seconds| {
        let mut found = progress(&[]);
        Rc::make_mut(&mut found.report).duration_ms = seconds;
        Action::Watch(WatchStep::Runs(Some(found.into())))
    };
    let shown = |state: &State| state.shown.as_ref().map(|shown| shown.report.duration_ms);
    let state = opened(None).after(sums_up(1));
    assert!(!state.is_watching && state.shown.is_none());
    let state = state
        .after(Action::Start)
        .after(Action::Done(progress(&[]).into()))
        .after(Action::Watch(WatchStep::Runs(None)));
    assert!(state.is_measuring());
    let state = state.after(sums_up(2)).after(sums_up(3));
    assert_eq!((state.is_watching, shown(&state)), (true, Some(3)));
    let stopped = state.clone().after(Action::Stop);
    assert_eq!((stopped.is_watching, shown(&stopped)), (false, Some(3)));
    let over = state.clone().after(Action::Watch(WatchStep::Over));
    assert_eq!(over, stopped);
    let again = state.after(Action::Start);
    assert_eq!((again.is_watching, again.phase), (false, Phase::Running));
}

#[test]
fn what_was_shown_in_another_language_is_still_the_pages_own() {
    let (address, shown) = (ADDRESS.to_owned(), report(Vantage::Page));
    let place = Place::default();
    let state = State::opened(Language::Spanish, address, place, None, Some(shown.clone()));
    assert_eq!(state.phase, Phase::Done);
    let own = state.shown.expect("a verdict");
    assert_eq!((own.origin, &*own.report), (Origin::Here, &shown));
}

#[test]
fn a_report_of_the_other_vantage_is_joined_and_one_of_the_same_replaced() {
    let run = |received| {
        opened(Some(Ok(received)))
            .after(Action::Start)
            .after(Action::Done(progress(&[]).into()))
    };
    let joined = run(report(Vantage::Native));
    let shown = joined.shown.clone().expect("a verdict");
    assert_eq!(shown.origin, Origin::Joined);
    assert_eq!(joined.not_joined, None);
    let replaced = run(report(Vantage::Page));
    let shown = replaced.shown.clone().expect("a verdict");
    assert_eq!((shown.origin, replaced.not_joined), (Origin::Here, None));
    let mut old = report(Vantage::Native);
    old.started = "2026-11-20T01:00:00Z".to_owned();
    let refused = run(old);
    assert_eq!(refused.not_joined, Some(MergeError::DaysApart));
    assert_eq!(
        refused.shown.as_ref().map(|shown| shown.origin),
        Some(Origin::Here)
    );
}

#[test]
fn a_joined_report_can_be_left_out_again() {
    let joined = opened(Some(Ok(report(Vantage::Native))))
        .after(Action::Start)
        .after(Action::Done(progress(&[]).into()));
    let (opened_report, own) = joined.joined().expect("two reports");
    assert_eq!(opened_report.vantage, Vantage::Native);
    assert_eq!(own.vantage, Vantage::Page);
    let own = own.clone();
    let apart = joined.after(Action::ShowOwn);
    let shown = apart.shown.clone().expect("a verdict");
    assert_eq!((shown.origin, &shown.report), (Origin::Here, &own));
    assert!(apart.joined().is_none());
}

#[test]
fn a_run_that_comes_to_nothing_leaves_the_verdict_that_was_there() {
    let judged = opened(None)
        .after(Action::Start)
        .after(Action::Done(progress(&[]).into()));
    let verdict = judged.shown.clone();
    assert!(verdict.is_some());
    let late = judged.clone().after(Action::Stop);
    assert_eq!((late.phase, &late.shown), (Phase::Done, &verdict));
    for end in [Action::Stop, Action::Fault(Fault::NoAnswer)] {
        let again = judged.clone().after(Action::Start);
        assert_eq!((again.phase, &again.shown), (Phase::Running, &None));
        let state = again.after(end);
        assert_eq!((state.phase, &state.shown), (Phase::Done, &verdict));
    }
}

#[test]
fn a_damaged_link_is_said_and_the_button_stays() {
    let state = opened(Some(Err(LinkError::Damaged)));
    assert_eq!(state.fault, Some(Fault::Link(LinkError::Damaged)));
    assert_eq!(state.phase, Phase::Idle);
    assert_eq!(opened(Some(Err(LinkError::NotALink))).fault, None);
}

#[test]
fn the_guided_path_goes_back_and_starts_over() {
    let state = opened(None);
    let report = report(Vantage::Page);
    let first = state.guide(&report);
    let answer = |question, answer| Action::Answered(GuideAnswer { question, answer });
    let state = state.after(answer(Question::HowIsVideo, Answer::NearlyAlways));
    assert_eq!(state.guide(&report), Next::End(Outcome::AllIsWell));
    assert_eq!(state.clone().after(Action::Back).guide(&report), first);
    assert_eq!(state.after(Action::StartOver).guide(&report), first);
}

#[test]
fn the_guided_path_does_not_ask_for_a_firewall_that_was_picked() {
    let report = report(Vantage::Page);
    let no_image = Action::Answered(GuideAnswer {
        question: Question::TestImage,
        answer: Answer::No,
    });
    let state = opened(None).after(no_image);
    let end = |vendor| state.clone().after(Action::Vendor(vendor)).guide(&report);
    let asks = Next::Ask(Question::SonicWall);
    assert_eq!(end(None), asks);
    assert_eq!(end(Some(Vendor::Generic)), asks);
    assert_eq!(
        end(Some(Vendor::SonicWall)),
        Next::End(Outcome::SupportForSonicWall)
    );
    assert_eq!(
        end(Some(Vendor::FortiGate)),
        Next::End(Outcome::OpenAllPorts)
    );
}

#[test]
fn the_words_of_the_makes_of_firewalls_stay_once_they_have_arrived() {
    let read = Book::Read(Rc::default());
    let state = opened(None).after(Action::Handbook(Book::Missing));
    assert_eq!(state.book, Book::Missing);
    let state = state.after(Action::Handbook(read.clone()));
    assert_eq!(state.book, read);
    let state = state.after(Action::Handbook(Book::Missing));
    assert_eq!(state.after(Action::Start).book, read);
}

// ---- the feed ----

fn judged() -> State {
    opened(None)
        .after(Action::Start)
        .after(Action::Done(progress(&[]).into()))
}

fn feed(step: FeedStep) -> Action {
    Action::Feed(step)
}

/// What a run knows once its feed is over.
fn with_feed() -> Rc<Progress> {
    let mut progress = progress(&[]);
    let mut report = Report::clone(&progress.report);
    report.feeds = vec![Feed {
        port: 50_000,
        up_lost_percent: vec![Some(0)],
        down_lost_percent: vec![Some(0)],
        up_jitter_ms: vec![Some(0)],
        down_jitter_ms: vec![Some(0)],
        round_trip_ms: vec![Some(40)],
    }];
    progress.report = report.into();
    progress.into()
}

#[test]
fn a_feed_fills_its_row_in_while_the_verdict_stays() {
    let judged = judged();
    let row = RequirementId::FeedReliability;
    assert_eq!(
        (judged.phase.as_str(), judged.feed.as_str()),
        ("done", "idle")
    );
    assert!(judged.known(row).is_some());
    let running = judged.clone().after(feed(FeedStep::Runs(None)));
    assert_eq!(
        (running.phase.as_str(), running.feed.as_str()),
        ("done", "running")
    );
    assert_eq!(running.overall(), judged.overall());
    assert!(running.known(row).is_none());
    assert!(running.known(RequirementId::Tcp443).is_some());
    let done = running.after(feed(FeedStep::Done(with_feed())));
    assert_eq!((done.phase.as_str(), done.feed.as_str()), ("done", "done"));
    assert_eq!(done.known(row).map(|report| report.feeds.len()), Some(1));
}

#[test]
fn a_feed_that_is_stopped_leaves_the_verdict() {
    let waiting = judged().after(feed(FeedStep::Waits));
    assert_eq!(
        (waiting.feed.clone(), waiting.feed.as_str()),
        (FeedPhase::Waiting, "idle")
    );
    let stopped = waiting
        .after(feed(FeedStep::Runs(None)))
        .after(Action::Stop);
    assert_eq!(
        (stopped.phase, &stopped.feed),
        (Phase::Done, &FeedPhase::Idle)
    );
    assert!(stopped.overall().is_some());
}

#[test]
fn another_run_ends_a_feed_and_what_it_still_shows_counts_for_nothing() {
    let again = judged()
        .after(feed(FeedStep::Runs(None)))
        .after(Action::Start)
        .after(feed(FeedStep::Done(with_feed())));
    assert_eq!(
        (again.phase, &again.feed),
        (Phase::Running, &FeedPhase::Idle)
    );
    assert!(again.shown.is_none());
}

#[test]
fn a_report_stays_joined_or_apart_when_its_feed_ends() {
    let joined = opened(Some(Ok(report(Vantage::Native))))
        .after(Action::Start)
        .after(Action::Done(progress(&[]).into()));
    let origin = |state: &State| state.shown.as_ref().map(|shown| shown.origin);
    let apart = joined.clone().after(Action::ShowOwn);
    for (state, expected) in [(joined, Origin::Joined), (apart, Origin::Here)] {
        let state = state
            .after(feed(FeedStep::Runs(None)))
            .after(feed(FeedStep::Done(with_feed())));
        assert_eq!(origin(&state), Some(expected));
    }
}

#[test]
fn the_place_is_in_the_report_whether_it_was_told_before_or_after() {
    let state = opened(None)
        .after(Action::Connected(Connection::Wifi))
        .after(Action::Start)
        .after(Action::Done(progress(&[]).into()))
        .after(Action::Named("Elm St. 12".to_owned()));
    let shown = state.shown.clone().expect("a verdict");
    let place = Place {
        site: Some("Elm St. 12".to_owned()),
        connection: Some(Connection::Wifi),
        utc_offset: None,
    };
    assert_eq!(shown.report.place, place);
    let link = shown.links.full.as_ref().expect("a link");
    assert_eq!(link::read(link).expect("a report").place, place);
    let removed = state.after(Action::Named(String::new()));
    assert_eq!(removed.shown.expect("a verdict").report.place.site, None);
}

#[test]
fn the_place_of_a_shared_report_is_its_own() {
    let mut received = report(Vantage::Page);
    received.place.site = Some("Elm St. 12".to_owned());
    let state = opened(Some(Ok(received.clone()))).after(Action::Named("Office".to_owned()));
    assert_eq!(*state.shown.expect("a verdict").report, received);
}

#[test]
fn a_row_that_changed_has_the_status_of_the_run_before() {
    let id = RequirementId::Tcp443;
    let with = |status| {
        let mut report = report(Vantage::Page);
        for row in &mut report.requirements {
            if row.id == id {
                row.status = status;
            }
        }
        Progress {
            report: report.into(),
            settled: EnumSet::all(),
            activity: Activity::Finishing,
            answered: SortedSet::default(),
            page: None,
        }
    };
    let run = |state: State, status| {
        state
            .after(Action::Start)
            .after(Action::Done(with(status).into()))
    };
    let first = run(opened(None), Status::Fail);
    assert_eq!(first.status_before(id), None);
    let second = run(first.clone(), Status::Pass);
    assert_eq!(second.status_before(id), Some(Status::Fail));
    assert_eq!(second.status_before(RequirementId::Tcp3478), None);
    let elsewhere = first.after(Action::Named("Office".to_owned()));
    let elsewhere = run(elsewhere.clone(), Status::Pass);
    assert_eq!(elsewhere.status_before(id), Some(Status::Fail));
    let moved = elsewhere
        .after(Action::Start)
        .after(Action::Named("Annex".to_owned()));
    let moved = moved.after(Action::Done(with(Status::Fail).into()));
    assert_eq!(moved.status_before(id), None);
}

#[test]
fn a_measured_bandwidth_changes_its_row_alone() {
    let row = Row {
        id: RequirementId::Bandwidth,
        level: Level::Advice,
        status: Status::Pass,
        reason: Reason::BandwidthEnough,
        evidence: Vec::new(),
    };
    let done = |row| Action::Bandwidth(BandwidthStep::Done(row));
    let state = opened(None)
        .after(Action::Start)
        .after(Action::Done(progress(&[]).into()));
    let before = state.shown.clone().expect("a verdict");
    let running = state.after(Action::Bandwidth(BandwidthStep::Runs));
    assert!(running.is_measuring());
    assert_eq!(running.known(RequirementId::Bandwidth), None);
    let stopped = running.clone().after(Action::Stop);
    assert_eq!(stopped.shown, Some(Rc::clone(&before)));
    let failed = running.clone().after(done(None));
    assert_eq!(
        (failed.bandwidth, failed.shown),
        (BandwidthPhase::Done, Some(Rc::clone(&before)))
    );
    let measured = running.after(done(Some(row.clone())));
    let mut expected = Report::clone(&before.report);
    expected.replace(row);
    let shown = measured.shown.expect("a verdict");
    assert_eq!(*shown.report, expected);
    assert_ne!(shown.links.full, before.links.full);
}

#[test]
fn answers_of_the_guided_path_enter_the_pages_own_report() {
    let answered = GuideAnswer {
        question: Question::TestImage,
        answer: Answer::No,
    };
    let guide = |state: &State| state.shown.clone().expect("a verdict").report.guide.clone();
    let own = judged().after(Action::Answered(answered));
    assert_eq!(guide(&own), [answered]);
    assert_eq!(guide(&own.after(Action::Back)), []);
    let shared = opened(Some(Ok(report(Vantage::Native)))).after(Action::Answered(answered));
    assert_eq!(guide(&shared), []);
}
