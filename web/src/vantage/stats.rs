//! Reads `RTCPeerConnection.getStats()` into a [`Snapshot`].

use std::time::Duration;

use js_sys::{Map, Reflect};
use vecmap::VecMap;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcPeerConnection;

use super::pairs::{Connection, Kind, Pair, Snapshot, State};

/// One read; `None` if the browser refuses it, as it does for a closed connection.
pub(super) async fn snapshot(connection: &RtcPeerConnection) -> Option<Snapshot> {
    let report = JsFuture::from(connection.get_stats()).await.ok()?;
    let mut entries = Entries::default();
    report
        .unchecked_ref::<Map>()
        .for_each(&mut |entry, _id| entries.add(&entry));
    Some(Snapshot {
        connection: state_of(connection),
        ..entries.into_snapshot()
    })
}

#[derive(Default)]
struct Entries {
    local: VecMap<String, Kind>,
    remote: VecMap<String, Remote>,
    pairs: Vec<JsValue>,
}

#[derive(Clone, Copy)]
struct Remote {
    kind: Kind,
    port: u16,
    priority: u32,
}

impl Entries {
    fn add(&mut self, entry: &JsValue) {
        let id = || text(entry, "id").unwrap_or_default();
        match text(entry, "type").as_deref() {
            Some("local-candidate") => {
                self.local.insert(id(), kind(entry));
            }
            Some("remote-candidate") => {
                let remote = Remote {
                    kind: kind(entry),
                    port: count(entry, "port")
                        .and_then(|port| u16::try_from(port).ok())
                        .unwrap_or_default(),
                    priority: count(entry, "priority").unwrap_or_default(),
                };
                self.remote.insert(id(), remote);
            }
            Some("candidate-pair") => self.pairs.push(entry.clone()),
            _ => {}
        }
    }

    fn into_snapshot(self) -> Snapshot {
        let tags = self
            .remote
            .values()
            .filter(|remote| remote.kind == Kind::PeerReflexive)
            .map(|remote| remote.priority)
            .collect();
        Snapshot {
            pairs: self
                .pairs
                .iter()
                .filter_map(|pair| self.pair(pair))
                .collect(),
            tags,
            ..Snapshot::default()
        }
    }

    fn pair(&self, entry: &JsValue) -> Option<Pair> {
        let remote = self.remote.get(&text(entry, "remoteCandidateId")?)?;
        let local = self.local.get(&text(entry, "localCandidateId")?);
        Some(Pair {
            local: local.copied().unwrap_or(Kind::Other),
            remote: remote.kind,
            remote_port: remote.port,
            state: state(entry),
            requests_sent: count(entry, "requestsSent"),
            responses: count(entry, "responsesReceived").unwrap_or_default(),
            round_trip: round_trip(entry),
        })
    }
}

fn state_of(connection: &JsValue) -> Connection {
    match text(connection, "connectionState").as_deref() {
        Some("connected") => Connection::Connected,
        Some("failed") => Connection::Failed,
        _ => Connection::UnderWay,
    }
}

fn kind(entry: &JsValue) -> Kind {
    match text(entry, "candidateType").as_deref() {
        Some("host") => Kind::Host,
        Some("prflx") => Kind::PeerReflexive,
        _ => Kind::Other,
    }
}

fn state(entry: &JsValue) -> State {
    match text(entry, "state").as_deref() {
        Some("in-progress") => State::InProgress,
        Some("succeeded") => State::Succeeded,
        Some("failed") => State::Failed,
        _ => State::Waiting,
    }
}

/// The last round trip; a browser reports 0 if it is not known.
fn round_trip(entry: &JsValue) -> Option<Duration> {
    let seconds = field(entry, "currentRoundTripTime")?.as_f64()?;
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|round_trip| !round_trip.is_zero())
}

fn text(entry: &JsValue, name: &str) -> Option<String> {
    field(entry, name)?.as_string()
}

/// A count, limited to the greatest value that fits.
fn count(entry: &JsValue, name: &str) -> Option<u32> {
    let number = field(entry, name)?.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float saturates, which is what is wanted"
    )]
    Some(number as u32)
}

fn field(entry: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(entry, &JsValue::from_str(name)).ok()
}
