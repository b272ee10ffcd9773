//! How the run was made.

use std::borrow::Cow;

use super::Spanish;
use crate::model::report::Note;
use crate::say::facts::NoteFacts;
use crate::say::texts::NoteTexts;

impl NoteTexts for Spanish {
    fn note(&self, note: Note, facts: &NoteFacts) -> Cow<'static, str> {
        let text = match note {
            Note::LocalFarEnd => {
                "El servidor de prueba se ejecuta en esta misma máquina, con HTTP sin TLS, así que no se probó ningún firewall."
            }
            Note::ExtraRoot => {
                "Para esta prueba se confió en un certificado raíz adicional; la cámara no confía en él."
            }
            Note::Cellular => "Este dispositivo usa una conexión móvil, no la red de la cámara.",
            Note::Tunnel => {
                "Este dispositivo envía su tráfico por una VPN, un túnel o un módem propio, así que el resultado no vale para el sitio. Desactívelo y repita la prueba."
            }
            Note::SeveralAddresses => {
                "Internet vio este dispositivo con varias direcciones: varios enlaces de salida, o un proxy, una VPN o un relé. Asegúrese de que la cámara use la misma ruta."
            }
            Note::Ipv6Only => {
                "Este dispositivo solo tiene direcciones IPv6; la cámara y estas pruebas necesitan IPv4."
            }
            Note::OwnFirewallUnknown => {
                "Los paquetes no solicitados no entraron. También el firewall de este mismo dispositivo puede descartarlos, y no se sabe si lo hace: el sitio puede dejar entrar más de lo que esta prueba ve."
            }
            Note::TlsInspectionPossible => {
                let ports = &facts.tls_only_ports;
                let text = format!(
                    "Es posible que este firewall inspeccione TLS en TCP {ports}: un navegador no puede detectarlo y la cámara no lo acepta. Ejecute el programa Camcheck en una computadora antes de instalar la cámara."
                );
                return Cow::Owned(text);
            }
            Note::SlowNames => {
                let (seconds, tenths) = (facts.slowest_name / 10, facts.slowest_name % 10);
                let text = format!(
                    "Aquí los nombres se resuelven despacio: el más lento tardó {seconds}.{tenths} s. La cámara espera ese tiempo, así que se conecta más tarde. Revise los servidores DNS de la red."
                );
                return Cow::Owned(text);
            }
            Note::Partial => {
                "Solo se hicieron algunas comprobaciones, así que no se evalúa el sitio en su conjunto."
            }
            Note::FullSweep => "Se probaron todos los puertos UDP del 1025 al 65535.",
            Note::BegunAnew => {
                "El dispositivo o el navegador hizo una pausa durante la prueba, así que esta empezó de nuevo. Mientras dure, deje la pantalla encendida y no cambie a otra cosa."
            }
            Note::Stopped => {
                "La prueba se detuvo antes de terminar, así que no se evalúa el sitio en su conjunto."
            }
            Note::Shortened => {
                "Este es un informe abreviado: se omitió evidencia para que el enlace sea corto."
            }
            Note::Merged => {
                "Este informe reúne lo que midieron un navegador y el programa Camcheck; cada comprobación muestra la prueba más sólida."
            }
            Note::VantagesDisagree => {
                "El navegador y el programa Camcheck no coinciden en una comprobación; se muestra la prueba más sólida."
            }
            Note::MadeDaysApart => {
                "Los dos informes reunidos se hicieron con más de un día de diferencia; la red puede haber cambiado entretanto."
            }
            Note::MadeOnOtherNetworks => {
                "Los dos informes reunidos no tienen en común ninguna dirección vista desde internet; pueden proceder de redes diferentes."
            }
        };
        Cow::Borrowed(text)
    }
}
