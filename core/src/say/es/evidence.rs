//! Observations.

use super::Spanish;
use crate::model::evidence::{Detail, Seen, Target, Test, Word};
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::say::texts::EvidenceTexts;

impl EvidenceTexts for Spanish {
    fn test(&self, test: Test) -> &'static str {
        match test {
            Test::Https => "HTTPS a",
            Test::StunTcp => "STUN sobre TCP a",
            Test::StunTls => "STUN sobre TLS a",
            Test::Mqtt => "MQTT sobre TLS a",
            Test::Tls => "TLS a",
            Test::Elsewhere => "TLS, en la dirección que encuentra nuestro servidor, a",
            Test::TrustStore => "certificados y DNS de",
            Test::WebProxy => "proxy web",
            Test::IceTcp => "TCP sin TLS a",
            Test::Portal => "HTTP sin cifrar a",
            Test::Site => "HTTPS a",
            Test::Destination => "",
            Test::Control => "comprobación cruzada de",
            Test::UdpGrid => "muestra UDP a",
            Test::UdpRetest => "nueva prueba de UDP a",
            Test::Receipts => "registro de nuestro servidor, puertos",
            Test::Dtls => "negociación DTLS con",
            Test::PlainUdp => "UDP que no es STUN a",
            Test::HostFirewall => "firewall de",
            Test::NatPresence => "direcciones, según",
            Test::NatMapping => "dirección y puerto vistos por",
            Test::NatFiltering => "",
            Test::FeedUp => "flujo hacia",
            Test::FeedDown => "flujo desde",
            Test::Fragments => "UDP fragmentado con",
            Test::LargePacket => "paquetes sin fragmentar con",
            Test::Sip => "SIP a",
            Test::IdleUdp => "paquete a un socket inactivo desde",
            Test::LoadUp => "subida a",
            Test::LoadDown => "descarga desde",
            Test::Ntp => "NTP a",
        }
    }

    fn target(&self, target: Target) -> &'static str {
        match target {
            Target::OwnDevice => "este mismo dispositivo",
            Target::InBetween => "de por medio",
            Target::OtherPort => "paquete no solicitado, dirección conocida, otro puerto",
            Target::OtherAddress => "paquete no solicitado, dirección desconocida",
            Target::OtherAddressAndPort => {
                "paquete no solicitado, dirección desconocida, otro puerto"
            }
        }
    }

    fn seen(&self, seen: Seen) -> &'static str {
        match seen {
            Seen::DropsUnsolicited => "descarta paquetes no solicitados",
            Seen::Answered => "respondió",
            Seen::TrustStoreUnknown => {
                "desconocidos para una página; la cámara usa el DNS de la red y solo certificados públicos"
            }
            Seen::ProxyUnlikely => {
                "improbable, pues pasaron conexiones a puertos que los proxies web rechazan por defecto"
            }
            Seen::Open => "todos abiertos",
            Seen::PartlyOpen => "abiertos en parte",
            Seen::Silent => "no se recibió nada",
            Seen::Arrived => "recibido",
            Seen::NoAnswer => "sin respuesta",
            Seen::NotTested => "no probado",
            Seen::NotChanged => "nuestro servidor respondió desde el origen equivocado",
            Seen::NotPossibleHere => "no se puede probar desde aquí",
            Seen::OpenForAWitness => "abierto para otro de nuestros servidores",
            Seen::ClosedForAWitness => "cerrado también para otro de nuestros servidores",
            Seen::ListeningUnwitnessed => {
                "nuestro servidor escucha ahí; no hay un segundo servidor que lo confirme"
            }
            Seen::NotListening => "nuestro servidor no escucha ahí",
            Seen::Unwitnessed => "sin comprobación desde fuera",
            Seen::FailsForOurServer => "falla también para nuestro servidor",
            Seen::AnswersOurServer => "responde a nuestro servidor",
            Seen::SameAddress => "la misma dirección dentro y fuera",
            Seen::OtherAddress => "otra dirección fuera",
            Seen::SilentTwice => {
                "silencio dos veces, mientras los puertos que habían respondido seguían respondiendo"
            }
            Seen::SilentAgain => "silencio otra vez",
            Seen::SilentUnproven => "silencio, sin prueba de que esté bloqueado",
            Seen::AnswersLost => "llegaron a nuestro servidor, cuyas respuestas no vuelven",
            Seen::Finished => "completada",
            Seen::Unfinished => "STUN recibe respuesta, la negociación no se completa",
            Seen::Refused => "STUN recibe respuesta, la negociación se rechaza",
            Seen::Unreached => "ni siquiera STUN recibe respuesta",
            Seen::NoDtls => "nuestro servidor no ofrece esto",
            Seen::Streamed => "hecho",
            Seen::NoStart => "no empezó",
            Seen::Busy => "nuestro servidor está ocupado",
            Seen::Unchanged => "llega sin cambios",
            Seen::Rewritten => "llega cambiado",
            Seen::TooLarge => "indicados como demasiado grandes",
            Seen::Vanished => "desaparecen, mientras llegan los más pequeños",
            Seen::Forgotten => "no llega",
            Seen::Transferred => "transferida",
            Seen::AnotherAnswered => "respondió otro servidor",
        }
    }

    fn tcp_failure(&self, failure: TcpFailure) -> &'static str {
        match (failure.cause, failure.layer) {
            (Cause::Timeout, Layer::Dns) => "el DNS no responde",
            (Cause::Timeout, Layer::Connect) => "la conexión no recibe respuesta",
            (Cause::Timeout, Layer::Tls) => "conecta, pero TLS no recibe respuesta",
            (Cause::Timeout, Layer::Service) => "conecta, pero no hay respuesta",
            (Cause::Timeout, Layer::Opaque) => "sin respuesta a tiempo",
            (Cause::Refused, _) => "conexión rechazada",
            (Cause::Reset, Layer::Tls) => "conecta, pero TLS se corta",
            (Cause::Reset, Layer::Service) => "conecta, pero se corta",
            (Cause::Reset, Layer::Dns | Layer::Connect | Layer::Opaque) => "conexión cortada",
            (Cause::Unreachable, _) => "indicado como inalcanzable",
            (Cause::NoNetwork, _) => "sin red",
            (Cause::ForbiddenHere, _) => "no permitido por este mismo dispositivo",
            (Cause::NxDomain, _) => "el DNS indica que el nombre no existe",
            (Cause::NoAddress, _) => "el DNS no da ninguna dirección",
            (Cause::ResolverFailure, _) => "el DNS falla",
            (Cause::ResolverUnreadable, _) => {
                "este dispositivo no encuentra ninguna dirección; no se puede leer su configuración de DNS"
            }
            (Cause::Sinkhole, _) => "el DNS da una dirección falsa",
            (Cause::UntrustedIssuer, _) => {
                "certificado de un emisor que no es de confianza pública"
            }
            (Cause::WrongName, _) => "certificado para otro nombre",
            (Cause::CertificateExpired, _) => "certificado no válido en este momento",
            (Cause::TlsProtocol, _) => "conecta, pero TLS falla",
            (Cause::BadReply, _) => "respuesta inesperada",
            (Cause::WrongResponder, _) => "respondió el servidor equivocado",
            (Cause::RateLimited, _) => "nuestro servidor está ocupado",
            (Cause::Opaque, _) => "falló; un navegador no puede ver por qué",
        }
    }

    fn detail(&self, detail: Detail) -> &'static str {
        match detail {
            Detail::Vantage => "medido por",
            Detail::Address => "dirección",
            Detail::Issuer => "certificado de",
            Detail::Interception => "interceptación",
            Detail::Tries => "intentos",
            Detail::Socket => "socket",
            Detail::Resolved => "resuelto como",
            Detail::ResolvedInMs => "milisegundos hasta que se resolvió el nombre:",
            Detail::Error => "error",
            Detail::Ports => "puertos",
            Detail::Sampled => "puertos probados",
            Detail::Open => "abiertos",
            Detail::Answered => "respondieron",
            Detail::SeenByFarEnd => "vistos por nuestro servidor",
            Detail::HelloSeen => "nuestro servidor recibió el primer mensaje:",
            Detail::Refused => "rechazados",
            Detail::FilteredUpstream => "excluidos, los filtran los operadores",
            Detail::StoppedAt => "detenido en el puerto",
            Detail::NotMeasured => "sin medir",
            Detail::Carrier => "como",
            Detail::GoodSeconds => "segundos buenos",
            Detail::MeasuredSeconds => "de",
            Detail::LostPercent => "% perdido",
            Detail::JitterMs => "jitter en ms",
            Detail::Bytes => "bytes",
            Detail::IdleSeconds => "segundos inactivo",
            Detail::Mbps => "Mbit/s",
            Detail::Way => "sentido",
            Detail::PathMtu => "paquete más grande en bytes:",
            Detail::Inside => "dentro",
            Detail::Outside => "fuera",
            Detail::Mapped => "",
        }
    }

    fn word(&self, word: Word) -> &'static str {
        match word {
            Word::Page => "un navegador",
            Word::Native => "el programa Camcheck",
            Word::Certain => "segura",
            Word::Yes => "sí",
            Word::No => "no",
            Word::Out => "salida",
            Word::In => "entrada",
            Word::OutAndBack => "ida y vuelta",
            Word::Likely => "probable",
            Word::Rtp => "paquetes parecidos al video sin DTLS",
        }
    }

    fn after(&self, milliseconds: u64) -> String {
        format!("en {milliseconds} ms")
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
            Language::Spanish.evidence(&seen),
            "HTTPS a probe.example:443: certificado de un emisor que no es de confianza pública (interceptación segura, certificado de Acme Inspection)"
        );
    }
}
