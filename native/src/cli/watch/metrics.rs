//! `--metrics`: the results for Prometheus, in its text format 0.0.4. No label has an address or a host name.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use camcheck_core::limits::{METRICS_ACCEPT_PAUSE, METRICS_HEAD, METRICS_HEADERS, METRICS_REQUEST};
use camcheck_core::model::verdict::Status;
use camcheck_core::watch::{Entry, FeedSeen, FlowSeen, Judged, Round, RowSeen, Watch};
use prometheus_client::encoding::prometheus_text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use super::rounds;
use crate::cli::Complaint;

type Labels = Vec<(&'static str, &'static str)>;
type Number = Gauge<f64, AtomicU64>;

/// What is offered. A number that is not known has no sample.
pub(super) struct Metrics {
    registry: Registry,
    rounds: Family<Labels, Counter>,
    good_ratio: Family<Labels, Number>,
    last_round: Family<Labels, Number>,
    rows: Family<Labels, Gauge>,
    feed_lost: Family<Labels, Number>,
    feed_jitter: Family<Labels, Number>,
    feed_round_trip: Family<Labels, Number>,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("camcheck");
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The version of the program", build);
        let metrics = Self {
            rounds: Family::default(),
            good_ratio: Family::default(),
            last_round: Family::default(),
            rows: Family::default(),
            feed_lost: Family::default(),
            feed_jitter: Family::default(),
            feed_round_trip: Family::default(),
            registry,
        };
        metrics.registered()
    }

    fn registered(mut self) -> Self {
        let registry = &mut self.registry;
        let help = "Rounds that this process made, by what they showed of the site";
        registry.register("watch_rounds", help, self.rounds.clone());
        let help = "Share of the judged time in which everything worked, from 0 to 1";
        registry.register_with_unit("watch_good", help, ratio(), self.good_ratio.clone());
        let help = "When the last round began, since 1970";
        let last = self.last_round.clone();
        registry.register_with_unit("watch_last_round_timestamp", help, Unit::Seconds, last);
        let help = "1 for the state of each check when it was tested last";
        registry.register("watch_row_status", help, self.rows.clone());
        let help = "Packets of the last round's stream that were lost or late, from 0 to 1";
        registry.register_with_unit("watch_feed_lost", help, ratio(), self.feed_lost.clone());
        let help = "Greatest interarrival jitter of a second of the last round's stream";
        let jitter = self.feed_jitter.clone();
        registry.register_with_unit("watch_feed_jitter", help, Unit::Seconds, jitter);
        let help = "Median round trip of the last round's stream";
        let round_trip = self.feed_round_trip.clone();
        registry.register_with_unit("watch_feed_round_trip", help, Unit::Seconds, round_trip);
        for judged in Judged::ALL {
            drop(self.rounds.get_or_create(&result(*judged)));
        }
        self
    }

    /// Takes new entries into account.
    pub(super) fn count(&self, new: &[Entry], watch: &Watch) {
        for round in rounds(new) {
            self.rounds.get_or_create(&result(round.result)).inc();
            self.take(round);
        }
        let summary = watch.summary();
        let (good, judged) = (summary.good_seconds, summary.judged_seconds());
        if judged > 0 {
            let ratio = Duration::from_secs(good).div_duration_f64(Duration::from_secs(judged));
            self.good_ratio.get_or_create(&Labels::new()).set(ratio);
        }
    }

    fn take(&self, round: &Round) {
        let at = Duration::from_secs(round.at.seconds()).as_secs_f64();
        self.last_round.get_or_create(&Labels::new()).set(at);
        for row in &round.rows {
            self.take_row(row);
        }
        self.feed_lost.clear();
        self.feed_jitter.clear();
        self.feed_round_trip.clear();
        if let Some(feed) = &round.feed {
            self.take_feed(feed);
        }
    }

    fn take_row(&self, row: &RowSeen) {
        for status in [
            Status::Pass,
            Status::Warn,
            Status::Fail,
            Status::Inconclusive,
            Status::NotTested,
        ] {
            let labels = vec![
                ("requirement", row.id.as_str()),
                ("status", status.as_str()),
            ];
            let is_so = i64::from(row.status == status);
            self.rows.get_or_create(&labels).set(is_so);
        }
    }

    fn take_feed(&self, feed: &FeedSeen) {
        for (direction, flow) in [("up", &feed.up), ("down", &feed.down)] {
            self.take_flow(&vec![("direction", direction)], flow);
        }
        if let Some(milliseconds) = feed.round_trip_ms {
            let seconds = f64::from(milliseconds) / 1000.0;
            self.feed_round_trip
                .get_or_create(&Labels::new())
                .set(seconds);
        }
    }

    fn take_flow(&self, labels: &Labels, flow: &FlowSeen) {
        if flow.measured_seconds > 0 {
            let lost = f64::from(flow.lost_percent) / 100.0;
            self.feed_lost.get_or_create(labels).set(lost);
        }
        if let Some(milliseconds) = flow.jitter_ms {
            let seconds = f64::from(milliseconds) / 1000.0;
            self.feed_jitter.get_or_create(labels).set(seconds);
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = prometheus_text::encode(&mut text, &self.registry);
        text
    }
}

/// As Prometheus names it; the library has only the plural.
fn ratio() -> Unit {
    Unit::Other("ratio".to_owned())
}

fn result(judged: Judged) -> Labels {
    let name = match judged {
        Judged::Good => "good",
        Judged::Bad => "bad",
        Judged::NotJudged => "not-judged",
    };
    vec![("result", name)]
}

/// Answers Prometheus.
pub(super) struct Server(TcpListener);

impl Server {
    /// Binds the address that the user gave, and no other.
    ///
    /// # Errors
    /// If it cannot be bound.
    pub(super) async fn bind(address: SocketAddr) -> Result<Self, Complaint> {
        let bound = TcpListener::bind(address).await;
        bound.map(Self).map_err(|error| {
            Complaint::of_system(format_args!("--metrics {address}: cannot bind"), &error)
        })
    }

    /// Serves one caller after the other, as there is one Prometheus. Never returns.
    pub(super) async fn serve(self, metrics: &Metrics) {
        loop {
            let Ok((mut stream, _)) = self.0.accept().await else {
                sleep(METRICS_ACCEPT_PAUSE).await;
                continue;
            };
            // A caller that is slow or goes away gets no answer.
            let _ = timeout(METRICS_REQUEST, answer(&mut stream, metrics)).await;
        }
    }
}

/// One request and its answer (RFC 9112), after which the connection ends. hyper's server would add more than the
/// rest of the metrics.
async fn answer(stream: &mut TcpStream, metrics: &Metrics) -> io::Result<()> {
    let head = read_head(stream).await?;
    let (status, body) = reply(&head, metrics);
    let length = body.len();
    let content_type = prometheus_text::CONTENT_TYPE;
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

/// What came up to the end of the request's head, or as much as is read of it.
async fn read_head(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut bytes = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < METRICS_HEAD {
        let length = stream.read(&mut bytes).await?;
        if length == 0 {
            break;
        }
        head.extend_from_slice(bytes.get(..length).unwrap_or_default());
    }
    Ok(head)
}

/// The status and the body.
fn reply(head: &[u8], metrics: &Metrics) -> (&'static str, String) {
    let mut headers = [httparse::EMPTY_HEADER; METRICS_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let parsed = request.parse(head);
    match (parsed, request.method, request.path) {
        (Ok(httparse::Status::Complete(_)), Some("GET"), Some("/metrics")) => {
            ("200 OK", metrics.text())
        }
        (Ok(httparse::Status::Complete(_)), Some(_), Some("/metrics")) => {
            ("405 Method Not Allowed", String::new())
        }
        (Ok(httparse::Status::Complete(_)), ..) => ("404 Not Found", String::new()),
        (Ok(httparse::Status::Partial) | Err(_), ..) => ("400 Bad Request", String::new()),
    }
}
