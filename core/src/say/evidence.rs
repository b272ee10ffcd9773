//! Observations in words. A report may carry newer names than this program knows: such a name is shown
//! as it is.

use super::Language;
use crate::model::evidence::{Detail, Evidence, Name, Outcome, Seen, Target, Test, Word};
use crate::model::failure::{Cause, Layer, TcpFailure};

/// Words in English and Spanish.
type Words = [&'static str; 2];

pub(super) fn evidence(language: Language, evidence: &Evidence) -> String {
    let test = words(language, &evidence.test, test);
    let target = words(language, &evidence.target, target);
    let mapped = evidence.detail(Detail::Mapped);
    let result = mapped.map_or_else(|| words(language, &evidence.result, outcome), str::to_owned);
    let mut text = format!("{test} {target}: {result}").trim_start().to_owned();
    let details: Vec<_> = evidence
        .details
        .iter()
        .filter(|(name, _)| **name != Detail::Mapped)
        .map(|(name, value)| {
            let value = Name::from(value.as_str());
            let [name, value] = [words(language, name, detail), words(language, &value, word)];
            format!("{name} {value}")
        })
        .collect();
    if !details.is_empty() {
        text.push_str(&format!(" ({})", details.join(", ")));
    }
    if let Some(time) = evidence.round_trip_ms {
        let preposition = match language {
            Language::English => "in",
            Language::Spanish => "en",
        };
        text.push_str(&format!(" {preposition} {time} ms"));
    }
    text
}

fn words<K: Copy>(language: Language, name: &Name<K>, known: fn(K) -> Words) -> String {
    match name {
        Name::Known(name) => {
            let [english, spanish] = known(*name);
            let words = match language {
                Language::English => english,
                Language::Spanish => spanish,
            };
            words.to_owned()
        }
        Name::Other(text) => text.to_string(),
    }
}

/// What was done.
const fn test(of: Test) -> Words {
    match of {
        Test::Https => ["HTTPS to", "HTTPS a"],
        Test::StunTcp => ["STUN over TCP to", "STUN sobre TCP a"],
        Test::StunTls => ["STUN over TLS to", "STUN sobre TLS a"],
        Test::Mqtt => ["MQTT over TLS to", "MQTT sobre TLS a"],
        Test::Tls => ["TLS to", "TLS a"],
        Test::Elsewhere => [
            "TLS, at the address that our server finds, to",
            "TLS, en la dirección que encuentra nuestro servidor, a",
        ],
        Test::TrustStore => ["certificates and DNS of", "certificados y DNS de"],
        Test::WebProxy => ["web proxy", "proxy web"],
        Test::IceTcp => ["TCP without TLS to", "TCP sin TLS a"],
        Test::Portal => ["plain HTTP to", "HTTP sin cifrar a"],
        Test::Site => ["HTTPS to", "HTTPS a"],
        Test::Destination => ["", ""],
        Test::Control => ["cross-check of", "comprobación cruzada de"],
        Test::UdpGrid => ["UDP sample to", "muestra UDP a"],
        Test::UdpRetest => ["UDP retest to", "nueva prueba de UDP a"],
        Test::Receipts => [
            "our server's record of ports",
            "registro de nuestro servidor, puertos",
        ],
        Test::Dtls => ["DTLS handshake with", "negociación DTLS con"],
        Test::PlainUdp => ["UDP that is no STUN to", "UDP que no es STUN a"],
        Test::HostFirewall => ["firewall of", "cortafuegos de"],
        Test::NatPresence => ["addresses, asked of", "direcciones, según"],
        Test::NatMapping => ["address and port seen by", "dirección y puerto vistos por"],
        Test::NatFiltering => ["", ""],
    }
}

/// From where packets were sent, where the target is no address.
const fn target(of: Target) -> Words {
    match of {
        Target::OwnDevice => ["this device itself", "este mismo dispositivo"],
        Target::InBetween => ["in between", "de por medio"],
        Target::OtherPort => [
            "packet from the contacted address, other port",
            "paquete de la dirección contactada, otro puerto",
        ],
        Target::OtherAddress => [
            "packet from an address never contacted",
            "paquete de una dirección nunca contactada",
        ],
        Target::OtherAddressAndPort => [
            "packet from an address never contacted, other port",
            "paquete de una dirección nunca contactada, otro puerto",
        ],
    }
}

/// What came of it.
fn outcome(of: Outcome) -> Words {
    match of {
        Outcome::Seen(of) => seen(of),
        Outcome::Failed(failure) => failed(failure),
    }
}

/// What was seen.
const fn seen(of: Seen) -> Words {
    match of {
        Seen::DropsUnsolicited => ["drops what it did not ask for", "descarta lo que no pidió"],
        Seen::Answered => ["answered", "respondió"],
        Seen::TrustStoreUnknown => [
            "unknown to a page; the camera uses the network's DNS and public certificates only",
            "desconocidos para una página; la cámara usa el DNS de la red y solo certificados públicos",
        ],
        Seen::ProxyUnlikely => [
            "unlikely, as ports got through that web proxies refuse by default",
            "improbable, pues pasaron puertos que los proxies web rechazan por defecto",
        ],
        Seen::Open => ["all open", "todos abiertos"],
        Seen::PartlyOpen => ["partly open", "abiertos en parte"],
        Seen::Silent => ["nothing arrives", "no llega nada"],
        Seen::Arrived => ["arrives", "llega"],
        Seen::NoAnswer => ["no answer", "sin respuesta"],
        Seen::NotTested => ["not tested", "no probado"],
        Seen::NotChanged => [
            "our server answered from the wrong endpoint",
            "nuestro servidor respondió desde otro extremo",
        ],
        Seen::NotPossibleHere => [
            "cannot be tested from here",
            "no se puede probar desde aquí",
        ],
        Seen::OpenForAWitness => [
            "open for another of our servers",
            "abierto para otro de nuestros servidores",
        ],
        Seen::ClosedForAWitness => [
            "closed for another of our servers too",
            "cerrado también para otro de nuestros servidores",
        ],
        Seen::ListeningUnwitnessed => [
            "our server listens there; no second server to confirm it",
            "nuestro servidor escucha ahí; no hay un segundo servidor que lo confirme",
        ],
        Seen::NotListening => [
            "our server does not listen there",
            "nuestro servidor no escucha ahí",
        ],
        Seen::Unwitnessed => [
            "no second look from outside",
            "sin una segunda mirada desde fuera",
        ],
        Seen::FailsForOurServer => [
            "fails for our own server too",
            "falla también para nuestro servidor",
        ],
        Seen::AnswersOurServer => ["answers our own server", "responde a nuestro servidor"],
        Seen::SameAddress => [
            "the same address inside and outside",
            "la misma dirección dentro y fuera",
        ],
        Seen::OtherAddress => ["another address outside", "otra dirección fuera"],
        Seen::SilentTwice => [
            "silent twice, while ports that had answered still did",
            "silencio dos veces, mientras los puertos que habían respondido seguían respondiendo",
        ],
        Seen::SilentAgain => ["silent again", "silencio otra vez"],
        Seen::SilentUnproven => [
            "silent, but not proven to be blocked",
            "silencio, sin prueba de que esté bloqueado",
        ],
        Seen::AnswersLost => [
            "reached our server, whose answers do not come back",
            "llegaron a nuestro servidor, cuyas respuestas no vuelven",
        ],
        Seen::Finished => ["finished", "completada"],
        Seen::Unfinished => [
            "STUN is answered, the handshake does not come about",
            "STUN recibe respuesta, la negociación no se completa",
        ],
        Seen::Refused => [
            "STUN is answered, the handshake is refused",
            "STUN recibe respuesta, la negociación se rechaza",
        ],
        Seen::Unreached => [
            "not even STUN is answered",
            "ni siquiera STUN recibe respuesta",
        ],
        Seen::NoDtls => ["our server offers none", "nuestro servidor no la ofrece"],
    }
}

/// Where and why a TCP service failed.
const fn failed(failure: TcpFailure) -> Words {
    match (failure.cause, failure.layer) {
        (Cause::Timeout, Layer::Dns) => ["DNS does not answer", "el DNS no responde"],
        (Cause::Timeout, Layer::Connect) => [
            "no answer to the connection",
            "la conexión no recibe respuesta",
        ],
        (Cause::Timeout, Layer::Tls) => [
            "connects, then TLS gets no answer",
            "conecta, pero TLS no recibe respuesta",
        ],
        (Cause::Timeout, Layer::Service) => {
            ["connects, then no answer", "conecta, pero no hay respuesta"]
        }
        (Cause::Timeout, Layer::Opaque) => ["no answer in time", "sin respuesta a tiempo"],
        (Cause::Refused, _) => ["connection refused", "conexión rechazada"],
        (Cause::Reset, Layer::Tls) => [
            "connects, then TLS is cut off",
            "conecta, pero TLS se corta",
        ],
        (Cause::Reset, Layer::Service) => ["connects, then is cut off", "conecta, pero se corta"],
        (Cause::Reset, Layer::Dns | Layer::Connect | Layer::Opaque) => {
            ["connection cut off", "conexión cortada"]
        }
        (Cause::Unreachable, _) => ["reported as unreachable", "indicado como inalcanzable"],
        (Cause::NoNetwork, _) => ["no network", "sin red"],
        (Cause::ForbiddenHere, _) => [
            "not allowed by this device itself",
            "no permitido por este mismo dispositivo",
        ],
        (Cause::NxDomain, _) => [
            "DNS says that the name does not exist",
            "el DNS dice que el nombre no existe",
        ],
        (Cause::NoAddress, _) => ["DNS knows no address", "el DNS no conoce ninguna dirección"],
        (Cause::ResolverFailure, _) => ["DNS fails", "el DNS falla"],
        (Cause::ResolverUnreadable, _) => [
            "this device finds no address; its DNS settings cannot be read",
            "este dispositivo no encuentra ninguna dirección; no se puede leer su configuración de DNS",
        ],
        (Cause::Sinkhole, _) => ["DNS gives a false address", "el DNS da una dirección falsa"],
        (Cause::UntrustedIssuer, _) => [
            "certificate of an issuer that is not publicly trusted",
            "certificado de un emisor que no es de confianza pública",
        ],
        (Cause::WrongName, _) => [
            "certificate for another name",
            "certificado para otro nombre",
        ],
        (Cause::CertificateExpired, _) => [
            "certificate not valid now",
            "certificado no válido en este momento",
        ],
        (Cause::TlsProtocol, _) => ["connects, then TLS fails", "conecta, pero TLS falla"],
        (Cause::BadReply, _) => ["somebody else answered", "respondió otro"],
        (Cause::WrongResponder, _) => [
            "the wrong server answered",
            "respondió el servidor equivocado",
        ],
        (Cause::RateLimited, _) => ["our server is busy", "nuestro servidor está ocupado"],
        (Cause::Opaque, _) => [
            "failed; a browser is not told why",
            "falló; el navegador no llega a saber por qué",
        ],
    }
}

/// The names of details.
const fn detail(of: Detail) -> Words {
    match of {
        Detail::Vantage => ["measured by", "medido por"],
        Detail::Address => ["address", "dirección"],
        Detail::Issuer => ["certificate by", "certificado de"],
        Detail::Interception => ["interception", "interceptación"],
        Detail::Tries => ["tries", "intentos"],
        Detail::Socket => ["socket", "socket"],
        Detail::Resolved => ["resolved to", "resuelto como"],
        Detail::ResolvedInMs => [
            "milliseconds until the name resolved:",
            "milisegundos hasta que se resolvió el nombre:",
        ],
        Detail::Error => ["error", "error"],
        Detail::Ports => ["ports", "puertos"],
        Detail::Sampled => ["ports tried", "puertos probados"],
        Detail::Open => ["open", "abiertos"],
        Detail::Answered => ["answered", "respondieron"],
        Detail::SeenByFarEnd => ["seen by our server", "vistos por nuestro servidor"],
        Detail::HelloSeen => [
            "its first message seen by our server:",
            "su primer mensaje visto por nuestro servidor:",
        ],
        Detail::Refused => ["refused", "rechazados"],
        Detail::FilteredUpstream => [
            "left out, as carriers filter them",
            "excluidos, los filtran los operadores",
        ],
        Detail::StoppedAt => ["stopped at port", "detenido en el puerto"],
        Detail::NotMeasured => ["not measured", "sin medir"],
        Detail::Inside => ["inside", "dentro"],
        Detail::Outside => ["outside", "fuera"],
        Detail::Mapped => ["", ""],
    }
}

/// The values of details that are words.
const fn word(of: Word) -> Words {
    match of {
        Word::Page => ["a browser", "un navegador"],
        Word::Native => ["the Camcheck program", "el programa Camcheck"],
        Word::Certain => ["certain", "segura"],
        Word::Yes => ["yes", "sí"],
        Word::No => ["no", "no"],
        Word::Likely => ["likely", "probable"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_said_by_their_stable_names() {
        let failure = TcpFailure {
            layer: Layer::Tls,
            cause: Cause::UntrustedIssuer,
        };
        let seen = Evidence::new(Test::Https, "probe.example:443", Err(failure))
            .with(Detail::Issuer, "Acme Inspection")
            .with(Detail::Interception, Word::Certain);
        assert_eq!(
            evidence(Language::English, &seen),
            "HTTPS to probe.example:443: certificate of an issuer that is not publicly trusted (interception certain, certificate by Acme Inspection)"
        );
        assert_eq!(
            evidence(Language::Spanish, &seen),
            "HTTPS a probe.example:443: certificado de un emisor que no es de confianza pública (interceptación segura, certificado de Acme Inspection)"
        );
    }

    #[test]
    fn an_unknown_name_is_shown_as_it_stands() {
        let json =
            r#"{"test":"new-test","target":"there","result":"new-result","details":{"new":"3"}}"#;
        let seen = serde_json::from_str(json).expect("evidence");
        assert_eq!(
            evidence(Language::Spanish, &seen),
            "new-test there: new-result (new 3)"
        );
    }
}
