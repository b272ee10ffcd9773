//! The change request.

use super::Spanish;
use crate::model::change::{Action, Direction, Protocol};
use crate::model::problem::Problem;
use crate::say::texts::{RequestTexts, RequestWords};

const WORDS: RequestWords = RequestWords {
    title: "Solicitud de cambio de firewall para una cámara Latch",
    subjects: [
        "Cámara Latch: red lista, ",
        "Cámara Latch: aún sin decidir, ",
        "Cámara Latch: red no lista, ",
    ],
    nothing_to_change: "Esta prueba no encontró nada que deba cambiarse en el firewall.",
    introduction: "Se va a instalar una cámara Latch detrás de este firewall. Haga los siguientes cambios solo para esta cámara: para su dirección, su puerto de switch o su VLAN.",
    blanks: [
        "Sitio",
        "Solicitante",
        "IP de la cámara",
        "MAC de la cámara",
        "VLAN",
    ],
    columns: [
        "#",
        "Acción",
        "Protocolo",
        "Origen",
        "Puertos origen",
        "Destino",
        "Puertos destino",
        "Sentido, estado",
        "Motivo",
    ],
    camera: "cámara",
    any: "cualquiera",
    to: " hacia ",
    both_directions: "El artículo pide UDP en ambos sentidos.",
    blocked_now: "Bloqueado ahora: ",
    least_privilege: "Privilegio mínimo",
    remark: "Atención",
    annex: "Anexo: lo que se midió",
    observations: "observaciones: ",
    improvements: [" mejora opcional", " mejoras opcionales"],
    required_changes: "cambios necesarios en el firewall: ",
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
        direction: Direction,
    ) -> (&'static str, Option<&'static str>) {
        match (action, direction) {
            (Action::Allow, Direction::Outbound | Direction::Both) => {
                ("Permitir la salida de ", Some(""))
            }
            (Action::Allow, Direction::Return) => (
                "Permitir el tráfico UDP de retorno (con estado) hacia la cámara",
                None,
            ),
            (Action::Allow, Direction::Unsolicited) => {
                ("Permitir la entrada no solicitada de ", Some(""))
            }
            (Action::AllowUninspected, _) => ("Permitir la salida de ", Some(" sin inspección")),
            (Action::AllowApplications, _) => {
                ("Permitir STUN, DTLS y WebRTC en la salida de ", Some(""))
            }
            (Action::AddNat, _) => ("Poner la cámara detrás de un NAT", None),
            (Action::FullConeNat, _) => ("Usar NAT full cone para UDP", None),
            (Action::RaiseLimits, _) => ("Subir los límites de inundación y de sesiones UDP", None),
        }
    }

    fn action(&self, action: Action) -> &'static str {
        match action {
            Action::Allow => "permitir",
            Action::AllowUninspected => "permitir, sin inspección TLS ni control de aplicaciones",
            Action::AllowApplications => {
                "permitir STUN, DTLS y WebRTC en el control de aplicaciones (App-ID, DPI)"
            }
            Action::AddNat => "traducir el origen (NAT)",
            Action::FullConeNat => {
                "NAT full cone: asignación y filtrado independientes del destino (RFC 4787)"
            }
            Action::RaiseLimits => "subir los límites de inundación UDP y de sesiones",
        }
    }

    fn protocol(&self, protocol: Protocol) -> &'static str {
        match protocol {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
            Protocol::Any => WORDS.any,
        }
    }

    fn direction(&self, direction: Direction) -> &'static str {
        match direction {
            Direction::Outbound => "saliente, con estado",
            Direction::Return => "entrante, solo establecido",
            Direction::Both => "ambos, con estado",
            Direction::Unsolicited => "entrante, nuevo",
        }
    }

    fn least_privilege(&self, action: Action, direction: Direction, named: bool) -> &'static str {
        match (action, direction) {
            (Action::Allow, _) if named => {
                "Solo estos nombres, en un único puerto. Use objetos FQDN: las direcciones detrás de los nombres cambian."
            }
            (Action::Allow, Direction::Return) => {
                "No abre ningún puerto a internet: solo entran las respuestas a paquetes que envió la cámara."
            }
            (Action::Allow, Direction::Unsolicited) => {
                "Riesgo: cualquier equipo de internet podrá enviar paquetes a la cámara. Detrás de un NAT requiere redirigir puertos. El video suele funcionar sin esta regla."
            }
            (Action::Allow | Action::AllowUninspected | Action::AllowApplications, _) => {
                "Cualquier destino, como pide el artículo: los servidores de la cámara y quienes ven el video no tienen direcciones fijas. Solo para esta cámara y estos puertos."
            }
            (Action::AddNat | Action::RaiseLimits, _) => "No abre nada.",
            (Action::FullConeNat, _) => {
                "Cualquier equipo de internet podrá llegar a los puertos desde los que la cámara acaba de enviar, y a ningún otro."
            }
        }
    }

    fn remark(&self, problem: Problem) -> &'static str {
        match problem {
            Problem::TlsInspection => {
                "La cámara solo acepta certificados auténticos, así que su tráfico no se puede inspeccionar: no confía en un certificado raíz propio de la empresa."
            }
            Problem::NameBlocked => {
                "El servidor DNS que usa la cámara debe resolver estos nombres; permítalos también en los filtros DNS y web."
            }
            Problem::SymmetricNat => {
                "Si full cone no es posible, ya ayuda una asignación estable (el mismo puerto externo para todos los destinos)."
            }
            Problem::NoNat => "Repita la prueba detrás del NAT antes de cambiar nada más.",
            Problem::ApplicationControl => {
                "Abrir puertos no lo soluciona: en los mismos puertos, el firewall deja pasar un protocolo y descarta otro."
            }
            Problem::PortBlocked
            | Problem::UdpRange
            | Problem::UdpAnswers
            | Problem::NarrowFiltering
            | Problem::UdpTimeout
            | Problem::SipAlg
            | Problem::Fragments
            | Problem::FloodProtection
            | Problem::MtuBlackHole
            | Problem::Ntp
            | Problem::Bandwidth => "",
        }
    }
}
