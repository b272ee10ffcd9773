//! English.

pub(super) mod application;
pub(super) mod context;

use super::labels::Labels;
use super::{Facts, domain_of, grouped};
use crate::model::certainty::Certainty;
use crate::model::ports::ARTICLE_UDP;
use crate::model::reason::Reason;
use crate::model::requirement::{Level, RequirementId};
use crate::model::verdict::{Overall, Status};

pub(super) const LABELS: Labels = Labels {
    fix: "Fix",
    meaning: "What it means for video",
    certainty: "How sure",
    note: "Note",
    requirements: "Requirements",
    evidence: "Evidence",
    diagnoses: "What is likely going on:",
    required: "Required",
    recommended: "Recommended",
    advice: "Good to know",
    open: "open",
    blocked: "blocked",
    unconfirmed: "silent, not confirmed",
    untried: "not tried",
    inside: "inside",
    outside: "outside",
};

/// `may_be_inspected`: a browser could not rule TLS inspection out.
pub(super) fn headline(overall: Overall, may_be_inspected: bool) -> &'static str {
    match overall {
        Overall::ReadyWithAdvice if may_be_inspected => {
            "Not proven: nothing is blocked as a browser sees it, but TLS inspection would stop the camera."
        }
        Overall::Ready => "Ready: this network passed every required test for a Latch Camera.",
        Overall::ReadyWithAdvice => {
            "Ready: a Latch Camera should work here. Some points could be better."
        }
        Overall::Incomplete => "Not decided yet: something that is required could not be tested.",
        Overall::NotReady => {
            "Not ready: this network blocks or lacks something that a Latch Camera needs."
        }
    }
}

/// `may_be_inspected`: a browser could not rule TLS inspection out.
pub(super) fn next_step(overall: Overall, may_be_inspected: bool) -> &'static str {
    match overall {
        Overall::Ready | Overall::ReadyWithAdvice if may_be_inspected => {
            "Run the Camcheck program here before you install the camera: one point below needs it."
        }
        Overall::Ready => "Install the camera, then take a test image from the DOOR app.",
        Overall::ReadyWithAdvice => {
            "Install the camera, then take a test image from the DOOR app. If video is poor, start with the points marked below."
        }
        Overall::Incomplete => {
            "Each point marked below says what kept it from being tested. Then test again."
        }
        Overall::NotReady => {
            "Send the changes below to whoever runs the firewall, then test again."
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
        RequirementId::Tcp443 => "The port of secure web services, over which video is set up.",
        RequirementId::Tcp3478 => {
            "The port of STUN and TURN, which help video find a way, or relay it, where UDP does not get through."
        }
        RequirementId::Tcp5349 => "The same help for video as on port 3478, encrypted (TLS).",
        RequirementId::Tcp8883 => {
            "The port of secure messaging (MQTT) between a device and its cloud."
        }
        RequirementId::UdpOutbound => "Live video leaves the site over these ports.",
        RequirementId::UdpInbound => "What the viewer's side sends comes in over these ports.",
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => "Services of the camera have names in this domain.",
        RequirementId::NatPresent => "It keeps strangers on the internet away from the camera.",
        RequirementId::NatFullCone => "Full cone NAT lets video connect directly more often.",
        RequirementId::FeedReliability => "Video feeds should work at least 90 % of the time.",
    }
}

pub(super) fn level_in_sentence(level: Level) -> &'static str {
    match level {
        Level::Required => "required",
        Level::Recommended => "recommended",
        Level::Advice => "good to know",
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

/// Not every row that fails is about something that is blocked.
pub(super) fn row_status(id: RequirementId, of: Status) -> &'static str {
    match (id, of) {
        (RequirementId::NatPresent, Status::Fail) => "missing",
        (RequirementId::NatFullCone, Status::Fail) => "not full cone",
        (RequirementId::FeedReliability, Status::Fail) => "unreliable",
        _ => status(of),
    }
}

pub(super) fn meaning(id: RequirementId, status: Status) -> Option<&'static str> {
    match status {
        Status::Pass | Status::NotTested => None,
        Status::Warn if id.is_tcp() => Some(
            "If the firewall inspects TLS on this port, the camera fails: it does not trust the company certificate that this browser may trust.",
        ),
        Status::Warn => Some("Video usually works; a direct connection may fail now and then."),
        Status::Fail => Some(meaning_of_failure(id)),
        Status::Inconclusive => Some("Video may or may not work: this point is still open."),
    }
}

fn meaning_of_failure(id: RequirementId) -> &'static str {
    match id {
        RequirementId::Tcp443 => "Expect no video: the camera reaches its services over this port.",
        RequirementId::Tcp3478 | RequirementId::Tcp5349 => {
            "Video may fail wherever UDP alone does not connect."
        }
        RequirementId::Tcp8883 => "The camera may appear offline, so that video cannot be started.",
        RequirementId::UdpOutbound => {
            "Video fails, or works only now and then, whenever it is given one of the blocked ports."
        }
        RequirementId::UdpInbound => {
            "Video fails, or works only now and then, because answers are lost."
        }
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => {
            "Expect no video: the camera does not reach services that it needs."
        }
        RequirementId::NatPresent => {
            "Video may work, but the camera is exposed to attacks from the whole internet."
        }
        RequirementId::NatFullCone => "Video connects directly less often, and feeds may fail.",
        RequirementId::FeedReliability => "Feeds fail more often than one time in ten.",
    }
}

pub(super) fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Seen => "Sure: it was seen directly.",
        Certainty::Sampled => {
            "Sure for the ports that were tried; ports in between can still differ."
        }
        Certainty::UnlessProxied => {
            "Very likely: only a web proxy that tunnels these ports as well would look the same, and the camera uses none."
        }
        Certainty::ByBrowser => {
            "As this browser sees it: it may use a DNS and certificates of its own, which the camera does not."
        }
        Certainty::CrossChecked => "Sure: it was tried again, and a cross-check worked meanwhile.",
        Certainty::Listening => {
            "Very likely: it was tried again while our server was listening; no second server confirmed it."
        }
        Certainty::Likely => {
            "Likely: it was tried again, but there was no independent cross-check."
        }
        Certainty::Open => "Open: what was seen allows no judgement.",
    }
}

pub(super) fn sentence(id: RequirementId, status: Status, reason: Reason, facts: &Facts) -> String {
    match (id, status, reason) {
        (RequirementId::UdpOutbound, _, Reason::Answered) => {
            format!("{} let traffic out.", tried_ports(facts))
        }
        (RequirementId::UdpOutbound, _, Reason::UdpRangeBlocked) => range_blocked(facts),
        (RequirementId::UdpOutbound, _, Reason::Unstable) => {
            format!("{}{}", plain_sentence(reason), also_silent(facts))
        }
        (_, _, Reason::ApplicationFiltered) => {
            application::sentence(facts.stun_is_filtered).to_owned()
        }
        (RequirementId::NatFullCone | RequirementId::UdpInbound, Status::Warn, _)
            if facts.own_firewall =>
        {
            "This device's own firewall drops what it did not ask for, so it is not known what else the site lets in.".to_owned()
        }
        (RequirementId::NatFullCone, Status::Pass, _) if !facts.has_nat => {
            "No NAT is in the way, and packets from everywhere come in.".to_owned()
        }
        (RequirementId::NatFullCone, Status::Warn, _) if !facts.has_nat => {
            "No NAT is in the way, but only addresses that were contacted get in. Most firewalls work that way, and video usually works too.".to_owned()
        }
        (RequirementId::NatFullCone, Status::Warn, _) => {
            "The mapping is stable, but only addresses that were contacted get in. Most routers work that way, and video usually works too.".to_owned()
        }
        (_, Status::Pass, Reason::Answered) if domain_of(id).is_some() && !facts.hosts.is_empty() => {
            format!("{} answered, standing in for the whole domain.", facts.hosts)
        }
        (_, _, Reason::ProxySuspected) if facts.answered == 0 => {
            "It does not answer this browser, which may be going through a web proxy that refuses the port. Run the Camcheck program on a computer.".to_owned()
        }
        (_, _, Reason::ProxySuspected) if facts.udp_open > 0 => {
            "It answers, but TCP leaves by another address than UDP, so this browser may be going through a web proxy, which the camera does not use. Run the Camcheck program on a computer.".to_owned()
        }
        (_, Status::Pass, Reason::Answered) if facts.answered < facts.asked => format!(
            "{} of {} test destinations answered; the others do not count against this port.",
            facts.answered, facts.asked
        ),
        (_, Status::Pass, Reason::Answered) => match facts.answered {
            0 => plain_sentence(reason).to_owned(),
            1 => "Our one test destination answered.".to_owned(),
            2 => "Both test destinations answered.".to_owned(),
            count => format!("All {count} test destinations answered."),
        },
        _ => plain_sentence(reason).to_owned(),
    }
}

fn range_blocked(facts: &Facts) -> String {
    let mut text = format!(
        "UDP to ports {} is blocked ({} of {} ports; {} are open).",
        facts.udp_blocked,
        grouped(facts.udp_blocked_ports),
        grouped(ARTICLE_UDP.count()),
        tried_ports(facts)
    );
    if facts.udp_edges_within > 0 {
        text.push_str(&format!(
            " The edges are not exact: up to {} more ports on either side of a range may be blocked.",
            grouped(usize::from(facts.udp_edges_within))
        ));
    }
    text + &also_silent(facts)
}

fn also_silent(facts: &Facts) -> String {
    match facts.udp_unconfirmed.as_str() {
        "" => String::new(),
        ports => format!(" Also silent, not confirmed: {ports}."),
    }
}

/// "97 of 137 sampled ports", or of all that were tried.
fn tried_ports(facts: &Facts) -> String {
    let kind = if facts.full_sweep { "" } else { "sampled " };
    let [open, all] = [facts.udp_open, facts.udp_sampled].map(grouped);
    format!("{open} of {all} {kind}ports")
}

fn plain_sentence(reason: Reason) -> &'static str {
    match reason {
        Reason::Answered => "Every test destination answered.",
        Reason::TlsOnlyPath => {
            "TLS connections get through on this port; other traffic does not. The firewall may inspect TLS here, which a browser cannot tell."
        }
        Reason::Uncontacted => "Packets from addresses that were never contacted come in.",
        Reason::NatSeen => "The device has another address inside than outside, as it should.",
        Reason::FullCone => {
            "The NAT is full cone: it maps and filters the same way for every destination."
        }
        Reason::ContactedOnly => {
            "Only answers from contacted addresses come in. The article asks for more, but nearly every router works this way, and video usually works."
        }
        Reason::NarrowerFiltering => {
            "The mapping is stable, the filtering is narrower than full cone."
        }
        Reason::NoAnswer => "No answer comes back: a firewall on the way drops this traffic.",
        Reason::Refused => "The connection is refused on the way.",
        Reason::Reset => "The connection opens and is then cut off.",
        Reason::Unreachable => {
            "A router on the way says that the destination cannot be reached or is not allowed."
        }
        Reason::TlsBlocked => {
            "The connection opens, but encryption (TLS) does not come up on it: the firewall seems to look into connections."
        }
        Reason::TlsIntercepted => {
            "Something on the way opens the encryption: the certificate is not the real one. The camera refuses such connections."
        }
        Reason::ProtocolBlocked => {
            "The connection opens, but the test message on it gets no answer: the firewall seems to look into connections."
        }
        Reason::DnsNxdomain => "This site's DNS says that a name of this domain does not exist.",
        Reason::DnsSinkhole => "This site's DNS gives a false address for a name of this domain.",
        Reason::DnsTimeout => "This site's DNS does not answer for a name of this domain.",
        Reason::DnsFailure => "This site's DNS fails for a name of this domain.",
        Reason::UdpBlocked => {
            "No UDP port answers a STUN request, while TCP to the same server works."
        }
        Reason::ApplicationFiltered => application::sentence(false),
        Reason::UdpRangeBlocked => "UDP is blocked on a range of ports.",
        Reason::AnswersBlocked => {
            "Packets get out and reach our server; its answers do not come back in."
        }
        Reason::NoNat => {
            "There is no NAT: this device has a public address, and so would a camera."
        }
        Reason::MappingDependent => {
            "The NAT is symmetric: the port that it uses depends on the destination, so video often cannot connect directly."
        }
        Reason::FetchFailed => "The connection fails; a browser is not told why.",
        Reason::NoNetwork => "From this device there is no way to the internet over IPv4.",
        Reason::NothingAnswers => "No connection to the internet is answered.",
        Reason::FarEndUnreachable => {
            "Our test servers do not answer, while the required domains do. Either our servers are down, or this firewall allows listed destinations only."
        }
        Reason::FarEndPortDown => {
            "Our test server does not listen on this port at the moment. This is not your firewall."
        }
        Reason::FarEndFault => "Our test server answered wrongly. This is not your firewall.",
        Reason::FarEndUnproven => {
            "The server named for this test does not show that it is a Camcheck server, so its silence proves nothing."
        }
        Reason::ProxySuspected => {
            "It answers, but no UDP gets out at all, so this browser may be going through a web proxy, which the camera does not use. Open UDP first, or run the Camcheck program on a computer."
        }
        Reason::FarEndBusy => "Our test server is busy. Wait a minute and test again.",
        Reason::HostDown => {
            "The host does not answer our own server either. This is not your firewall."
        }
        Reason::RedirectedElsewhere => {
            "The host leads to another one, which a browser cannot tell apart from a block."
        }
        Reason::UnfitForPages => {
            "The host answers no web pages but its own at the moment, which a browser cannot tell apart from a block. Use the Camcheck program."
        }
        Reason::NoControl => {
            "Nothing else answered that could serve as a cross-check, so this cannot be judged."
        }
        Reason::Unstable => {
            "Ports that had answered stopped answering during the test, so silence proves nothing here. A limit on floods or sessions may be at work."
        }
        Reason::NothingGetsOut => {
            "No UDP test packet is answered, so nothing can be said about what comes in."
        }
        Reason::SecondAddressUnproven => {
            "This test needs a second server address, and none answered."
        }
        Reason::NatUnclear => "Too few answers came back to tell.",
        Reason::NoToken => "Our server could not be asked to send packets of its own.",
        Reason::Ipv6 => "This device uses IPv6 here; the requirement is about IPv4.",
        Reason::WebrtcMissing => "This browser has no WebRTC, so it cannot test UDP.",
        Reason::WebrtcDisabled => "A policy or an extension keeps this browser from using UDP.",
        Reason::BrowserUnproven => {
            "In this browser, silence does not prove a block. Try Chrome, Edge or Firefox on a computer, or the Camcheck program."
        }
        Reason::DeviceFault => {
            "This device itself stood in the way of the test. Check its own firewall, its date and time, and its DNS settings, then test again."
        }
        Reason::InspectedHere => {
            "Software on this device opens encrypted connections, as antivirus programs do, so what the firewall does to them cannot be seen. Switch off its HTTPS or SSL scanning, then test again."
        }
        Reason::NameFiltered => {
            "A web filter seems to block our test servers by name: encryption (TLS) to them is cut off on this port, and to the required domains it is not. Allow the test servers in the filter, then test again."
        }
        Reason::Measuring => "Being tested.",
        Reason::KeptPausing => {
            "The device or the browser kept pausing, so this could not be tested. Leave the screen on, stay on this page, and test again."
        }
        Reason::NoResponder => {
            "No test server is known. The Camcheck program takes one with --responder or --catalogue."
        }
        Reason::NoHost => "The list of test servers names no host in this domain.",
        Reason::NotPossibleHere => {
            "This cannot be tested from here: a browser cannot do everything that the Camcheck program can, nor the other way round."
        }
        Reason::LocalFarEnd => {
            "The test server is this very machine, so there is no firewall in between."
        }
        Reason::NotSelected => "Left out on request.",
        Reason::NotInThisVersion => "This version does not measure it yet.",
    }
}

pub(super) fn fix(id: RequirementId, reason: Reason, facts: &Facts) -> String {
    match id {
        RequirementId::Tcp443
        | RequirementId::Tcp3478
        | RequirementId::Tcp5349
        | RequirementId::Tcp8883 => tcp_fix(id, reason),
        RequirementId::UdpOutbound if reason == Reason::ApplicationFiltered => {
            application::fix(&facts.udp_blocked)
        }
        RequirementId::UdpOutbound if reason == Reason::UdpBlocked => {
            "Allow outbound UDP from the camera to all destinations on ports 1025-65535, STUN in it included: no port answers now.".to_owned()
        }
        RequirementId::UdpOutbound if !facts.udp_blocked.is_empty() => format!(
            "Allow outbound UDP from the camera to all destinations on ports 1025-65535; blocked now: {}.{}",
            facts.udp_blocked,
            also_silent(facts)
        ),
        RequirementId::UdpOutbound => {
            "Allow outbound UDP from the camera to all destinations on ports 1025-65535.".to_owned()
        }
        RequirementId::UdpInbound => {
            "Allow UDP from all destinations, ports 1025-65535, in to the camera, at the least all answers.".to_owned()
        }
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => domain_fix(id, reason),
        RequirementId::NatPresent => {
            "Put the camera behind a router with NAT instead of giving it a public address."
                .to_owned()
        }
        RequirementId::NatFullCone => {
            "Recommended, not required: set full cone (endpoint-independent) NAT for the camera's UDP traffic."
                .to_owned()
        }
        RequirementId::FeedReliability => {
            "Is the firewall a SonicWall? Then contact Door Support, with this report.".to_owned()
        }
    }
}

fn tcp_fix(id: RequirementId, reason: Reason) -> String {
    let name = id.as_str();
    let port = name.strip_prefix("tcp-").unwrap_or(name);
    match reason {
        Reason::TlsIntercepted => {
            format!("Exempt the camera's traffic on TCP {port} from TLS inspection.")
        }
        Reason::TlsBlocked | Reason::ProtocolBlocked | Reason::Reset => format!(
            "Allow outbound TCP {port} from the camera to all destinations, without inspecting what is in it."
        ),
        _ => format!("Allow outbound TCP {port} from the camera to all destinations."),
    }
}

fn domain_fix(id: RequirementId, reason: Reason) -> String {
    let domain = domain_of(id).unwrap_or_default();
    match reason {
        // A web filter's own page looks like TLS inspection.
        Reason::TlsIntercepted | Reason::TlsBlocked | Reason::ProtocolBlocked | Reason::Reset => {
            format!(
                "Allow {domain} in the firewall, DNS and web filters, by name, not by address, and exempt it from TLS inspection."
            )
        }
        Reason::DnsNxdomain | Reason::DnsSinkhole | Reason::DnsTimeout | Reason::DnsFailure => {
            format!(
                "Let the site's DNS resolve {domain}, and allow it by name in a DNS filter, not by address."
            )
        }
        _ => {
            format!("Allow {domain} in the firewall, DNS and web filters, by name, not by address.")
        }
    }
}
