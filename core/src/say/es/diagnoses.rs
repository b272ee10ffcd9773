//! What is likely going on.

use super::Spanish;
use crate::model::diagnosis::Diagnosis;
use crate::say::texts::DiagnosisTexts;

impl DiagnosisTexts for Spanish {
    fn diagnosis(&self, diagnosis: Diagnosis) -> &'static str {
        match diagnosis {
            Diagnosis::UdpBlocked => {
                "Ninguna solicitud STUN sobre UDP recibe respuesta en ningún puerto: todo UDP está bloqueado, o solo lo está STUN."
            }
            Diagnosis::ApplicationControl => {
                "Control de aplicaciones: el firewall inspecciona los paquetes UDP y descarta un protocolo que el video necesita. Permita STUN, DTLS y WebRTC para la cámara."
            }
            Diagnosis::TlsInterception => {
                "Inspección TLS: las conexiones cifradas se descifran y se vuelven a firmar. La cámara las rechaza; exclúyala de la inspección. Si lo hace un programa de seguridad de este mismo dispositivo (vea quién emitió el certificado), pruebe desde otro."
            }
            Diagnosis::DnsFiltering => {
                "El DNS del sitio no resuelve nombres que la cámara necesita: los filtra, o falla."
            }
            Diagnosis::CaptivePortal => {
                "Hay una página de inicio de sesión (portal cautivo) de por medio, y una cámara no puede iniciar sesión."
            }
            Diagnosis::ProxyOnly => {
                "Puede que un proxy web sea la única salida. La cámara no usa proxy: necesita una conexión directa."
            }
            Diagnosis::AllowListOnly => {
                "Puede que este firewall solo permita destinos de una lista. El artículo pide todos los destinos en estos puertos."
            }
            Diagnosis::FarEndDown => "Puede que nuestros servidores de prueba estén caídos.",
            Diagnosis::UdpFloodProtection => {
                "UDP solo recibió respuesta a ritmo lento: puede haber una protección contra inundaciones (flood protection). Suba su límite para la cámara."
            }
            Diagnosis::SessionLimit => {
                "Hubo puertos que dejaron de responder durante la prueba: puede haber un límite de sesiones o de inundación."
            }
            Diagnosis::HostFirewallSuspected => {
                "El firewall propio de este dispositivo descarta paquetes no solicitados, así que el sitio puede dejar entrar más de lo que esta prueba puede ver."
            }
            Diagnosis::VpnOrRelaySuspected => {
                "Internet ve este dispositivo con varias direcciones: una VPN, un relé o varios enlaces de salida."
            }
            Diagnosis::SonicwallLike => {
                "Este NAT da a cada destino otro puerto (simétrico), por lo que el video se conecta directamente con menos frecuencia. En un SonicWall, active Enable Consistent NAT."
            }
        }
    }
}
