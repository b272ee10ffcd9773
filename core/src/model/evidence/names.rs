//! The stable names of evidence.

use std::fmt;
use std::str::FromStr;

use super::name::Name;
use crate::model::failure::TcpFailure;
use crate::support::names::{Unknown, names};

names! {
    /// What was done.
    Test {
        /// A request over HTTPS to a server of ours, or to a destination.
        Https = "https",
        /// A STUN Binding request over TCP (RFC 8489 section 6.2.2).
        StunTcp = "stun-tcp",
        /// The same over TLS.
        StunTls = "stun-tls",
        /// An MQTT 3.1.1 CONNECT over TLS.
        Mqtt = "mqtt",
        /// A TLS handshake.
        Tls = "tls",
        /// A TLS handshake at the address at which the far end finds the host.
        Elsewhere = "elsewhere",
        /// Whose certificates and DNS the device uses.
        TrustStore = "trust-store",
        /// Whether a web proxy lies in between.
        WebProxy = "web-proxy",
        /// An ICE check over TCP (RFC 6544).
        IceTcp = "ice-tcp",
        /// A request over plain HTTP, which a captive portal answers.
        Portal = "portal",
        /// A stand-in host of a domain.
        Site = "site",
        /// A destination that this vantage cannot speak to.
        Destination = "destination",
        /// What an independent observer sees of the same target.
        Control = "control",
        /// STUN over UDP to a sample of ports, or to all.
        UdpGrid = "udp-grid",
        /// The same once more, to ports that stayed silent.
        UdpRetest = "udp-retest",
        /// The far end's record of ports.
        Receipts = "receipts",
        /// A DTLS handshake.
        Dtls = "dtls",
        /// UDP datagrams that are not STUN.
        PlainUdp = "plain-udp",
        /// The firewall of the device itself.
        HostFirewall = "host-firewall",
        /// The device's address inside and outside.
        NatPresence = "nat-presence",
        /// The mapping of one socket (RFC 5780 section 4.3).
        NatMapping = "nat-mapping",
        /// A packet from an endpoint that was not contacted (RFC 5780 section 4.4).
        NatFiltering = "nat-filtering",
        /// A video-like stream from the site.
        FeedUp = "feed-up",
        /// A video-like stream to the site.
        FeedDown = "feed-down",
        /// UDP in fragments.
        Fragments = "fragments",
        /// A packet that may not be fragmented.
        LargePacket = "large-packet",
        /// A SIP message over UDP.
        Sip = "sip",
        /// A packet to a UDP socket that was idle.
        IdleUdp = "idle-udp",
        /// Bulk data from the site over TCP.
        LoadUp = "load-up",
        /// Bulk data to the site over TCP.
        LoadDown = "load-down",
        /// An NTP request (RFC 5905).
        Ntp = "ntp",
    }
}

names! {
    /// To what, where that is not an address.
    Target {
        /// The device that measures.
        OwnDevice = "own-device",
        /// The network between the device and the far end.
        InBetween = "in-between",
        /// From the contacted address, another port.
        OtherPort = "other-port",
        /// From the alternate address, the same port.
        OtherAddress = "other-address",
        /// From the alternate address, another port.
        OtherAddressAndPort = "other-address-and-port",
    }
}

impl From<Target> for Name<Target> {
    fn from(target: Target) -> Self {
        Self::Known(target)
    }
}

impl From<String> for Name<Target> {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

names! {
    /// What was seen, where nothing failed at a layer of TCP.
    Seen {
        /// The firewall drops packets that the device did not ask for.
        DropsUnsolicited = "drops-unsolicited",
        /// Answered in protocol.
        Answered = "answered",
        /// A page cannot know it.
        TrustStoreUnknown = "trust-store-unknown",
        /// Ports got through that web proxies refuse by default.
        ProxyUnlikely = "proxy-unlikely",
        /// All of the sample is open.
        Open = "open",
        /// Some of the sample is open.
        PartlyOpen = "partly-open",
        /// Nothing arrives.
        Silent = "silent",
        /// It arrives.
        Arrived = "arrived",
        /// No answer.
        NoAnswer = "no-answer",
        /// It was not tested.
        NotTested = "not-tested",
        /// The far end answered from the contacted endpoint, which it was not asked for.
        NotChanged = "not-changed",
        /// This vantage cannot test it.
        NotPossibleHere = "not-possible-here",
        /// A second far end reaches it.
        OpenForAWitness = "open-for-a-witness",
        /// A second far end does not reach it either.
        ClosedForAWitness = "closed-for-a-witness",
        /// By its own account the far end listens there.
        ListeningUnwitnessed = "listening-unwitnessed",
        /// By its own account the far end does not listen there.
        NotListening = "not-listening",
        /// No second look from outside.
        Unwitnessed = "unwitnessed",
        /// The host does not answer the far end.
        FailsForOurServer = "fails-for-our-server",
        /// The host answers the far end.
        AnswersOurServer = "answers-our-server",
        /// The same address inside and outside.
        SameAddress = "same-address",
        /// Another address outside.
        OtherAddress = "other-address",
        /// Silent in two batches, while ports that had answered still did.
        SilentTwice = "silent-twice",
        /// Silent once more, where no port answers that could be a control.
        SilentAgain = "silent-again",
        /// Silent, but not proven to be blocked.
        SilentUnproven = "silent-unproven",
        /// The far end saw the packets; its answers do not arrive.
        AnswersLost = "answers-lost",
        /// The handshake came to its end.
        Finished = "finished",
        /// STUN was answered, the handshake did not come to its end.
        Unfinished = "unfinished",
        /// STUN was answered, the handshake was refused.
        Refused = "refused",
        /// Not even STUN was answered.
        Unreached = "unreached",
        /// The far end offers no DTLS.
        NoDtls = "no-dtls",
        /// The stream ran.
        Streamed = "streamed",
        /// The connection came about, the stream did not begin.
        NoStart = "no-start",
        /// The far end was streaming to too many others.
        Busy = "busy",
        /// It arrived as it was sent.
        Unchanged = "unchanged",
        /// It arrived, and was changed on the way.
        Rewritten = "rewritten",
        /// The path reported that it is too large.
        TooLarge = "too-large",
        /// It does not arrive, while smaller ones do.
        Vanished = "vanished",
        /// It does not arrive any more, while an answer still does.
        Forgotten = "forgotten",
        /// It was transferred.
        Transferred = "transferred",
        /// Another server answered.
        AnotherAnswered = "another-answered",
    }
}

/// What came of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Anything but a failure of a TCP service.
    Seen(Seen),
    /// A TCP service failed, at this layer and for this cause.
    Failed(TcpFailure),
}

impl From<Seen> for Outcome {
    fn from(seen: Seen) -> Self {
        Self::Seen(seen)
    }
}

impl From<Result<(), TcpFailure>> for Outcome {
    fn from(result: Result<(), TcpFailure>) -> Self {
        result.map_or_else(Self::Failed, |()| Self::Seen(Seen::Answered))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seen(seen) => seen.fmt(f),
            Self::Failed(failure) => failure.fmt(f),
        }
    }
}

impl FromStr for Outcome {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(": ") {
            Some((layer, cause)) => Ok(Self::Failed(TcpFailure {
                layer: layer.parse()?,
                cause: cause.parse()?,
            })),
            None => text.parse().map(Self::Seen),
        }
    }
}

impl PartialEq<Seen> for Name<Outcome> {
    fn eq(&self, other: &Seen) -> bool {
        *self == Outcome::Seen(*other)
    }
}

names! {
    /// What else is known of an observation.
    Detail {
        /// In a joined report: who measured it.
        Vantage = "vantage",
        /// The address of a host that was asked by its name.
        Address = "address",
        /// The issuer of the certificate that was shown.
        Issuer = "issuer",
        /// How sure it is that something on the way opens TLS.
        Interception = "interception",
        /// How often it was tried.
        Tries = "tries",
        /// Which of several sockets.
        Socket = "socket",
        /// The address and port that the far end saw.
        Mapped = "mapped",
        /// What the name resolved to.
        Resolved = "resolved",
        /// How long that took, in milliseconds.
        ResolvedInMs = "resolved-in-ms",
        /// The error of the far end's own attempt.
        Error = "error",
        /// UDP ports or ranges.
        Ports = "ports",
        /// How many ports were tried.
        Sampled = "sampled",
        /// How many of them are open.
        Open = "open",
        /// How many of them answered.
        Answered = "answered",
        /// How many of them the far end saw.
        SeenByFarEnd = "seen",
        /// Whether the far end saw the first message of a handshake.
        HelloSeen = "hello-seen",
        /// How many of them an ICMP error refused.
        Refused = "refused",
        /// Ports of which carriers filter answers.
        FilteredUpstream = "filtered-upstream",
        /// The port at which a sweep stopped.
        StoppedAt = "stopped-at",
        /// How many of them could not be measured.
        NotMeasured = "not-measured",
        /// What carried a stream, where that is not a data channel over DTLS.
        Carrier = "carrier",
        /// Seconds of a stream in which video would have worked.
        GoodSeconds = "good-seconds",
        /// Seconds of a stream that show something of the network.
        MeasuredSeconds = "measured-seconds",
        /// Packets of a hundred that were lost or late, on average.
        LostPercent = "lost-percent",
        /// The largest jitter of a second, in milliseconds.
        JitterMs = "jitter-ms",
        /// Bytes of a packet or a transfer.
        Bytes = "bytes",
        /// Which way.
        Way = "way",
        /// The largest packet of the path, in bytes.
        PathMtu = "path-mtu",
        /// For how many seconds nothing was sent.
        IdleSeconds = "idle-seconds",
        /// Megabits a second.
        Mbps = "mbps",
        /// The device's address inside.
        Inside = "inside",
        /// Its address outside.
        Outside = "outside",
    }
}

names! {
    /// The values of details that are words.
    Word {
        /// The page measured it.
        Page = "page",
        /// The program measured it.
        Native = "native",
        /// It is certain.
        Certain = "certain",
        /// It is likely.
        Likely = "likely",
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Datagrams that look like SRTP, without a DTLS handshake before.
        Rtp = "rtp",
        /// From the site.
        Out = "out",
        /// To the site.
        In = "in",
        /// From the site and back.
        OutAndBack = "out-and-back",
    }
}
