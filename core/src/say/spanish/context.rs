//! What stands around the rows: diagnoses, notes, and how the run was made.

use std::borrow::Cow;

use crate::model::diagnosis::Diagnosis;
use crate::model::report::{Note, Report};
use crate::model::vantage::Vantage;
use crate::say::{NoteFacts, Sweep, list};
use crate::share::link::LinkError;

pub(in crate::say) fn diagnosis(diagnosis: Diagnosis) -> &'static str {
    match diagnosis {
        Diagnosis::UdpBlocked => {
            "Ninguna solicitud STUN sobre UDP recibe respuesta en ningún puerto: UDP está bloqueado por completo, o lo está STUN."
        }
        Diagnosis::ApplicationControl => {
            "Hay un control de aplicaciones activo: el firewall examina los paquetes UDP y descarta un protocolo que el video necesita. Permita STUN, DTLS y WebRTC para la cámara."
        }
        Diagnosis::TlsInterception => {
            "Hay inspección TLS: las conexiones cifradas se abren y se vuelven a firmar. La cámara las rechaza; exclúyala de la inspección. Si lo hace un programa de seguridad de este mismo dispositivo (vea quién emitió el certificado), pruebe desde otro."
        }
        Diagnosis::DnsFiltering => {
            "El DNS del sitio no da nombres que la cámara necesita: los filtra, o falla."
        }
        Diagnosis::CaptivePortal => {
            "Hay una página de inicio de sesión (portal cautivo) de por medio. Inicie sesión con este dispositivo o, mejor, exima la red de la cámara, y repita la prueba."
        }
        Diagnosis::ProxyOnly => {
            "Puede que un proxy web sea la única salida. La cámara no usa proxy: necesita una salida directa."
        }
        Diagnosis::AllowListOnly => {
            "Puede que este firewall solo permita destinos de una lista. El artículo pide todos los destinos en estos puertos. Para saberlo, pruebe desde otra red."
        }
        Diagnosis::FarEndDown => {
            "Puede que nuestros servidores de prueba estén caídos. Pruebe desde otra red: si allí también fallan, no es este firewall."
        }
        Diagnosis::UdpFloodProtection => {
            "UDP solo respondió a ritmo lento: puede que actúe una protección contra inundaciones (flood protection). Suba su límite para la cámara."
        }
        Diagnosis::SessionLimit => {
            "Hubo puertos que dejaron de responder durante la prueba: puede haber un límite de sesiones o de tráfico."
        }
        Diagnosis::HostFirewallSuspected => {
            "El firewall propio de este dispositivo descarta paquetes que nadie pidió, así que el sitio puede dejar entrar más de lo que esta prueba puede ver."
        }
        Diagnosis::VpnOrRelaySuspected => {
            "Internet ve este dispositivo con varias direcciones: una VPN, un relé o varios enlaces de salida."
        }
        Diagnosis::SonicwallLike => {
            "El puerto que usa el NAT depende del destino. ¿El firewall es un SonicWall? En ese caso, vea \"Enable Consistent NAT\" o comuníquese con el soporte de Door (Door Support)."
        }
    }
}

pub(in crate::say) fn note(note: Note, facts: &NoteFacts) -> Cow<'static, str> {
    let text = match note {
        Note::LocalFarEnd => {
            "El servidor de prueba es esta misma máquina y habla HTTP sin TLS: el resultado no dice nada sobre un firewall."
        }
        Note::ExtraRoot => {
            "Para esta prueba se confió en un certificado raíz adicional; la cámara no confía en él."
        }
        Note::Cellular => "Este dispositivo usa una conexión móvil, no la red de la cámara.",
        Note::Tunnel => {
            "Este dispositivo envía su tráfico por una VPN, un túnel o un módem propio, así que esto no dice nada del sitio. Desactívelo y repita la prueba."
        }
        Note::SeveralAddresses => {
            "Internet vio este dispositivo con varias direcciones: varios enlaces de salida, o un proxy, una VPN o un relé. Asegúrese de que la cámara use el mismo camino."
        }
        Note::Ipv6Only => {
            "Este dispositivo solo tiene direcciones IPv6; la cámara y estas pruebas necesitan IPv4."
        }
        Note::OwnFirewallUnknown => {
            "Los paquetes que nadie pidió no entraron. También el firewall de este mismo dispositivo puede descartarlos, y no se pudieron leer sus reglas: el sitio puede dejar entrar más de lo que esta prueba ve."
        }
        Note::TlsInspectionPossible => {
            let ports = &facts.tls_only_ports;
            let text = format!(
                "Es posible que este firewall inspeccione TLS en TCP {ports}: un navegador no puede saberlo y la cámara no lo acepta. Ejecute el programa Camcheck en este equipo antes de instalar la cámara."
            );
            return Cow::Owned(text);
        }
        Note::SlowNames => {
            let (seconds, tenths) = (facts.slowest_name / 10, facts.slowest_name % 10);
            let text = format!(
                "Aquí los nombres se resuelven despacio: el más lento tardó {seconds},{tenths} s. La cámara espera ese tiempo, pero lo empieza todo más tarde. Revise los servidores DNS de la red."
            );
            return Cow::Owned(text);
        }
        Note::Partial => {
            "Solo se probaron algunos puntos, así que no se juzga el sitio en su conjunto."
        }
        Note::FullSweep => "Se probaron todos los puertos UDP del 1025 al 65535.",
        Note::BegunAnew => {
            "El dispositivo o el navegador hizo una pausa durante la prueba, así que esta empezó de nuevo. Mientras dure, deje la pantalla encendida y no cambie a otra cosa."
        }
        Note::Shortened => {
            "Este es un informe abreviado: se omitió evidencia para que el enlace sea corto."
        }
        Note::Merged => {
            "Este informe reúne lo que midieron un navegador y el programa Camcheck; cada fila muestra la prueba más sólida."
        }
        Note::VantagesDisagree => {
            "El navegador y el programa Camcheck no coinciden en una fila; se muestra la prueba más sólida."
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

pub(in crate::say) fn tested_from(report: &Report) -> String {
    let vantage = match report.vantage {
        Vantage::Page => "un navegador en este dispositivo",
        Vantage::Native => "este dispositivo",
    };
    let mut text = format!("Probado desde {vantage}");
    let local = list(&report.network.local_addresses);
    if !local.is_empty() {
        text.push_str(&format!(" ({local})"));
    }
    text.push_str(
        ", que debe estar en la misma red que la cámara: misma VLAN, mismo switch o puerto.",
    );
    let mapped = list(&report.network.mapped_addresses);
    if !mapped.is_empty() {
        text.push_str(&format!(" Dirección vista desde internet: {mapped}."));
    }
    text.push_str(" Un resultado correcto no prueba que la cámara en sí esté bien configurada.");
    text
}

pub(in crate::say) fn sample_limits(spacing: u16) -> String {
    format!(
        "Los puertos UDP se probaron por muestreo: puede pasar inadvertido un rango bloqueado de menos de {spacing} puertos."
    )
}

pub(in crate::say) fn progress(row: Option<&str>, done: usize, started: usize) -> String {
    match row {
        Some(row) => format!("Probando: {row} ({done} de {started})"),
        None => format!("Comprobando de nuevo ({done} de {started})"),
    }
}

pub(in crate::say) fn sweep_announcement(sweep: Sweep) -> String {
    let Sweep {
        ports,
        rate,
        seconds,
        sessions: (least, most),
    } = sweep;
    format!(
        "se prueban {ports} puertos UDP, {rate} por segundo, unos {seconds} s; ocupan a la vez entre {least} y {most} entradas de la tabla de sesiones del router"
    )
}

pub(in crate::say) fn link_error(error: LinkError) -> &'static str {
    match error {
        LinkError::NotALink => "Este enlace no contiene ningún informe.",
        LinkError::Damaged => {
            "Este enlace está dañado: falta una parte o cambió por el camino. Copie de nuevo el enlace completo o pida uno nuevo."
        }
        LinkError::TooLarge => {
            "Este enlace contiene más de lo que cabe en un informe, así que no se abrió. Pida uno nuevo."
        }
        LinkError::NotAReport => "Esto no es un informe de Camcheck.",
        LinkError::Newer => {
            "Este informe se hizo con una versión más reciente de Camcheck. Recargue esta página para obtener la versión nueva o pida el informe como texto."
        }
        LinkError::Malformed(_) => {
            "Este informe dice algo que ningún informe puede decir, así que no se muestra. Pida uno nuevo."
        }
    }
}
