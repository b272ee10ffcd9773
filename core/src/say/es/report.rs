//! A report as a whole, and the run that makes it.

use std::borrow::Cow;

use super::Spanish;
use crate::model::place::Connection;
use crate::model::vantage::Vantage;
use crate::model::verdict::Overall;
use crate::say::headline::Headline;
use crate::say::next_step::NextStep;
use crate::say::texts::{Labels, ReportTexts};

const LABELS: Labels = Labels {
    colon: ": ",
    fix: "Solución",
    meaning: "Qué significa para el video",
    certainty: "Grado de certeza",
    note: "Nota",
    answers: "Respuestas sobre el video:",
    requirements: "Requisitos",
    link: "Enlace a este informe",
    evidence: "Evidencia",
    diagnoses: "Causas probables:",
    worth_knowing: "Conviene saber:",
    diagnosis: "Causa probable:",
    required: "Obligatorio",
    recommended: "Recomendado",
    advice: "Conviene saber",
    open: "abierto",
    blocked: "bloqueado",
    unconfirmed: "sin respuesta, sin confirmar",
    untried: "sin probar",
    replies_only: "solo respuestas",
    inside: "interior",
    outside: "exterior",
    same_network: ". Esto vale solo si el dispositivo de la prueba estaba en la VLAN de la cámara.",
    via: "vía",
    wired: "por cable",
    wifi: "Wi-Fi",
    other_kind: "otro tipo",
    gateway: "puerta de enlace",
    pass_is_no_proof: " Pasar la prueba no garantiza que la cámara en sí esté bien configurada.",
};

impl ReportTexts for Spanish {
    fn labels(&self) -> &'static Labels {
        &LABELS
    }

    fn headline(&self, headline: Headline) -> Cow<'static, str> {
        match headline {
            Headline::Ready => "Esta red está lista. Una cámara Latch debería funcionar aquí.".into(),
            Headline::ReadyOnWifi => "Esta red Wi-Fi está lista. El puerto de la cámara, por cable, puede estar en otra red.".into(),
            Headline::NotProven => "Esta red no está confirmada: no se bloqueó nada, pero un navegador no puede descartar una inspección TLS, que impediría que la cámara funcione.".into(),
            Headline::NotDecided(0) => "Aún no hay resultado: se detuvo la prueba.".into(),
            Headline::NotDecided(1) => "Aún no hay resultado: no se pudo terminar 1 comprobación obligatoria.".into(),
            Headline::NotDecided(checks) => {
                format!("Aún no hay resultado: no se pudieron terminar {checks} comprobaciones obligatorias.").into()
            }
            Headline::NotReady(1) => "Esta red aún no está lista: falta 1 cambio.".into(),
            Headline::NotReady(changes) => format!("Esta red aún no está lista: faltan {changes} cambios.").into(),
        }
    }

    fn overall(&self, overall: Overall) -> &'static str {
        match overall {
            Overall::Ready | Overall::ReadyWithAdvice => "Lista",
            Overall::Incomplete => "Sin decidir",
            Overall::NotReady => "No está lista",
        }
    }

    fn next_step(&self, step: NextStep) -> &'static str {
        match step {
            NextStep::Install => "Instale la cámara y tome una imagen de prueba en la app DOOR.",
            NextStep::InstallAndImprove => {
                "Instale la cámara y tome una imagen de prueba en la app DOOR. Si el video es deficiente, empiece por las comprobaciones marcadas abajo."
            }
            NextStep::ConfirmWithProgram => {
                "Ejecute aquí el programa Camcheck antes de instalar la cámara: una comprobación de abajo lo requiere."
            }
            NextStep::TestByCable => {
                "Antes de instalar la cámara, repita la prueba desde el puerto de la cámara, con una laptop o un adaptador Ethernet USB-C."
            }
            NextStep::InstallIfCable => {
                "Si el dispositivo de la prueba estaba en el puerto de la cámara, instale la cámara y tome una imagen de prueba en la app DOOR. Si no, haga primero la prueba allí."
            }
            NextStep::CheckByCable => {
                "Pruebe primero desde el puerto de la propia cámara: puede estar en otra red, con otras reglas. Después envíe la solicitud a quien administra el firewall."
            }
            NextStep::SendChanges => {
                "Envíe la solicitud a quien administra el firewall y después repita la prueba."
            }
            NextStep::SendChangesAndFinish => {
                "Envíe la solicitud a quien administra el firewall y después repita la prueba para terminar las demás comprobaciones."
            }
            NextStep::Connect => {
                "Conecte este dispositivo a la red de la cámara, compruebe que recibe una dirección y repita la prueba. Si esta red tiene una página de inicio de sesión, pida antes que excluyan de ella la red de la cámara: una cámara no puede iniciar sesión."
            }
            NextStep::ExemptFromLogIn => {
                "Pida que excluyan la red de la cámara de la página de inicio de sesión y repita la prueba sin iniciar sesión: pasarla con la sesión iniciada no dice nada de la cámara."
            }
            NextStep::FindServer => {
                "Pida a Door Support la dirección de la página de prueba. El programa Camcheck también acepta un servidor de prueba con --responder o --catalogue."
            }
            NextStep::RunProgram => {
                "Ejecute el programa Camcheck en una computadora de esta red: ve lo que un navegador no puede ver."
            }
            NextStep::OtherNetwork => {
                "Pruebe una vez desde otra red, como el hotspot de un teléfono. Si allí tampoco responden nuestros servidores, están caídos: pruebe de nuevo en diez minutos. Si responden, pida a TI que permita todos los destinos en los puertos de abajo."
            }
            NextStep::SeeRows => {
                "Vea abajo por qué no se pudo terminar cada comprobación marcada y repita la prueba."
            }
            NextStep::TestAll => {
                "Nada de lo probado impide que la cámara funcione. Haga todas las comprobaciones para obtener un veredicto."
            }
            NextStep::Wait => {
                "La falla es nuestra. Pruebe de nuevo en diez minutos; si sigue igual, avise al soporte de Door (Door Support)."
            }
        }
    }

    fn date(&self, day: u8, month: u8, year: i32) -> String {
        let months = [
            "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic",
        ];
        let month = months.get(usize::from(month) - 1).unwrap_or(&"");
        format!("{day} {month} {year}")
    }

    fn connected(&self, connection: Connection) -> &'static str {
        match connection {
            Connection::Cable => "por cable",
            Connection::Wifi => "por Wi-Fi",
            Connection::Unsure => "conexión desconocida",
        }
    }

    fn tested_from(&self, vantage: Vantage) -> &'static str {
        match vantage {
            Vantage::Page => "Probado en un navegador",
            Vantage::Native => "Probado con el programa Camcheck",
        }
    }

    fn seen_from_the_internet(&self, addresses: &str) -> String {
        format!(" Dirección vista desde internet: {addresses}.")
    }

    fn sample_limits(&self, spacing: u16) -> String {
        format!(
            "Los puertos UDP se probaron por muestreo: puede pasar inadvertido un rango bloqueado de menos de {spacing} puertos."
        )
    }
}
