//! The techniques that are tried, and whether what was seen is what should be seen.

use serde::{Deserialize, Serialize};

/// A technique that is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Check {
    /// WebRTC is there, and may use UDP.
    Webrtc,
    /// Many UDP ports are asked at the pace of a run.
    ManyPorts,
    /// Ports do not answer, on the page's own orders.
    Silence,
    /// Many UDP ports are asked at once, by as many connections as this browser gets.
    ManyConnections,
    /// ICE over TCP reaches a port that is open.
    TcpOpen,
    /// ICE over TCP is refused by a port that is closed.
    TcpClosed,
    /// The far end sends checks from endpoints that were not asked.
    OwnChecks,
    /// STUN servers report mapped addresses.
    Mapping,
    /// A DTLS handshake with the far end finishes.
    Dtls,
    /// A stream runs to its end.
    Feed,
}

impl Check {
    /// All of them, in the order in which they are tried.
    pub(crate) const ALL: [Self; 10] = [
        Self::Webrtc,
        Self::ManyPorts,
        Self::Silence,
        Self::ManyConnections,
        Self::TcpOpen,
        Self::TcpClosed,
        Self::OwnChecks,
        Self::Mapping,
        Self::Dtls,
        Self::Feed,
    ];

    /// As in a link and in the page's attributes.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Webrtc => "webrtc",
            Self::ManyPorts => "many-ports",
            Self::Silence => "silence",
            Self::ManyConnections => "many-connections",
            Self::TcpOpen => "tcp-open",
            Self::TcpClosed => "tcp-closed",
            Self::OwnChecks => "own-checks",
            Self::Mapping => "mapping",
            Self::Dtls => "dtls",
            Self::Feed => "feed",
        }
    }

    /// What should be seen.
    pub(crate) const fn expected(self) -> &'static str {
        match self {
            Self::Webrtc => "The browser offers a UDP candidate",
            Self::ManyPorts => "All UDP ports answer, asked one after the other",
            Self::Silence => "UDP ports that get no answer are shown as sent and silent",
            Self::ManyConnections => "All UDP ports answer, asked at the same time",
            Self::TcpOpen => "An open TCP port answers",
            Self::TcpClosed => "A closed TCP port is shown as refused",
            Self::OwnChecks => "Checks of the far end from other endpoints are shown",
            Self::Mapping => "STUN servers report how this device is seen",
            Self::Dtls => "A DTLS handshake finishes",
            Self::Feed => "A stream runs to its end",
        }
    }
}

/// Whether what was seen is what should be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    AsExpected,
    Different,
    /// This network or this far end does not allow a conclusion about the browser.
    NotTested,
}

impl Verdict {
    /// As in a link and in the page's attributes.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::AsExpected => "as-expected",
            Self::Different => "different",
            Self::NotTested => "not-tested",
        }
    }

    /// For readers.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::AsExpected => "as expected",
            Self::Different => "different",
            Self::NotTested => "not tested",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_a_link() {
        for check in Check::ALL {
            let json = serde_json::to_string(&check).expect("JSON");
            assert_eq!(json, format!("\"{}\"", check.as_str()));
        }
        for verdict in [Verdict::AsExpected, Verdict::Different, Verdict::NotTested] {
            let json = serde_json::to_string(&verdict).expect("JSON");
            assert_eq!(json, format!("\"{}\"", verdict.as_str()));
        }
    }
}
