//! The rule for every firewall whose own words are not known.

use crate::remedy::Problem;
use crate::say::Language;

/// What to look for, whatever the firewall.
pub(in crate::remedy) const fn generic(problem: Problem, language: Language) -> &'static str {
    match (problem, language) {
        (Problem::PortBlocked, Language::English) => {
            "Add a rule above the ones that block: source the camera (or its VLAN), destination any, the ports named here, action allow. Keep its log on until the next test."
        }
        (Problem::PortBlocked, Language::Spanish) => {
            "Añada una regla por encima de las que bloquean: origen, la cámara (o su VLAN); destino, cualquiera; los puertos aquí indicados; acción, permitir. Deje activo su registro hasta la próxima prueba."
        }
        (Problem::UdpRange, Language::English) => {
            "Add a rule above the ones that block: source the camera (or its VLAN), destination any, UDP 1025-65535, action allow; its answers must be let back in. Look also for application control, intrusion prevention and rules upstream that block UDP."
        }
        (Problem::UdpRange, Language::Spanish) => {
            "Añada una regla por encima de las que bloquean: origen, la cámara (o su VLAN); destino, cualquiera; UDP 1025-65535; acción, permitir; las respuestas deben poder volver. Revise también el control de aplicaciones, la prevención de intrusiones y las reglas de equipos superiores que bloqueen UDP."
        }
        (Problem::ApplicationControl, Language::English) => {
            "Look for application control, an application filter, App-ID or deep packet inspection (DPI) in the policy that the camera's traffic meets, and in its log for STUN, DTLS, WebRTC or unknown UDP. Allow these for the camera, or exempt it: a rule for ports alone does not help."
        }
        (Problem::ApplicationControl, Language::Spanish) => {
            "Busque el control de aplicaciones, un filtro de aplicaciones, App-ID o la inspección profunda de paquetes (DPI) en la política por la que pasa el tráfico de la cámara, y en su registro STUN, DTLS, WebRTC o UDP desconocido. Permítalos para la cámara o exclúyala: una regla solo de puertos no basta."
        }
        (Problem::NameBlocked, Language::English) => {
            "Allow *.latchaccess.com, *.latch.com and *.amazonaws.com in every filter that works with names: DNS, web and application filters. Allow the names, not the addresses that they have today: those change."
        }
        (Problem::NameBlocked, Language::Spanish) => {
            "Permita *.latchaccess.com, *.latch.com y *.amazonaws.com en todos los filtros que usan nombres: DNS, web y aplicaciones. Permita los nombres, no las direcciones que tengan hoy: cambian."
        }
        (Problem::TlsInspection, Language::English) => {
            "Exempt the camera (or its VLAN) from TLS inspection, also called SSL or HTTPS inspection or decryption, and from application control, on the ports named here."
        }
        (Problem::TlsInspection, Language::Spanish) => {
            "Excluya la cámara (o su VLAN) de la inspección TLS, también llamada inspección o descifrado SSL o HTTPS, y del control de aplicaciones, en los puertos aquí indicados."
        }
        (Problem::NoNat, Language::English) => {
            "Give the camera a private address behind a router with NAT. On a public address it is exposed to endless attacks."
        }
        (Problem::NoNat, Language::Spanish) => {
            "Dé a la cámara una dirección privada detrás de un router con NAT. Con una dirección pública queda expuesta a ataques constantes."
        }
        (Problem::SymmetricNat, Language::English) => {
            "Look for a NAT setting that keeps the same outside port for every destination: names for it are consistent, persistent, static port, full cone or endpoint-independent. Set it for the camera's UDP traffic."
        }
        (Problem::SymmetricNat, Language::Spanish) => {
            "Busque un ajuste de NAT que conserve el mismo puerto externo para todos los destinos: se le llama consistent, persistent, static port, full cone o endpoint-independent. Aplíquelo al tráfico UDP de la cámara."
        }
        (Problem::NarrowFiltering, Language::English) => {
            "Full cone is recommended, not required. If the firewall offers full cone or endpoint-independent filtering, set it for the camera's UDP traffic; if not, leave it: most networks work as they are."
        }
        (Problem::NarrowFiltering, Language::Spanish) => {
            "Full cone es recomendado, no obligatorio. Si el firewall ofrece full cone o filtrado independiente del destino, aplíquelo al tráfico UDP de la cámara; si no, déjelo así: la mayoría de las redes funcionan tal como están."
        }
        (Problem::UdpTimeout, Language::English) => {
            "Let UDP sessions of the camera live for at least 2 minutes without traffic; RFC 4787 recommends 5."
        }
        (Problem::UdpTimeout, Language::Spanish) => {
            "Deje que las sesiones UDP de la cámara duren al menos 2 minutos sin tráfico; RFC 4787 recomienda 5."
        }
        (Problem::SipAlg, Language::English) => {
            "Switch SIP ALG (SIP transformations, SIP helper) off, unless telephony at this site needs it."
        }
        (Problem::SipAlg, Language::Spanish) => {
            "Desactive SIP ALG (transformaciones SIP, SIP helper), salvo que la telefonía de este sitio lo necesite."
        }
        (Problem::Fragments, Language::English) => {
            "Let fragmented UDP packets pass for the camera."
        }
        (Problem::Fragments, Language::Spanish) => {
            "Deje pasar los paquetes UDP fragmentados de la cámara."
        }
        (Problem::FloodProtection, Language::English) => {
            "Raise the limits on UDP packets a second and on sessions per device for the camera, and see whether the session table of the router is full."
        }
        (Problem::FloodProtection, Language::Spanish) => {
            "Suba para la cámara los límites de paquetes UDP por segundo y de sesiones por dispositivo, y compruebe si la tabla de sesiones del router está llena."
        }
    }
}
