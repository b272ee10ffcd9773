//! Why a row has its status: one list of stable names, each with what it means.

use crate::support::names::report_names;

report_names! {
    /// Why a row has its status. The names are a contract.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Reason {
        /// Every destination answered in protocol.
        Answered = "answered",
        /// TLS gets through, but plain TCP on the same port does not: an application-aware firewall.
        TlsOnlyPath = "tls-only-path",
        /// Packets from an address that was never contacted arrive.
        Uncontacted = "uncontacted-address",
        /// The address seen from outside is not the device's own.
        NatSeen = "nat-seen",
        /// Endpoint-independent mapping and filtering.
        FullCone = "full-cone",

        /// Only the contacted address gets in, as with nearly every ordinary NAT.
        ContactedOnly = "contacted-address-only",
        /// Endpoint-independent mapping with narrower filtering.
        NarrowerFiltering = "narrower-filtering",

        /// Nothing came back before the deadline, twice.
        NoAnswer = "no-answer",
        /// The connection was refused.
        Refused = "refused",
        /// The connection opened and was then reset or closed.
        Reset = "reset",
        /// A router on the path reported that the destination cannot be reached.
        Unreachable = "unreachable",
        /// TCP opens; the TLS handshake fails.
        TlsBlocked = "tls-blocked",
        /// TLS is terminated by a third party: the certificate does not chain to a trusted root.
        TlsIntercepted = "tls-intercepted",
        /// The connection opens, but a request on it gets no answer.
        ProtocolBlocked = "protocol-blocked",
        /// This site's resolver answers that the name does not exist.
        DnsNxdomain = "dns-nxdomain",
        /// The name resolves to an address that cannot be the real one, or that belongs to a third party.
        DnsSinkhole = "dns-sinkhole",
        /// The resolver does not answer.
        DnsTimeout = "dns-timeout",
        /// The resolver answers with a failure, or without any address.
        DnsFailure = "dns-failure",
        /// No UDP port answered, though TCP to the same server works.
        UdpBlocked = "udp-blocked",
        /// UDP is blocked on one or more stretches of ports.
        UdpRangeBlocked = "udp-range-blocked",
        /// One protocol passes and another one on the same ports does not: STUN but not DTLS, or plain
        /// datagrams but not STUN.
        ApplicationFiltered = "application-filtered",
        /// The server saw the packets; its answers do not arrive.
        AnswersBlocked = "answers-blocked",
        /// The device's own address is the one that the internet sees.
        NoNat = "no-nat",
        /// The mapping depends on the destination (symmetric NAT).
        MappingDependent = "mapping-dependent",
        /// A fetch failed; a page cannot determine why.
        FetchFailed = "fetch-failed",

        /// The device has no network.
        NoNetwork = "no-network",
        /// Nothing outside answered at all, neither our servers nor the listed domains.
        NothingAnswers = "nothing-answers",
        /// Our servers do not answer while the domains do: either they are down, or only listed
        /// destinations are allowed.
        FarEndUnreachable = "far-end-unreachable",
        /// Our server does not listen on this port, or a witness finds it closed too.
        FarEndPortDown = "far-end-port-down",
        /// Our server gave an answer that it should not give.
        FarEndFault = "far-end-fault",
        /// The server answers, but there is no proof that a Camcheck far end listens here.
        FarEndUnproven = "far-end-unproven",
        /// Only fetches get through, as through a web proxy, which the camera does not use.
        ProxySuspected = "proxy-suspected",
        /// Our server refused because of its own rate limits.
        FarEndBusy = "far-end-busy",
        /// The host fails for our server as well.
        HostDown = "host-down",
        /// The host redirects to another origin, which a page cannot follow.
        RedirectedElsewhere = "redirected-elsewhere",
        /// No page can fetch the host, from any network.
        UnfitForPages = "unfit-for-pages",
        /// Nothing else answered that could serve as a control.
        NoControl = "no-control",
        /// Ports that had answered stopped answering during the retest.
        Unstable = "unstable",
        /// Nothing gets out, so what comes in cannot be judged.
        NothingGetsOut = "nothing-gets-out",
        /// There is no proof that our second address works.
        SecondAddressUnproven = "second-address-unproven",
        /// Too few answers to determine the NAT's behaviour.
        NatUnclear = "nat-unclear",
        /// No run token, so our server sends nothing of its own.
        NoToken = "no-token",
        /// IPv6 is in use here; the article covers IPv4.
        Ipv6 = "ipv6",
        /// The browser has no WebRTC.
        WebrtcMissing = "webrtc-missing",
        /// A policy or an extension prevents the browser from using UDP.
        WebrtcDisabled = "webrtc-disabled",
        /// Silence in this browser is not proven to mean "blocked".
        BrowserUnproven = "browser-unproven",
        /// The device itself interfered: its own firewall, its clock, its DNS settings or its
        /// sockets.
        DeviceFault = "device-fault",
        /// Software on the device itself intercepts TLS, as antivirus programs do.
        InspectedHere = "inspected-here",
        /// TLS to our servers is cut off, while TLS to a domain is not: a filter blocks our servers by name.
        NameFiltered = "name-filtered",
        /// Nine of ten seconds of a video-like stream were good, both ways.
        FeedGood = "feed-good",
        /// Too many packets of the stream are lost or late on their way out.
        FeedLossyUp = "feed-lossy-up",
        /// Too many packets of the stream are lost or late on their way in.
        FeedLossyDown = "feed-lossy-down",
        /// For whole seconds next to nothing of the stream arrived.
        FeedInterrupted = "feed-interrupted",
        /// The stream arrives, but too slowly.
        FeedSlow = "feed-slow",
        /// The connection came about and the stream on it did not begin.
        FeedNoStart = "feed-no-start",
        /// The program's stream, which no DTLS handshake precedes, did not begin where STUN is answered.
        FeedUnproven = "feed-unproven",
        /// STUN is answered, and no DTLS handshake came about for the stream.
        DtlsBlocked = "dtls-blocked",
        /// The device was short of time, so that what it missed may have arrived.
        DeviceBusy = "device-busy",
        /// The stream was not asked for, or was stopped.
        FeedNotRun = "feed-not-run",
        /// Our server offers no stream.
        NoFeed = "no-feed",
        /// Large datagrams arrive both ways, although they travel in fragments.
        FragmentsPass = "fragments-pass",
        /// Large datagrams arrive, although they travel in fragments; whether they also get out is not known.
        FragmentsPassIn = "fragments-pass-in",
        /// Fragments are dropped on their way out.
        FragmentsBlockedOut = "fragments-blocked-out",
        /// Fragments are dropped on their way in.
        FragmentsBlockedIn = "fragments-blocked-in",
        /// SIP messages arrive as they were sent.
        SipUnchanged = "sip-unchanged",
        /// Something on the path rewrites SIP messages.
        SipRewritten = "sip-rewritten",
        /// SIP messages do not arrive, so that nothing shows whether they would be rewritten.
        SipFiltered = "sip-filtered",
        /// The NAT keeps the mapping of an idle UDP socket for as long as was tried.
        MappingKept = "mapping-kept",
        /// The NAT forgets the mapping of an idle UDP socket early, though not before the keep-alives of video.
        MappingShort = "mapping-short",
        /// The NAT forgets the mapping of an idle UDP socket so early that video may be cut off.
        MappingTooShort = "mapping-too-short",
        /// The line has enough room both ways.
        BandwidthEnough = "bandwidth-enough",
        /// The line has less room than the article's cameras need.
        BandwidthLow = "bandwidth-low",
        /// Packets of 1,500 bytes get through both ways.
        MtuFull = "mtu-full",
        /// The path takes smaller packets only, and reports it.
        MtuReported = "mtu-reported",
        /// The path swallows packets that are too large for it, and does not report it.
        MtuBlackHole = "mtu-black-hole",
        /// Something on the path answers in place of the server that was asked.
        AnsweredByAnother = "answered-by-another",
        /// The test could not be carried out, so it shows nothing.
        TestFailed = "test-failed",
        /// The line takes too long for this test.
        LongLine = "long-line",
        /// Our server does not offer this test.
        NotOffered = "not-offered",
        /// Only a thorough test measures it.
        ThoroughOnly = "thorough-only",
        /// It moves megabytes, so it is measured on request only.
        OnRequest = "on-request",
        /// Still being measured.
        Measuring = "measuring",
        /// The run was stopped before this was known.
        Stopped = "stopped",
        /// The program was suspended repeatedly while it measured.
        KeptPausing = "kept-pausing",

        /// The catalogue names no responder.
        NoResponder = "no-responder",
        /// The catalogue names no stand-in host for this domain.
        NoHost = "no-host",
        /// This vantage cannot prove it; the other one can.
        NotPossibleHere = "not-possible-here",
        /// The far end runs on this machine, so there is no network in between.
        LocalFarEnd = "local-far-end",
        /// The row was left out on request.
        NotSelected = "not-selected",
        /// This version of the program does not measure it.
        NotInThisVersion = "not-in-this-version",
    }
}
