use vecmap::VecSet;

use super::*;

fn servers() -> [SocketAddr; 3] {
    [
        "198.51.100.10:3478",
        "198.51.100.10:3479",
        "198.51.100.11:3478",
    ]
    .map(|server| server.parse().expect("an address"))
}

/// Mapped ports as the three servers saw them; 0 for no answer.
fn mapping(ports: [u16; 3]) -> Mapping {
    let mapped = servers()
        .into_iter()
        .zip(ports)
        .filter(|(_, port)| *port != 0)
        .map(|(server, port)| (server, ([203, 0, 113, 2], port).into()))
        .collect();
    mapping_of(
        &servers(),
        &MappingOutcome {
            mapped,
            ..MappingOutcome::default()
        },
    )
}

#[test]
fn mapping_follows_rfc_5780_section_4_3() {
    use Behavior::{AddressAndPortDependent, AddressDependent, EndpointIndependent};
    let cases = [
        (
            "all the same",
            [7, 7, 7],
            Mapping::Known(EndpointIndependent),
        ),
        (
            "another for the other address",
            [7, 7, 8],
            Mapping::Known(AddressDependent),
        ),
        (
            "another for each",
            [7, 8, 9],
            Mapping::Known(AddressAndPortDependent),
        ),
        (
            "another for the other port only",
            [7, 8, 7],
            Mapping::Known(AddressAndPortDependent),
        ),
        ("no answer at all", [0, 0, 0], Mapping::Unknown),
        ("only the first answers", [7, 0, 0], Mapping::Unknown),
        ("alternate address dead", [7, 7, 0], Mapping::Unknown),
        (
            "alternate dead, yet ports differ",
            [7, 8, 0],
            Mapping::Known(AddressAndPortDependent),
        ),
        (
            "other port lost, addresses agree",
            [7, 0, 7],
            Mapping::Known(EndpointIndependent),
        ),
        (
            "other port lost, addresses differ",
            [7, 0, 8],
            Mapping::Dependent,
        ),
        ("first lost, others differ", [0, 7, 8], Mapping::Dependent),
        ("first lost, others agree", [0, 7, 7], Mapping::Unknown),
    ];
    for (name, ports, expected) in cases {
        assert_eq!(mapping(ports), expected, "{name}");
    }
}

#[test]
fn two_addresses_outside_are_a_dependent_mapping_even_with_equal_ports() {
    let [first, other_port, other_address] = servers();
    let mapped = [
        (first, "203.0.113.2:7"),
        (other_port, "203.0.113.2:7"),
        (other_address, "203.0.113.3:7"),
    ]
    .map(|(server, mapped)| (server, mapped.parse().expect("an address")))
    .into();
    let outcome = MappingOutcome {
        mapped,
        ..MappingOutcome::default()
    };
    assert_eq!(
        mapping_of(&servers(), &outcome),
        Mapping::Known(Behavior::AddressDependent)
    );
}

#[test]
fn a_pages_server_reflexive_addresses_need_receipts_to_prove_a_plain_mapping() {
    let source: SocketAddr = "203.0.113.2:7".parse().expect("an address");
    let outcome = MappingOutcome {
        server_reflexive: VecSet::from([source]),
        ..MappingOutcome::default()
    };
    assert_eq!(mapping_of(&servers(), &outcome), Mapping::Unknown);
    let mut receipts = Receipts::default();
    for server in servers() {
        receipts.untagged.push(crate::wire::http::UdpReceipt {
            server: server.ip(),
            port: server.port(),
            source,
        });
    }
    let attributed = attributed(&outcome, Some(&receipts));
    assert_eq!(
        mapping_of(&servers(), &attributed),
        Mapping::Known(Behavior::EndpointIndependent)
    );
}

#[test]
fn three_server_reflexive_addresses_are_a_mapping_for_each_destination() {
    let reflexive = [1, 2, 3].map(|port| SocketAddr::from(([203, 0, 113, 2], port)));
    let outcome = MappingOutcome {
        server_reflexive: reflexive.into(),
        ..MappingOutcome::default()
    };
    assert_eq!(
        mapping_of(&servers(), &outcome),
        Mapping::Known(Behavior::AddressAndPortDependent)
    );
}

#[test]
fn a_dependence_that_a_fresh_socket_does_not_show_is_not_said() {
    let plain = Mapping::Known(Behavior::EndpointIndependent);
    let symmetric = Mapping::Known(Behavior::AddressAndPortDependent);
    let cases = [
        (symmetric, None, symmetric),
        (symmetric, Some(symmetric), symmetric),
        (symmetric, Some(plain), Mapping::Unknown),
        (Mapping::Unknown, Some(plain), plain),
        (symmetric, Some(Mapping::Unknown), symmetric),
        (symmetric, Some(Mapping::Dependent), Mapping::Dependent),
    ];
    for (first, second, expected) in cases {
        assert_eq!(
            agreed_mapping(first, second),
            expected,
            "{first:?} {second:?}"
        );
    }
}

#[test]
fn filtering_follows_rfc_5780_section_4_4_and_erratum_7971() {
    use Arrival::{Arrived, NotChanged, NotTested, Silent};
    use Behavior::{AddressAndPortDependent, AddressDependent, EndpointIndependent};
    // (name, contacted, both, other address, other port, alternate works, expected)
    let cases = [
        (
            "full cone",
            true,
            Arrived,
            Arrived,
            Arrived,
            true,
            Some(EndpointIndependent),
        ),
        (
            "changed port lost once",
            true,
            Arrived,
            Arrived,
            Silent,
            true,
            Some(EndpointIndependent),
        ),
        (
            "both arrives without any proof of the alternate",
            true,
            Arrived,
            Silent,
            Silent,
            false,
            Some(EndpointIndependent),
        ),
        (
            "restricted by address",
            true,
            Silent,
            Silent,
            Arrived,
            true,
            Some(AddressDependent),
        ),
        (
            "restricted by address and port",
            true,
            Silent,
            Silent,
            Silent,
            true,
            Some(AddressAndPortDependent),
        ),
        ("alternate dead", true, Silent, Silent, Arrived, false, None),
        (
            "alternate dead and port silent",
            true,
            Silent,
            Silent,
            Silent,
            false,
            None,
        ),
        (
            "no answer at all",
            false,
            Silent,
            Silent,
            Silent,
            true,
            None,
        ),
        (
            "server ignores CHANGE-REQUEST",
            true,
            NotChanged,
            NotChanged,
            NotChanged,
            true,
            None,
        ),
        (
            "server ignores the change of port",
            true,
            Silent,
            Silent,
            NotChanged,
            true,
            None,
        ),
        (
            "fourth test: only the other address with the same port",
            true,
            Silent,
            Arrived,
            Silent,
            true,
            None,
        ),
        (
            "not asked for",
            true,
            NotTested,
            NotTested,
            NotTested,
            true,
            None,
        ),
    ];
    for (name, contacted, both, other_address, other_port, alternate_works, expected) in cases {
        let outcome = FilteringOutcome {
            contacted,
            other_port,
            other_address,
            both,
        };
        assert_eq!(filtering_of(&outcome, alternate_works), expected, "{name}");
    }
}

#[test]
fn what_arrived_once_gets_in() {
    let once = FilteringOutcome {
        contacted: true,
        other_port: Arrival::Arrived,
        other_address: Arrival::Silent,
        both: Arrival::Silent,
    };
    let other = FilteringOutcome {
        other_port: Arrival::Silent,
        other_address: Arrival::Arrived,
        ..once
    };
    let joined = joined_filtering(once, other);
    assert_eq!(joined.other_port, Arrival::Arrived);
    assert_eq!(joined.other_address, Arrival::Arrived);
    assert_eq!(joined.both, Arrival::Silent);
}
