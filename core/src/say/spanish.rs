//! Spanish, for readers in America and Spain alike: formal, and "firewall" as administrators say.

pub(super) mod application;
pub(super) mod context;

use super::labels::Labels;
use super::{Facts, domain_of, grouped};
use crate::model::certainty::Certainty;
use crate::model::ports::ARTICLE_UDP;
use crate::model::reason::Reason;
use crate::model::requirement::{Level, RequirementId};
use crate::model::verdict::{Overall, Status};

pub(super) const LABELS: Labels = Labels {
    fix: "Solución",
    meaning: "Qué significa para el video",
    certainty: "Grado de certeza",
    note: "Nota",
    requirements: "Requisitos",
    evidence: "Evidencia",
    diagnoses: "Lo que probablemente ocurre:",
    required: "Obligatorio",
    recommended: "Recomendado",
    advice: "Conviene saber",
    open: "abierto",
    blocked: "bloqueado",
    unconfirmed: "sin respuesta, sin confirmar",
    untried: "sin probar",
    inside: "interior",
    outside: "exterior",
};

/// `may_be_inspected`: a browser could not rule TLS inspection out.
pub(super) fn headline(overall: Overall, may_be_inspected: bool) -> &'static str {
    match overall {
        Overall::ReadyWithAdvice if may_be_inspected => {
            "Sin probar del todo: para un navegador nada está bloqueado, pero una inspección de TLS detendría la cámara."
        }
        Overall::Ready => {
            "Lista: esta red superó todas las pruebas obligatorias para una cámara Latch."
        }
        Overall::ReadyWithAdvice => {
            "Lista: una cámara Latch debería funcionar en esta red. Algunos puntos se pueden mejorar."
        }
        Overall::Incomplete => "Sin decidir: no se pudo probar algo que es obligatorio.",
        Overall::NotReady => {
            "No está lista: en esta red está bloqueado o falta algo que una cámara Latch necesita."
        }
    }
}

/// `may_be_inspected`: a browser could not rule TLS inspection out.
pub(super) fn next_step(overall: Overall, may_be_inspected: bool) -> &'static str {
    match overall {
        Overall::Ready | Overall::ReadyWithAdvice if may_be_inspected => {
            "Ejecute aquí el programa Camcheck antes de instalar la cámara: lo necesita un punto de los de abajo."
        }
        Overall::Ready => "Instale la cámara y tome una imagen de prueba en la app DOOR.",
        Overall::ReadyWithAdvice => {
            "Instale la cámara y tome una imagen de prueba en la app DOOR. Si el video es deficiente, empiece por los puntos marcados abajo."
        }
        Overall::Incomplete => {
            "Cada punto marcado abajo indica qué impidió probarlo. Después, repita la prueba."
        }
        Overall::NotReady => {
            "Envíe los cambios de abajo a quien administra el firewall y después repita la prueba."
        }
    }
}

pub(super) fn row_name(id: RequirementId) -> &'static str {
    match id {
        RequirementId::Tcp443 => "Puerto TCP 443, saliente",
        RequirementId::Tcp3478 => "Puerto TCP 3478, saliente",
        RequirementId::Tcp5349 => "Puerto TCP 5349, saliente",
        RequirementId::Tcp8883 => "Puerto TCP 8883, saliente",
        RequirementId::UdpOutbound => "Puertos UDP 1025-65535, salientes",
        RequirementId::UdpInbound => "Puertos UDP 1025-65535, entrantes",
        RequirementId::DomainLatchaccess => "Dominio *.latchaccess.com",
        RequirementId::DomainLatch => "Dominio *.latch.com",
        RequirementId::DomainAmazonaws => "Dominio *.amazonaws.com",
        RequirementId::NatPresent => "Traducción de direcciones (NAT)",
        RequirementId::NatFullCone => "NAT de cono completo (full cone)",
        RequirementId::FeedReliability => "Fiabilidad del video",
    }
}

pub(super) fn purpose(id: RequirementId) -> &'static str {
    match id {
        RequirementId::Tcp443 => {
            "El puerto de los servicios web seguros, con los que se establece el video."
        }
        RequirementId::Tcp3478 => {
            "El puerto de STUN y TURN, que ayudan al video a encontrar un camino, o lo retransmiten, cuando UDP no pasa."
        }
        RequirementId::Tcp5349 => {
            "La misma ayuda para el video que el puerto 3478, pero cifrada (TLS)."
        }
        RequirementId::Tcp8883 => {
            "El puerto de la mensajería segura (MQTT) entre un dispositivo y su nube."
        }
        RequirementId::UdpOutbound => "El video en vivo sale del sitio por estos puertos.",
        RequirementId::UdpInbound => "Lo que envía quien ve el video entra por estos puertos.",
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => {
            "Hay servicios de la cámara con nombres en este dominio."
        }
        RequirementId::NatPresent => {
            "Mantiene la cámara fuera del alcance de extraños en internet."
        }
        RequirementId::NatFullCone => {
            "Con NAT de cono completo, el video se conecta directamente más a menudo."
        }
        RequirementId::FeedReliability => {
            "El video debería funcionar al menos el 90 % de las veces."
        }
    }
}

pub(super) fn level_in_sentence(level: Level) -> &'static str {
    match level {
        Level::Required => "obligatorio",
        Level::Recommended => "recomendado",
        Level::Advice => "conviene saber",
    }
}

pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Pass => "correcto",
        Status::Warn => "mejorable",
        Status::Fail => "bloqueado",
        Status::Inconclusive => "sin aclarar",
        Status::NotTested => "no probado",
    }
}

/// Not every row that fails is about something that is blocked.
pub(super) fn row_status(id: RequirementId, of: Status) -> &'static str {
    match (id, of) {
        (RequirementId::NatPresent, Status::Fail) => "falta",
        (RequirementId::NatFullCone, Status::Fail) => "no es full cone",
        (RequirementId::FeedReliability, Status::Fail) => "poco fiable",
        _ => status(of),
    }
}

pub(super) fn meaning(id: RequirementId, status: Status) -> Option<&'static str> {
    match status {
        Status::Pass | Status::NotTested => None,
        Status::Warn if id.is_tcp() => Some(
            "Si el firewall inspecciona TLS en este puerto, la cámara falla: no confía en el certificado de la empresa en el que este navegador puede confiar.",
        ),
        Status::Warn => {
            Some("El video suele funcionar; alguna vez puede fallar una conexión directa.")
        }
        Status::Fail => Some(meaning_of_failure(id)),
        Status::Inconclusive => Some("El video puede funcionar o no: este punto sigue abierto."),
    }
}

fn meaning_of_failure(id: RequirementId) -> &'static str {
    match id {
        RequirementId::Tcp443 => {
            "Es de esperar que no haya video: la cámara llega a sus servicios por este puerto."
        }
        RequirementId::Tcp3478 | RequirementId::Tcp5349 => {
            "El video puede fallar donde UDP por sí solo no logra conectar."
        }
        RequirementId::Tcp8883 => {
            "La cámara puede aparecer sin conexión, y entonces no se puede iniciar el video."
        }
        RequirementId::UdpOutbound => {
            "El video falla, o funciona solo a veces, cuando le toca uno de los puertos bloqueados."
        }
        RequirementId::UdpInbound => {
            "El video falla, o funciona solo a veces, porque se pierden las respuestas."
        }
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => {
            "Es de esperar que no haya video: la cámara no llega a servicios que necesita."
        }
        RequirementId::NatPresent => {
            "El video puede funcionar, pero la cámara queda expuesta a ataques desde todo internet."
        }
        RequirementId::NatFullCone => {
            "El video se conecta directamente con menos frecuencia y puede fallar."
        }
        RequirementId::FeedReliability => "El video falla más de una vez de cada diez.",
    }
}

pub(super) fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Seen => "Seguro: se vio directamente.",
        Certainty::Sampled => {
            "Seguro para los puertos probados; los puertos intermedios aún pueden diferir."
        }
        Certainty::UnlessProxied => {
            "Muy probable: solo un proxy web que tuneliza también estos puertos se vería igual, y la cámara no usa ninguno."
        }
        Certainty::ByBrowser => {
            "Según este navegador: puede usar un DNS y certificados propios, que la cámara no usa."
        }
        Certainty::CrossChecked => {
            "Seguro: se volvió a probar, y mientras tanto una comprobación cruzada funcionó."
        }
        Certainty::Listening => {
            "Muy probable: se volvió a probar mientras nuestro servidor escuchaba; ningún segundo servidor lo confirmó."
        }
        Certainty::Likely => {
            "Probable: se volvió a probar, pero no hubo una comprobación cruzada independiente."
        }
        Certainty::Open => "Abierto: lo que se vio no permite juzgar.",
    }
}

pub(super) fn sentence(id: RequirementId, status: Status, reason: Reason, facts: &Facts) -> String {
    match (id, status, reason) {
        (RequirementId::UdpOutbound, _, Reason::Answered) => {
            format!("{} dejan salir el tráfico.", tried_ports(facts))
        }
        (RequirementId::UdpOutbound, _, Reason::UdpRangeBlocked) => range_blocked(facts),
        (RequirementId::UdpOutbound, _, Reason::Unstable) => {
            format!("{}{}", plain_sentence(reason), also_silent(facts))
        }
        (_, _, Reason::ApplicationFiltered) => {
            application::sentence(facts.stun_is_filtered).to_owned()
        }
        (RequirementId::NatFullCone | RequirementId::UdpInbound, Status::Warn, _)
            if facts.own_firewall =>
        {
            "El cortafuegos de este mismo dispositivo descarta lo que no pidió, así que no se sabe qué más deja entrar el sitio.".to_owned()
        }
        (RequirementId::NatFullCone, Status::Pass, _) if !facts.has_nat => {
            "No hay ningún NAT de por medio, y los paquetes entran desde cualquier lugar.".to_owned()
        }
        (RequirementId::NatFullCone, Status::Warn, _) if !facts.has_nat => {
            "No hay ningún NAT de por medio, pero solo entran las direcciones contactadas. La mayoría de los firewalls funcionan así, y el video suele funcionar también.".to_owned()
        }
        (RequirementId::NatFullCone, Status::Warn, _) => {
            "La asignación es estable, pero solo pueden entrar las direcciones ya contactadas. La mayoría de los routers funcionan así, y el video suele funcionar también.".to_owned()
        }
        (_, Status::Pass, Reason::Answered) if domain_of(id).is_some() && !facts.hosts.is_empty() => {
            format!("Hubo respuesta de {}, en representación de todo el dominio.", facts.hosts)
        }
        (_, _, Reason::ProxySuspected) if facts.answered == 0 => {
            "No responde a este navegador, que puede estar pasando por un proxy web que rechaza el puerto. Ejecute el programa Camcheck en una computadora.".to_owned()
        }
        (_, _, Reason::ProxySuspected) if facts.udp_open > 0 => {
            "Responde, pero TCP sale por otra dirección que UDP, así que este navegador puede estar pasando por un proxy web, que la cámara no usa. Ejecute el programa Camcheck en una computadora.".to_owned()
        }
        (_, Status::Pass, Reason::Answered) if facts.answered < facts.asked => format!(
            "Respondieron {} de {} destinos de prueba; los demás no cuentan en contra de este puerto.",
            facts.answered, facts.asked
        ),
        (_, Status::Pass, Reason::Answered) => match facts.answered {
            0 => plain_sentence(reason).to_owned(),
            1 => "Nuestro único destino de prueba respondió.".to_owned(),
            count => format!("Los {count} destinos de prueba respondieron."),
        },
        _ => plain_sentence(reason).to_owned(),
    }
}

fn range_blocked(facts: &Facts) -> String {
    let mut text = format!(
        "UDP hacia los puertos {} está bloqueado ({} de {} puertos; {} están abiertos).",
        facts.udp_blocked,
        grouped(facts.udp_blocked_ports),
        grouped(ARTICLE_UDP.count()),
        tried_ports(facts)
    );
    if facts.udp_edges_within > 0 {
        text.push_str(&format!(
            " Los límites no son exactos: puede haber hasta {} puertos bloqueados más a cada lado de un rango.",
            grouped(usize::from(facts.udp_edges_within))
        ));
    }
    text + &also_silent(facts)
}

fn also_silent(facts: &Facts) -> String {
    match facts.udp_unconfirmed.as_str() {
        "" => String::new(),
        ports => format!(" Tampoco respondieron, sin confirmar que estén bloqueados: {ports}."),
    }
}

/// "97 de los 137 puertos de la muestra", or of all that were tried.
fn tried_ports(facts: &Facts) -> String {
    let kind = if facts.full_sweep {
        "puertos"
    } else {
        "puertos de la muestra"
    };
    let [open, all] = [facts.udp_open, facts.udp_sampled].map(grouped);
    format!("{open} de los {all} {kind}")
}

fn plain_sentence(reason: Reason) -> &'static str {
    match reason {
        Reason::Answered => "Todos los destinos de prueba respondieron.",
        Reason::TlsOnlyPath => {
            "Por este puerto pasan las conexiones TLS; el resto del tráfico, no. Es posible que el firewall inspeccione TLS aquí, lo que un navegador no puede saber."
        }
        Reason::Uncontacted => "Entran paquetes de direcciones que nunca se habían contactado.",
        Reason::NatSeen => {
            "El dispositivo tiene una dirección interna distinta de la externa, como debe ser."
        }
        Reason::FullCone => {
            "El NAT es de cono completo (full cone): asigna y filtra igual para cualquier destino."
        }
        Reason::ContactedOnly => {
            "Solo entran respuestas de direcciones ya contactadas. El artículo pide más, pero casi todos los routers funcionan así, y el video suele funcionar."
        }
        Reason::NarrowerFiltering => {
            "La asignación es estable; el filtrado es más estricto que en un NAT de cono completo."
        }
        Reason::NoAnswer => {
            "No llega ninguna respuesta: un firewall en el camino descarta este tráfico."
        }
        Reason::Refused => "La conexión es rechazada en el camino.",
        Reason::Reset => "La conexión se abre y enseguida se corta.",
        Reason::Unreachable => {
            "Un router en el camino indica que no se puede llegar al destino o que no está permitido."
        }
        Reason::TlsBlocked => {
            "La conexión se abre, pero el cifrado (TLS) no llega a establecerse: parece que el firewall examina el contenido de las conexiones."
        }
        Reason::TlsIntercepted => {
            "Algo en el camino abre el cifrado: el certificado no es el auténtico. La cámara rechaza estas conexiones."
        }
        Reason::ProtocolBlocked => {
            "La conexión se abre, pero el mensaje de prueba no recibe respuesta: parece que el firewall examina el contenido de las conexiones."
        }
        Reason::DnsNxdomain => "El DNS de este sitio dice que un nombre de este dominio no existe.",
        Reason::DnsSinkhole => {
            "El DNS de este sitio da una dirección falsa para un nombre de este dominio."
        }
        Reason::DnsTimeout => "El DNS de este sitio no responde para un nombre de este dominio.",
        Reason::DnsFailure => "El DNS de este sitio falla para un nombre de este dominio.",
        Reason::UdpBlocked => {
            "Ningún puerto UDP responde a una solicitud STUN, mientras que TCP hacia el mismo servidor funciona."
        }
        Reason::ApplicationFiltered => application::sentence(false),
        Reason::UdpRangeBlocked => "UDP está bloqueado en un rango de puertos.",
        Reason::AnswersBlocked => {
            "Los paquetes salen y llegan a nuestro servidor, pero sus respuestas no vuelven a entrar."
        }
        Reason::NoNat => {
            "No hay NAT: este dispositivo tiene una dirección pública, y una cámara también la tendría."
        }
        Reason::MappingDependent => {
            "El NAT es simétrico: el puerto que usa depende del destino, por lo que el video a menudo no logra conectarse directamente."
        }
        Reason::FetchFailed => "La conexión falla; el navegador no llega a saber por qué.",
        Reason::NoNetwork => "Desde este dispositivo no hay salida a internet por IPv4.",
        Reason::NothingAnswers => "Ninguna conexión a internet recibe respuesta.",
        Reason::FarEndUnreachable => {
            "Nuestros servidores de prueba no responden, pero los dominios requeridos sí. O nuestros servidores están caídos, o este firewall solo permite destinos de una lista."
        }
        Reason::FarEndPortDown => {
            "Nuestro servidor de prueba no escucha en este puerto en este momento. No es culpa de su firewall."
        }
        Reason::FarEndFault => {
            "Nuestro servidor de prueba respondió mal. No es culpa de su firewall."
        }
        Reason::FarEndUnproven => {
            "El servidor indicado para esta prueba no demuestra ser un servidor de Camcheck, así que su silencio no prueba nada."
        }
        Reason::ProxySuspected => {
            "Responde, pero no sale nada de UDP, así que este navegador puede estar pasando por un proxy web, que la cámara no usa. Abra primero UDP o ejecute el programa Camcheck en una computadora."
        }
        Reason::FarEndBusy => {
            "Nuestro servidor de prueba está ocupado. Espere un minuto y repita la prueba."
        }
        Reason::HostDown => {
            "El host tampoco responde a nuestro propio servidor. No es culpa de su firewall."
        }
        Reason::RedirectedElsewhere => {
            "El host remite a otro, y un navegador no puede distinguir eso de un bloqueo."
        }
        Reason::UnfitForPages => {
            "Por ahora el host no responde a páginas web que no sean suyas, y un navegador no puede distinguir eso de un bloqueo. Use el programa Camcheck."
        }
        Reason::NoControl => {
            "Nada más respondió que pudiera servir de contraste, así que no se puede juzgar."
        }
        Reason::Unstable => {
            "Puertos que habían respondido dejaron de responder durante la prueba, así que el silencio no prueba nada. Puede haber un límite de tráfico o de sesiones."
        }
        Reason::NothingGetsOut => {
            "Ningún paquete UDP de prueba recibe respuesta, así que no se puede decir nada de lo que entra."
        }
        Reason::SecondAddressUnproven => {
            "Esta prueba necesita una segunda dirección de servidor, y ninguna respondió."
        }
        Reason::NatUnclear => "Llegaron muy pocas respuestas para saberlo.",
        Reason::NoToken => "No se pudo pedir a nuestro servidor que enviara paquetes propios.",
        Reason::Ipv6 => "Este dispositivo usa IPv6 aquí; el requisito se refiere a IPv4.",
        Reason::WebrtcMissing => "Este navegador no tiene WebRTC, así que no puede probar UDP.",
        Reason::WebrtcDisabled => "Una política o una extensión impide que este navegador use UDP.",
        Reason::BrowserUnproven => {
            "En este navegador, el silencio no prueba un bloqueo. Pruebe con Chrome, Edge o Firefox en una computadora, o con el programa Camcheck."
        }
        Reason::DeviceFault => {
            "Este mismo dispositivo impidió la prueba. Revise su propio cortafuegos, su fecha y hora y su configuración de DNS, y repita la prueba."
        }
        Reason::InspectedHere => {
            "Un programa de este dispositivo abre las conexiones cifradas, como hacen los antivirus, así que no se ve qué hace con ellas el firewall. Desactive su análisis de HTTPS o SSL y repita la prueba."
        }
        Reason::NameFiltered => {
            "Un filtro web parece bloquear nuestros servidores de prueba por su nombre: en este puerto corta el cifrado (TLS) hacia ellos y no hacia los dominios exigidos. Permita los servidores de prueba en el filtro y repita la prueba."
        }
        Reason::Measuring => "Prueba en curso.",
        Reason::KeptPausing => {
            "El dispositivo o el navegador hizo pausas una y otra vez, así que esto no se pudo probar. Deje la pantalla encendida, no salga de esta página y pruebe otra vez."
        }
        Reason::NoResponder => {
            "No se conoce ningún servidor de prueba. El programa Camcheck acepta uno con --responder o --catalogue."
        }
        Reason::NoHost => {
            "La lista de servidores de prueba no incluye ningún host de este dominio."
        }
        Reason::NotPossibleHere => {
            "Esto no se puede probar desde aquí: un navegador no puede hacer todo lo que hace el programa Camcheck, ni al revés."
        }
        Reason::LocalFarEnd => {
            "El servidor de prueba es esta misma máquina, así que no hay ningún firewall de por medio."
        }
        Reason::NotSelected => "Excluido a petición.",
        Reason::NotInThisVersion => "Esta versión todavía no lo mide.",
    }
}

pub(super) fn fix(id: RequirementId, reason: Reason, facts: &Facts) -> String {
    match id {
        RequirementId::Tcp443
        | RequirementId::Tcp3478
        | RequirementId::Tcp5349
        | RequirementId::Tcp8883 => tcp_fix(id, reason),
        RequirementId::UdpOutbound if reason == Reason::ApplicationFiltered => {
            application::fix(&facts.udp_blocked)
        }
        RequirementId::UdpOutbound if reason == Reason::UdpBlocked => {
            "Permita UDP saliente desde la cámara hacia todos los destinos en los puertos 1025-65535, incluido STUN: ahora no responde ningún puerto.".to_owned()
        }
        RequirementId::UdpOutbound if !facts.udp_blocked.is_empty() => format!(
            "Permita UDP saliente desde la cámara hacia todos los destinos en los puertos 1025-65535; bloqueados ahora: {}.{}",
            facts.udp_blocked,
            also_silent(facts)
        ),
        RequirementId::UdpOutbound => {
            "Permita UDP saliente desde la cámara hacia todos los destinos en los puertos 1025-65535.".to_owned()
        }
        RequirementId::UdpInbound => {
            "Permita que UDP desde todos los destinos, puertos 1025-65535, entre hasta la cámara; como mínimo, todas las respuestas.".to_owned()
        }
        RequirementId::DomainLatchaccess
        | RequirementId::DomainLatch
        | RequirementId::DomainAmazonaws => domain_fix(id, reason),
        RequirementId::NatPresent => {
            "Coloque la cámara detrás de un router con NAT en lugar de darle una dirección pública."
                .to_owned()
        }
        RequirementId::NatFullCone => {
            "Recomendado, no obligatorio: configure NAT de cono completo (independiente del destino) para el tráfico UDP de la cámara."
                .to_owned()
        }
        RequirementId::FeedReliability => {
            "¿El firewall es un SonicWall? En ese caso, comuníquese con el soporte de Door (Door Support) con este informe."
                .to_owned()
        }
    }
}

fn tcp_fix(id: RequirementId, reason: Reason) -> String {
    let name = id.as_str();
    let port = name.strip_prefix("tcp-").unwrap_or(name);
    match reason {
        Reason::TlsIntercepted => {
            format!("Excluya de la inspección TLS el tráfico de la cámara por TCP {port}.")
        }
        Reason::TlsBlocked | Reason::ProtocolBlocked | Reason::Reset => format!(
            "Permita TCP {port} saliente desde la cámara hacia todos los destinos, sin inspeccionar su contenido."
        ),
        _ => {
            format!("Permita TCP {port} saliente desde la cámara hacia todos los destinos.")
        }
    }
}

fn domain_fix(id: RequirementId, reason: Reason) -> String {
    let domain = domain_of(id).unwrap_or_default();
    match reason {
        Reason::TlsIntercepted | Reason::TlsBlocked | Reason::ProtocolBlocked | Reason::Reset => {
            format!(
                "Permita {domain} en el firewall y en los filtros DNS y web, por nombre, no por dirección, y exclúyalo de la inspección TLS."
            )
        }
        Reason::DnsNxdomain | Reason::DnsSinkhole | Reason::DnsTimeout | Reason::DnsFailure => {
            format!(
                "Haga que el DNS del sitio resuelva {domain}, y permítalo en un filtro DNS por nombre, no por dirección."
            )
        }
        _ => format!(
            "Permita {domain} en el firewall y en los filtros DNS y web, por nombre, no por dirección."
        ),
    }
}
