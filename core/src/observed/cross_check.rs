//! A host that showed a third party's certificate is tried again at the address to which the far end
//! resolves it. If the certificate there is genuine, this site's DNS gives a wrong address, as filters with
//! a block page do; if it is a third party's there too, something on the path intercepts TLS; if nothing
//! answers, the host is blocked there.

use crate::model::failure::Cause;
use crate::observed::board::Board;
use crate::probe::{TcpProbe, TcpService, TcpTarget};
use crate::wire::http::HealthCheck;

/// The second probe for a host that was tried by its name, if one is needed.
pub(crate) fn probe(board: &Board, by_name: &TcpProbe, health: &HealthCheck) -> Option<TcpProbe> {
    let (_, outcome) = board.last_tcp(by_name)?;
    let failure = outcome.result.err()?;
    if !matches!(failure.cause, Cause::UntrustedIssuer | Cause::WrongName) {
        return None;
    }
    let here = &outcome.resolved;
    let there = health.addresses_of(by_name.target.host.as_deref()?);
    if here.is_empty() || here.iter().any(|address| there.contains(address)) {
        return None;
    }
    let ip = there.iter().find(|address| address.is_ipv4())?;
    Some(TcpProbe {
        target: TcpTarget {
            ip: Some(*ip),
            ..by_name.target.clone()
        },
        // Only the certificate matters here.
        service: TcpService::Tls,
        attempt: 0,
    })
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::model::failure::Layer;
    use crate::probe::{Observation, TcpOutcome};
    use crate::wire::http::Health;

    fn by_name() -> TcpProbe {
        TcpProbe {
            target: TcpTarget {
                ip: None,
                host: Some("www.latch.com".to_owned()),
                port: 443,
            },
            service: TcpService::Site {
                path: "/".to_owned(),
            },
            attempt: 0,
        }
    }

    /// Where to try a host that resolves to `here` on this device and to these addresses on the far end.
    fn asked_at(here: &[&str], there: &[&str], cause: Cause) -> Option<IpAddr> {
        let addresses = |list: &[&str]| {
            let list = list.iter().map(|address| address.parse());
            list.collect::<Result<_, _>>().expect("addresses")
        };
        let mut board = Board::default();
        let outcome = TcpOutcome {
            resolved: addresses(here),
            ..TcpOutcome::failed(Layer::Tls, cause)
        };
        board.add(Observation::Tcp(by_name(), outcome));
        let body = format!(
            r#"{{"state":"ready","responder":"lab",
                "domains":[{{"host":"www.latch.com","resolved":{there:?}}}]}}"#
        );
        let health = body.parse();
        let Ok(Health::Ready(health)) = health else {
            panic!("no health check: {health:?}");
        };
        probe(&board, &by_name(), &health)?.target.ip
    }

    #[test]
    fn somebody_elses_certificate_at_another_address_is_looked_into() {
        let far = "198.51.100.7";
        for cause in [Cause::UntrustedIssuer, Cause::WrongName] {
            let asked = asked_at(&["203.0.113.9"], &["2001:db8::7", far], cause);
            assert_eq!(asked, far.parse().ok(), "{cause}");
        }
        // The same address, none to compare with, no address to try, another fault.
        let wrong = Cause::WrongName;
        assert_eq!(asked_at(&["203.0.113.9", far], &[far], wrong), None);
        assert_eq!(asked_at(&[], &[far], wrong), None);
        assert_eq!(asked_at(&["203.0.113.9"], &["2001:db8::7"], wrong), None);
        assert_eq!(asked_at(&["203.0.113.9"], &[far], Cause::Timeout), None);
    }
}
