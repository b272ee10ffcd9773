//! The rows of a report.

use super::English;
use crate::model::certainty::Certainty;
use crate::model::requirement::{Level, RequirementId};
use crate::model::verdict::Status;
use crate::say::meaning::Meaning;
use crate::say::texts::RowTexts;

impl RowTexts for English {
    fn row_name(&self, id: RequirementId) -> &'static str {
        match id {
            RequirementId::Tcp443 => "TCP port 443, outbound",
            RequirementId::Tcp3478 => "TCP port 3478, outbound",
            RequirementId::Tcp5349 => "TCP port 5349, outbound",
            RequirementId::Tcp8883 => "TCP port 8883, outbound",
            RequirementId::UdpOutbound => "UDP ports 1025-65535, outbound",
            RequirementId::UdpInbound => "UDP, inbound (answers and unsolicited packets)",
            RequirementId::DomainLatchaccess => "Domain *.latchaccess.com",
            RequirementId::DomainLatch => "Domain *.latch.com",
            RequirementId::DomainAmazonaws => "Domain *.amazonaws.com",
            RequirementId::NatPresent => "Address translation (NAT)",
            RequirementId::NatFullCone => "Full cone NAT",
            RequirementId::FeedReliability => "Video feed reliability",
            RequirementId::Fragments => "Fragmented UDP packets",
            RequirementId::SipAlg => "SIP messages (SIP ALG)",
            RequirementId::UdpLifetime => "Idle UDP sessions",
            RequirementId::Bandwidth => "10 Mbit/s both ways",
            RequirementId::Mtu => "Full-size packets (MTU)",
            RequirementId::Ntp => "Network time (NTP, UDP 123)",
        }
    }

    fn purpose(&self, id: RequirementId) -> &'static str {
        match id {
            RequirementId::Tcp443 => "HTTPS. The camera signs in and sets up video over this port.",
            RequirementId::Tcp3478 => {
                "STUN/TURN. Relays video when direct UDP does not get through."
            }
            RequirementId::Tcp5349 => "The same as 3478, encrypted (TLS).",
            RequirementId::Tcp8883 => "The camera's messages to its cloud (MQTT over TLS).",
            RequirementId::UdpOutbound => "Live video leaves the site over these ports.",
            RequirementId::UdpInbound => "Packets from the viewer come in by UDP.",
            RequirementId::DomainLatchaccess
            | RequirementId::DomainLatch
            | RequirementId::DomainAmazonaws => "Camera services use names in this domain.",
            RequirementId::NatPresent => "NAT keeps the camera off the public internet.",
            RequirementId::NatFullCone => {
                "With full cone NAT, viewers can more often connect to the camera directly."
            }
            RequirementId::FeedReliability => "Video feeds should work at least 90% of the time.",
            RequirementId::Fragments => {
                "UDP packets that are too large for the path travel in fragments."
            }
            RequirementId::SipAlg => {
                "A SIP ALG rewrites packets on their way, which disturbs calls and sometimes video."
            }
            RequirementId::UdpLifetime => {
                "A firewall forgets UDP sessions that are idle; video has to survive short pauses."
            }
            RequirementId::Bandwidth => "Video needs room on the line, in both directions.",
            RequirementId::Mtu => {
                "Where packets that are too large vanish without a report, connections open and then hang."
            }
            RequirementId::Ntp => {
                "Devices set their clock by NTP; with a wrong clock, secure connections fail."
            }
        }
    }

    fn level_in_sentence(&self, level: Level) -> &'static str {
        match level {
            Level::Required => "required",
            Level::Recommended => "recommended",
            Level::Advice => "good to know",
        }
    }

    fn status(&self, status: Status) -> &'static str {
        match status {
            Status::Pass => "ok",
            Status::Warn => "optional",
            Status::Fail => "blocked",
            Status::Inconclusive => "couldn't check",
            Status::NotTested => "not tested",
        }
    }

    fn failed_row(&self, id: RequirementId) -> &'static str {
        match id {
            RequirementId::NatPresent => "missing",
            RequirementId::NatFullCone => "not full cone",
            RequirementId::FeedReliability => "unreliable",
            RequirementId::Tcp443
            | RequirementId::Tcp3478
            | RequirementId::Tcp5349
            | RequirementId::Tcp8883
            | RequirementId::UdpOutbound
            | RequirementId::UdpInbound
            | RequirementId::DomainLatchaccess
            | RequirementId::DomainLatch
            | RequirementId::DomainAmazonaws
            | RequirementId::Fragments
            | RequirementId::SipAlg
            | RequirementId::UdpLifetime
            | RequirementId::Bandwidth
            | RequirementId::Mtu
            | RequirementId::Ntp => self.status(Status::Fail),
        }
    }

    fn meaning(&self, meaning: Meaning) -> &'static str {
        match meaning {
            Meaning::TlsMayBeInspected => {
                "If the firewall inspects TLS on this port, the camera fails: it does not trust the company certificate that this browser may trust."
            }
            Meaning::UsuallyWorks => {
                "Video usually works; a direct connection may occasionally fail."
            }
            Meaning::Open => "Video may or may not work: this check is not decided.",
            Meaning::ApplicationFiltered => {
                "Expect no video: a protocol that it needs is dropped on any port."
            }
            Meaning::NoUdp => "Expect no video: no UDP gets out.",
            Meaning::Failure(id) => meaning_of_failure(id),
        }
    }

    fn certainty(&self, certainty: Certainty) -> &'static str {
        match certainty {
            Certainty::Seen => "Confirmed: this was measured directly.",
            Certainty::Sampled => {
                "Confirmed for the ports that were tried; ports in between may differ."
            }
            Certainty::UnlessProxied => {
                "Very likely: only a web proxy that also tunnels these ports would look the same, and the camera uses none."
            }
            Certainty::ByBrowser => {
                "As this browser sees it: it may use its own DNS and certificates, which the camera does not use."
            }
            Certainty::CrossChecked => "Confirmed: it failed twice while a cross-check worked.",
            Certainty::Listening => {
                "Very likely: it failed twice while our server was up; no second server checked it."
            }
            Certainty::Likely => "Likely: it was tested twice; nothing independent was checked.",
            Certainty::Open => "Not decided.",
        }
    }
}

fn meaning_of_failure(id: RequirementId) -> &'static str {
    match id {
        RequirementId::Tcp443 => "Expect no video: the camera reaches its services over this port.",
        RequirementId::Tcp3478 | RequirementId::Tcp5349 => {
            "Video may fail if UDP alone does not connect."
        }
        RequirementId::Tcp8883 => "The camera may appear offline, and video may not start.",
        RequirementId::UdpOutbound => "Video can fail whenever a session lands on a blocked port.",
        RequirementId::UdpInbound => {
            "Video fails or works only sometimes, because answers are lost."
        }
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => {
            "Expect no video: the camera cannot reach services that it needs."
        }
        RequirementId::NatPresent => {
            "Video may work, but the camera is exposed to attacks from the whole internet."
        }
        RequirementId::NatFullCone => "Video connects directly less often, and feeds may fail.",
        RequirementId::FeedReliability => "Feeds fail more often than one time in ten.",
        RequirementId::Fragments => {
            "Most video fits into smaller packets; a connection may fail now and then."
        }
        RequirementId::SipAlg => "Video usually works; where feeds fail, switch SIP ALG off first.",
        RequirementId::UdpLifetime => {
            "A feed may freeze after a pause, and the camera may answer late."
        }
        RequirementId::Bandwidth => "One feed usually fits; several at the same time may stutter.",
        RequirementId::Mtu => "Connections may open and then hang, so that video does not start.",
        RequirementId::Ntp => {
            "If the camera finds no other time server, its clock stays wrong and secure connections fail."
        }
    }
}
