//! What to change.

use super::Spanish;
use crate::say::fix::Fix;
use crate::say::texts::{FixTexts, ProblemTexts};

impl FixTexts for Spanish {
    fn fix(&self, fix: Fix<'_>) -> String {
        let text = match fix {
            Fix::AllowTcp(port) => {
                return format!(
                    "Permita TCP {port} saliente desde la cámara hacia todos los destinos."
                );
            }
            Fix::AllowTcpUninspected(port) => {
                return format!(
                    "Permita TCP {port} saliente desde la cámara hacia todos los destinos, sin inspección."
                );
            }
            Fix::ExemptTcp(port) => {
                return format!(
                    "Excluya de la inspección TLS el tráfico de la cámara por TCP {port}."
                );
            }
            Fix::Generic(problem) => self.generic_rule(problem),
            Fix::AllowApplications(blocked) => return allow_applications(blocked),
            Fix::AllowAllUdp => {
                "Permita UDP saliente desde la cámara hacia todos los destinos en los puertos 1025-65535, incluido STUN: ahora no responde ningún puerto."
            }
            Fix::AllowUdpPorts(blocked) => {
                return format!(
                    "Permita UDP saliente desde la cámara hacia todos los destinos en los puertos 1025-65535; bloqueados ahora: {blocked}."
                );
            }
            Fix::AllowUdp => {
                "Permita UDP saliente desde la cámara hacia todos los destinos en los puertos 1025-65535."
            }
            Fix::LetUdpIn => "Permita el tráfico UDP de retorno hacia la cámara (con estado).",
            Fix::AllowDomain(domain) => {
                return format!(
                    "Permita {domain} en el firewall y en los filtros DNS y web, por nombre, no por dirección."
                );
            }
            Fix::AllowDomainUninspected(domain) => {
                return format!(
                    "Permita {domain} en el firewall y en los filtros DNS y web, por nombre, no por dirección, y exclúyalo de la inspección TLS."
                );
            }
            Fix::ResolveDomain(domain) => {
                return format!(
                    "Haga que el DNS del sitio resuelva {domain}, y permítalo en un filtro DNS por nombre, no por dirección."
                );
            }
            Fix::AddNat => {
                "Coloque la cámara detrás de un router con NAT en lugar de darle una dirección pública."
            }
            Fix::SetFullCone => {
                "Recomendado, no obligatorio: configure NAT full cone (independiente del destino) para el tráfico UDP de la cámara."
            }
            Fix::AskSupport => {
                "Si el firewall es un SonicWall, comuníquese con el soporte de Door (Door Support) con este informe."
            }
        };
        text.to_owned()
    }
}

fn allow_applications(blocked: &str) -> String {
    let fix = "Permita STUN, DTLS y WebRTC sobre UDP saliente para la cámara en el control de aplicaciones del firewall (también llamado filtro de aplicaciones, App-ID o inspección profunda de paquetes, DPI), hacia todos los destinos en los puertos 1025-65535";
    if blocked.is_empty() {
        format!("{fix}.")
    } else {
        format!("{fix}; estos puertos en sí están bloqueados ahora: {blocked}.")
    }
}
