//! What was found, where the sentence depends on more than the reason.

use super::Spanish;
use crate::model::ports::ARTICLE_UDP;
use crate::say::facts::Tried;
use crate::say::finding::Finding;
use crate::say::lists;
use crate::say::texts::FindingTexts;

impl FindingTexts for Spanish {
    fn finding(&self, finding: Finding<'_>) -> String {
        let text = match finding {
            Finding::PortsOpen(tried) => {
                return format!("{} dejan salir el tráfico.", tried_ports(tried));
            }
            Finding::RangeBlocked {
                blocked,
                ports,
                tried,
            } => return range_blocked(blocked, ports, tried),
            Finding::HostsAnswered(hosts) => {
                return format!("Hubo respuesta de {hosts}, como muestra de todo el dominio.");
            }
            Finding::SomeAnswered { answered, asked } => {
                return format!(
                    "Respuestas: {answered} de {asked} direcciones probadas; el resto no cuenta en contra de este puerto."
                );
            }
            Finding::AllAnswered(count) => return all_answered(count),
            Finding::StunFiltered => {
                "UDP sale, pero los mensajes que establecen el video (STUN) no reciben respuesta: parece que el firewall los descarta (control de aplicaciones)."
            }
            Finding::OwnFirewall => {
                "El firewall de este mismo dispositivo descarta paquetes no solicitados, así que no se sabe qué más deja entrar el sitio."
            }
            Finding::BehindPortal => "Esta red no deja pasar nada antes de iniciar sesión.",
            Finding::AllComeIn => "No hay NAT, y entran paquetes de cualquier dirección.",
            Finding::FilteredWithoutNat => {
                "No hay NAT. Las respuestas entran; el tráfico no solicitado de otras direcciones, no. Es normal en la mayoría de los firewalls, y el video suele funcionar."
            }
            Finding::FilteredBehindNat => {
                "El puerto externo no cambia. Las respuestas entran; el tráfico no solicitado de otras direcciones, no. Es normal en la mayoría de los routers, y el video suele funcionar."
            }
            Finding::RefusedByProxy => {
                "El servidor no responde a este navegador, que puede estar pasando por un proxy web que rechaza el puerto. Ejecute el programa Camcheck en una computadora."
            }
            Finding::AnsweredByProxy => {
                "El servidor responde, pero TCP sale por otra dirección que UDP, así que este navegador puede estar pasando por un proxy web, que la cámara no usa. Ejecute el programa Camcheck en una computadora."
            }
        };
        text.to_owned()
    }

    fn edges_within(&self, ports: u16) -> String {
        format!(
            " Los límites no son exactos: puede haber hasta {} puertos bloqueados más a cada lado de un rango.",
            grouped(usize::from(ports))
        )
    }

    fn also_silent(&self, ports: &str) -> String {
        format!(" Tampoco respondieron, sin confirmar que estén bloqueados: {ports}.")
    }
}

fn range_blocked(blocked: &str, ports: usize, tried: Tried) -> String {
    let [ports, all] = [ports, ARTICLE_UDP.count()].map(grouped);
    let tried = tried_ports(tried);
    format!(
        "UDP hacia los puertos {blocked} está bloqueado ({ports} de {all} puertos; {tried} están abiertos)."
    )
}

fn all_answered(count: usize) -> String {
    match count {
        1 => "La única dirección probada respondió.".to_owned(),
        count => format!("Las {count} direcciones probadas respondieron."),
    }
}

/// "97 de los 137 puertos de la muestra", or of all that were tried.
fn tried_ports(tried: Tried) -> String {
    let kind = if tried.is_sweep {
        "puertos"
    } else {
        "puertos de la muestra"
    };
    let [open, all] = [tried.open, tried.all].map(grouped);
    format!("{open} de los {all} {kind}")
}

/// As it is written in the Americas.
fn grouped(count: usize) -> String {
    lists::grouped(count, ',')
}
