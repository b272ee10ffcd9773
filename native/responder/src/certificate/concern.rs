//! What an operator should do about a certificate.

use std::fmt;
use std::time::SystemTime;

use x509_parser::time::ASN1Time;

use super::{Certificate, seconds};
use crate::limits;

const DAY: i64 = 86_400;

/// Something that clients refuse or will refuse soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Concern {
    /// It is not valid any more.
    Expired { on: String },
    /// It is not valid yet.
    NotYetValid { from: String },
    /// It should have been renewed by now.
    ExpiresSoon { on: String, days: i64 },
    /// The catalogue sends clients to a name that it does not cover.
    NotCovered { name: String },
}

impl Certificate {
    /// What is wrong with it now, if clients use these names.
    pub(crate) fn concerns<'a>(
        &self,
        now: SystemTime,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Vec<Concern> {
        let uncovered = names.into_iter().filter(|name| !self.covers(name));
        let uncovered = uncovered.map(|name| Concern::NotCovered {
            name: name.to_owned(),
        });
        self.concern_of_dates(seconds(now))
            .into_iter()
            .chain(uncovered)
            .collect()
    }

    fn concern_of_dates(&self, now: i64) -> Option<Concern> {
        let (from, until) = (self.validity.not_before, self.validity.not_after);
        let left = until.timestamp() - now;
        let lifetime = until.timestamp() - from.timestamp();
        if left < 0 {
            Some(Concern::Expired { on: date(until) })
        } else if now < from.timestamp() {
            Some(Concern::NotYetValid { from: date(from) })
        } else if left < soon(lifetime) {
            let (on, days) = (date(until), left / DAY);
            Some(Concern::ExpiresSoon { on, days })
        } else {
            None
        }
    }
}

/// Certificates for less than six weeks are renewed in their last third.
fn soon(lifetime: i64) -> i64 {
    (limits::CERTIFICATE_DAYS_LEFT * DAY).min(lifetime / 3)
}

fn date(time: ASN1Time) -> String {
    time.to_datetime().date().to_string()
}

impl fmt::Display for Concern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired { on } => write!(
                f,
                "the certificate expired on {on}, and clients refuse it; renew it (the new one is read without a \
                 restart)"
            ),
            Self::NotYetValid { from } => write!(
                f,
                "the certificate is valid from {from} on, and clients refuse it before; check this machine's clock, \
                 or use another certificate until then"
            ),
            Self::ExpiresSoon { on, days } => write!(
                f,
                "the certificate expires on {on}, in {days} days; renew it, or look why its renewal fails"
            ),
            Self::NotCovered { name } => write!(
                f,
                "the certificate does not cover {name}, a name that the catalogue gives this responder; get one \
                 for all its names, or correct the catalogue"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use rcgen::{CertificateParams, KeyPair, date_time_ymd};
    use rustls::crypto::ring;
    use rustls::pki_types::PrivateKeyDer;
    use rustls::sign::CertifiedKey;
    use x509_parser::prelude::{FromDer, X509Certificate};

    use super::*;

    /// Valid from 2026-01-01 until this many days later.
    fn certificate(days: i64, names: &[&str]) -> Certificate {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut parameters = CertificateParams::new(names).expect("names");
        parameters.not_before = date_time_ymd(2026, 1, 1);
        let lifetime = Duration::from_secs(u64::try_from(days * DAY).expect("a time"));
        parameters.not_after = parameters.not_before + lifetime;
        let key = KeyPair::generate().expect("a key");
        let der = parameters.self_signed(&key).expect("a certificate");
        let der = der.der().clone();
        let (_, parsed) = X509Certificate::from_der(&der).expect("a certificate");
        let validity = parsed.validity().clone();
        let private = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let key = CertifiedKey::from_der(vec![der.clone()], private, &ring::default_provider());
        Certificate {
            key: key.expect("they fit").into(),
            names: Vec::new(),
            validity,
        }
    }

    /// So many days after 2026-01-01.
    fn day(days: i64) -> SystemTime {
        let start = date_time_ymd(2026, 1, 1).unix_timestamp();
        let seconds = u64::try_from(start + days * DAY).expect("after 1970");
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn dates_are_told_in_time() {
        let on = || "2026-04-01".to_owned();
        let expires = |days| Concern::ExpiresSoon { on: on(), days };
        let from = "2026-01-01".to_owned();
        for (now, expected) in [
            (-1, Some(Concern::NotYetValid { from })),
            (0, None),
            (75, None),
            (77, Some(expires(13))),
            (90, Some(expires(0))),
            (91, Some(Concern::Expired { on: on() })),
        ] {
            let certificate = certificate(90, &[]);
            let concerns = certificate.concerns(day(now), []);
            assert_eq!(concerns.first(), expected.as_ref(), "day {now}");
            let valid = (0..=90).contains(&now);
            assert_eq!(certificate.is_valid_at(day(now)), valid, "day {now}");
        }
    }

    #[test]
    fn a_short_certificate_is_not_always_about_to_expire() {
        let certificate = certificate(6, &[]);
        assert!(certificate.concerns(day(3), []).is_empty());
        assert_eq!(certificate.concerns(day(5), []).len(), 1);
    }

    #[test]
    fn each_name_that_is_not_covered_is_told() {
        let certificate = certificate(90, &["a.example", "*.b.example"]);
        let names = ["A.example", "x.b.example", "b.example", "c.example"];
        let concerns = certificate.concerns(day(1), names);
        let missing = |name: &str| Concern::NotCovered {
            name: name.to_owned(),
        };
        assert_eq!(concerns, [missing("b.example"), missing("c.example")]);
        assert!(concerns[0].to_string().contains("does not cover b.example"));
    }
}
