//! What Prometheus reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, Instant};

use super::process::{Demo, Identity};

const PORT: u16 = 9464;

/// What one scrape shows.
struct Scrape {
    /// The kind of each metric that has a description.
    kinds: BTreeMap<String, String>,
    /// Each sample by its name and labels, as they are written.
    samples: BTreeMap<String, f64>,
}

impl Scrape {
    fn of(demo: &Demo) -> Self {
        let answer = demo.get_from(PORT, "/metrics");
        assert_eq!(answer.status, 200);
        let kind = answer.header("content-type").expect("a type");
        assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
        Self::parse(&String::from_utf8(answer.body).expect("text"))
    }

    /// The text format 0.0.4: a HELP and a TYPE before the samples of each metric.
    fn parse(text: &str) -> Self {
        let mut helped = BTreeSet::new();
        let mut kinds = BTreeMap::new();
        let mut samples = BTreeMap::new();
        for line in text.lines() {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (name, help) = help.split_once(' ').expect("a text");
                assert!(help.len() > 5, "{line}");
                assert!(helped.insert(name.to_owned()), "{name} is there twice");
            } else if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').expect("a kind");
                assert!(helped.contains(name), "{name} has no help");
                kinds.insert(name.to_owned(), kind.to_owned());
            } else {
                let (sample, value) = line.rsplit_once(' ').expect("a sample");
                let name = sample.split('{').next().expect("a name");
                let part_of = |metric: &String| {
                    let rest = name.strip_prefix(metric.as_str());
                    matches!(rest, Some("" | "_bucket" | "_sum" | "_count"))
                };
                assert!(kinds.keys().any(part_of), "{name} has no type");
                let value = value.parse().expect("a number");
                assert!(samples.insert(sample.to_owned(), value).is_none(), "{line}");
            }
        }
        Self { kinds, samples }
    }

    fn value(&self, sample: &str) -> f64 {
        let value = self.samples.get(sample);
        *value.unwrap_or_else(|| panic!("no {sample} in {:#?}", self.samples))
    }
}

fn demo(test: u8, arguments: &[&str]) -> Demo {
    let address = format!("{}:{PORT}", Demo::address(test));
    let mut all = vec!["--metrics", address.as_str()];
    all.extend(arguments);
    Demo::start(test, &all)
}

#[test]
fn every_metric_is_described_and_counts() {
    let identity = Identity::new("metrics.camcheck.test");
    let demo = demo(40, &identity.arguments());
    let before = Scrape::of(&demo);
    demo.post("/v1/runs");
    fs::write(identity.key(), "no key").expect("a file");
    demo.reload("the certificate was not replaced");
    let until = Instant::now() + Duration::from_secs(20);
    let after = loop {
        let after = Scrape::of(&demo);
        if after
            .samples
            .contains_key("camcheck_health_check_age_seconds")
        {
            break after;
        }
        assert!(Instant::now() < until, "a first health check");
        std::thread::sleep(Duration::from_millis(50));
    };
    for (sample, more) in [
        ("camcheck_runs_total", 1.0),
        ("camcheck_runs", 1.0),
        ("camcheck_http_requests_total", 1.0),
        ("camcheck_http_answer_duration_seconds_count", 1.0),
        (
            "camcheck_reloads_total{file=\"certificate\",result=\"refused\"}",
            1.0,
        ),
        (
            "camcheck_reloads_total{file=\"certificate\",result=\"read\"}",
            0.0,
        ),
    ] {
        assert_eq!(after.value(sample) - before.value(sample), more, "{sample}");
    }
    for (sample, value) in [
        ("camcheck_ready", 1.0),
        ("camcheck_reload_refused{file=\"certificate\"}", 1.0),
        ("camcheck_certificate_uncovered_names", 0.0),
        (
            "camcheck_certificate_not_after_timestamp_seconds",
            67_090_118_400.0,
        ),
    ] {
        assert_eq!(after.value(sample), value, "{sample}");
    }
    assert!(after.value("process_resident_memory_bytes") > 1e6);
    assert!(after.value("process_start_time_seconds") > 1.7e9);
    let up = format!(
        "camcheck_listener_up{{transport=\"tcp\",address=\"{}\",port=\"8883\"}}",
        demo.ip
    );
    assert_eq!(after.value(&up), 1.0);
    assert_eq!(after.kinds["camcheck_refused_total"], "counter");
    assert_eq!(
        after.kinds["camcheck_http_answer_duration_seconds"],
        "histogram"
    );
}

/// The table of docs/operations.md, the dashboard and the rules name what is there.
#[test]
fn documents_name_metrics_that_are_there() {
    let identity = Identity::new("documents.camcheck.test");
    let demo = demo(41, &identity.arguments());
    let until = Instant::now() + Duration::from_secs(20);
    let known = loop {
        let kinds = Scrape::of(&demo).kinds;
        if kinds.contains_key("camcheck_listener_up") {
            break kinds;
        }
        assert!(Instant::now() < until, "a first health check");
        std::thread::sleep(Duration::from_millis(50));
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
    let named = |file: &str| -> BTreeSet<String> {
        let text = fs::read_to_string(format!("{folder}/{file}")).expect("a document");
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let metrics = words.filter(|word| {
            // The name of the table of firewall rules.
            (word.starts_with("camcheck_") || word.starts_with("process_"))
                && !word.starts_with("camcheck_responder")
        });
        let metrics = metrics.map(|word| {
            let bare = word.strip_suffix("_bucket").or(word.strip_suffix("_sum"));
            bare.or(word.strip_suffix("_count"))
                .unwrap_or(word)
                .to_owned()
        });
        metrics.collect()
    };
    for file in ["operations.md", "grafana.json", "alerts.yml"] {
        for metric in named(file) {
            assert!(known.contains_key(&metric), "{file} names {metric}");
        }
    }
    let listed = named("operations.md");
    for metric in known.keys() {
        assert!(listed.contains(metric), "operations.md lacks {metric}");
    }
}

#[test]
fn connections_that_send_nothing_do_not_hold_it_up() {
    let demo = demo(42, &[]);
    let _idle: Vec<_> = (0..10).map(|_| demo.connect(PORT)).collect();
    let began = Instant::now();
    Scrape::of(&demo);
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(demo.get_from(PORT, "/").status, 404);
}
