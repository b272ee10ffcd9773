//! Reasons, each as one plain sentence.

use super::Spanish;
use crate::model::reason::Reason;
use crate::say::texts::ReasonTexts;

impl ReasonTexts for Spanish {
    fn reason(&self, reason: Reason) -> &'static str {
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
            Reason::DnsNxdomain => {
                "El DNS de este sitio dice que un nombre de este dominio no existe."
            }
            Reason::DnsSinkhole => {
                "El DNS de este sitio da una dirección falsa para un nombre de este dominio."
            }
            Reason::DnsTimeout => {
                "El DNS de este sitio no responde para un nombre de este dominio."
            }
            Reason::DnsFailure => "El DNS de este sitio falla para un nombre de este dominio.",
            Reason::UdpBlocked => {
                "Ningún puerto UDP responde a una solicitud STUN, mientras que TCP hacia el mismo servidor funciona."
            }
            Reason::ApplicationFiltered => {
                "STUN sobre UDP pasa, pero ninguna negociación DTLS se completa en esos mismos puertos: parece que el control de aplicaciones del firewall la descarta."
            }
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
            Reason::WebrtcDisabled => {
                "Una política o una extensión impide que este navegador use UDP."
            }
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
}
