//! English.

use super::Facts;
use crate::diagnosis::Diagnosis;
use crate::link::LinkError;
use crate::probe::Vantage;
use crate::reason::Reason;
use crate::report::{Note, Report};
use crate::requirement::RequirementId;
use crate::verdict::{Evidence, Overall, Status};

pub(super) fn headline(overall: Overall) -> &'static str {
    match overall {
        Overall::Ready => "Ready: this network lets a Latch Camera work.",
        Overall::ReadyWithAdvice => {
            "Ready: a Latch Camera should work here. One or more things could be better."
        }
        Overall::Incomplete => "Not decided: something required could not be tested.",
        Overall::NotReady => "Not ready: this network blocks something that the camera needs.",
    }
}

pub(super) fn next_step(overall: Overall) -> &'static str {
    match overall {
        Overall::Ready => "Install the camera, then take a test image from the DOOR app.",
        Overall::ReadyWithAdvice => {
            "Install the camera, then take a test image from the DOOR app. If video is poor, start with the points marked below."
        }
        Overall::Incomplete => "See the points marked below, then test again.",
        Overall::NotReady => {
            "Send the points marked \"blocked\" to whoever runs the firewall, then test again."
        }
    }
}

pub(super) fn row_name(id: RequirementId) -> &'static str {
    match id {
        RequirementId::Tcp443 => "TCP port 443, outbound",
        RequirementId::Tcp3478 => "TCP port 3478, outbound",
        RequirementId::Tcp5349 => "TCP port 5349, outbound",
        RequirementId::Tcp8883 => "TCP port 8883, outbound",
        RequirementId::UdpOutbound => "UDP ports 1025-65535, outbound",
        RequirementId::UdpInbound => "UDP ports 1025-65535, inbound",
        RequirementId::DomainLatchaccess => "Domain *.latchaccess.com",
        RequirementId::DomainLatch => "Domain *.latch.com",
        RequirementId::DomainAmazonaws => "Domain *.amazonaws.com",
        RequirementId::NatPresent => "Address translation (NAT)",
        RequirementId::NatFullCone => "Full cone NAT",
        RequirementId::FeedReliability => "Video feed reliability",
    }
}

pub(super) fn purpose(id: RequirementId) -> &'static str {
    match id {
        RequirementId::Tcp443 => "The camera signs in and sets up video over it.",
        RequirementId::Tcp3478 => "Video is relayed over it where UDP is not possible.",
        RequirementId::Tcp5349 => "Encrypted relay for video where UDP is not possible.",
        RequirementId::Tcp8883 => "The camera receives its commands over it.",
        RequirementId::UdpOutbound | RequirementId::UdpInbound => "Live video uses it.",
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => "The camera's services have names under it.",
        RequirementId::NatPresent => "It keeps strangers on the internet away from the camera.",
        RequirementId::NatFullCone => "It lets video connect directly more often.",
        RequirementId::FeedReliability => "Video feeds should work nearly always.",
    }
}

pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Pass => "ok",
        Status::Warn => "could be better",
        Status::Fail => "blocked",
        Status::Inconclusive => "unclear",
        Status::NotTested => "not tested",
    }
}

pub(super) fn sentence(id: RequirementId, status: Status, reason: Reason, facts: &Facts) -> String {
    if id == RequirementId::UdpOutbound
        && let Some(sentence) = udp_sentence(reason, facts)
    {
        return sentence;
    }
    if id == RequirementId::NatFullCone && status == Status::Warn {
        return "The mapping is stable; only addresses that were contacted get in. That is how most routers work, and video usually does too.".to_owned();
    }
    plain_sentence(reason).to_owned()
}

fn udp_sentence(reason: Reason, facts: &Facts) -> Option<String> {
    let sampled = format!("{} of {} sampled ports", facts.udp_open, facts.udp_sampled);
    match reason {
        Reason::Answered => Some(format!("{sampled} answered.")),
        Reason::UdpRangeBlocked => Some(format!(
            "UDP to ports {} is blocked; {sampled} are open.",
            facts.udp_blocked
        )),
        _ => None,
    }
}

fn plain_sentence(reason: Reason) -> &'static str {
    match reason {
        Reason::Answered => "Every test destination answered.",
        Reason::TlsOnlyPath => {
            "Encrypted connections get through; other traffic on this port does not. The firewall seems to look into connections."
        }
        Reason::Uncontacted => "Packets from addresses that were never contacted come in.",
        Reason::NatSeen => "The device has another address inside than outside, as it should.",
        Reason::FullCone => "The NAT maps and filters independently of the destination.",
        Reason::ContactedOnly => {
            "Only answers from contacted addresses come in. The article asks for more; nearly every router does this, and video usually works."
        }
        Reason::NarrowerFiltering => {
            "The mapping is stable, the filtering is narrower than full cone."
        }
        Reason::NoAnswer => "No answer came back: a firewall drops this traffic.",
        Reason::Refused => "The connection is refused on the way.",
        Reason::Reset => "The connection opens and is then cut off.",
        Reason::Unreachable => {
            "A router on the way reports the destination as unreachable or prohibited."
        }
        Reason::TlsBlocked => {
            "The connection opens, but encryption (TLS) on it is cut off: the firewall looks into connections."
        }
        Reason::TlsIntercepted => {
            "Somebody on the way opens the encryption: the certificate is not the real one. The camera refuses such a connection."
        }
        Reason::ProtocolBlocked => {
            "The connection opens, but what the camera says on it gets no answer."
        }
        Reason::DnsNxdomain => "This site's DNS says that the name does not exist.",
        Reason::DnsSinkhole => "This site's DNS gives a false address for the name.",
        Reason::DnsTimeout => "This site's DNS does not answer for the name.",
        Reason::DnsFailure => "This site's DNS fails for the name.",
        Reason::UdpBlocked => "No UDP port answered, while TCP to the same server works.",
        Reason::UdpRangeBlocked => "UDP is blocked on a range of ports.",
        Reason::AnswersBlocked => "Our server saw the packets; its answers do not come back in.",
        Reason::NoNat => {
            "There is no NAT: the device has a public address, so a camera here is open to attacks from the whole internet."
        }
        Reason::MappingDependent => {
            "The NAT is symmetric: it uses another port for every destination, which often keeps video from connecting directly."
        }
        Reason::FetchFailed => "The connection failed; a browser is not told why.",
        Reason::NoNetwork => "This device has no network connection.",
        Reason::NothingAnswers => "Nothing on the internet answered at all.",
        Reason::FarEndUnreachable => {
            "Our test servers do not answer, while the listed domains do. Either they are down, or this firewall allows listed destinations only."
        }
        Reason::FarEndPortDown => {
            "Our test server does not listen on this port at the moment. This is not your firewall."
        }
        Reason::FarEndFault => "Our test server answered wrongly. This is not your firewall.",
        Reason::FarEndUnproven => {
            "The server named for this test does not show that it is a Camcheck server, so its silence proves nothing."
        }
        Reason::ProxySuspected => {
            "It answers, but no UDP gets out, so this browser may be going through a web proxy, which the camera does not use. Open UDP first, or test with the native program."
        }
        Reason::FarEndBusy => "Our test server is busy. Wait a minute and test again.",
        Reason::HostDown => {
            "The host does not answer our own server either. This is not your firewall."
        }
        Reason::RedirectedElsewhere => {
            "The host leads to another one, which a browser cannot tell apart from a block."
        }
        Reason::NoControl => "It failed, and nothing else answered by which to judge that.",
        Reason::Unstable => {
            "Ports that had answered stopped answering during the test, so silence proves nothing here. A flood or session limit may be at work."
        }
        Reason::NothingGetsOut => "No UDP gets out, so nothing can be said about what comes in.",
        Reason::SecondAddressUnproven => {
            "The test needs a second server address, and that one did not answer."
        }
        Reason::NatUnclear => "Too few answers came back to tell.",
        Reason::NoToken => "Our server could not be asked to send packets of its own.",
        Reason::Ipv6 => "This device uses IPv6 here; the requirement is about IPv4.",
        Reason::WebrtcMissing => "This browser has no WebRTC, so it cannot test UDP.",
        Reason::WebrtcDisabled => "A policy or an extension keeps UDP from this browser.",
        Reason::BrowserUnproven => "In this browser, silence does not prove a block.",
        Reason::DeviceFault => "This device could not send the test packets.",
        Reason::Measuring => "Being tested.",
        Reason::NoResponder => "No test server is known. Name one with --responder or a catalogue.",
        Reason::NoHost => "The catalogue names no host for this domain.",
        Reason::NotPossibleHere => {
            "This cannot be tested from here; the other form of Camcheck can."
        }
        Reason::LocalFarEnd => {
            "The test server is this very machine, so there is no firewall in between."
        }
        Reason::NotSelected => "Left out on request.",
        Reason::NotInThisVersion => "This version does not measure it yet.",
    }
}

pub(super) fn fix(
    id: RequirementId,
    status: Status,
    reason: Reason,
    facts: &Facts,
) -> Option<String> {
    let wanted = match (status, reason) {
        (Status::Fail, _) => true,
        (Status::Warn, _) => id == RequirementId::NatFullCone,
        (Status::Pass | Status::Inconclusive | Status::NotTested, _) => false,
    };
    wanted.then(|| fix_text(id, reason, facts))
}

fn fix_text(id: RequirementId, reason: Reason, facts: &Facts) -> String {
    let intercepted = reason == Reason::TlsIntercepted;
    match id {
        RequirementId::Tcp443
        | RequirementId::Tcp3478
        | RequirementId::Tcp5349
        | RequirementId::Tcp8883 => tcp_fix(id, reason),
        RequirementId::UdpOutbound if !facts.udp_blocked.is_empty() => format!(
            "Allow outbound UDP from the camera to all destinations on ports 1025-65535; blocked now: {}.",
            facts.udp_blocked
        ),
        RequirementId::UdpOutbound => {
            "Allow outbound UDP from the camera to all destinations on ports 1025-65535.".to_owned()
        }
        RequirementId::UdpInbound => {
            "Allow UDP answers to the camera from all ports 1025-65535.".to_owned()
        }
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => domain_fix(id, intercepted),
        RequirementId::NatPresent => {
            "Put the camera behind a router with NAT instead of giving it a public address."
                .to_owned()
        }
        RequirementId::NatFullCone => {
            "Recommended, not required: set full cone (endpoint-independent) NAT for the camera's UDP traffic."
                .to_owned()
        }
        RequirementId::FeedReliability => {
            "Is the firewall a SonicWall? If so, contact Door Support.".to_owned()
        }
    }
}

fn tcp_fix(id: RequirementId, reason: Reason) -> String {
    let port = id.as_str().trim_start_matches("tcp-");
    match reason {
        Reason::TlsIntercepted => {
            format!("Exempt the camera's traffic on TCP {port} from TLS inspection.")
        }
        Reason::TlsBlocked | Reason::ProtocolBlocked | Reason::Reset => format!(
            "Allow outbound TCP {port} to all destinations without inspecting what is in it."
        ),
        _ => format!("Allow outbound TCP {port} from the camera to all destinations."),
    }
}

fn domain_fix(id: RequirementId, intercepted: bool) -> String {
    let domain = match id {
        RequirementId::DomainLatchaccess => "*.latchaccess.com",
        RequirementId::DomainLatch => "*.latch.com",
        _ => "*.amazonaws.com",
    };
    if intercepted {
        format!("Exempt {domain} from TLS inspection.")
    } else {
        format!("Allow {domain} in the DNS and web filters, by name rather than by address.")
    }
}

pub(super) fn evidence(evidence: &Evidence) -> String {
    let target = match evidence.target.as_str() {
        "other-port" => "from the contacted address, other port",
        "other-address" => "from an uncontacted address",
        "other-address-and-port" => "from an uncontacted address, other port",
        target => target,
    };
    let result = match evidence.result.as_str() {
        "not-possible-here" => "cannot be tested from here",
        "open-for-a-witness" => "open for another of our servers",
        "closed-for-a-witness" => "closed for another of our servers too",
        "listening-unwitnessed" => "our server listens there; no second server to confirm it",
        "not-listening" => "our server does not listen there",
        "unwitnessed" => "no second look from outside",
        "fails-for-our-server" => "fails for our own server too",
        "answers-our-server" => "answers our own server",
        "same-address" => "the same address inside and outside",
        "other-address" => "another address outside",
        "no-answer" => "no answer",
        "arrived" => "comes in",
        "silent" => "nothing comes back",
        "not-changed" => "our server answered from the wrong endpoint",
        "not-tested" => "not tested",
        "silent-twice" => "silent twice, while ports that had answered still did",
        "silent-unproven" => "silent, but not proven to be blocked",
        "answers-lost" => "seen by our server, its answers are lost",
        "partly-open" => "partly open",
        result => result,
    };
    let mut text = format!("{} {target}: {result}", evidence.test);
    let details: Vec<_> = evidence
        .details
        .iter()
        .map(|(name, value)| format!("{} {value}", name.replace('-', " ")))
        .collect();
    if !details.is_empty() {
        text.push_str(&format!(" ({})", details.join(", ")));
    }
    if let Some(time) = evidence.round_trip_ms {
        text.push_str(&format!(" in {time} ms"));
    }
    text
}

pub(super) const DIAGNOSES_TITLE: &str = "What is likely going on:";

pub(super) fn diagnosis(diagnosis: Diagnosis) -> &'static str {
    match diagnosis {
        Diagnosis::UdpBlocked => "UDP is blocked altogether.",
        Diagnosis::TlsInterception => {
            "TLS inspection is at work: encrypted connections are opened and signed again. The camera refuses them; exempt it from inspection."
        }
        Diagnosis::DnsFiltering => "The site's DNS filters names that the camera needs.",
        Diagnosis::CaptivePortal => {
            "A captive portal is at work: log this device in, or better, exempt the camera's network, and test again."
        }
        Diagnosis::ProxyOnly => {
            "Perhaps a web proxy is the only way out. The camera cannot use a proxy: it needs a direct way."
        }
        Diagnosis::AllowListOnly => {
            "Perhaps this firewall allows listed destinations only: then our test servers must be listed too, or the article's \"all destinations\" opened. To tell, test from another network."
        }
        Diagnosis::FarEndDown => {
            "Perhaps our test servers are down: test from another network; if they fail there too, it is not this firewall."
        }
        Diagnosis::UdpFloodProtection => {
            "UDP answered only at a slow pace: flood protection may be at work. Raise its limit for the camera."
        }
        Diagnosis::SessionLimit => {
            "Ports stopped answering during the test: a session or flood limit may be at work."
        }
        Diagnosis::HostFirewallSuspected => {
            "This device's own firewall drops packets that nobody asked for, so the site may let in more than this test can see."
        }
        Diagnosis::VpnOrRelaySuspected => {
            "The internet sees this device under several addresses: a VPN, a relay or several uplinks."
        }
        Diagnosis::SonicwallLike => {
            "The NAT picks another port for every destination. Is the firewall a SonicWall? Then see \"Enable Consistent NAT\", or contact Door Support."
        }
    }
}

pub(super) fn note(note: Note) -> &'static str {
    match note {
        Note::LocalFarEnd => {
            "The test server is this very machine and speaks HTTP without TLS: the result says nothing about a firewall."
        }
        Note::ExtraRoot => {
            "An extra root certificate was trusted for this test; the camera does not trust it."
        }
        Note::Cellular => "This device is on a mobile connection, not on the camera's network.",
        Note::SeveralAddresses => {
            "The internet saw this device under several addresses: there are several uplinks, or a proxy, VPN or relay. Make sure that the camera takes the same way."
        }
        Note::Ipv6Only => {
            "This device has IPv6 addresses only; the camera and these tests need IPv4."
        }
        Note::Partial => "Only the points above were tested, so the site as a whole is not judged.",
        Note::FullSweep => "Every UDP port from 1025 to 65535 was tried.",
        Note::Shortened => {
            "This is a shortened report: evidence was left out to keep the link short."
        }
        Note::Merged => {
            "This report joins what a browser and the native program measured; each row shows the stronger proof."
        }
        Note::VantagesDisagree => {
            "The browser and the native program disagree on a row; the stronger proof is shown."
        }
        Note::MadeDaysApart => {
            "The two joined reports were made more than a day apart; the network may have changed in between."
        }
        Note::MadeOnOtherNetworks => {
            "The two joined reports were seen from the internet under different addresses; they may come from different networks."
        }
    }
}

pub(super) fn tested_from(report: &Report) -> String {
    let join = |addresses: &[std::net::IpAddr]| {
        let texts: Vec<_> = addresses.iter().map(ToString::to_string).collect();
        texts.join(", ")
    };
    let vantage = match report.vantage {
        Vantage::Page => "a browser on this device",
        Vantage::Native => "this device",
    };
    let mut text = format!("Tested from {vantage}");
    let local = join(&report.network.local_addresses);
    if !local.is_empty() {
        text.push_str(&format!(" ({local})"));
    }
    text.push_str(", which must be on the camera's own network: same VLAN, same switch or port.");
    let mapped = join(&report.network.mapped_addresses);
    if !mapped.is_empty() {
        text.push_str(&format!(" Address seen from the internet: {mapped}."));
    }
    text
}

pub(super) fn link_error(error: LinkError) -> &'static str {
    match error {
        LinkError::NotALink => "This link holds no report.",
        LinkError::Damaged => {
            "This link is damaged: a part is missing or was changed on the way. Copy the whole link again, or ask for a new one."
        }
        LinkError::TooLarge => {
            "This link holds more than a report can be, so it was not opened. Ask for a new one."
        }
        LinkError::NotAReport => "This is not a Camcheck report.",
        LinkError::Newer => {
            "This report was made by a newer version of Camcheck. Load this page again to get the new version, or ask for the report as text."
        }
        LinkError::Malformed(_) => {
            "This report says something that no report can say, so it is not shown. Ask for a new one."
        }
    }
}
