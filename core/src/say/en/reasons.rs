//! Reasons, each as one plain sentence.

use super::English;
use crate::model::reason::Reason;
use crate::say::texts::ReasonTexts;

impl ReasonTexts for English {
    fn reason(&self, reason: Reason) -> &'static str {
        match reason {
            Reason::Answered => "The test got an answer.",
            Reason::TlsOnlyPath => {
                "TLS connections get through on this port; other traffic does not. The firewall may inspect TLS here, which a browser cannot detect."
            }
            Reason::Uncontacted => "Replies get back in, and so do unsolicited packets.",
            Reason::NatSeen => "The device is behind NAT, as it should be.",
            Reason::FullCone => {
                "Every destination sees the same outside port, and anyone can send to it (full cone NAT)."
            }
            Reason::ContactedOnly => {
                "Replies get back in; unsolicited traffic from elsewhere doesn't. That is normal for most routers, and video usually works."
            }
            Reason::NarrowerFiltering => {
                "The outside port stays the same, but unsolicited traffic from elsewhere doesn't get in (not full cone)."
            }
            Reason::NoAnswer => "No answer comes back: a firewall on the path drops this traffic.",
            Reason::Refused => "The connection is refused on the path.",
            Reason::Reset => "The connection opens and is then cut off.",
            Reason::Unreachable => {
                "A router on the path reports that the destination cannot be reached or is not allowed."
            }
            Reason::TlsBlocked => {
                "The connection opens, but TLS cannot be established on it: the firewall appears to inspect this traffic."
            }
            Reason::TlsIntercepted => {
                "TLS inspection: a device on this network replaces the certificate. The camera refuses that."
            }
            Reason::ProtocolBlocked => {
                "The connection opens, but the test message on it gets no answer: the firewall appears to inspect this traffic."
            }
            Reason::DnsNxdomain => {
                "This site's DNS reports that a name of this domain does not exist."
            }
            Reason::DnsSinkhole => {
                "This site's DNS gives a false address for a name of this domain."
            }
            Reason::DnsTimeout => "This site's DNS does not answer for a name of this domain.",
            Reason::DnsFailure => "This site's DNS fails for a name of this domain.",
            Reason::UdpBlocked => {
                "No UDP port answers a STUN request, while TCP to the same server works."
            }
            Reason::ApplicationFiltered => {
                "STUN over UDP gets through, but no DTLS handshake does, on the same ports: application control in the firewall seems to drop it."
            }
            Reason::UdpRangeBlocked => "UDP is blocked on a range of ports.",
            Reason::AnswersBlocked => {
                "Packets get out and reach our server; its answers do not come back in."
            }
            Reason::NoNat => {
                "There is no NAT: this device has a public address, and so would a camera."
            }
            Reason::MappingDependent => {
                "The NAT gives each destination a different outside port (symmetric), so video often cannot connect directly."
            }
            Reason::FetchFailed => "The connection fails; a browser cannot see why.",
            Reason::NoNetwork => "This device has no IPv4 connection to the internet.",
            Reason::NothingAnswers => "No connection to the internet is answered.",
            Reason::FarEndUnreachable => {
                "Our test servers do not answer, while the required domains do. Either our servers are down, or this firewall allows listed destinations only."
            }
            Reason::FarEndPortDown => {
                "Our test server does not listen on this port at the moment, so the port could not be tested."
            }
            Reason::FarEndFault => {
                "Our test server gave a wrong answer, so this could not be tested."
            }
            Reason::FarEndUnproven => {
                "The server named for this test may not be a Camcheck server, so this test cannot prove a block."
            }
            Reason::ProxySuspected => {
                "The server answers, but no UDP gets out at all, so this browser may be going through a web proxy, which the camera does not use. Open UDP first, or run the Camcheck program on a computer."
            }
            Reason::FarEndBusy => "Our test server is busy. Wait a minute and test again.",
            Reason::HostDown => {
                "The host does not answer our own server either. This is not your firewall."
            }
            Reason::RedirectedElsewhere => {
                "The host redirects to another one, which a browser cannot distinguish from a block."
            }
            Reason::UnfitForPages => {
                "At the moment the host answers only its own web pages, which a browser cannot distinguish from a block. Use the Camcheck program."
            }
            Reason::NoControl => {
                "Nothing else answered that could serve as a cross-check, so this cannot be judged."
            }
            Reason::Unstable => {
                "Ports that had answered stopped answering during the test, so this test cannot prove a block. There may be a limit on floods or sessions."
            }
            Reason::NothingGetsOut => {
                "No UDP test packet is answered, so nothing can be said about what comes in."
            }
            Reason::SecondAddressUnproven => {
                "This test needs a second server address, and none answered."
            }
            Reason::NatUnclear => "Too few answers came back to decide.",
            Reason::NoToken => "Our server could not be asked to send unsolicited packets.",
            Reason::Ipv6 => "This device uses IPv6 here; the requirement is about IPv4.",
            Reason::WebrtcMissing => "This browser has no WebRTC, so the page cannot test this.",
            Reason::WebrtcDisabled => {
                "A policy or an extension restricts WebRTC in this browser, so the page cannot test this."
            }
            Reason::BrowserUnproven => {
                "This browser cannot prove a block. Try Chrome, Edge or Firefox on a computer, or the Camcheck program."
            }
            Reason::DeviceFault => {
                "This device itself interfered with the test. Check its own firewall, its date and time, and its DNS settings, then test again."
            }
            Reason::InspectedHere => {
                "Software on this device decrypts TLS connections, as antivirus programs do, so the firewall's effect on them cannot be seen. Switch off its HTTPS or SSL scanning, then test again."
            }
            Reason::NameFiltered => {
                "A web filter seems to block our test servers by name: TLS to them is cut off on this port, but not to the required domains. Allow the test servers in the filter, then test again."
            }
            Reason::Measuring => "Being tested.",
            Reason::Stopped => "The test was stopped before this was known.",
            Reason::KeptPausing => {
                "The device or the browser kept pausing, so this could not be tested. Leave the screen on, stay on this page, and test again."
            }
            Reason::NoResponder => "No test server is configured.",
            Reason::NoHost => "The list of test servers names no host in this domain.",
            Reason::NotPossibleHere => {
                "Only the Camcheck program can test this, and not on every system."
            }
            Reason::LocalFarEnd => {
                "The test server runs on this machine, so there is no firewall in between."
            }
            Reason::NotSelected => "Left out on request.",
            Reason::FeedGood => "The video-like stream works, both ways.",
            Reason::FeedLossyUp => {
                "Too much of the video-like stream is lost on its way to our server."
            }
            Reason::FeedLossyDown => {
                "Too much of the video-like stream is lost on its way from our server."
            }
            Reason::FeedInterrupted => "The video-like stream is interrupted for whole seconds.",
            Reason::FeedSlow => "The video-like stream arrives too late for live video.",
            Reason::FeedNoStart => {
                "A connection for the video-like stream opens, but nothing passes over it."
            }
            Reason::FeedUnproven => "The program's test stream was lost. Repeat it in a browser.",
            Reason::DtlsBlocked => "No DTLS handshake finishes, so no video stream can begin.",
            Reason::DeviceBusy => {
                "This device or our server was short of time, or the page was not in view. Test again."
            }
            Reason::FeedNotRun => "The video-like stream was not run, so this was not measured.",
            Reason::NoFeed => "Our server offers no stream.",
            Reason::FragmentsPass => {
                "Large UDP packets arrive both ways, although they travel in fragments."
            }
            Reason::FragmentsPassIn => {
                "Large UDP packets arrive here, although they travel in fragments. A browser cannot send any."
            }
            Reason::FragmentsBlockedOut => {
                "Fragments of large UDP packets are dropped on their way out."
            }
            Reason::FragmentsBlockedIn => {
                "Fragments of large UDP packets are dropped on their way in."
            }
            Reason::SipUnchanged => "SIP messages arrive as they were sent.",
            Reason::SipRewritten => {
                "Something on the path rewrites SIP messages (SIP ALG, SIP transformations, SIP helper)."
            }
            Reason::SipFiltered => {
                "SIP messages do not arrive, so nothing shows whether a SIP ALG is active."
            }
            Reason::MappingKept => {
                "The firewall keeps an idle UDP session for at least as long as was tried."
            }
            Reason::MappingShort => {
                "The firewall forgets an idle UDP session early. Video sends keep-alives more often than that, but RFC 4787 asks for 2 minutes."
            }
            Reason::MappingTooShort => {
                "The firewall forgets an idle UDP session within 35 seconds, as a SonicWall does after 30 by default, so feeds may be cut off."
            }
            Reason::BandwidthEnough => {
                "At least 10 Mbit/s are available to this device, both ways."
            }
            Reason::BandwidthLow => "Less than 10 Mbit/s are available to this device now.",
            Reason::MtuFull => "Full-size packets get through, both ways.",
            Reason::MtuReported => {
                "The path takes smaller packets only, and reports it as it should."
            }
            Reason::MtuBlackHole => {
                "Packets that are too large for the path vanish without a report."
            }
            Reason::AnsweredByAnother => {
                "Another server on the path answers in place of the one that was asked."
            }
            Reason::TestFailed => {
                "The test could not be carried out, so it shows nothing. Try again."
            }
            Reason::LongLine => "The delay of the line is too long for this test.",
            Reason::NotOffered => "Our server does not offer this test.",
            Reason::ThoroughOnly => {
                "Only a thorough test measures this; start the Camcheck program with --thorough."
            }
            Reason::OnRequest => "It moves up to 25 MB, so it is measured on request only.",
            Reason::NotInThisVersion => "This version of Camcheck does not measure this.",
        }
    }
}
