//! The words of the change request. A missing one does not compile.

use crate::remedy::Problem;
use crate::remedy::request::{Action, Direction, Protocol, RuleRequest};
use crate::say::Language;

/// One language's words.
pub(super) struct Words {
    language: Language,
    pub(super) title: &'static str,
    pub(super) nothing_to_change: &'static str,
    pub(super) introduction: &'static str,
    pub(super) action: &'static str,
    pub(super) protocol: &'static str,
    pub(super) direction: &'static str,
    pub(super) source: &'static str,
    pub(super) camera: &'static str,
    pub(super) destination: &'static str,
    pub(super) all: &'static str,
    pub(super) by_name: &'static str,
    pub(super) ports: &'static str,
    pub(super) blocked_now: &'static str,
    pub(super) also_silent: &'static str,
    /// After the ports that are.
    pub(super) not_confirmed: &'static str,
    pub(super) purpose: &'static str,
    pub(super) remark: &'static str,
    pub(super) tested: &'static str,
    pub(super) afterwards: &'static str,
}

const ENGLISH: Words = Words {
    language: Language::English,
    title: "Firewall change for a Latch Camera",
    nothing_to_change: "This test found nothing that would have to be changed in the firewall.",
    introduction: "A Latch Camera is to be installed behind this firewall. Please make the changes below for the camera alone: for its address, its switch port or its VLAN.",
    action: "Action",
    protocol: "Protocol",
    direction: "Direction",
    source: "Source",
    camera: "the camera",
    destination: "Far side",
    all: "all addresses",
    by_name: "by name, not by resolved address",
    ports: "Ports",
    blocked_now: "Blocked now",
    also_silent: "Also silent",
    not_confirmed: "not confirmed to be blocked",
    purpose: "Purpose",
    remark: "Please note",
    tested: "Tested",
    afterwards: "After the change, please test again from the camera's network.",
};

const SPANISH: Words = Words {
    language: Language::Spanish,
    title: "Cambio de firewall para una cámara Latch",
    nothing_to_change: "Esta prueba no encontró nada que deba cambiarse en el firewall.",
    introduction: "Se va a instalar una cámara Latch detrás de este firewall. Haga los siguientes cambios solo para la cámara: para su dirección, su puerto de switch o su VLAN.",
    action: "Acción",
    protocol: "Protocolo",
    direction: "Sentido",
    source: "Origen",
    camera: "la cámara",
    destination: "Otro extremo",
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

impl Words {
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::Spanish => &SPANISH,
        }
    }

    pub(super) fn title_of(&self, rule: &RuleRequest, ports: &str) -> String {
        let protocol = self.protocol_of(rule.protocol);
        match (self.language, rule.action) {
            (Language::English, Action::Allow) => {
                format!("Allow {} {protocol} {ports}", self.way(rule.direction))
            }
            (Language::Spanish, Action::Allow) => {
                format!("Permitir {protocol} {ports} {}", self.way(rule.direction))
            }
            (Language::English, Action::AllowUninspected) => {
                format!("Allow outbound {protocol} {ports} without inspection")
            }
            (Language::Spanish, Action::AllowUninspected) => {
                format!("Permitir {protocol} {ports} saliente sin inspección")
            }
            (Language::English, Action::AllowApplications) => {
                format!("Allow STUN, DTLS and WebRTC on outbound {protocol} {ports}")
            }
            (Language::Spanish, Action::AllowApplications) => {
                format!("Permitir STUN, DTLS y WebRTC por {protocol} {ports} saliente")
            }
            (Language::English, Action::AllowNames) => "Allow names".to_owned(),
            (Language::Spanish, Action::AllowNames) => "Permitir nombres".to_owned(),
            (Language::English, Action::AddNat) => "Put the camera behind NAT".to_owned(),
            (Language::Spanish, Action::AddNat) => "Poner la cámara detrás de un NAT".to_owned(),
            (Language::English, Action::FullConeNat) => "Use full cone NAT for UDP".to_owned(),
            (Language::Spanish, Action::FullConeNat) => {
                "Usar NAT de cono completo (full cone) para UDP".to_owned()
            }
            (Language::English, Action::RaiseLimits) => {
                "Raise the limits on UDP floods and sessions".to_owned()
            }
            (Language::Spanish, Action::RaiseLimits) => {
                "Subir los límites de inundación y de sesiones UDP".to_owned()
            }
        }
    }

    pub(super) fn title_with_names(&self, rule: &RuleRequest, names: &str) -> String {
        match (self.language, rule.action) {
            (Language::English, Action::AllowUninspected) => {
                format!("Exempt {names} from TLS inspection")
            }
            (Language::Spanish, Action::AllowUninspected) => {
                format!("Excluir {names} de la inspección TLS")
            }
            (Language::English, _) => format!("Allow {names}"),
            (Language::Spanish, _) => format!("Permitir {names}"),
        }
    }

    fn way(&self, direction: Direction) -> &'static str {
        match (self.language, direction) {
            (Language::English, Direction::Outbound) => "outbound",
            (Language::English, Direction::Inbound) => "inbound",
            (Language::English, Direction::Both) => "outbound and inbound",
            (Language::Spanish, Direction::Outbound) => "saliente",
            (Language::Spanish, Direction::Inbound) => "entrante",
            (Language::Spanish, Direction::Both) => "saliente y entrante",
        }
    }

    pub(super) const fn action_of(&self, action: Action) -> &'static str {
        match (self.language, action) {
            (Language::English, Action::Allow) => "allow",
            (Language::Spanish, Action::Allow) => "permitir",
            (Language::English, Action::AllowUninspected) => {
                "allow, without TLS inspection or application control"
            }
            (Language::Spanish, Action::AllowUninspected) => {
                "permitir, sin inspección TLS ni control de aplicaciones"
            }
            (Language::English, Action::AllowApplications) => {
                "allow STUN, DTLS and WebRTC in application control (application filter, App-ID, DPI)"
            }
            (Language::Spanish, Action::AllowApplications) => {
                "permitir STUN, DTLS y WebRTC en el control de aplicaciones (filtro de aplicaciones, App-ID, DPI)"
            }
            (Language::English, Action::AllowNames) => {
                "let the names resolve, and allow their hosts"
            }
            (Language::Spanish, Action::AllowNames) => {
                "dejar que los nombres se resuelvan y permitir sus hosts"
            }
            (Language::English, Action::AddNat) => "translate addresses (NAT)",
            (Language::Spanish, Action::AddNat) => "traducir direcciones (NAT)",
            (Language::English, Action::FullConeNat) => {
                "translate with endpoint-independent mapping and filtering (RFC 4787), that is full cone"
            }
            (Language::Spanish, Action::FullConeNat) => {
                "traducir con asignación y filtrado independientes del destino (RFC 4787), es decir, full cone"
            }
            (Language::English, Action::RaiseLimits) => {
                "raise UDP flood and session limits for the camera"
            }
            (Language::Spanish, Action::RaiseLimits) => {
                "subir para la cámara los límites de inundación UDP y de sesiones"
            }
        }
    }

    pub(super) const fn protocol_of(&self, protocol: Protocol) -> &'static str {
        match (self.language, protocol) {
            (_, Protocol::Tcp) => "TCP",
            (_, Protocol::Udp) => "UDP",
            (Language::English, Protocol::DnsAndHttps) => "DNS, and HTTPS to the hosts",
            (Language::Spanish, Protocol::DnsAndHttps) => "DNS, y HTTPS hacia los hosts",
            (Language::English, Protocol::Any) => "all",
            (Language::Spanish, Protocol::Any) => "todos",
        }
    }

    pub(super) const fn direction_of(&self, direction: Direction) -> &'static str {
        match (self.language, direction) {
            (Language::English, Direction::Outbound) => {
                "outbound, from the camera, with the answers to it"
            }
            (Language::Spanish, Direction::Outbound) => {
                "saliente, desde la cámara, con sus respuestas"
            }
            (Language::English, Direction::Inbound) => "inbound, to the camera",
            (Language::Spanish, Direction::Inbound) => "entrante, hacia la cámara",
            (Language::English, Direction::Both) => "outbound and inbound",
            (Language::Spanish, Direction::Both) => "saliente y entrante",
        }
    }

    /// What an administrator might otherwise get wrong, or decline.
    pub(super) const fn remark_of(&self, rule: &RuleRequest) -> &'static str {
        match (self.language, rule.problem) {
            (Language::English, Problem::TlsInspection) => {
                "The camera accepts real certificates only, so its traffic cannot be inspected: it does not trust a company's own root certificate."
            }
            (Language::Spanish, Problem::TlsInspection) => {
                "La cámara solo acepta certificados auténticos, así que su tráfico no se puede inspeccionar: no confía en un certificado raíz propio de la empresa."
            }
            (Language::English, Problem::NarrowFiltering) => {
                "Recommended, not required: most networks work without it."
            }
            (Language::Spanish, Problem::NarrowFiltering) => {
                "Recomendado, no obligatorio: la mayoría de las redes funcionan sin ello."
            }
            (Language::English, Problem::SymmetricNat) => {
                "Recommended, not required. If full cone is not possible, a stable mapping (the same outside port for every destination) already helps."
            }
            (Language::Spanish, Problem::SymmetricNat) => {
                "Recomendado, no obligatorio. Si full cone no es posible, ya ayuda una asignación estable (el mismo puerto externo para todos los destinos)."
            }
            (Language::English, Problem::NoNat) => {
                "Test again behind the NAT before anything else is changed."
            }
            (Language::Spanish, Problem::NoNat) => {
                "Repita la prueba detrás del NAT antes de cambiar nada más."
            }
            (Language::English, Problem::ApplicationControl) => {
                "A rule for ports alone does not help: the same ports pass one protocol and drop another."
            }
            (Language::Spanish, Problem::ApplicationControl) => {
                "Una regla solo de puertos no basta: los mismos puertos dejan pasar un protocolo y descartan otro."
            }
            (
                _,
                Problem::PortBlocked
                | Problem::UdpRange
                | Problem::NameBlocked
                | Problem::UdpTimeout
                | Problem::SipAlg
                | Problem::Fragments
                | Problem::FloodProtection,
            ) => "",
        }
    }

    pub(super) fn seen_on(&self, row: &str, sentence: &str) -> String {
        match self.language {
            Language::English => format!("Evidence for \"{row}\": {sentence}"),
            Language::Spanish => format!("Evidencia de «{row}»: {sentence}"),
        }
    }
}
