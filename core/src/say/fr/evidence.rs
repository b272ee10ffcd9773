//! Observations.

use super::French;
use crate::model::evidence::{Detail, Seen, Target, Test, Word};
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::say::texts::EvidenceTexts;

impl EvidenceTexts for French {
    fn test(&self, test: Test) -> &'static str {
        match test {
            Test::Https => "HTTPS vers",
            Test::StunTcp => "STUN sur TCP vers",
            Test::StunTls => "STUN sur TLS vers",
            Test::Mqtt => "MQTT sur TLS vers",
            Test::Tls => "TLS vers",
            Test::Elsewhere => "TLS, à l'adresse que trouve notre serveur, vers",
            Test::TrustStore => "certificats et DNS de",
            Test::WebProxy => "proxy web",
            Test::IceTcp => "TCP sans TLS vers",
            Test::Portal => "HTTP non chiffré vers",
            Test::Site => "HTTPS vers",
            Test::Destination => "",
            Test::Control => "contrôle croisé de",
            Test::UdpGrid => "échantillon UDP vers",
            Test::UdpRetest => "nouveau test UDP vers",
            Test::Receipts => "relevé de notre serveur, ports",
            Test::Dtls => "négociation DTLS avec",
            Test::PlainUdp => "UDP autre que STUN vers",
            Test::HostFirewall => "pare-feu de",
            Test::NatPresence => "adresses, selon",
            Test::NatMapping => "adresse et port vus par",
            Test::NatFiltering => "",
            Test::FeedUp => "flux vers",
            Test::FeedDown => "flux depuis",
            Test::Fragments => "UDP fragmenté avec",
            Test::LargePacket => "paquets non fragmentés avec",
            Test::Sip => "SIP vers",
            Test::IdleUdp => "paquet vers un socket inactif depuis",
            Test::LoadUp => "envoi vers",
            Test::LoadDown => "téléchargement depuis",
            Test::Ntp => "NTP vers",
        }
    }

    fn target(&self, target: Target) -> &'static str {
        match target {
            Target::OwnDevice => "cet appareil",
            Target::InBetween => "sur le chemin",
            Target::OtherPort => "paquet non sollicité, adresse connue, autre port",
            Target::OtherAddress => "paquet non sollicité, adresse inconnue",
            Target::OtherAddressAndPort => "paquet non sollicité, adresse inconnue, autre port",
        }
    }

    fn seen(&self, seen: Seen) -> &'static str {
        match seen {
            Seen::DropsUnsolicited => "abandonne les paquets non sollicités",
            Seen::Answered => "a répondu",
            Seen::TrustStoreUnknown => {
                "inconnus d'une page ; la caméra n'utilise que le DNS du réseau et des certificats publics"
            }
            Seen::ProxyUnlikely => {
                "improbable, car des ports que les proxys web refusent par défaut sont passés"
            }
            Seen::Open => "tous ouverts",
            Seen::PartlyOpen => "ouverts en partie",
            Seen::Silent => "rien reçu",
            Seen::Arrived => "reçu",
            Seen::NoAnswer => "pas de réponse",
            Seen::NotTested => "non testé",
            Seen::NotChanged => "notre serveur a répondu depuis la mauvaise origine",
            Seen::NotPossibleHere => "impossible à tester d'ici",
            Seen::OpenForAWitness => "ouvert pour un autre de nos serveurs",
            Seen::ClosedForAWitness => "fermé aussi pour un autre de nos serveurs",
            Seen::ListeningUnwitnessed => {
                "notre serveur y écoute ; pas de second serveur pour le confirmer"
            }
            Seen::NotListening => "notre serveur n'y écoute pas",
            Seen::Unwitnessed => "pas de vérification depuis l'extérieur",
            Seen::FailsForOurServer => "échoue aussi pour notre serveur",
            Seen::AnswersOurServer => "répond à notre serveur",
            Seen::SameAddress => "la même adresse à l'intérieur et à l'extérieur",
            Seen::OtherAddress => "une autre adresse à l'extérieur",
            Seen::SilentTwice => {
                "sans réponse deux fois, alors que des ports qui avaient répondu répondaient toujours"
            }
            Seen::SilentAgain => "à nouveau sans réponse",
            Seen::SilentUnproven => "sans réponse, sans preuve d'un blocage",
            Seen::AnswersLost => "arrivés à notre serveur, dont les réponses ne reviennent pas",
            Seen::Finished => "aboutie",
            Seen::Unfinished => "STUN reçoit une réponse, la négociation n'aboutit pas",
            Seen::Refused => "STUN reçoit une réponse, la négociation est refusée",
            Seen::Unreached => "même STUN ne reçoit pas de réponse",
            Seen::NoDtls => "notre serveur ne propose pas cela",
            Seen::Streamed => "effectué",
            Seen::NoStart => "n'a pas démarré",
            Seen::Busy => "notre serveur est occupé",
            Seen::Unchanged => "arrive inchangé",
            Seen::Rewritten => "arrive modifié",
            Seen::TooLarge => "signalés comme trop grands",
            Seen::Vanished => "disparaissent, alors que les plus petits arrivent",
            Seen::Forgotten => "n'arrive pas",
            Seen::Transferred => "transféré",
            Seen::AnotherAnswered => "un autre serveur a répondu",
        }
    }

    fn tcp_failure(&self, failure: TcpFailure) -> &'static str {
        match (failure.cause, failure.layer) {
            (Cause::Timeout, Layer::Dns) => "le DNS ne répond pas",
            (Cause::Timeout, Layer::Connect) => "pas de réponse à la connexion",
            (Cause::Timeout, Layer::Tls) => "connexion établie, puis TLS reste sans réponse",
            (Cause::Timeout, Layer::Service) => "connexion établie, puis pas de réponse",
            (Cause::Timeout, Layer::Opaque) => "pas de réponse à temps",
            (Cause::Refused, _) => "connexion refusée",
            (Cause::Reset, Layer::Tls) => "connexion établie, puis TLS est coupé",
            (Cause::Reset, Layer::Service) => "connexion établie, puis coupée",
            (Cause::Reset, Layer::Dns | Layer::Connect | Layer::Opaque) => "connexion coupée",
            (Cause::Unreachable, _) => "signalé comme injoignable",
            (Cause::NoNetwork, _) => "pas de réseau",
            (Cause::ForbiddenHere, _) => "interdit par cet appareil",
            (Cause::NxDomain, _) => "le DNS indique que le nom n'existe pas",
            (Cause::NoAddress, _) => "le DNS ne donne aucune adresse",
            (Cause::ResolverFailure, _) => "le DNS est défaillant",
            (Cause::ResolverUnreadable, _) => {
                "cet appareil ne trouve aucune adresse ; ses réglages DNS sont illisibles"
            }
            (Cause::Sinkhole, _) => "le DNS donne une fausse adresse",
            (Cause::UntrustedIssuer, _) => {
                "certificat d'un émetteur qui n'est pas reconnu publiquement"
            }
            (Cause::WrongName, _) => "certificat pour un autre nom",
            (Cause::CertificateExpired, _) => "certificat non valide en ce moment",
            (Cause::TlsProtocol, _) => "connexion établie, puis TLS échoue",
            (Cause::BadReply, _) => "réponse inattendue",
            (Cause::WrongResponder, _) => "le mauvais serveur a répondu",
            (Cause::RateLimited, _) => "notre serveur est occupé",
            (Cause::Opaque, _) => "échec ; un navigateur ne peut pas voir pourquoi",
        }
    }

    fn detail(&self, detail: Detail) -> &'static str {
        match detail {
            Detail::Vantage => "mesuré par",
            Detail::Address => "adresse",
            Detail::Issuer => "certificat de",
            Detail::Interception => "interception",
            Detail::Tries => "tentatives",
            Detail::Socket => "socket",
            Detail::Resolved => "résolu en",
            Detail::ResolvedInMs => "millisecondes avant résolution du nom :",
            Detail::Error => "erreur",
            Detail::Ports => "ports",
            Detail::Sampled => "ports essayés",
            Detail::Open => "ouverts",
            Detail::Answered => "ont répondu",
            Detail::SeenByFarEnd => "vus par notre serveur",
            Detail::HelloSeen => "notre serveur a reçu le premier message :",
            Detail::Refused => "refusés",
            Detail::FilteredUpstream => "exclus, car filtrés par les opérateurs",
            Detail::StoppedAt => "arrêté au port",
            Detail::NotMeasured => "non mesurés",
            Detail::Carrier => "sous forme de",
            Detail::GoodSeconds => "bonnes secondes",
            Detail::MeasuredSeconds => "sur",
            Detail::LostPercent => "pertes en %",
            Detail::JitterMs => "gigue en ms",
            Detail::Bytes => "octets",
            Detail::IdleSeconds => "secondes d'inactivité",
            Detail::Mbps => "Mbit/s",
            Detail::Way => "sens",
            Detail::PathMtu => "plus grand paquet en octets :",
            Detail::Inside => "intérieur",
            Detail::Outside => "extérieur",
            Detail::Mapped => "",
        }
    }

    fn word(&self, word: Word) -> &'static str {
        match word {
            Word::Page => "un navigateur",
            Word::Native => "le programme Camcheck",
            Word::Certain => "certaine",
            Word::Yes => "oui",
            Word::No => "non",
            Word::Out => "aller",
            Word::In => "retour",
            Word::OutAndBack => "aller-retour",
            Word::Likely => "probable",
            Word::Rtp => "paquets de type vidéo sans DTLS",
        }
    }

    fn after(&self, milliseconds: u64) -> String {
        format!("en {milliseconds} ms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::evidence::Evidence;
    use crate::say::Language;

    #[test]
    fn a_failure_is_said_with_its_details() {
        let failure = TcpFailure {
            layer: Layer::Tls,
            cause: Cause::UntrustedIssuer,
        };
        let seen = Evidence::new(Test::Https, "probe.example:443", Err(failure))
            .with(Detail::Issuer, "Acme Inspection")
            .with(Detail::Interception, Word::Certain);
        assert_eq!(
            Language::French.evidence(&seen),
            "HTTPS vers probe.example:443 : certificat d'un émetteur qui n'est pas reconnu publiquement (interception certaine, certificat de Acme Inspection)"
        );
    }
}
