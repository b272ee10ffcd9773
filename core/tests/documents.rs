//! The documents made from a report: Markdown for tickets, and one HTML file.

mod golden;

use camcheck_core::catalogue::Catalogue;
use camcheck_core::model::certainty::Certainty;
use camcheck_core::model::evidence::{Evidence, Name};
use camcheck_core::model::feed::Feed;
use camcheck_core::model::guide::{Answer, GuideAnswer, Question};
use camcheck_core::model::interface::{Interface, InterfaceKind};
use camcheck_core::model::place::{Connection, Place};
use camcheck_core::model::report::{Note, Report};
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::Browser;
use camcheck_core::remedy::Vendor;
use camcheck_core::render::text::Layout;
use camcheck_core::render::{html, markdown, text};
use camcheck_core::say::Language;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, catalogue_of, report};

fn simulated(site: &str, vantage: Vantage) -> Report {
    let site = Site::parse(site).expect("a site");
    let catalogue = catalogue_of(&site.far_end).expect("the simulated catalogue");
    with_catalogue(&site, &catalogue, vantage)
}

fn with_catalogue(site: &Site, catalogue: &Catalogue, vantage: Vantage) -> Report {
    let clock = Clock::default();
    let prober = SimProber::new(site, catalogue, vantage, Browser::Firefox, clock.clone(), 0);
    let options = RunOptions::new(catalogue.clone(), vantage, 3);
    report(options, &prober, &clock)
}

fn reports() -> Vec<Report> {
    let sites = [
        include_str!("sites/full-cone.toml"),
        include_str!("sites/udp-range-blocked.toml"),
        include_str!("sites/tls-5349-reset.toml"),
        include_str!("sites/symmetric.toml"),
    ];
    sites
        .into_iter()
        .flat_map(|site| [Vantage::Native, Vantage::Page].map(|from| simulated(site, from)))
        .collect()
}

/// A report in which everything that comes from outside tries to be markup.
fn hostile() -> Report {
    let mut report = simulated(
        include_str!("sites/udp-range-blocked.toml"),
        Vantage::Native,
    );
    let attack = "`</code></li><script>alert(1)</script>\"'><img src=x onerror=alert(1)> \
                  [a](javascript:alert(1)) \n# b";
    report.tool = attack.to_owned();
    report.started = attack.to_owned();
    for row in &mut report.requirements {
        row.status = Status::Fail;
        let evidence = Evidence {
            test: Name::from(attack),
            target: Name::from(attack),
            result: Name::from(attack),
            round_trip_ms: None,
            details: [(Name::from(attack), attack.to_owned())].into(),
        };
        row.evidence = vec![evidence];
    }
    report
}

/// The names of all elements that are opened, and that they are closed in order.
fn elements(html: &str) -> Vec<String> {
    const VOID: [&str; 2] = ["meta", "!doctype"];
    let mut open: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        let name = tag.split(' ').next().expect("a name").to_owned();
        if let Some(closed) = name.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(closed), "in {html}");
        } else {
            if !VOID.contains(&name.as_str()) {
                open.push(name.clone());
            }
            all.push(name);
        }
    }
    assert_eq!(open, [""; 0], "left open");
    all
}

/// Two feeds: one of twelve seconds with a bad one and an unmeasured one each way, and a good one.
fn with_feeds() -> Report {
    let mut report = simulated(include_str!("sites/full-cone.toml"), Vantage::Native);
    let good = Feed {
        port: 60_000,
        up_lost_percent: vec![Some(0); 10],
        down_lost_percent: vec![Some(1); 10],
        up_jitter_ms: vec![Some(2); 10],
        down_jitter_ms: vec![Some(3); 10],
        round_trip_ms: vec![Some(41); 10],
    };
    let seconds = |odd: [Option<u16>; 2], usual| {
        let seconds = (0..12).map(|second| match second {
            3 => odd[0],
            10 => odd[1],
            _ => Some(usual),
        });
        seconds.collect()
    };
    let bad = Feed {
        port: 50_000,
        up_lost_percent: seconds([Some(100), None], 0),
        down_lost_percent: vec![Some(1); 12],
        up_jitter_ms: vec![Some(2); 12],
        down_jitter_ms: vec![Some(3); 12],
        round_trip_ms: seconds([Some(501), Some(41)], 41),
    };
    report.feeds = vec![bad, good];
    report
}

#[test]
fn feeds_are_told_second_by_second_without_colour() {
    let report = with_feeds();
    let english = Language::ALL[0];
    let text = text::render(&report, Layout::default());
    let table = [
        "     UDP 50000 (by second; ! bad, - not measured)",
        "     loss out, %      0    0    0  100!   0    0    0    0    0    0",
        "     loss in, %       1    1    1    1    1    1    1    1    1    1",
        "     jitter out, ms   2    2    2    2    2    2    2    2    2    2",
        "     jitter in, ms    3    3    3    3    3    3    3    3    3    3",
        "     round trip, ms  41   41   41  501!  41   41   41   41   41   41",
        "     loss out, %      -    0",
    ];
    assert!(text.contains(&table.join("\n")), "{text}");
    let markdown = markdown::render(&report, english, None);
    let fenced: Vec<_> = table.iter().map(|line| &line[3..]).collect();
    let fenced = format!("\n  ```text\n{}\n", fenced.join("\n"));
    assert!(markdown.contains(&fenced), "{markdown}");
    let html = html::render(&report, english);
    assert_eq!(
        elements(&html)
            .iter()
            .filter(|name| *name == "table")
            .count(),
        2
    );
    assert!(html.contains("<td class=\"bad\">100!</td>"), "{html}");
    assert!(html.contains("<td>-</td>"), "{html}");
    for language in Language::ALL {
        let layout = Layout {
            language,
            ..Layout::default()
        };
        let text = text::render(&report, layout);
        let lines = text.lines().filter(|line| !line.contains("https://"));
        let longest = lines.map(|line| line.chars().count()).max();
        assert!(longest <= Some(80), "{text}");
    }
}

#[test]
fn every_row_with_its_fix_is_in_both_documents_in_every_language() {
    for report in reports() {
        for language in Language::ALL {
            let html = html::render(&report, language);
            let markdown = markdown::render(&report, language, None);
            elements(&html);
            for row in &report.requirements {
                let name = language.row_name(row.id);
                let escaped = name.replace('\'', "&#39;");
                assert!(html.contains(&escaped), "{name}: {html}");
                let marked = format!(
                    "data-requirement=\"{}\" data-status=\"{}\"",
                    row.id, row.status
                );
                assert!(html.contains(&marked), "{marked}");
                assert!(
                    markdown.contains(&name.replace('*', "\\*")),
                    "{name}: {markdown}"
                );
                let fixes = |text: &str| text.matches(language.labels().fix).count();
                let due = report
                    .requirements
                    .iter()
                    .filter(|row| language.fix(row, &report).is_some())
                    .count();
                assert!(fixes(&html) >= due && fixes(&markdown) >= due);
            }
        }
    }
}

/// `INSTA_UPDATE=always cargo test -p camcheck-core --features sim --test documents` updates the files; read
/// their differences before you commit them.
#[test]
fn documents_read_as_expected() {
    let report = simulated(include_str!("sites/symmetric.toml"), Vantage::Native);
    for language in Language::ALL {
        let layout = Layout {
            language,
            firewall: Some(Vendor::SonicWall),
            ..Layout::default()
        };
        let terminal = text::render(&report, layout);
        assert!(
            terminal
                .lines()
                .all(|line| line.chars().count() <= 80 || line.contains("https://")),
            "{terminal}"
        );
        for (ending, text) in [
            ("report.txt", terminal),
            ("report.md", markdown::render(&report, language, None)),
        ] {
            golden::assert_reads(&format!("symmetric.{}.{ending}", language.tag()), &text);
        }
    }
}

/// Line 1 is the verdict, line 2 the likely cause; then the step and the changes, all above the rows.
#[test]
fn a_terminal_shows_what_to_do_first() {
    for (name, site) in [
        ("several-faults", include_str!("sites/several-faults.toml")),
        ("captive-portal", include_str!("sites/captive-portal.toml")),
        (
            "far-end-port-down",
            include_str!("sites/far-end-port-down.toml"),
        ),
    ] {
        let report = simulated(site, Vantage::Native);
        for language in Language::ALL {
            let layout = Layout {
                language,
                ..Layout::default()
            };
            let terminal = text::render(&report, layout);
            let (top, _) = terminal.split_once("\n\n").expect("a blank line");
            let flowing = top.replace('\n', " ");
            assert!(flowing.starts_with(&*language.headline(&report)), "{top}");
            for number in 1..=language.changes(&report).len() {
                assert!(top.contains(&format!("\n{number:>3}. ")), "{top}");
            }
            golden::assert_reads(
                &format!("{name}.{}.top.txt", language.tag()),
                &format!("{top}\n"),
            );
        }
    }
}

/// An undecided report names one step, and says so if there is nothing to do but to wait.
#[test]
fn an_undecided_report_names_the_one_step() {
    let step = |site, vantage| {
        let report = simulated(site, vantage);
        assert_eq!(report.overall, Overall::Incomplete, "{site}");
        Language::English.next_step(&report)
    };
    for (site, vantage, begins) in [
        (
            include_str!("sites/far-end-port-down.toml"),
            Vantage::Page,
            "The fault is on our side. Try again in ten minutes",
        ),
        (
            include_str!("sites/captive-portal.toml"),
            Vantage::Native,
            "Have the camera's network exempted from the log-in page",
        ),
        (
            include_str!("sites/far-end-down.toml"),
            Vantage::Native,
            "Test once from another network",
        ),
        (
            include_str!("sites/no-internet.toml"),
            Vantage::Native,
            "Connect this device",
        ),
        (
            include_str!("sites/proxy-elsewhere.toml"),
            Vantage::Page,
            "Run the Camcheck program on a computer",
        ),
    ] {
        let step = step(site, vantage);
        assert!(step.starts_with(begins), "{step}");
    }
}

/// Only the next step tells how to get a test server: the rows that need one have no room for it.
#[test]
fn a_catalogue_without_a_test_server_leads_to_door_support() {
    let site = Site::parse(include_str!("sites/full-cone.toml")).expect("a site");
    let mut catalogue = catalogue(false).expect("the simulated catalogue");
    catalogue.responders.clear();
    catalogue.destinations.clear();
    for vantage in [Vantage::Page, Vantage::Native] {
        let report = with_catalogue(&site, &catalogue, vantage);
        assert_eq!(report.overall, Overall::Incomplete);
        let text = text::render(&report, Layout::default());
        let step = Language::English.next_step(&report);
        assert!(
            step.starts_with("Ask Door Support for the address"),
            "{step}"
        );
        assert_eq!(text.matches("--catalogue").count(), 1, "{text}");
    }
}

/// The interface is named, and a pass on Wi-Fi applies to this Wi-Fi only: a camera is wired.
#[test]
fn a_pass_on_wifi_is_not_one_of_the_cameras_port() {
    let mut report = simulated(include_str!("sites/full-cone.toml"), Vantage::Native);
    let interface = |kind, gateway| Interface {
        name: "eth0".to_owned(),
        kind,
        address: "192.168.1.10".parse().expect("an address"),
        prefix: 24,
        gateway,
    };
    let english = Language::English;
    let wired = english.headline(&report);
    let gateway = "192.168.1.1".parse().ok();
    report.network.interface = Some(interface(InterfaceKind::Wired, gateway));
    assert_eq!(english.headline(&report), wired);
    let from = english.tested_from(&report);
    let via = "Tested with the Camcheck program via eth0 (wired), 192.168.1.10/24, gateway 192.168.1.1. This applies";
    assert!(from.starts_with(via), "{from}");

    report.network.interface = Some(interface(InterfaceKind::Wifi, None));
    assert_eq!(report.overall, Overall::Ready);
    let text = text::render(&report, Layout::default());
    let top = "Ready on this Wi-Fi. The camera's wired port may be on another network.\nTest again from the camera's own port";
    assert!(text.starts_with(top), "{text}");
    let from = Language::Spanish.tested_from(&report);
    assert!(
        from.starts_with(
            "Probado con el programa Camcheck vía eth0 (Wi-Fi), 192.168.1.10/24. Esto vale"
        ),
        "{from}"
    );
    // A site that is not ready is not better for that.
    report.overall = Overall::NotReady;
    assert!(english.headline(&report).starts_with("Not ready"));
}

#[test]
fn colours_add_nothing_but_themselves() {
    for report in reports() {
        let plain = text::render(&report, Layout::default());
        let layout = Layout {
            color: true,
            ..Layout::default()
        };
        let colored = text::render(&report, layout);
        assert!(colored.contains("\u{1b}[") && !plain.contains('\u{1b}'));
        let bare: String = colored
            .split('\u{1b}')
            .enumerate()
            .map(|(index, part)| match part.split_once('m') {
                Some((_, rest)) if index > 0 => rest,
                Some(_) | None => part,
            })
            .collect();
        assert_eq!(bare, plain);
    }
}

#[test]
fn the_html_file_needs_nothing_besides_itself() {
    for report in reports() {
        let html = html::render(&report, Language::English);
        for load in ["src=", "@import", "url(", "<link", "<script", "javascript:"] {
            assert!(!html.contains(load), "{load}: {html}");
        }
        assert!(html.len() < 64 * 1024, "{}", html.len());
    }
}

#[test]
fn what_comes_from_outside_is_never_markup() {
    let report = hostile();
    let allowed = [
        "!doctype", "html", "head", "meta", "title", "style", "body", "main", "header", "h1", "p",
        "ul", "li", "h2", "small", "span", "b", "details", "summary", "section", "footer", "time",
        "a", "pre", "div", "table", "thead", "tbody", "tr", "th", "td",
    ];
    let html = html::render(&report, Language::English);
    for name in elements(&html) {
        assert!(allowed.contains(&name.as_str()), "<{name}>");
    }
    for link in html.split("href=\"").skip(1) {
        let (link, _) = link.split_once('"').expect("a quoted address");
        let scheme = link.split_once("://").map(|(scheme, _)| scheme);
        assert!(matches!(scheme, Some("https" | "http")), "{link}");
        assert!(!link.contains("alert"), "{link}");
    }

    let mut fenced = false;
    for line in markdown::render(&report, Language::English, None).lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            assert!(!line.contains('`'), "{line}");
        } else if let Some(code) = line.trim_start().strip_prefix("- `") {
            let inside = code.strip_suffix('`').expect("code to the end of the line");
            assert!(!inside.contains('`'), "{line}");
        } else {
            let article = line.contains("<https://support.door.com/");
            let unescaped = line.replace("\\<", "").replace("\\[", "");
            assert!(article || !unescaped.contains(['<', '[']), "{line}");
        }
    }
}

#[test]
fn a_slow_resolver_is_a_note_with_its_time() {
    let site = include_str!("sites/dns-slow.toml");
    let report = simulated(site, Vantage::Native);
    assert!(report.notes.contains(Note::SlowNames));
    let note = Language::English.notes(&report).concat();
    assert!(note.contains("the slowest took 2.5 s"), "{note}");
    let note = Language::French.notes(&report).concat();
    assert!(note.contains("2,5\u{a0}s"), "{note}");
    // A page does not see how long its browser takes for a name.
    let page = simulated(site, Vantage::Page);
    assert!(!page.notes.contains(Note::SlowNames));
}

/// A laptop with the company's root installed sees TLS pass through the inspection.
#[test]
fn what_a_page_cannot_rule_out_comes_before_installing_the_camera() {
    let site = include_str!("sites/tls-inspection-trusted.toml");
    let report = simulated(site, Vantage::Page);
    assert_eq!(report.overall, Overall::ReadyWithAdvice);
    let row = report.row(RequirementId::Tcp443).expect("a row");
    assert_eq!(Certainty::of(row, &report), Certainty::Likely);
    let note = Language::English.notes(&report).concat();
    assert!(report.notes.contains(Note::TlsInspectionPossible));
    assert!(note.contains("may inspect TLS on TCP 443,"), "{note}");
    let step = Language::English.next_step(&report);
    assert!(step.starts_with("Run the Camcheck program"), "{step}");
    // The program saw whose certificate it is, and needs no such advice.
    let native = simulated(site, Vantage::Native);
    assert_eq!(native.overall, Overall::NotReady);
    assert!(!native.notes.contains(Note::TlsInspectionPossible));
}

/// A camera has a cable, and Wi-Fi is often a network with other rules.
#[test]
fn ready_means_the_network_that_the_device_was_on() {
    let site = include_str!("sites/full-cone.toml");
    let mut report = simulated(site, Vantage::Page);
    assert_eq!(report.overall, Overall::Ready);
    let said = |report: &Report| {
        let language = Language::English;
        (
            language.headline(report).into_owned(),
            language.next_step(report),
        )
    };
    let (ready, of_page) = said(&report);
    assert!(ready.starts_with("Ready. "), "{ready}");
    for (connection, headline, step) in [
        (
            Connection::Cable,
            &*ready,
            "Install the camera, then take a test image from the DOOR app.",
        ),
        (
            Connection::Wifi,
            "Ready on this Wi-Fi. The camera's wired port may be on another network.",
            "Test again from the camera's own port, with a laptop or a USB-C Ethernet adapter, before you install the camera.",
        ),
        (
            Connection::Unsure,
            &*ready,
            "If the tested device was on the camera's own port, install the camera and take a test image from the DOOR app. If it was not, test there first.",
        ),
    ] {
        report.place.connection = Some(connection);
        assert_eq!(said(&report), (headline.to_owned(), step));
        // A browser does not see how the device is connected; the program does.
        if connection == Connection::Unsure {
            assert_eq!(of_page, step);
        }
    }
    let mut report = simulated(site, Vantage::Native);
    let of_program = said(&report);
    report.place.connection = Some(Connection::Cable);
    assert_eq!(said(&report), of_program);
    // What fails is to be changed where the camera will be.
    let mut report = simulated(include_str!("sites/tcp-8883-dropped.toml"), Vantage::Page);
    let (headline, step) = said(&report);
    assert_eq!(headline, "Not ready. 1 change is needed.");
    report.place.connection = Some(Connection::Wifi);
    let (on_wifi, first) = said(&report);
    assert_eq!(on_wifi, headline);
    assert_ne!(first, step);
    assert!(
        first.starts_with("Test from the camera's own port first"),
        "{first}"
    );
}

#[test]
fn every_document_tells_where_and_when() {
    let mut report = simulated(include_str!("sites/tcp-8883-dropped.toml"), Vantage::Page);
    report.started = "2026-11-26T02:46:00Z".to_owned();
    report.place = Place {
        site: Some("Elm St. <12>".to_owned()),
        connection: Some(Connection::Cable),
        utc_offset: Some(-300),
    };
    let about = "25 Nov 2026, 21:46 (UTC-5), by cable";
    let language = Language::English;
    assert_eq!(
        language.where_and_when(&report),
        format!("Elm St. <12>, {about}")
    );
    let documents = [
        text::render(&report, Layout::default()),
        markdown::render(&report, language, None).replace('\\', ""),
        html::render(&report, language),
    ];
    for document in documents {
        assert!(document.contains(about), "{document}");
        assert!(document.contains("Elm St."), "{document}");
        assert!(!document.contains("<12>") || !document.starts_with("<!doctype"));
    }
    let spanish = Language::Spanish.where_and_when(&report);
    assert!(
        spanish.ends_with("25 nov 2026, 21:46 (UTC-5), por cable"),
        "{spanish}"
    );
}

/// Reports written by an earlier version: they are never updated.
#[test]
fn a_report_of_an_earlier_version_reads_back_byte_for_byte() {
    for kept in [
        include_str!("golden/kept.native.report.json"),
        include_str!("golden/kept.page.report.json"),
    ] {
        let report = Report::parse(kept).expect("a report");
        let written = serde_json::to_string_pretty(&report).expect("JSON");
        assert_eq!(written, kept);
    }
}

#[test]
fn answers_of_the_guided_path_are_told_with_their_questions() {
    let mut report = simulated(include_str!("sites/full-cone.toml"), Vantage::Page);
    let guide = [
        (Question::TestImage, Answer::No),
        (Question::SonicWall, Answer::DoNotKnow),
    ];
    report.guide = guide
        .map(|(question, answer)| GuideAnswer { question, answer })
        .into();
    let told = "Do you see it? No. Is the firewall a SonicWall? I do not know.";
    let language = Language::English;
    assert!(markdown::render(&report, language, None).contains(told));
    let notes = language.notes(&report);
    assert!(notes.iter().any(|note| note.ends_with(told)), "{notes:?}");
}
