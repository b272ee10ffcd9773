//! Random sites that are physically plausible.

use camcheck_core::model::ports::{PortRange, PortSet};
use camcheck_core::observed::nat::Behavior;
use camcheck_core::sim::site::{
    Destination, Device, Direction, Dns, FarEnd, Firewall, FirstResolver, Limits, Nat, Protocol,
    Rule, RuleAction, Site, Tls, Wan, When,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Ports that matter for sites and samples: refused by browsers, filtered upstream, edges of well-known
/// ranges.
const REMARKABLE: [u16; 18] = [
    1025, 1434, 1720, 2049, 3478, 3479, 4045, 5061, 6669, 10080, 16383, 16384, 27960, 32767, 32768,
    49151, 49152, 65535,
];

/// The names for which a resolver can be wrong: the three domains, our own, and all.
const NAMES: [&str; 5] = [
    "latchaccess.com",
    "latch.com",
    "amazonaws.com",
    "camcheck.test",
    ".",
];

const TCP_PORTS: [u16; 4] = [443, 3478, 5349, 8883];

/// What the whole site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ordinary,
    CaptivePortal,
    ProxyOnly,
    ProxyToAnyPort,
    ProxyElsewhere,
    Unplugged,
    Ipv6Only,
}

/// Any site. Most possible faults are absent from most sites, so that one fault seldom hides another.
pub(crate) fn site() -> impl Strategy<Value = Site> {
    let translation = (option::weighted(0.9, nat()), option::weighted(0.2, nat()));
    let router = (kind(), firewall(), any::<bool>(), vec(rule(), 0..=5));
    let line = (limits(), wan(), dns(), inspected());
    (translation, router, line, device(), far_end()).prop_map(
        |((nat, cgn), (kind, firewall, icmp_blocked, rules), line, device, far_end)| {
            let (limits, wan, dns, inspected) = line;
            Site {
                nat,
                cgn,
                captive_portal: kind == Kind::CaptivePortal,
                proxy_only: matches!(
                    kind,
                    Kind::ProxyOnly | Kind::ProxyToAnyPort | Kind::ProxyElsewhere
                ),
                proxy_elsewhere: kind == Kind::ProxyElsewhere,
                proxy_ports: (kind == Kind::ProxyToAnyPort).then(|| port_set(vec![(1, 65535)])),
                icmp_blocked,
                device: Device {
                    ipv6_only: kind == Kind::Ipv6Only,
                    ..device
                },
                tls: Tls { inspected },
                limits,
                far_end,
                firewall,
                rules,
                dns,
                wan: Wan {
                    unplugged: kind == Kind::Unplugged,
                    ..wan
                },
                ..empty()
            }
        },
    )
}

/// A site without anything.
pub(crate) fn empty() -> Site {
    Site::parse("title = \"\"\n[expect]\noverall = \"ready\"").expect("a sound site file")
}

/// Mostly what the strategy says is unusual does not apply.
fn seldom<T: Clone + std::fmt::Debug + Default>(
    strategy: impl Strategy<Value = T>,
) -> impl Strategy<Value = T> {
    prop_oneof![3 => Just(T::default()), 1 => strategy]
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        20 => Just(Kind::Ordinary),
        1 => Just(Kind::CaptivePortal),
        1 => Just(Kind::ProxyOnly),
        1 => Just(Kind::ProxyToAnyPort),
        1 => Just(Kind::ProxyElsewhere),
        1 => Just(Kind::Unplugged),
        1 => Just(Kind::Ipv6Only),
    ]
}

fn behavior() -> impl Strategy<Value = Behavior> {
    select(vec![
        Behavior::EndpointIndependent,
        Behavior::AddressDependent,
        Behavior::AddressAndPortDependent,
    ])
}

fn nat() -> impl Strategy<Value = Nat> {
    (behavior(), behavior()).prop_map(|(mapping, filtering)| Nat { mapping, filtering })
}

fn firewall() -> impl Strategy<Value = Firewall> {
    select(vec![Firewall::Stateful, Firewall::Open])
}

fn device() -> impl Strategy<Value = Device> {
    (any::<bool>(), seldom(any::<bool>())).prop_map(|(trusts_company_root, firewall)| Device {
        firewall,
        trusts_company_root,
        ipv6_only: false,
    })
}

// ---- rules ----

fn rule() -> impl Strategy<Value = Rule> {
    prop_oneof![
        4 => udp_rule(),
        3 => tcp_rule(),
    ]
}

fn udp_rule() -> impl Strategy<Value = Rule> {
    let action = prop_oneof![
        4 => Just(RuleAction::Drop),
        1 => Just(RuleAction::AdminProhibited),
        2 => Just(RuleAction::Accept),
    ];
    let direction = prop_oneof![4 => Just(Direction::Out), 1 => Just(Direction::In)];
    let when = prop_oneof![
        8 => Just(When::Always),
        1 => Just(When::Stun),
        1 => Just(When::Dtls),
    ];
    (action, destination(), direction, udp_ports(), when).prop_map(
        |(action, to, direction, ports, when)| Rule {
            action,
            protocol: Protocol::Udp,
            to,
            direction,
            ports,
            when,
        },
    )
}

fn tcp_rule() -> impl Strategy<Value = Rule> {
    let action = prop_oneof![
        2 => Just(RuleAction::Drop),
        2 => Just(RuleAction::Reset),
        1 => Just(RuleAction::AdminProhibited),
        2 => Just(RuleAction::Accept),
    ];
    let when = prop_oneof![
        3 => Just(When::Always),
        1 => Just(When::ClientHello),
        1 => Just(When::NotTls),
    ];
    (action, destination(), tcp_ports(), when).prop_map(|(action, to, ports, when)| Rule {
        action,
        protocol: Protocol::Tcp,
        to,
        direction: Direction::Out,
        ports,
        when,
    })
}

fn destination() -> impl Strategy<Value = Destination> {
    prop_oneof![
        3 => Just(Destination::Any),
        1 => Just(Destination::Domains),
        1 => Just(Destination::FarEnd),
    ]
}

fn tcp_ports() -> impl Strategy<Value = PortSet> {
    let all = port_set(vec![(1, 65535)]);
    prop_oneof![
        5 => some_tcp_ports(),
        1 => Just(all),
    ]
}

fn some_tcp_ports() -> impl Strategy<Value = PortSet> {
    subsequence(TCP_PORTS.to_vec(), 1..=3)
        .prop_map(|ports| port_set(ports.into_iter().map(|port| (port, port)).collect()))
}

/// UDP 53 is the resolver's, so nothing below 54 is blocked.
fn udp_ports() -> impl Strategy<Value = PortSet> {
    let all_but = prop_oneof![Just(54_u16), Just(1025)].prop_map(|first| (first, 65535));
    prop_oneof![
        6 => vec(udp_range(), 1..=3),
        1 => all_but.prop_map(|range| vec![range]),
    ]
    .prop_map(port_set)
}

/// Of any width from one port to nearly all, and often with an edge at a notable port.
fn udp_range() -> impl Strategy<Value = (u16, u16)> {
    let edge = || prop_oneof![2 => 1000..=u16::MAX, 1 => select(REMARKABLE.to_vec())];
    let width = prop_oneof![
        1 => Just(1_u16),
        2 => 2..500_u16,
        2 => 500..1100_u16,
        4 => 1100..20_000_u16,
        1 => 20_000..60_000_u16,
    ];
    (edge(), width, any::<bool>()).prop_map(|(edge, width, upwards)| {
        if upwards {
            (edge, edge.saturating_add(width - 1))
        } else {
            (edge.saturating_sub(width - 1).max(54), edge)
        }
    })
}

fn port_set(ranges: Vec<(u16, u16)>) -> PortSet {
    let texts: Vec<_> = ranges
        .into_iter()
        .map(|(first, last)| PortRange::new(first, last).expect("in order").to_string())
        .collect();
    texts.join(",").parse().expect("ranges")
}

// ---- middleboxes and the line ----

fn inspected() -> impl Strategy<Value = Option<PortSet>> {
    option::weighted(0.15, tcp_ports())
}

fn dns() -> impl Strategy<Value = Dns> {
    let names = || {
        seldom(subsequence(NAMES.to_vec(), 1..=2))
            .prop_map(|names| names.into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    let each = (names(), names(), names(), names(), names());
    let first = seldom(select(vec![
        Some(FirstResolver::Refuses),
        Some(FirstResolver::Silent),
    ]));
    let resolvers = (seldom(1..4_000_u32), first);
    seldom((each, resolvers).prop_map(
        |((nxdomain, sinkhole, block_page, public_block_page, silent), (slow_ms, first))| Dns {
            nxdomain,
            sinkhole,
            block_page,
            public_block_page,
            silent,
            slow_ms,
            first,
        },
    ))
}

/// The strictest flood limit in use is 20 a second, and small routers hold 1,024 sessions. In a
/// table of fewer than 256, TCP that was lost on the line is tried again when UDP has filled it.
fn limits() -> impl Strategy<Value = Limits> {
    let flows = option::weighted(0.5, (20..500_u32, 1..100_u32));
    let sessions = option::weighted(0.5, 256..1024_u32);
    seldom((flows, sessions).prop_map(|(flows, sessions)| Limits {
        udp_flows_per_second: flows.map(|(rate, _)| rate),
        udp_flows_burst: flows.map_or(0, |(_, burst)| burst),
        sessions,
        udp_timeout_ms: None,
    }))
}

fn wan() -> impl Strategy<Value = Wan> {
    let loss = prop_oneof![3 => Just(0_u32), 1 => 1..=15_u32];
    seldom(
        (0..=300_u32, 0..=25_u32, loss).prop_map(|(round_trip_ms, jitter_ms, loss_percent)| Wan {
            round_trip_ms,
            jitter_ms,
            loss_percent,
            ..Wan::default()
        }),
    )
}

fn far_end() -> impl Strategy<Value = FarEnd> {
    let ports = seldom(subsequence(TCP_PORTS.to_vec(), 1..=4));
    let broken = (
        seldom(any::<bool>()),
        seldom(any::<bool>()),
        ports,
        seldom(any::<bool>()),
    );
    (seldom(broken), any::<bool>()).prop_map(
        |((down, second_address_down, tcp_ports_down, plain_stun), witness)| FarEnd {
            down,
            second_address_down,
            tcp_ports_down,
            plain_stun,
            witness,
            ..FarEnd::default()
        },
    )
}
