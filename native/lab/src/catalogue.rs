//! The hosts of the lab's internet, and their catalogue.

use std::net::Ipv4Addr;

use camcheck_core::sim::{SILENT_REGIONS, site};
use serde_json::{Value, json};

use crate::net::{self, FAR_END, FAR_END_ALTERNATE, WEB, WITNESS};

/// Names of the far end's two addresses, in its certificate.
pub(crate) const FAR_END_NAMES: [&str; 2] = ["probe.camcheck.test", "probe2.camcheck.test"];

/// Name of the second responder.
pub(crate) const WITNESS_NAME: &str = "witness.camcheck.test";

/// HTTPS hosts with the real names, each with its own certificate.
pub(crate) const WEB_HOSTS: [&str; 4] = [
    "rest.latchaccess.com",
    "www.latch.com",
    "support.latch.com",
    "kinesisvideo.us-east-1.amazonaws.com",
];

/// The help center, whose articles show the page in a frame.
pub(crate) const HELP_CENTER: &str = "support.door.com";

/// A destination that speaks TLS on 8883, as an MQTT broker does.
pub(crate) const BROKER: &str = "broker.iot.us-east-1.amazonaws.com";

/// Every name that exists, with its address.
pub(crate) fn names() -> impl Iterator<Item = (&'static str, Ipv4Addr)> {
    let far_end = FAR_END_NAMES.into_iter().zip([FAR_END, FAR_END_ALTERNATE]);
    far_end
        .chain(WEB_HOSTS.map(|host| (host, WEB)))
        .chain([
            (BROKER, net::BROKER),
            (WITNESS_NAME, WITNESS),
            (HELP_CENTER, WEB),
        ])
        .chain(SILENT_REGIONS.map(|region| (region.host, region.ip)))
}

/// The catalogue of the lab's internet, with the far ends of a site.
pub(crate) fn catalogue(far_end: &site::FarEnd) -> Value {
    let [probe, probe2] = FAR_END_NAMES;
    let regions = SILENT_REGIONS.into_iter().take(far_end.silent_regions);
    let mut responders: Vec<_> = regions
        .map(|region| responder(region.name, &[(region.ip, region.host)]))
        .collect();
    responders.push(responder(
        "lab",
        &[(FAR_END, probe), (FAR_END_ALTERNATE, probe2)],
    ));
    if far_end.witness {
        responders.push(responder("witness", &[(WITNESS, WITNESS_NAME)]));
    }
    json!({
        "version": 1,
        "page": format!("https://{probe}/"),
        "responders": responders,
        "domains": [
            { "pattern": "*.latchaccess.com", "hosts": ["rest.latchaccess.com"] },
            { "pattern": "*.latch.com", "hosts": ["www.latch.com", "support.latch.com"] },
            { "pattern": "*.amazonaws.com", "hosts": ["kinesisvideo.us-east-1.amazonaws.com"] },
        ],
        "destinations": [{ "host": BROKER, "port": 8883, "speak": "tls" }],
        "http": format!("http://{probe}/healthz"),
    })
}

/// A far end with these addresses and the names of their hosts, on all ports.
fn responder(name: &str, addresses: &[(Ipv4Addr, &str)]) -> Value {
    let addresses: Vec<_> = addresses
        .iter()
        .map(|(ip, host)| json!({ "ip": ip, "name": host }))
        .collect();
    json!({
        "name": name,
        "addresses": addresses,
        "tcp": { "443": 443, "3478": 3478, "5349": 5349, "8883": 8883 },
        "udp": "1025-65535",
    })
}

#[cfg(test)]
mod tests {
    use camcheck_core::catalogue::Catalogue;

    use super::*;

    #[test]
    fn the_catalogue_is_sound_and_all_its_names_exist() {
        let every_far_end = site::FarEnd {
            witness: true,
            silent_regions: SILENT_REGIONS.len(),
            ..site::FarEnd::default()
        };
        let catalogue = Catalogue::parse(&catalogue(&every_far_end).to_string()).expect("sound");
        let known: Vec<_> = names().map(|(name, _)| name).collect();
        let domains = catalogue.domains.iter().flat_map(|domain| &domain.hosts);
        for host in domains {
            assert!(known.contains(&host.host.as_str()), "{}", host.host);
        }
        assert!(catalogue.patterns_without_host().is_empty());
    }
}
