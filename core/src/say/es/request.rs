//! The change request.

use super::Spanish;
use crate::model::change::{Action, Direction, Protocol};
use crate::model::problem::Problem;
use crate::say::texts::{RequestTexts, RequestWords};

const WORDS: RequestWords = RequestWords {
    title: "Cambio de firewall para una cámara Latch",
    nothing_to_change: "Esta prueba no encontró nada que deba cambiarse en el firewall.",
    introduction: "Se va a instalar una cámara Latch detrás de este firewall. Haga los siguientes cambios solo para la cámara: para su dirección, su puerto de switch o su VLAN.",
    action: "Acción",
    protocol: "Protocolo",
    direction: "Sentido",
    source: "Origen",
    camera: "la cámara",
    destination: "Lado remoto",
    all: "todas las direcciones",
    by_name: "por nombre, no por dirección resuelta",
    ports: "Puertos",
    blocked_now: "Bloqueado",
    also_silent: "En silencio",
    not_confirmed: "sin confirmar que estén bloqueados",
    purpose: "Finalidad",
    remark: "Atención",
    tested: "Probado",
    afterwards: "Después del cambio, repita la prueba desde la red de la cámara.",
};

impl RequestTexts for Spanish {
    fn request(&self) -> &'static RequestWords {
        &WORDS
    }

    fn rule_title(
        &self,
        action: Action,
        protocol: Protocol,
        direction: Direction,
        ports: &str,
    ) -> String {
        let protocol = self.protocol(protocol);
        match action {
            Action::Allow => {
                format!("Permitir {protocol} {ports} {}", way(direction))
            }
            Action::AllowUninspected => {
                format!("Permitir {protocol} {ports} saliente sin inspección")
            }
            Action::AllowApplications => {
                format!("Permitir STUN, DTLS y WebRTC por {protocol} {ports} saliente")
            }
            Action::AllowNames => "Permitir nombres".to_owned(),
            Action::AddNat => "Poner la cámara detrás de un NAT".to_owned(),
            Action::FullConeNat => "Usar NAT de cono completo (full cone) para UDP".to_owned(),
            Action::RaiseLimits => "Subir los límites de inundación y de sesiones UDP".to_owned(),
        }
    }

    fn exempt_names(&self, names: &str) -> String {
        format!("Excluir {names} de la inspección TLS")
    }

    fn allow_names(&self, names: &str) -> String {
        format!("Permitir {names}")
    }

    fn action(&self, action: Action) -> &'static str {
        match action {
            Action::Allow => "permitir",
            Action::AllowUninspected => "permitir, sin inspección TLS ni control de aplicaciones",
            Action::AllowApplications => {
                "permitir STUN, DTLS y WebRTC en el control de aplicaciones (filtro de aplicaciones, App-ID, DPI)"
            }
            Action::AllowNames => "dejar que los nombres se resuelvan y permitir sus hosts",
            Action::AddNat => "traducir direcciones (NAT)",
            Action::FullConeNat => {
                "traducir con asignación y filtrado independientes del destino (RFC 4787), es decir, full cone"
            }
            Action::RaiseLimits => {
                "subir para la cámara los límites de inundación UDP y de sesiones"
            }
        }
    }

    fn protocol(&self, protocol: Protocol) -> &'static str {
        match protocol {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
            Protocol::DnsAndHttps => "DNS, y HTTPS hacia los hosts",
            Protocol::Any => "todos",
        }
    }

    fn direction(&self, direction: Direction) -> &'static str {
        match direction {
            Direction::Outbound => "saliente, desde la cámara, con sus respuestas",
            Direction::Inbound => "entrante, hacia la cámara",
            Direction::Both => "saliente y entrante",
        }
    }

    fn remark(&self, problem: Problem) -> &'static str {
        match problem {
            Problem::TlsInspection => {
                "La cámara solo acepta certificados auténticos, así que su tráfico no se puede inspeccionar: no confía en un certificado raíz propio de la empresa."
            }
            Problem::NarrowFiltering => {
                "Recomendado, no obligatorio: la mayoría de las redes funcionan sin ello."
            }
            Problem::SymmetricNat => {
                "Recomendado, no obligatorio. Si full cone no es posible, también ayuda una asignación estable (el mismo puerto externo para todos los destinos)."
            }
            Problem::NoNat => "Repita la prueba detrás del NAT antes de cambiar nada más.",
            Problem::ApplicationControl => {
                "Una regla solo de puertos no basta: los mismos puertos dejan pasar un protocolo y descartan otro."
            }
            Problem::PortBlocked
            | Problem::UdpRange
            | Problem::NameBlocked
            | Problem::UdpTimeout
            | Problem::SipAlg
            | Problem::Fragments
            | Problem::FloodProtection
            | Problem::MtuBlackHole
            | Problem::Ntp
            | Problem::Bandwidth => "",
        }
    }

    fn seen_on(&self, row: &str, sentence: &str) -> String {
        format!("Evidencia de «{row}»: {sentence}")
    }
}

/// In a title.
const fn way(direction: Direction) -> &'static str {
    match direction {
        Direction::Outbound => "saliente",
        Direction::Inbound => "entrante",
        Direction::Both => "saliente y entrante",
    }
}
