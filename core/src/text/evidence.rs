//! Observations in words. Reports carry stable names, perhaps newer ones than this program knows:
//! an unknown name is shown as it stands.

use super::Language;
use crate::verdict::Evidence;

/// A stable name in every language; a missing one does not compile.
struct Entry {
    name: &'static str,
    english: &'static str,
    spanish: &'static str,
}

const fn entry(name: &'static str, english: &'static str, spanish: &'static str) -> Entry {
    Entry {
        name,
        english,
        spanish,
    }
}

/// What was done.
const TESTS: [Entry; 21] = [
    entry("https", "HTTPS to", "HTTPS a"),
    entry("stun-tcp", "STUN over TCP to", "STUN sobre TCP a"),
    entry("stun-tls", "STUN over TLS to", "STUN sobre TLS a"),
    entry("mqtt", "MQTT over TLS to", "MQTT sobre TLS a"),
    entry("tls", "TLS to", "TLS a"),
    entry(
        "elsewhere",
        "TLS, at the address that our server finds, to",
        "TLS, en la dirección que encuentra nuestro servidor, a",
    ),
    entry(
        "trust-store",
        "certificates and DNS of",
        "certificados y DNS de",
    ),
    entry("web-proxy", "web proxy", "proxy web"),
    entry("ice-tcp", "TCP without TLS to", "TCP sin TLS a"),
    entry("portal", "plain HTTP to", "HTTP sin cifrar a"),
    entry("site", "HTTPS to", "HTTPS a"),
    entry("destination", "", ""),
    entry("control", "cross-check of", "comprobación cruzada de"),
    entry("udp-grid", "UDP sample to", "muestra UDP a"),
    entry("udp-retest", "UDP retest to", "nueva prueba de UDP a"),
    entry(
        "receipts",
        "our server's record of ports",
        "registro de nuestro servidor, puertos",
    ),
    entry("dtls", "DTLS handshake with", "negociación DTLS con"),
    entry(
        "plain-udp",
        "UDP that is no STUN to",
        "UDP que no es STUN a",
    ),
    entry("host-firewall", "firewall of", "cortafuegos de"),
    entry("nat-presence", "addresses, asked of", "direcciones, según"),
    entry(
        "nat-mapping",
        "address and port seen by",
        "dirección y puerto vistos por",
    ),
];

/// From where packets were sent, where the target is no address.
const TARGETS: [Entry; 5] = [
    entry("own-device", "this device itself", "este mismo dispositivo"),
    entry("in-between", "in between", "de por medio"),
    entry(
        "other-port",
        "packet from the contacted address, other port",
        "paquete de la dirección contactada, otro puerto",
    ),
    entry(
        "other-address",
        "packet from an address never contacted",
        "paquete de una dirección nunca contactada",
    ),
    entry(
        "other-address-and-port",
        "packet from an address never contacted, other port",
        "paquete de una dirección nunca contactada, otro puerto",
    ),
];

/// What came of it.
const RESULTS: [Entry; 60] = [
    entry(
        "drops-unsolicited",
        "drops what it did not ask for",
        "descarta lo que no pidió",
    ),
    entry("answered", "answered", "respondió"),
    entry(
        "trust-store-unknown",
        "unknown to a page; the camera uses the network's DNS and public certificates only",
        "desconocidos para una página; la cámara usa el DNS de la red y solo certificados públicos",
    ),
    entry(
        "proxy-unlikely",
        "unlikely, as ports got through that web proxies refuse by default",
        "improbable, pues pasaron puertos que los proxies web rechazan por defecto",
    ),
    entry("open", "all open", "todos abiertos"),
    entry("partly-open", "partly open", "abiertos en parte"),
    entry("silent", "nothing arrives", "no llega nada"),
    entry("arrived", "arrives", "llega"),
    entry("no-answer", "no answer", "sin respuesta"),
    entry("not-tested", "not tested", "no probado"),
    entry(
        "not-changed",
        "our server answered from the wrong endpoint",
        "nuestro servidor respondió desde otro extremo",
    ),
    entry(
        "not-possible-here",
        "cannot be tested from here",
        "no se puede probar desde aquí",
    ),
    entry(
        "open-for-a-witness",
        "open for another of our servers",
        "abierto para otro de nuestros servidores",
    ),
    entry(
        "closed-for-a-witness",
        "closed for another of our servers too",
        "cerrado también para otro de nuestros servidores",
    ),
    entry(
        "listening-unwitnessed",
        "our server listens there; no second server to confirm it",
        "nuestro servidor escucha ahí; no hay un segundo servidor que lo confirme",
    ),
    entry(
        "not-listening",
        "our server does not listen there",
        "nuestro servidor no escucha ahí",
    ),
    entry(
        "unwitnessed",
        "no second look from outside",
        "sin una segunda mirada desde fuera",
    ),
    entry(
        "fails-for-our-server",
        "fails for our own server too",
        "falla también para nuestro servidor",
    ),
    entry(
        "answers-our-server",
        "answers our own server",
        "responde a nuestro servidor",
    ),
    entry(
        "same-address",
        "the same address inside and outside",
        "la misma dirección dentro y fuera",
    ),
    entry(
        "other-address",
        "another address outside",
        "otra dirección fuera",
    ),
    entry(
        "silent-twice",
        "silent twice, while ports that had answered still did",
        "silencio dos veces, mientras los puertos que habían respondido seguían respondiendo",
    ),
    entry("silent-again", "silent again", "silencio otra vez"),
    entry(
        "silent-unproven",
        "silent, but not proven to be blocked",
        "silencio, sin prueba de que esté bloqueado",
    ),
    entry(
        "answers-lost",
        "reached our server, whose answers do not come back",
        "llegaron a nuestro servidor, cuyas respuestas no vuelven",
    ),
    entry("finished", "finished", "completada"),
    entry(
        "unfinished",
        "STUN is answered, the handshake does not come about",
        "STUN recibe respuesta, la negociación no se completa",
    ),
    entry(
        "refused",
        "STUN is answered, the handshake is refused",
        "STUN recibe respuesta, la negociación se rechaza",
    ),
    entry(
        "unreached",
        "not even STUN is answered",
        "ni siquiera STUN recibe respuesta",
    ),
    entry(
        "no-dtls",
        "our server offers none",
        "nuestro servidor no la ofrece",
    ),
    entry("dns: timeout", "DNS does not answer", "el DNS no responde"),
    entry(
        "dns: nx-domain",
        "DNS says that the name does not exist",
        "el DNS dice que el nombre no existe",
    ),
    entry(
        "dns: sinkhole",
        "DNS gives a false address",
        "el DNS da una dirección falsa",
    ),
    entry(
        "dns: no-address",
        "DNS knows no address",
        "el DNS no conoce ninguna dirección",
    ),
    entry("dns: resolver-failure", "DNS fails", "el DNS falla"),
    entry(
        "dns: resolver-unreadable",
        "this device finds no address; its DNS settings cannot be read",
        "este dispositivo no encuentra ninguna dirección; no se puede leer su configuración de DNS",
    ),
    entry(
        "connect: timeout",
        "no answer to the connection",
        "la conexión no recibe respuesta",
    ),
    entry(
        "connect: refused",
        "connection refused",
        "conexión rechazada",
    ),
    entry("connect: reset", "connection cut off", "conexión cortada"),
    entry(
        "connect: unreachable",
        "reported as unreachable",
        "indicado como inalcanzable",
    ),
    entry("connect: no-network", "no network", "sin red"),
    entry(
        "connect: forbidden-here",
        "not allowed by this device itself",
        "no permitido por este mismo dispositivo",
    ),
    entry(
        "tls: timeout",
        "connects, then TLS gets no answer",
        "conecta, pero TLS no recibe respuesta",
    ),
    entry(
        "tls: reset",
        "connects, then TLS is cut off",
        "conecta, pero TLS se corta",
    ),
    entry(
        "tls: untrusted-issuer",
        "certificate of an issuer that is not publicly trusted",
        "certificado de un emisor que no es de confianza pública",
    ),
    entry(
        "tls: wrong-name",
        "certificate for another name",
        "certificado para otro nombre",
    ),
    entry(
        "tls: certificate-expired",
        "certificate not valid now",
        "certificado no válido en este momento",
    ),
    entry(
        "tls: tls-protocol",
        "connects, then TLS fails",
        "conecta, pero TLS falla",
    ),
    entry(
        "service: timeout",
        "connects, then no answer",
        "conecta, pero no hay respuesta",
    ),
    entry(
        "service: reset",
        "connects, then is cut off",
        "conecta, pero se corta",
    ),
    entry(
        "service: bad-reply",
        "somebody else answered",
        "respondió otro",
    ),
    entry(
        "service: wrong-responder",
        "the wrong server answered",
        "respondió el servidor equivocado",
    ),
    entry(
        "service: rate-limited",
        "our server is busy",
        "nuestro servidor está ocupado",
    ),
    entry(
        "opaque: opaque",
        "failed; a browser is not told why",
        "falló; el navegador no llega a saber por qué",
    ),
    entry(
        "opaque: timeout",
        "no answer in time",
        "sin respuesta a tiempo",
    ),
    entry(
        "opaque: bad-reply",
        "somebody else answered",
        "respondió otro",
    ),
    entry(
        "opaque: wrong-responder",
        "the wrong server answered",
        "respondió el servidor equivocado",
    ),
    entry(
        "opaque: rate-limited",
        "our server is busy",
        "nuestro servidor está ocupado",
    ),
    entry("opaque: no-network", "no network", "sin red"),
    entry("dns: no-network", "no network", "sin red"),
];

/// The names of details.
const DETAILS: [Entry; 21] = [
    entry("vantage", "measured by", "medido por"),
    entry("address", "address", "dirección"),
    entry("issuer", "certificate by", "certificado de"),
    entry("interception", "interception", "interceptación"),
    entry("tries", "tries", "intentos"),
    entry("socket", "socket", "socket"),
    entry("resolved", "resolved to", "resuelto como"),
    entry(
        "resolved-in-ms",
        "milliseconds until the name resolved:",
        "milisegundos hasta que se resolvió el nombre:",
    ),
    entry("error", "error", "error"),
    entry("ports", "ports", "puertos"),
    entry("sampled", "ports tried", "puertos probados"),
    entry("open", "open", "abiertos"),
    entry("answered", "answered", "respondieron"),
    entry("seen", "seen by our server", "vistos por nuestro servidor"),
    entry(
        "hello-seen",
        "its first message seen by our server:",
        "su primer mensaje visto por nuestro servidor:",
    ),
    entry("refused", "refused", "rechazados"),
    entry(
        "filtered-upstream",
        "left out, as carriers filter them",
        "excluidos, los filtran los operadores",
    ),
    entry("stopped-at", "stopped at port", "detenido en el puerto"),
    entry("not-measured", "not measured", "sin medir"),
    entry("inside", "inside", "dentro"),
    entry("outside", "outside", "fuera"),
];

/// The values of details that are words.
const VALUES: [Entry; 6] = [
    entry("page", "a browser", "un navegador"),
    entry("native", "the Camcheck program", "el programa Camcheck"),
    entry("certain", "certain", "segura"),
    entry("yes", "yes", "sí"),
    entry("no", "no", "no"),
    entry("likely", "likely", "probable"),
];

pub(super) fn evidence(language: Language, evidence: &Evidence) -> String {
    let word = |table: &[Entry], name: &str| look_up(language, table, name);
    let target = word(&TARGETS, &evidence.target);
    let test = match evidence.test.as_str() {
        "nat-filtering" => String::new(),
        test => word(&TESTS, test),
    };
    let mapped = evidence.details.get("mapped").cloned();
    let result = mapped.unwrap_or_else(|| word(&RESULTS, &evidence.result));
    let mut text = format!("{test} {target}: {result}").trim_start().to_owned();
    let details: Vec<_> = evidence
        .details
        .iter()
        .filter(|(name, _)| *name != "mapped")
        .map(|(name, value)| format!("{} {}", word(&DETAILS, name), word(&VALUES, value)))
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

fn look_up(language: Language, table: &[Entry], name: &str) -> String {
    let known = table.iter().find(|entry| entry.name == name);
    let text = known.map(|entry| match language {
        Language::English => entry.english,
        Language::Spanish => entry.spanish,
    });
    text.unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::{Cause, Layer, TcpFailure};

    #[test]
    fn tables_have_no_name_twice() {
        for table in [&TESTS[..], &TARGETS, &RESULTS, &DETAILS, &VALUES] {
            for (index, entry) in table.iter().enumerate() {
                let again = table.iter().skip(index + 1);
                assert!(!again.map(|other| other.name).any(|name| name == entry.name));
            }
        }
    }

    #[test]
    fn failures_are_said_by_their_stable_names() {
        let failure = TcpFailure {
            layer: Layer::Tls,
            cause: Cause::UntrustedIssuer,
        };
        let seen = Evidence::new("https", "probe.example:443", failure.to_string())
            .with("issuer", "Acme Inspection")
            .with("interception", "certain");
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
        let seen = Evidence::new("new-test", "there", "new-result").with("new", 3);
        assert_eq!(
            evidence(Language::Spanish, &seen),
            "new-test there: new-result (new 3)"
        );
    }
}
