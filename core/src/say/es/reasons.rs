//! Reasons, each as one plain sentence.

use super::Spanish;
use crate::model::reason::Reason;
use crate::say::texts::ReasonTexts;

impl ReasonTexts for Spanish {
    fn reason(&self, reason: Reason) -> &'static str {
        match reason {
            Reason::Answered => "La prueba recibió respuesta.",
            Reason::TlsOnlyPath => {
                "Por este puerto pasan las conexiones TLS; el resto del tráfico, no. Es posible que el firewall inspeccione TLS aquí, lo que un navegador no puede detectar."
            }
            Reason::Uncontacted => "Las respuestas entran, y también los paquetes no solicitados.",
            Reason::NatSeen => "El dispositivo está detrás de un NAT, como debe ser.",
            Reason::FullCone => {
                "Todos los destinos ven el mismo puerto externo, y cualquiera puede enviarle paquetes (NAT full cone)."
            }
            Reason::ContactedOnly => {
                "Las respuestas entran; el tráfico no solicitado de otras direcciones, no. Es normal en la mayoría de los routers, y el video suele funcionar."
            }
            Reason::NarrowerFiltering => {
                "El puerto externo no cambia, pero el tráfico no solicitado de otras direcciones no entra (no es full cone)."
            }
            Reason::NoAnswer => {
                "No llega ninguna respuesta: un firewall en la ruta descarta este tráfico."
            }
            Reason::Refused => "La conexión es rechazada en la ruta.",
            Reason::Reset => "La conexión se abre y enseguida se corta.",
            Reason::Unreachable => {
                "Un router en la ruta indica que no se puede llegar al destino o que no está permitido."
            }
            Reason::TlsBlocked => {
                "La conexión se abre, pero no se logra establecer TLS: parece que el firewall inspecciona este tráfico."
            }
            Reason::TlsIntercepted => {
                "Inspección TLS: un dispositivo de esta red reemplaza el certificado. La cámara no lo acepta."
            }
            Reason::ProtocolBlocked => {
                "La conexión se abre, pero el mensaje de prueba no recibe respuesta: parece que el firewall inspecciona este tráfico."
            }
            Reason::DnsNxdomain => {
                "El DNS de este sitio indica que un nombre de este dominio no existe."
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
                "El NAT da a cada destino otro puerto externo (simétrico), por lo que el video a menudo no logra conectarse directamente."
            }
            Reason::FetchFailed => "La conexión falla; un navegador no puede ver por qué.",
            Reason::NoNetwork => "Este dispositivo no tiene conexión a internet por IPv4.",
            Reason::NothingAnswers => "Ninguna conexión a internet recibe respuesta.",
            Reason::FarEndUnreachable => {
                "Nuestros servidores de prueba no responden, pero los dominios requeridos sí. O nuestros servidores están caídos, o este firewall solo permite destinos de una lista."
            }
            Reason::FarEndPortDown => {
                "Nuestro servidor de prueba no escucha en este puerto en este momento, así que no se pudo probar."
            }
            Reason::FarEndFault => {
                "Nuestro servidor de prueba dio una respuesta incorrecta, así que esto no se pudo probar."
            }
            Reason::FarEndUnproven => {
                "Puede que el servidor indicado para esta prueba no sea de Camcheck, así que esta prueba no puede demostrar un bloqueo."
            }
            Reason::ProxySuspected => {
                "El servidor responde, pero UDP no sale en absoluto, así que este navegador puede estar pasando por un proxy web, que la cámara no usa. Abra primero UDP o ejecute el programa Camcheck en una computadora."
            }
            Reason::FarEndBusy => {
                "Nuestro servidor de prueba está ocupado. Espere un minuto y repita la prueba."
            }
            Reason::HostDown => {
                "El host tampoco responde a nuestro propio servidor. No es culpa de su firewall."
            }
            Reason::RedirectedElsewhere => {
                "El host redirige a otro, y un navegador no puede distinguir eso de un bloqueo."
            }
            Reason::UnfitForPages => {
                "Por ahora el host solo responde a sus propias páginas web, y un navegador no puede distinguir eso de un bloqueo. Use el programa Camcheck."
            }
            Reason::NoControl => {
                "No respondió nada más que sirva de comprobación cruzada, así que no se puede evaluar."
            }
            Reason::Unstable => {
                "Puertos que habían respondido dejaron de responder durante la prueba, así que esta no puede demostrar un bloqueo. Puede haber un límite de inundación o de sesiones."
            }
            Reason::NothingGetsOut => {
                "Ningún paquete UDP de prueba recibe respuesta, así que no se puede decir nada de lo que entra."
            }
            Reason::SecondAddressUnproven => {
                "Esta prueba necesita una segunda dirección de servidor, y ninguna respondió."
            }
            Reason::NatUnclear => "Llegaron muy pocas respuestas para decidirlo.",
            Reason::NoToken => {
                "No se pudo pedir a nuestro servidor que enviara paquetes no solicitados."
            }
            Reason::Ipv6 => "Este dispositivo usa IPv6 aquí; el requisito se refiere a IPv4.",
            Reason::WebrtcMissing => {
                "Este navegador no tiene WebRTC, así que la página no puede probar esto."
            }
            Reason::WebrtcDisabled => {
                "Una política o una extensión restringe WebRTC en este navegador, así que la página no puede probar esto."
            }
            Reason::BrowserUnproven => {
                "Este navegador no puede demostrar un bloqueo. Pruebe con Chrome, Edge o Firefox en una computadora, o con el programa Camcheck."
            }
            Reason::DeviceFault => {
                "Este mismo dispositivo interfirió en la prueba. Revise su propio firewall, su fecha y hora y su configuración de DNS, y repita la prueba."
            }
            Reason::InspectedHere => {
                "Un programa de este dispositivo descifra las conexiones TLS, como hacen los antivirus, así que no se ve el efecto del firewall en ellas. Desactive su análisis de HTTPS o SSL y repita la prueba."
            }
            Reason::NameFiltered => {
                "Un filtro web parece bloquear nuestros servidores de prueba por su nombre: en este puerto se corta TLS hacia ellos, pero no hacia los dominios requeridos. Permita los servidores de prueba en el filtro y repita la prueba."
            }
            Reason::Measuring => "Prueba en curso.",
            Reason::Stopped => "La prueba se detuvo antes de saberlo.",
            Reason::KeptPausing => {
                "El dispositivo o el navegador hizo pausas repetidamente, así que esto no se pudo probar. Deje la pantalla encendida, no salga de esta página y pruebe otra vez."
            }
            Reason::NoResponder => "No hay ningún servidor de prueba configurado.",
            Reason::NoHost => {
                "La lista de servidores de prueba no incluye ningún host de este dominio."
            }
            Reason::NotPossibleHere => {
                "Solo el programa Camcheck puede probar esto, y no en todos los sistemas."
            }
            Reason::LocalFarEnd => {
                "El servidor de prueba se ejecuta en esta misma máquina, así que no hay ningún firewall de por medio."
            }
            Reason::NotSelected => "Excluido a petición.",
            Reason::FeedGood => "El flujo parecido al video funciona en ambos sentidos.",
            Reason::FeedLossyUp => {
                "Se pierde demasiado del flujo parecido al video hacia nuestro servidor."
            }
            Reason::FeedLossyDown => {
                "Se pierde demasiado del flujo parecido al video desde nuestro servidor."
            }
            Reason::FeedInterrupted => {
                "El flujo parecido al video se interrumpe durante segundos enteros."
            }
            Reason::FeedSlow => {
                "El flujo parecido al video llega demasiado tarde para video en vivo."
            }
            Reason::FeedNoStart => {
                "Se abre una conexión para el flujo parecido al video y nada pasa por ella."
            }
            Reason::FeedUnproven => {
                "El flujo de prueba del programa se perdió. Repítalo en un navegador."
            }
            Reason::DtlsBlocked => {
                "No se completa ninguna negociación DTLS, así que no puede empezar ningún flujo de video."
            }
            Reason::DeviceBusy => {
                "A este dispositivo o a nuestro servidor le faltó tiempo, o la página no estaba a la vista. Repita la prueba."
            }
            Reason::FeedNotRun => {
                "No se ejecutó el flujo parecido al video, así que esto no se midió."
            }
            Reason::NoFeed => "Nuestro servidor no ofrece ningún flujo.",
            Reason::FragmentsPass => {
                "Los paquetes UDP grandes llegan en ambos sentidos, aunque viajan en fragmentos."
            }
            Reason::FragmentsPassIn => {
                "Los paquetes UDP grandes llegan aquí, aunque viajan en fragmentos. Un navegador no puede enviarlos."
            }
            Reason::FragmentsBlockedOut => {
                "Los fragmentos de paquetes UDP grandes se descartan al salir."
            }
            Reason::FragmentsBlockedIn => {
                "Los fragmentos de paquetes UDP grandes se descartan al entrar."
            }
            Reason::SipUnchanged => "Los mensajes SIP llegan tal como se enviaron.",
            Reason::SipRewritten => {
                "Algo en la ruta reescribe los mensajes SIP (SIP ALG, transformaciones SIP, SIP helper)."
            }
            Reason::SipFiltered => {
                "Los mensajes SIP no llegan, así que nada muestra si hay un SIP ALG activo."
            }
            Reason::MappingKept => {
                "El firewall conserva una sesión UDP inactiva al menos durante el tiempo que se probó."
            }
            Reason::MappingShort => {
                "El firewall olvida pronto una sesión UDP inactiva. El video envía keep-alives con más frecuencia, pero RFC 4787 pide 2 minutos."
            }
            Reason::MappingTooShort => {
                "El firewall olvida una sesión UDP inactiva antes de 35 segundos, como hace un SonicWall a los 30 por defecto, así que el video puede cortarse."
            }
            Reason::BandwidthEnough => {
                "Este dispositivo dispone de al menos 10 Mbit/s en ambos sentidos."
            }
            Reason::BandwidthLow => "Este dispositivo dispone ahora de menos de 10 Mbit/s.",
            Reason::MtuFull => "Los paquetes de tamaño completo pasan en ambos sentidos.",
            Reason::MtuReported => {
                "La ruta solo admite paquetes más pequeños, y lo avisa como debe."
            }
            Reason::MtuBlackHole => {
                "Los paquetes demasiado grandes para la ruta desaparecen sin aviso."
            }
            Reason::AnsweredByAnother => {
                "Otro servidor en la ruta responde en lugar del que se consultó."
            }
            Reason::TestFailed => {
                "La prueba no llegó a hacerse, así que no muestra nada. Repítala."
            }
            Reason::LongLine => "El retardo de la línea es demasiado largo para esta prueba.",
            Reason::NotOffered => "Nuestro servidor no ofrece esta prueba.",
            Reason::ThoroughOnly => {
                "Solo una prueba exhaustiva lo mide; inicie el programa Camcheck con --thorough."
            }
            Reason::OnRequest => "Transfiere hasta 25 MB, así que solo se mide a petición.",
            Reason::NotInThisVersion => "Esta versión de Camcheck no mide esto.",
        }
    }
}
