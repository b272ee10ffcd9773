//! The rows of a report.

use super::Spanish;
use crate::model::certainty::Certainty;
use crate::model::requirement::{Level, RequirementId};
use crate::model::verdict::Status;
use crate::say::meaning::Meaning;
use crate::say::texts::RowTexts;

impl RowTexts for Spanish {
    fn row_name(&self, id: RequirementId) -> &'static str {
        match id {
            RequirementId::Tcp443 => "Puerto TCP 443, saliente",
            RequirementId::Tcp3478 => "Puerto TCP 3478, saliente",
            RequirementId::Tcp5349 => "Puerto TCP 5349, saliente",
            RequirementId::Tcp8883 => "Puerto TCP 8883, saliente",
            RequirementId::UdpOutbound => "Puertos UDP 1025-65535, salientes",
            RequirementId::UdpInbound => "UDP entrante (respuestas y paquetes no solicitados)",
            RequirementId::DomainLatchaccess => "Dominio *.latchaccess.com",
            RequirementId::DomainLatch => "Dominio *.latch.com",
            RequirementId::DomainAmazonaws => "Dominio *.amazonaws.com",
            RequirementId::NatPresent => "Traducción de direcciones (NAT)",
            RequirementId::NatFullCone => "NAT full cone",
            RequirementId::FeedReliability => "Fiabilidad del video",
            RequirementId::Fragments => "Paquetes UDP fragmentados",
            RequirementId::SipAlg => "Mensajes SIP (SIP ALG)",
            RequirementId::UdpLifetime => "Sesiones UDP inactivas",
            RequirementId::Bandwidth => "10 Mbit/s en ambos sentidos",
            RequirementId::Mtu => "Paquetes de tamaño completo (MTU)",
            RequirementId::Ntp => "Hora de red (NTP, UDP 123)",
        }
    }

    fn purpose(&self, id: RequirementId) -> &'static str {
        match id {
            RequirementId::Tcp443 => {
                "HTTPS. Por este puerto la cámara inicia sesión y establece el video."
            }
            RequirementId::Tcp3478 => {
                "STUN/TURN. Retransmite el video cuando el UDP directo no pasa."
            }
            RequirementId::Tcp5349 => "Lo mismo que el 3478, cifrado (TLS).",
            RequirementId::Tcp8883 => "Los mensajes de la cámara a su nube (MQTT sobre TLS).",
            RequirementId::UdpOutbound => "El video en vivo sale del sitio por estos puertos.",
            RequirementId::UdpInbound => "Los paquetes de quien ve el video entran por UDP.",
            RequirementId::DomainLatchaccess
            | RequirementId::DomainLatch
            | RequirementId::DomainAmazonaws => {
                "Hay servicios de la cámara que usan nombres de este dominio."
            }
            RequirementId::NatPresent => "El NAT evita que la cámara quede expuesta en internet.",
            RequirementId::NatFullCone => {
                "Con NAT full cone, quienes ven el video se conectan más a menudo directamente con la cámara."
            }
            RequirementId::FeedReliability => {
                "El video debería funcionar al menos el 90 % del tiempo."
            }
            RequirementId::Fragments => {
                "Los paquetes UDP demasiado grandes para la ruta viajan en fragmentos."
            }
            RequirementId::SipAlg => {
                "Un SIP ALG reescribe paquetes por el camino, lo que perturba las llamadas y a veces el video."
            }
            RequirementId::UdpLifetime => {
                "Un firewall olvida las sesiones UDP inactivas; el video debe resistir pausas cortas."
            }
            RequirementId::Bandwidth => "El video necesita ancho de banda, en ambos sentidos.",
            RequirementId::Mtu => {
                "Donde los paquetes demasiado grandes desaparecen sin aviso, las conexiones se abren y luego se quedan colgadas."
            }
            RequirementId::Ntp => {
                "Los dispositivos ajustan su reloj con NTP; con el reloj mal, las conexiones seguras fallan."
            }
        }
    }

    fn level_in_sentence(&self, level: Level) -> &'static str {
        match level {
            Level::Required => "obligatorio",
            Level::Recommended => "recomendado",
            Level::Advice => "conviene saber",
        }
    }

    fn status(&self, status: Status) -> &'static str {
        match status {
            Status::Pass => "correcto",
            Status::Warn => "opcional",
            Status::Fail => "bloqueado",
            Status::Inconclusive => "no se pudo comprobar",
            Status::NotTested => "no probado",
        }
    }

    fn failed_row(&self, id: RequirementId) -> &'static str {
        match id {
            RequirementId::NatPresent => "falta",
            RequirementId::NatFullCone => "no es full cone",
            RequirementId::FeedReliability => "poco fiable",
            RequirementId::Tcp443
            | RequirementId::Tcp3478
            | RequirementId::Tcp5349
            | RequirementId::Tcp8883
            | RequirementId::UdpOutbound
            | RequirementId::UdpInbound
            | RequirementId::DomainLatchaccess
            | RequirementId::DomainLatch
            | RequirementId::DomainAmazonaws
            | RequirementId::Fragments
            | RequirementId::SipAlg
            | RequirementId::UdpLifetime
            | RequirementId::Bandwidth
            | RequirementId::Mtu
            | RequirementId::Ntp => self.status(Status::Fail),
        }
    }

    fn meaning(&self, meaning: Meaning) -> &'static str {
        match meaning {
            Meaning::TlsMayBeInspected => {
                "Si el firewall inspecciona TLS en este puerto, la cámara falla: no confía en el certificado de la empresa en el que este navegador puede confiar."
            }
            Meaning::UsuallyWorks => {
                "El video suele funcionar; a veces puede fallar una conexión directa."
            }
            Meaning::Open => "El video puede funcionar o no: esta comprobación está sin decidir.",
            Meaning::ApplicationFiltered => {
                "Es de esperar que no haya video: se descarta un protocolo que necesita, en cualquier puerto."
            }
            Meaning::NoUdp => "No habrá video: ningún paquete UDP logra salir.",
            Meaning::Failure(id) => meaning_of_failure(id),
        }
    }

    fn certainty(&self, certainty: Certainty) -> &'static str {
        match certainty {
            Certainty::Seen => "Confirmado: se midió directamente.",
            Certainty::Sampled => {
                "Confirmado para los puertos probados; los puertos intermedios pueden diferir."
            }
            Certainty::UnlessProxied => {
                "Muy probable: solo un proxy web que también tunelice estos puertos se vería igual, y la cámara no usa ninguno."
            }
            Certainty::ByBrowser => {
                "Según este navegador: puede usar un DNS y certificados propios, que la cámara no usa."
            }
            Certainty::CrossChecked => {
                "Confirmado: falló dos veces mientras una comprobación cruzada funcionaba."
            }
            Certainty::Listening => {
                "Muy probable: falló dos veces mientras nuestro servidor funcionaba; ningún segundo servidor lo comprobó."
            }
            Certainty::Likely => "Probable: se probó dos veces; no se comprobó nada independiente.",
            Certainty::Open => "Sin decidir.",
        }
    }
}

fn meaning_of_failure(id: RequirementId) -> &'static str {
    match id {
        RequirementId::Tcp443 => {
            "Es de esperar que no haya video: la cámara llega a sus servicios por este puerto."
        }
        RequirementId::Tcp3478 | RequirementId::Tcp5349 => {
            "El video puede fallar si UDP por sí solo no logra conectar."
        }
        RequirementId::Tcp8883 => {
            "La cámara puede aparecer sin conexión, y puede que el video no se inicie."
        }
        RequirementId::UdpOutbound => {
            "El video puede fallar cuando una sesión cae en un puerto bloqueado."
        }
        RequirementId::UdpInbound => {
            "El video falla o funciona solo a veces, porque se pierden las respuestas."
        }
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => {
            "Es de esperar que no haya video: la cámara no puede llegar a servicios que necesita."
        }
        RequirementId::NatPresent => {
            "El video puede funcionar, pero la cámara queda expuesta a ataques desde todo internet."
        }
        RequirementId::NatFullCone => {
            "El video se conecta directamente con menos frecuencia y puede fallar."
        }
        RequirementId::FeedReliability => "El video falla más de una de cada diez veces.",
        RequirementId::Fragments => {
            "Casi todo el video cabe en paquetes más pequeños; de vez en cuando puede fallar una conexión."
        }
        RequirementId::SipAlg => "El video suele funcionar; si falla, desactive primero SIP ALG.",
        RequirementId::UdpLifetime => {
            "El video puede congelarse tras una pausa, y la cámara puede tardar en responder."
        }
        RequirementId::Bandwidth => "Un video suele caber; varios a la vez pueden entrecortarse.",
        RequirementId::Mtu => {
            "Las conexiones pueden abrirse y quedarse colgadas, de modo que el video no empieza."
        }
        RequirementId::Ntp => {
            "Si la cámara no encuentra otro servidor de hora, su reloj queda mal y las conexiones seguras fallan."
        }
    }
}
