//! What is counted, and under which names.

use camcheck_codec::stun::ParseError;

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// A STUN request over UDP.
    UdpRequest,
    /// A STUN success response over UDP.
    UdpAnswer,
    /// A check of the far end's own.
    OwnCheckSent,
    /// A STUN request over TCP or TLS.
    StreamRequest,
    /// Answered with error 420.
    UnknownAttribute,
    /// Over budget.
    Refused,
    /// Over budget, and without an answer that reports it.
    RefusedSilently,
    /// Dropped: not STUN.
    NotStun,
    /// Dropped: not a Binding request.
    NotARequest,
    /// Dropped: a malformed attribute, a wrong FINGERPRINT, or too long.
    Malformed,
    /// Dropped: an ICE check that carries no orders.
    ForeignCheck,
    /// Dropped: an ICE check without proper MESSAGE-INTEGRITY.
    BadIntegrity,
    /// Dropped: an own check of a far end.
    OwnCheckReturned,
    /// Dropped: a source address that cannot be answered.
    BadSource,
    /// A run was permitted.
    RunCreated,
    /// A run was refused.
    RunRefused,
    /// A live run ended early to make room for another one.
    RunDropped,
    /// The receipts of a live run were dropped to make room for others.
    ReceiptsDropped,
    /// A request that names a live run is not in its receipts.
    Unrecorded,
    /// A DTLS handshake began.
    DtlsBegun,
    /// A DTLS handshake finished.
    DtlsFinished,
    /// A DTLS handshake over budget.
    DtlsRefused,
    /// Dropped: a ClientHello from a source for which no run vouches.
    DtlsUnknown,
    /// Dropped: DTLS that belongs to no handshake.
    DtlsStray,
    /// A feed began.
    FeedBegun,
    /// A feed over budget.
    FeedRefused,
    /// Dropped: begins like RTP, but neither belongs to a feed nor is a hello that may begin one.
    RtpDropped,
    /// Dropped: arrived on a DTLS connection, but is not part of a feed.
    SctpDropped,
    /// A plain datagram under a live run.
    PlainAnswered,
    /// A test of the path was answered, at once or late.
    PathTestAnswered,
    /// A test of the path over budget.
    PathTestRefused,
    /// A SIP message under a live run.
    SipNoted,
    /// An NTP request was answered.
    NtpAnswered,
    /// A transfer of bulk data began.
    LoadBegun,
    /// A transfer of bulk data over budget.
    LoadRefused,
    /// A TCP connection.
    TcpConnection,
    /// A TCP connection was closed to make room for another one.
    TcpRefused,
    /// A TLS handshake over budget.
    TlsRefused,
    /// A TCP connection with an unknown protocol, or without data in time.
    TcpGarbage,
    /// A TLS handshake that did not finish.
    TlsFailed,
    /// An MQTT CONNECT.
    Mqtt,
    /// An HTTP request.
    HttpRequest,
    /// An HTTP request over budget.
    HttpRefused,
}

/// A counter of the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counter {
    /// STUN requests.
    Requests,
    /// STUN success answers.
    Answers,
    /// Own checks that were sent.
    OwnChecks,
    /// STUN errors for unknown attributes.
    Errors,
    /// What was refused because of a budget or a limit.
    Refused,
    /// What was invalid or unexpected.
    Dropped,
    /// Runs that were permitted.
    Runs,
    /// DTLS handshakes.
    DtlsHandshakes,
    /// Feeds that began.
    Feeds,
    /// Plain datagrams that were answered.
    PlainDatagrams,
    /// Tests of the path that were answered, at once or late.
    PathTestDatagrams,
    /// SIP messages under a live run.
    SipMessages,
    /// NTP requests that were answered.
    NtpAnswers,
    /// Transfers of bulk data that began.
    Loads,
    /// TCP connections.
    TcpConnections,
    /// MQTT CONNECT.
    MqttConnects,
    /// HTTP requests.
    HttpRequests,
}

impl Counter {
    /// All of them.
    pub(crate) const ALL: [Self; 17] = [
        Self::Requests,
        Self::Answers,
        Self::OwnChecks,
        Self::Errors,
        Self::Refused,
        Self::Dropped,
        Self::Runs,
        Self::DtlsHandshakes,
        Self::Feeds,
        Self::PlainDatagrams,
        Self::PathTestDatagrams,
        Self::SipMessages,
        Self::NtpAnswers,
        Self::Loads,
        Self::TcpConnections,
        Self::MqttConnects,
        Self::HttpRequests,
    ];

    /// Its name, the name of its label, and what it counts.
    pub(crate) const fn described(self) -> (&'static str, Option<&'static str>, &'static str) {
        match self {
            Self::Requests => ("requests", Some("transport"), "STUN requests"),
            Self::Answers => ("answers", Some("transport"), "STUN success answers"),
            Self::OwnChecks => ("own_checks", None, "Own checks that were sent"),
            Self::Errors => ("errors", Some("code"), "STUN errors for unknown attributes"),
            Self::Refused => (
                "refused",
                Some("kind"),
                "What was refused because of a budget or a limit",
            ),
            Self::Dropped => ("dropped", Some("kind"), "What was invalid or unexpected"),
            Self::Runs => ("runs", None, "Runs that were permitted"),
            Self::DtlsHandshakes => ("dtls_handshakes", Some("state"), "DTLS handshakes"),
            Self::Feeds => ("feeds", None, "Feeds that began"),
            Self::PlainDatagrams => (
                "plain_datagrams",
                None,
                "Plain datagrams that were answered",
            ),
            Self::PathTestDatagrams => (
                "path_test_datagrams",
                None,
                "Tests of the path that were answered, at once or late",
            ),
            Self::SipMessages => ("sip_messages", None, "SIP messages under a live run"),
            Self::NtpAnswers => ("ntp_answers", None, "NTP requests that were answered"),
            Self::Loads => ("loads", None, "Transfers of bulk data that began"),
            Self::TcpConnections => ("tcp_connections", None, "TCP connections"),
            Self::MqttConnects => ("mqtt_connects", None, "MQTT CONNECT"),
            Self::HttpRequests => ("http_requests", None, "HTTP requests"),
        }
    }
}

impl Event {
    const COUNT: usize = 43;

    /// The counter in which it is counted, and the value of its label; empty if the counter has no
    /// label.
    pub(crate) const fn place(self) -> (Counter, &'static str) {
        match self {
            Self::UdpRequest => (Counter::Requests, "udp"),
            Self::StreamRequest => (Counter::Requests, "tcp"),
            Self::UdpAnswer => (Counter::Answers, "udp"),
            Self::OwnCheckSent => (Counter::OwnChecks, ""),
            Self::UnknownAttribute => (Counter::Errors, "420"),
            Self::Refused => (Counter::Refused, "stun"),
            Self::RefusedSilently => (Counter::Refused, "stun-silent"),
            Self::RunRefused => (Counter::Refused, "run"),
            Self::RunDropped => (Counter::Refused, "run-ended-early"),
            Self::ReceiptsDropped => (Counter::Refused, "receipts-dropped"),
            Self::Unrecorded => (Counter::Refused, "booking"),
            Self::DtlsRefused => (Counter::Refused, "dtls"),
            Self::FeedRefused => (Counter::Refused, "feed"),
            Self::PathTestRefused => (Counter::Refused, "path-test"),
            Self::LoadRefused => (Counter::Refused, "load"),
            Self::TcpRefused => (Counter::Refused, "tcp"),
            Self::TlsRefused => (Counter::Refused, "tls"),
            Self::HttpRefused => (Counter::Refused, "http"),
            Self::NotStun => (Counter::Dropped, "not-stun"),
            Self::NotARequest => (Counter::Dropped, "not-a-request"),
            Self::Malformed => (Counter::Dropped, "malformed"),
            Self::ForeignCheck => (Counter::Dropped, "foreign-check"),
            Self::BadIntegrity => (Counter::Dropped, "bad-integrity"),
            Self::OwnCheckReturned => (Counter::Dropped, "own-check-returned"),
            Self::BadSource => (Counter::Dropped, "bad-source"),
            Self::DtlsUnknown => (Counter::Dropped, "dtls-unknown"),
            Self::DtlsStray => (Counter::Dropped, "dtls-stray"),
            Self::RtpDropped => (Counter::Dropped, "rtp"),
            Self::SctpDropped => (Counter::Dropped, "sctp"),
            Self::TcpGarbage => (Counter::Dropped, "tcp-garbage"),
            Self::TlsFailed => (Counter::Dropped, "tls-failed"),
            Self::RunCreated => (Counter::Runs, ""),
            Self::DtlsBegun => (Counter::DtlsHandshakes, "begun"),
            Self::DtlsFinished => (Counter::DtlsHandshakes, "finished"),
            Self::FeedBegun => (Counter::Feeds, ""),
            Self::PlainAnswered => (Counter::PlainDatagrams, ""),
            Self::PathTestAnswered => (Counter::PathTestDatagrams, ""),
            Self::SipNoted => (Counter::SipMessages, ""),
            Self::NtpAnswered => (Counter::NtpAnswers, ""),
            Self::LoadBegun => (Counter::Loads, ""),
            Self::TcpConnection => (Counter::TcpConnections, ""),
            Self::Mqtt => (Counter::MqttConnects, ""),
            Self::HttpRequest => (Counter::HttpRequests, ""),
        }
    }
}

impl From<ParseError> for Event {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::NotStun => Self::NotStun,
            ParseError::NotBinding | ParseError::WrongClass => Self::NotARequest,
            ParseError::TooLong | ParseError::Fingerprint | ParseError::BadAttribute(_) => {
                Self::Malformed
            }
        }
    }
}

/// How often each event happened.
#[derive(Debug, Clone)]
pub(crate) struct Counts([u64; Event::COUNT]);

impl Default for Counts {
    fn default() -> Self {
        Self([0; Event::COUNT])
    }
}

impl Counts {
    /// One more.
    pub(crate) fn add(&mut self, event: Event) {
        if let Some(count) = self.0.get_mut(event as usize) {
            *count += 1;
        }
    }

    /// How many so far.
    pub(crate) fn get(&self, event: Event) -> u64 {
        self.0.get(event as usize).copied().unwrap_or_default()
    }
}

impl Event {
    /// All of them.
    pub(crate) const ALL: [Self; Self::COUNT] = [
        Self::UdpRequest,
        Self::StreamRequest,
        Self::UdpAnswer,
        Self::OwnCheckSent,
        Self::UnknownAttribute,
        Self::Refused,
        Self::RefusedSilently,
        Self::RunRefused,
        Self::RunDropped,
        Self::ReceiptsDropped,
        Self::Unrecorded,
        Self::DtlsRefused,
        Self::FeedRefused,
        Self::PathTestRefused,
        Self::LoadRefused,
        Self::TcpRefused,
        Self::TlsRefused,
        Self::HttpRefused,
        Self::NotStun,
        Self::NotARequest,
        Self::Malformed,
        Self::ForeignCheck,
        Self::BadIntegrity,
        Self::OwnCheckReturned,
        Self::BadSource,
        Self::DtlsUnknown,
        Self::DtlsStray,
        Self::RtpDropped,
        Self::SctpDropped,
        Self::TcpGarbage,
        Self::TlsFailed,
        Self::RunCreated,
        Self::DtlsBegun,
        Self::DtlsFinished,
        Self::FeedBegun,
        Self::PlainAnswered,
        Self::PathTestAnswered,
        Self::SipNoted,
        Self::NtpAnswered,
        Self::LoadBegun,
        Self::TcpConnection,
        Self::Mqtt,
        Self::HttpRequest,
    ];
}
