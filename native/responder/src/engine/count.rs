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
    /// Dropped: begins like RTP, and is neither of a feed nor a hello that may begin one.
    RtpDropped,
    /// Dropped: on a DTLS connection, and not what a feed needs.
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
    /// A TCP connection was closed before it sent anything: too many.
    TcpRefused,
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

impl Event {
    const COUNT: usize = 42;

    /// The metric's name and its label, as Prometheus wants them.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::UdpRequest => "requests_total{transport=\"udp\"}",
            Self::StreamRequest => "requests_total{transport=\"tcp\"}",
            Self::UdpAnswer => "answers_total{transport=\"udp\"}",
            Self::OwnCheckSent => "own_checks_total",
            Self::UnknownAttribute => "errors_total{code=\"420\"}",
            Self::Refused => "refused_total{kind=\"stun\"}",
            Self::RefusedSilently => "refused_total{kind=\"stun-silent\"}",
            Self::RunRefused => "refused_total{kind=\"run\"}",
            Self::RunDropped => "refused_total{kind=\"run-ended-early\"}",
            Self::ReceiptsDropped => "refused_total{kind=\"receipts-dropped\"}",
            Self::Unrecorded => "refused_total{kind=\"booking\"}",
            Self::DtlsRefused => "refused_total{kind=\"dtls\"}",
            Self::FeedRefused => "refused_total{kind=\"feed\"}",
            Self::PathTestRefused => "refused_total{kind=\"path-test\"}",
            Self::LoadRefused => "refused_total{kind=\"load\"}",
            Self::TcpRefused => "refused_total{kind=\"tcp\"}",
            Self::HttpRefused => "refused_total{kind=\"http\"}",
            Self::NotStun => "dropped_total{kind=\"not-stun\"}",
            Self::NotARequest => "dropped_total{kind=\"not-a-request\"}",
            Self::Malformed => "dropped_total{kind=\"malformed\"}",
            Self::ForeignCheck => "dropped_total{kind=\"foreign-check\"}",
            Self::BadIntegrity => "dropped_total{kind=\"bad-integrity\"}",
            Self::OwnCheckReturned => "dropped_total{kind=\"own-check-returned\"}",
            Self::BadSource => "dropped_total{kind=\"bad-source\"}",
            Self::DtlsUnknown => "dropped_total{kind=\"dtls-unknown\"}",
            Self::DtlsStray => "dropped_total{kind=\"dtls-stray\"}",
            Self::RtpDropped => "dropped_total{kind=\"rtp\"}",
            Self::SctpDropped => "dropped_total{kind=\"sctp\"}",
            Self::TcpGarbage => "dropped_total{kind=\"tcp-garbage\"}",
            Self::TlsFailed => "dropped_total{kind=\"tls-failed\"}",
            Self::RunCreated => "runs_total",
            Self::DtlsBegun => "dtls_handshakes_total{state=\"begun\"}",
            Self::DtlsFinished => "dtls_handshakes_total{state=\"finished\"}",
            Self::FeedBegun => "feeds_total",
            Self::PlainAnswered => "plain_datagrams_total",
            Self::PathTestAnswered => "path_test_datagrams_total",
            Self::SipNoted => "sip_messages_total",
            Self::NtpAnswered => "ntp_answers_total",
            Self::LoadBegun => "loads_total",
            Self::TcpConnection => "tcp_connections_total",
            Self::Mqtt => "mqtt_connects_total",
            Self::HttpRequest => "http_requests_total",
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
    /// All of them, those of one metric together.
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
