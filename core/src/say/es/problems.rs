//! Problems, whatever the firewall.

use super::Spanish;
use crate::model::problem::Problem;
use crate::say::texts::ProblemTexts;

impl ProblemTexts for Spanish {
    fn problem(&self, problem: Problem) -> &'static str {
        match problem {
            Problem::PortBlocked => "Un puerto TCP está bloqueado",
            Problem::UdpRange => "UDP está bloqueado",
            Problem::UdpAnswers => "Se descartan las respuestas UDP",
            Problem::ApplicationControl => "Control de aplicaciones",
            Problem::NameBlocked => "Un dominio está bloqueado",
            Problem::TlsInspection => "Inspección de TLS o del contenido",
            Problem::NoNat => "Sin NAT",
            Problem::SymmetricNat => "NAT simétrico",
            Problem::NarrowFiltering => "El NAT no es full cone",
            Problem::UdpTimeout => "Tiempo de espera de UDP",
            Problem::SipAlg => "SIP ALG",
            Problem::Fragments => "Paquetes fragmentados",
            Problem::FloodProtection => "Protección contra inundaciones o límite de sesiones",
            Problem::MtuBlackHole => "Desaparecen paquetes grandes",
            Problem::Ntp => "La hora de red está bloqueada",
            Problem::Bandwidth => "La línea es lenta",
        }
    }

    fn generic_rule(&self, problem: Problem) -> &'static str {
        match problem {
            Problem::PortBlocked => {
                "Añada una regla por encima de las que bloquean: origen, la cámara (o su VLAN); destino, cualquiera; los puertos aquí indicados; acción, permitir. Deje activo su registro hasta la próxima prueba."
            }
            Problem::UdpRange => {
                "Añada una regla por encima de las que bloquean: origen, la cámara (o su VLAN); destino, cualquiera; UDP 1025-65535; acción, permitir; las respuestas deben poder volver. Revise también el control de aplicaciones, la prevención de intrusiones y las reglas aguas arriba que bloqueen UDP."
            }
            Problem::UdpAnswers => {
                "Deje volver las respuestas a los paquetes UDP de la propia cámara (inspección con estado). Busque una regla que descarte el UDP entrante antes de aceptar las conexiones establecidas, rutas asimétricas o un segundo firewall."
            }
            Problem::ApplicationControl => {
                "Busque el control de aplicaciones, un filtro de aplicaciones, App-ID o la inspección profunda de paquetes (DPI) en la política para el tráfico de la cámara, y STUN, DTLS, WebRTC o UDP desconocido en su registro. Permítalos para la cámara o exclúyala. Abrir puertos no lo soluciona."
            }
            Problem::NameBlocked => {
                "Permita *.latchaccess.com, *.latch.com y *.amazonaws.com en todos los filtros que usan nombres: DNS, web y aplicaciones. Permita los nombres, porque sus direcciones cambian."
            }
            Problem::TlsInspection => {
                "Excluya la cámara (o su VLAN) de la inspección TLS, también llamada inspección o descifrado SSL o HTTPS, y del control de aplicaciones, en los puertos aquí indicados."
            }
            Problem::NoNat => {
                "Dé a la cámara una dirección privada detrás de un router con NAT. Con una dirección pública queda expuesta a ataques constantes."
            }
            Problem::SymmetricNat => {
                "Busque un ajuste de NAT que conserve el mismo puerto externo para todos los destinos: puede llamarse consistent, persistent, static port, full cone o endpoint-independent. Aplíquelo al tráfico UDP de la cámara."
            }
            Problem::NarrowFiltering => {
                "Full cone es recomendado, no obligatorio. Si el firewall ofrece full cone o filtrado independiente del destino, aplíquelo al tráfico UDP de la cámara; si no, no cambie nada: en la mayoría de las redes el video funciona sin ello."
            }
            Problem::UdpTimeout => {
                "Mantenga las sesiones UDP de la cámara al menos 2 minutos sin tráfico; RFC 4787 recomienda 5."
            }
            Problem::SipAlg => {
                "Desactive SIP ALG (transformaciones SIP, SIP helper), salvo que la telefonía de este sitio lo necesite."
            }
            Problem::Fragments => "Deje pasar los paquetes UDP fragmentados de la cámara.",
            Problem::FloodProtection => {
                "Suba para la cámara los límites de paquetes UDP por segundo y de sesiones por dispositivo, y compruebe si la tabla de sesiones del router está llena."
            }
            Problem::MtuBlackHole => {
                "Deje pasar los mensajes ICMP «fragmentation needed» (tipo 3, código 4), o limite el tamaño de segmento de TCP (MSS clamping) y ajuste la MTU del túnel o del puerto de internet a lo que admite la línea."
            }
            Problem::Ntp => {
                "Permita UDP 123 saliente desde la cámara, o indíquele por DHCP (opción 42) un servidor de hora del sitio."
            }
            Problem::Bandwidth => {
                "Compruebe la velocidad de la línea y qué más la usa. Dé prioridad a la cámara (QoS) o use una línea más rápida."
            }
        }
    }
}
