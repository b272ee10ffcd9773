//! What passed between two endpoints, for a user who compares it with the log of a firewall.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use camcheck_core::model::failure::TcpFailure;

/// The receiver of flows.
pub(crate) type OnFlow = Arc<dyn Fn(&Flow) + Send + Sync>;

/// A flow that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// When its first packet was sent.
    pub began: SystemTime,
    /// The device's side.
    pub local: SocketAddr,
    /// The other side.
    pub remote: SocketAddr,
    /// How it ended.
    pub result: FlowResult,
}

/// How a flow ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowResult {
    /// A TCP connection whose service answered, after this time.
    Answered(Duration),
    /// A TCP connection that failed, after this time.
    Failed(TcpFailure, Duration),
    /// A TCP connection that was abandoned, after this time.
    GivenUp(Duration),
    /// Datagrams.
    Datagrams(Exchanged),
}

/// Datagrams of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exchanged {
    /// How many were sent; none if the other side sent without being asked.
    pub sent: u32,
    /// How many came back.
    pub received: u32,
    /// From the first that was sent to the first that came back.
    pub first_after: Option<Duration>,
    /// An ICMP error came back.
    pub unreachable: bool,
}

impl FlowResult {
    /// The name of the protocol in a firewall's log.
    #[must_use]
    pub const fn protocol(self) -> &'static str {
        match self {
            Self::Answered(_) | Self::Failed(..) | Self::GivenUp(_) => "TCP",
            Self::Datagrams(_) => "UDP",
        }
    }
}

impl fmt::Display for FlowResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(after) => write!(f, "answered, {} ms", after.as_millis()),
            Self::Failed(failure, after) => write!(f, "{failure}, {} ms", after.as_millis()),
            Self::GivenUp(after) => write!(f, "no answer, {} ms", after.as_millis()),
            Self::Datagrams(exchanged) => exchanged.fmt(f),
        }
    }
}

impl fmt::Display for Exchanged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sent, received, .. } = self;
        match self.first_after {
            Some(after) => write!(f, "answered, {} ms", after.as_millis())?,
            None if *received > 0 => write!(f, "unsolicited")?,
            None if self.unreachable => write!(f, "unreachable (ICMP)")?,
            None => write!(f, "no answer")?,
        }
        write!(f, ", {sent} sent, {received} received")
    }
}

/// A TCP connection, from before it opens. If it is dropped, it was given up.
#[derive(Default)]
pub(crate) struct Opening(Option<Told>);

struct Told {
    began: (SystemTime, Instant),
    local: SocketAddr,
    remote: SocketAddr,
    on_flow: OnFlow,
}

impl Opening {
    pub(super) fn told(local: SocketAddr, remote: SocketAddr, on_flow: &OnFlow) -> Self {
        Self(Some(Told {
            began: now(),
            local,
            remote,
            on_flow: Arc::clone(on_flow),
        }))
    }

    /// The connection was used, with this result.
    pub(crate) fn ended<T>(mut self, result: &Result<T, TcpFailure>) {
        self.tell(|after| match result {
            Ok(_) => FlowResult::Answered(after),
            Err(failure) => FlowResult::Failed(*failure, after),
        });
    }

    fn tell(&mut self, result: impl FnOnce(Duration) -> FlowResult) {
        if let Some(told) = self.0.take() {
            let (began, clock) = told.began;
            (told.on_flow)(&Flow {
                began,
                local: told.local,
                remote: told.remote,
                result: result(clock.elapsed()),
            });
        }
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        self.tell(FlowResult::GivenUp);
    }
}

/// The flows of one UDP socket, which are reported when it is closed.
pub(crate) struct DatagramFlows {
    local: SocketAddr,
    flows: Mutex<Flows>,
    on_flow: OnFlow,
}

/// A sweep has 64,511 of them.
#[derive(Default)]
struct Flows {
    /// In the order in which they began.
    counted: Vec<Counted>,
    /// Their places by the other side's endpoint.
    places: Vec<(SocketAddr, usize)>,
}

struct Counted {
    began: (SystemTime, Instant),
    remote: SocketAddr,
    exchanged: Exchanged,
}

impl DatagramFlows {
    pub(super) fn told(local: SocketAddr, on_flow: &OnFlow) -> Self {
        Self {
            local,
            flows: Mutex::default(),
            on_flow: Arc::clone(on_flow),
        }
    }

    pub(crate) fn sent(&self, to: SocketAddr) {
        self.note(to, &|flow| flow.exchanged.sent += 1);
    }

    pub(crate) fn received(&self, from: SocketAddr) {
        self.note(from, &|flow| {
            flow.exchanged.received += 1;
            if flow.exchanged.sent > 0 && flow.exchanged.first_after.is_none() {
                flow.exchanged.first_after = Some(flow.began.1.elapsed());
            }
        });
    }

    pub(crate) fn unreachable(&self, to: SocketAddr) {
        self.note(to, &|flow| flow.exchanged.unreachable = true);
    }

    fn note(&self, remote: SocketAddr, change: &dyn Fn(&mut Counted)) {
        let mut flows = self.flows();
        let flows = &mut *flows;
        let place = flows.places.binary_search_by_key(&remote, |place| place.0);
        let place = match place {
            Ok(known) => flows.places.get(known).map_or(0, |place| place.1),
            Err(at) => {
                flows.places.insert(at, (remote, flows.counted.len()));
                flows.counted.push(Counted {
                    began: now(),
                    remote,
                    exchanged: Exchanged::default(),
                });
                flows.counted.len() - 1
            }
        };
        if let Some(flow) = flows.counted.get_mut(place) {
            change(flow);
        }
    }

    fn flows(&self) -> MutexGuard<'_, Flows> {
        self.flows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for DatagramFlows {
    fn drop(&mut self) {
        for flow in &self.flows().counted {
            (self.on_flow)(&Flow {
                began: flow.began.0,
                local: self.local,
                remote: flow.remote,
                result: FlowResult::Datagrams(flow.exchanged),
            });
        }
    }
}

/// The time for the user, and the one to measure with.
fn now() -> (SystemTime, Instant) {
    (SystemTime::now(), Instant::now())
}

#[cfg(test)]
mod tests {
    use camcheck_core::model::failure::{Cause, Layer};

    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    /// What is reported, as lines.
    fn collecting() -> (OnFlow, Arc<Mutex<Vec<String>>>) {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&lines);
        let on_flow: OnFlow = Arc::new(move |flow: &Flow| {
            let result = flow.result.to_string();
            // The times differ from run to run.
            let words = result.split(", ").filter(|word| !word.ends_with(" ms"));
            let words: Vec<_> = words.collect();
            let line = format!(
                "{} {} {}",
                flow.result.protocol(),
                flow.remote,
                words.join(", ")
            );
            told.lock().unwrap().push(line);
        });
        (on_flow, lines)
    }

    #[test]
    fn datagrams_are_counted_by_endpoint_and_told_in_their_order() {
        let (on_flow, lines) = collecting();
        let flows = DatagramFlows::told(address("192.0.2.1:5"), &on_flow);
        let [silent, answering, closed, stranger] = [
            "203.0.113.9:9",
            "203.0.113.1:1",
            "203.0.113.2:2",
            "203.0.113.3:3",
        ]
        .map(address);
        flows.sent(silent);
        flows.sent(silent);
        flows.sent(answering);
        flows.received(answering);
        flows.sent(closed);
        flows.unreachable(closed);
        flows.received(stranger);
        assert_eq!(*lines.lock().unwrap(), [""; 0]);
        drop(flows);
        assert_eq!(
            *lines.lock().unwrap(),
            [
                "UDP 203.0.113.9:9 no answer, 2 sent, 0 received",
                "UDP 203.0.113.1:1 answered, 1 sent, 1 received",
                "UDP 203.0.113.2:2 unreachable (ICMP), 1 sent, 0 received",
                "UDP 203.0.113.3:3 unsolicited, 0 sent, 1 received",
            ]
        );
    }

    #[test]
    fn a_connection_is_told_once_however_it_ends() {
        let (on_flow, lines) = collecting();
        let open = || Opening::told(address("192.0.2.1:5"), address("203.0.113.1:443"), &on_flow);
        open().ended(&Ok(()));
        open().ended::<()>(&Err(TcpFailure {
            layer: Layer::Tls,
            cause: Cause::Reset,
        }));
        drop(open());
        assert_eq!(
            *lines.lock().unwrap(),
            [
                "TCP 203.0.113.1:443 answered",
                "TCP 203.0.113.1:443 tls: reset",
                "TCP 203.0.113.1:443 no answer",
            ]
        );
    }
}
