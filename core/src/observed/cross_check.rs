//! A host that showed a third party's certificate is asked once more, at an address that the far
//! end has for it. If the genuine one is there, this site's DNS leads astray, as filters do that
//! show a page of their own; if somebody else's is there too, something on the way opens
//! connections; if nothing comes, the host is blocked there.

use crate::model::failure::Cause;
use crate::observed::board::Board;
use crate::probe::{TcpProbe, TcpService, TcpTarget};
use crate::wire::http::ControlLook;

/// What to ask of a host that was asked by its name, if that is the question.
pub(crate) fn probe(board: &Board, by_name: &TcpProbe, look: &ControlLook) -> Option<TcpProbe> {
    let (_, outcome) = board.last_tcp(by_name)?;
    let failure = outcome.result.err()?;
    if !matches!(failure.cause, Cause::UntrustedIssuer | Cause::WrongName) {
        return None;
    }
    let here = &outcome.resolved;
    let there = look.addresses_of(by_name.target.host.as_deref()?);
    if here.is_empty() || here.iter().any(|address| there.contains(address)) {
        return None;
    }
    let ip = there.iter().find(|address| address.is_ipv4())?;
    Some(TcpProbe {
        target: TcpTarget {
            ip: Some(*ip),
            ..by_name.target.clone()
        },
        // Whose certificate is there is all that is asked.
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
    use crate::wire::http::Control;

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

    /// Where a host is asked that resolves to `here`, and to these for the far end.
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
        let control = body.parse();
        let Ok(Control::Ready(look)) = control else {
            panic!("no look: {control:?}");
        };
        probe(&board, &by_name(), &look)?.target.ip
    }

    #[test]
    fn somebody_elses_certificate_at_another_address_is_looked_into() {
        let far = "198.51.100.7";
        for cause in [Cause::UntrustedIssuer, Cause::WrongName] {
            let asked = asked_at(&["203.0.113.9"], &["2001:db8::7", far], cause);
            assert_eq!(asked, far.parse().ok(), "{cause}");
        }
        // The same address, none to compare with, nowhere to ask, another fault.
        let wrong = Cause::WrongName;
        assert_eq!(asked_at(&["203.0.113.9", far], &[far], wrong), None);
        assert_eq!(asked_at(&[], &[far], wrong), None);
        assert_eq!(asked_at(&["203.0.113.9"], &["2001:db8::7"], wrong), None);
        assert_eq!(asked_at(&["203.0.113.9"], &[far], Cause::Timeout), None);
    }
}
