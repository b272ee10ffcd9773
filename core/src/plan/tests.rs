use proptest::prelude::*;

use super::*;
use crate::catalogue::Speak;
use crate::limits::{EDGE_PORTS, FILTERED_UPSTREAM};
use crate::plan::grid::Grid;

fn plan(vantage: Vantage, seed: u64) -> Plan {
    let catalogue = Catalogue::parse(
        r#"{ "version": 1, "page": "https://check.example/",
             "responders": [{ "name": "lab", "addresses": [
                { "ip": "198.51.100.10", "name": "probe.camcheck.test" },
                { "ip": "198.51.100.11" } ] }],
             "destinations": [{ "host": "broker.example", "port": 8883, "speak": "tls" }] }"#,
    )
    .expect("a sound catalogue");
    Plan::new(RunOptions::new(catalogue, vantage, seed))
}

proptest! {
    #[test]
    fn the_grid_hits_every_stretch_as_wide_as_its_spacing(
        seed: u64, start in 1025_u16..=65535, native: bool,
    ) {
        let vantage = if native { Vantage::Native } else { Vantage::Page };
        let ports = plan(vantage, seed).udp_ports();
        let last = start.saturating_add(Grid::of(vantage).spacing - 1);
        prop_assume!(last - start == Grid::of(vantage).spacing - 1);
        prop_assert!(ports.iter().any(|port| (start..=last).contains(port)));
    }

    #[test]
    fn the_grid_stays_in_range_and_within_its_size(seed: u64) {
        for vantage in [Vantage::Page, Vantage::Native] {
            let ports = plan(vantage, seed).udp_ports();
            prop_assert!(ports.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(ports[0] == 1025 && ports.last() == Some(&65535));
            // A port that proves nothing gives its place to two.
            let most = usize::from(Grid::of(vantage).count) + EDGE_PORTS.len() + 3;
            prop_assert!(ports.len() <= most, "{}", ports.len());
            prop_assert!(ports.iter().all(|port| !FILTERED_UPSTREAM.contains(port)));
        }
    }
}

/// A stretch as wide as the spacing contains one port of the grid, which may be one that says
/// nothing, at the very edge of the stretch.
#[test]
fn the_grid_hits_every_stretch_that_ends_at_a_port_that_says_nothing() {
    for vantage in [Vantage::Page, Vantage::Native] {
        let wide = Grid::of(vantage).spacing - 1;
        let silent = (1025 + wide..=65535 - wide).filter(|port| grid::says_nothing(vantage, *port));
        let silent: Vec<_> = silent.collect();
        for seed in 0..u64::from(Grid::of(vantage).offsets()) {
            let ports = plan(vantage, seed).udp_ports();
            for port in &silent {
                for stretch in [*port - wide..=*port, *port..=*port + wide] {
                    let hit = ports.iter().any(|port| stretch.contains(port));
                    assert!(hit, "{vantage:?} {stretch:?} with seed {seed}");
                }
            }
        }
    }
}

#[test]
fn a_far_end_with_a_hole_is_sampled_around_it() {
    for vantage in [Vantage::Page, Vantage::Native] {
        for seed in 0..u64::from(Grid::of(vantage).offsets()) {
            let whole = plan(vantage, seed);
            let mut split = whole.clone();
            split.options.catalogue.responders[0].udp =
                "32768-65535, 1025-40000".parse().expect("ports");
            assert_eq!(split.udp_ports(), whole.udp_ports());
            let mut holed = whole.clone();
            holed.options.catalogue.responders[0].udp =
                "1025-51819,51821-65535".parse().expect("ports");
            let ports = holed.udp_ports();
            assert!(!ports.contains(&51_820));
            let spacing = usize::from(Grid::of(vantage).spacing);
            let mut gaps = ports.windows(2).map(|pair| usize::from(pair[1] - pair[0]));
            assert!(gaps.all(|gap| gap <= spacing + 1), "{ports:?}");
        }
    }
}

#[test]
fn only_a_sweep_of_the_whole_range_is_a_full_one() {
    let mut plan = plan(Vantage::Native, 7);
    assert!(!plan.sweeps_all());
    plan.options.sweep = NonZeroU32::new(100);
    assert!(plan.sweeps_all());
    assert_eq!(plan.udp_ports().len(), 64_511);
    plan.options.catalogue.responders[0].udp = "1025-51819,51821-65535".parse().expect("ports");
    assert!(!plan.sweeps_all());
    assert_eq!(plan.udp_ports().len(), 64_510);
}

#[test]
fn a_far_end_with_some_hundred_ports_is_sampled_evenly() {
    let mut plan = plan(Vantage::Native, 7);
    plan.options.catalogue.responders[0].udp = "20000-20299".parse().expect("ports");
    let ports = plan.udp_ports();
    assert!((100..=128).contains(&ports.len()), "{}", ports.len());
    assert!(ports[0] < 20_003 && *ports.last().expect("a port") > 20_290);
}

#[test]
fn a_far_end_with_few_ports_is_asked_for_those() {
    let mut plan = plan(Vantage::Native, 7);
    plan.options.catalogue.responders[0].udp = "3478,3479,40000-40003".parse().expect("ports");
    assert_eq!(plan.udp_ports(), [3478, 3479, 40000, 40001, 40002, 40003]);
}

#[test]
fn a_page_cannot_speak_to_a_destination_nor_fetch_without_a_name() {
    let endpoints = plan(Vantage::Page, 0).tcp_endpoints();
    let of = |ip: &str, port| {
        let ip = ip.parse().expect("an address");
        endpoints
            .iter()
            .find(|endpoint| endpoint.target.ip == Some(ip) && endpoint.port == port)
            .expect("an endpoint")
    };
    assert_eq!(endpoints.len(), 9);
    assert!(endpoints[8].deciding.is_none());
    assert!(matches!(
        of("198.51.100.10", TcpPort::P443).deciding,
        Some(TcpService::Hello { .. })
    ));
    assert_eq!(of("198.51.100.11", TcpPort::P443).deciding, None);
    assert_eq!(
        of("198.51.100.11", TcpPort::P3478).deciding,
        Some(TcpService::IceTcp)
    );
}

#[test]
fn the_program_speaks_to_a_destination_as_the_catalogue_says() {
    for (speak, service) in [
        (Speak::Tls, TcpService::Tls),
        (Speak::Https, TcpService::Https),
        (Speak::Stun, TcpService::StunOverTcp),
        (Speak::Stuns, TcpService::StunOverTls),
    ] {
        let mut plan = plan(Vantage::Native, 0);
        plan.options.catalogue.destinations[0].speak = speak;
        assert_eq!(plan.tcp_endpoints()[8].deciding, Some(service));
    }
}

#[test]
fn only_limits_the_endpoints() {
    let mut plan = plan(Vantage::Native, 0);
    plan.options.only = [RequirementId::Tcp8883].into();
    assert!(
        plan.tcp_endpoints()
            .iter()
            .all(|e| e.port == TcpPort::P8883)
    );
    assert!(plan.site_endpoints().is_empty());
}
