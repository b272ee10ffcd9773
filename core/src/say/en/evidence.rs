//! Observations.

use super::English;
use crate::model::evidence::{Detail, Seen, Target, Test, Word};
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::say::texts::EvidenceTexts;

impl EvidenceTexts for English {
    fn test(&self, test: Test) -> &'static str {
        match test {
            Test::Https => "HTTPS to",
            Test::StunTcp => "STUN over TCP to",
            Test::StunTls => "STUN over TLS to",
            Test::Mqtt => "MQTT over TLS to",
            Test::Tls => "TLS to",
            Test::Elsewhere => "TLS, at the address that our server finds, to",
            Test::TrustStore => "certificates and DNS of",
            Test::WebProxy => "web proxy",
            Test::IceTcp => "TCP without TLS to",
            Test::Portal => "plain HTTP to",
            Test::Site => "HTTPS to",
            Test::Destination => "",
            Test::Control => "cross-check of",
            Test::UdpGrid => "UDP sample to",
            Test::UdpRetest => "UDP retest to",
            Test::Receipts => "our server's record of ports",
            Test::Dtls => "DTLS handshake with",
            Test::PlainUdp => "UDP other than STUN to",
            Test::HostFirewall => "firewall of",
            Test::NatPresence => "addresses, according to",
            Test::NatMapping => "address and port seen by",
            Test::NatFiltering => "",
            Test::FeedUp => "stream to",
            Test::FeedDown => "stream from",
            Test::Fragments => "fragmented UDP with",
            Test::LargePacket => "unfragmented packets with",
            Test::Sip => "SIP to",
            Test::IdleUdp => "packet to an idle socket from",
            Test::LoadUp => "upload to",
            Test::LoadDown => "download from",
            Test::Ntp => "NTP to",
        }
    }

    fn target(&self, target: Target) -> &'static str {
        match target {
            Target::OwnDevice => "this device itself",
            Target::InBetween => "in between",
            Target::OtherPort => "unsolicited packet, known address, other port",
            Target::OtherAddress => "unsolicited packet, unknown address",
            Target::OtherAddressAndPort => "unsolicited packet, unknown address, other port",
        }
    }

    fn seen(&self, seen: Seen) -> &'static str {
        match seen {
            Seen::DropsUnsolicited => "drops unsolicited packets",
            Seen::Answered => "answered",
            Seen::TrustStoreUnknown => {
                "unknown to a page; the camera uses the network's DNS and public certificates only"
            }
            Seen::ProxyUnlikely => {
                "unlikely, as ports that web proxies refuse by default got through"
            }
            Seen::Open => "all open",
            Seen::PartlyOpen => "partly open",
            Seen::Silent => "nothing received",
            Seen::Arrived => "received",
            Seen::NoAnswer => "no answer",
            Seen::NotTested => "not tested",
            Seen::NotChanged => "our server answered from the wrong endpoint",
            Seen::NotPossibleHere => "cannot be tested from here",
            Seen::OpenForAWitness => "open for another of our servers",
            Seen::ClosedForAWitness => "closed for another of our servers too",
            Seen::ListeningUnwitnessed => {
                "our server listens there; no second server to confirm it"
            }
            Seen::NotListening => "our server does not listen there",
            Seen::Unwitnessed => "no check from outside",
            Seen::FailsForOurServer => "fails for our own server too",
            Seen::AnswersOurServer => "answers our own server",
            Seen::SameAddress => "the same address inside and outside",
            Seen::OtherAddress => "another address outside",
            Seen::SilentTwice => "silent twice, while ports that had answered still did",
            Seen::SilentAgain => "silent again",
            Seen::SilentUnproven => "silent, but not proven to be blocked",
            Seen::AnswersLost => "reached our server, whose answers do not come back",
            Seen::Finished => "finished",
            Seen::Unfinished => "STUN is answered, the handshake does not finish",
            Seen::Refused => "STUN is answered, the handshake is refused",
            Seen::Unreached => "not even STUN is answered",
            Seen::NoDtls => "our server does not offer this",
            Seen::Streamed => "ran",
            Seen::NoStart => "did not begin",
            Seen::Busy => "our server is busy",
            Seen::Unchanged => "arrives unchanged",
            Seen::Rewritten => "arrives changed",
            Seen::TooLarge => "reported as too large",
            Seen::Vanished => "vanish, while smaller ones arrive",
            Seen::Forgotten => "does not arrive",
            Seen::Transferred => "transferred",
            Seen::AnotherAnswered => "another server answered",
        }
    }

    fn tcp_failure(&self, failure: TcpFailure) -> &'static str {
        match (failure.cause, failure.layer) {
            (Cause::Timeout, Layer::Dns) => "DNS does not answer",
            (Cause::Timeout, Layer::Connect) => "no answer to the connection",
            (Cause::Timeout, Layer::Tls) => "connects, then TLS gets no answer",
            (Cause::Timeout, Layer::Service) => "connects, then no answer",
            (Cause::Timeout, Layer::Opaque) => "no answer in time",
            (Cause::Refused, _) => "connection refused",
            (Cause::Reset, Layer::Tls) => "connects, then TLS is cut off",
            (Cause::Reset, Layer::Service) => "connects, then is cut off",
            (Cause::Reset, Layer::Dns | Layer::Connect | Layer::Opaque) => "connection cut off",
            (Cause::Unreachable, _) => "reported as unreachable",
            (Cause::NoNetwork, _) => "no network",
            (Cause::ForbiddenHere, _) => "not allowed by this device itself",
            (Cause::NxDomain, _) => "DNS reports that the name does not exist",
            (Cause::NoAddress, _) => "DNS returns no address",
            (Cause::ResolverFailure, _) => "DNS fails",
            (Cause::ResolverUnreadable, _) => {
                "this device finds no address; its DNS settings cannot be read"
            }
            (Cause::Sinkhole, _) => "DNS gives a false address",
            (Cause::UntrustedIssuer, _) => "certificate of an issuer that is not publicly trusted",
            (Cause::WrongName, _) => "certificate for another name",
            (Cause::CertificateExpired, _) => "certificate not valid now",
            (Cause::TlsProtocol, _) => "connects, then TLS fails",
            (Cause::BadReply, _) => "unexpected answer",
            (Cause::WrongResponder, _) => "the wrong server answered",
            (Cause::RateLimited, _) => "our server is busy",
            (Cause::Opaque, _) => "failed; a browser cannot see why",
        }
    }

    fn detail(&self, detail: Detail) -> &'static str {
        match detail {
            Detail::Vantage => "measured by",
            Detail::Address => "address",
            Detail::Issuer => "certificate by",
            Detail::Interception => "interception",
            Detail::Tries => "tries",
            Detail::Socket => "socket",
            Detail::Resolved => "resolved to",
            Detail::ResolvedInMs => "milliseconds until the name resolved:",
            Detail::Error => "error",
            Detail::Ports => "ports",
            Detail::Sampled => "ports tried",
            Detail::Open => "open",
            Detail::Answered => "answered",
            Detail::SeenByFarEnd => "seen by our server",
            Detail::HelloSeen => "our server got the first message:",
            Detail::Refused => "refused",
            Detail::FilteredUpstream => "left out, as carriers filter them",
            Detail::StoppedAt => "stopped at port",
            Detail::NotMeasured => "not measured",
            Detail::Carrier => "as",
            Detail::GoodSeconds => "good seconds",
            Detail::MeasuredSeconds => "of",
            Detail::LostPercent => "% lost",
            Detail::JitterMs => "jitter in ms",
            Detail::Bytes => "bytes",
            Detail::IdleSeconds => "seconds idle",
            Detail::Mbps => "Mbit/s",
            Detail::Way => "way",
            Detail::PathMtu => "largest packet in bytes:",
            Detail::Inside => "inside",
            Detail::Outside => "outside",
            Detail::Mapped => "",
        }
    }

    fn word(&self, word: Word) -> &'static str {
        match word {
            Word::Page => "a browser",
            Word::Native => "the Camcheck program",
            Word::Certain => "certain",
            Word::Yes => "yes",
            Word::No => "no",
            Word::Out => "out",
            Word::In => "in",
            Word::OutAndBack => "out and back",
            Word::Likely => "likely",
            Word::Rtp => "video-like packets without DTLS",
        }
    }

    fn after(&self, milliseconds: u64) -> String {
        format!("in {milliseconds} ms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::evidence::Evidence;
    use crate::say::Language;

    #[test]
    fn a_failure_is_said_with_its_details() {
        let failure = TcpFailure {
            layer: Layer::Tls,
            cause: Cause::UntrustedIssuer,
        };
        let seen = Evidence::new(Test::Https, "probe.example:443", Err(failure))
            .with(Detail::Issuer, "Acme Inspection")
            .with(Detail::Interception, Word::Certain);
        assert_eq!(
            Language::English.evidence(&seen),
            "HTTPS to probe.example:443: certificate of an issuer that is not publicly trusted (interception certain, certificate by Acme Inspection)"
        );
    }
}
