//! A report as a whole, and the run that makes it.

use super::Spanish;
use crate::model::vantage::Vantage;
use crate::model::verdict::Overall;
use crate::say::next_step::NextStep;
use crate::say::texts::{Labels, ReportTexts};

const LABELS: Labels = Labels {
    fix: "Solución",
    meaning: "Qué significa para el video",
    certainty: "Grado de certeza",
    note: "Nota",
    requirements: "Requisitos",
    link: "Enlace a este informe",
    evidence: "Evidencia",
    diagnoses: "Causas probables:",
    diagnosis: "Causa probable",
    required: "Obligatorio",
    recommended: "Recomendado",
    advice: "Conviene saber",
    open: "abierto",
    blocked: "bloqueado",
    unconfirmed: "sin respuesta, sin confirmar",
    untried: "sin probar",
    inside: "interior",
    outside: "exterior",
    not_proven: "Sin confirmar: el navegador no encontró bloqueos, pero una inspección TLS impediría que la cámara funcione.",
    ready_on_wifi: "Lista en esta red Wi-Fi.",
    tested_via: "Probado por",
    wired: "por cable",
    wifi: "Wi-Fi",
    other_kind: "otro tipo",
    gateway: "puerta de enlace",
    same_network: ", que debe estar en la misma red que la cámara: misma VLAN, mismo switch o puerto.",
    pass_is_no_proof: " Un resultado correcto no prueba que la cámara en sí esté bien configurada.",
};

impl ReportTexts for Spanish {
    fn labels(&self) -> &'static Labels {
        &LABELS
    }

    fn headline(&self, overall: Overall) -> &'static str {
        match overall {
            Overall::Ready => {
                "Lista: esta red superó todas las pruebas obligatorias para una cámara Latch."
            }
            Overall::ReadyWithAdvice => {
                "Lista: una cámara Latch debería funcionar en esta red. Algunos puntos se pueden mejorar."
            }
            Overall::Incomplete => "Sin decidir: no se pudo probar un punto obligatorio.",
            Overall::NotReady => {
                "No está lista: en esta red falta o está bloqueado algo que una cámara Latch necesita."
            }
        }
    }

    fn next_step(&self, step: NextStep) -> &'static str {
        match step {
            NextStep::Install => "Instale la cámara y tome una imagen de prueba en la app DOOR.",
            NextStep::InstallAndImprove => {
                "Instale la cámara y tome una imagen de prueba en la app DOOR. Si el video es deficiente, empiece por los puntos marcados abajo."
            }
            NextStep::ConfirmWithProgram => {
                "Ejecute aquí el programa Camcheck antes de instalar la cámara: un punto de abajo lo requiere."
            }
            NextStep::TestByCable => {
                "La cámara se conecta por cable y su puerto puede estar en otra red: repita la prueba allí con un cable."
            }
            NextStep::SendChanges => {
                "Envíe los cambios de abajo a quien administra el firewall y después repita la prueba."
            }
            NextStep::Connect => {
                "Conecte este dispositivo a la red de la cámara, compruebe que recibe una dirección y repita la prueba."
            }
            NextStep::LogIn => {
                "Inicie sesión con este dispositivo en la página del sitio, o exima de ella la red de la cámara, y repita la prueba."
            }
            NextStep::RunProgram => {
                "Ejecute el programa Camcheck en una computadora de esta red: ve lo que un navegador no puede ver."
            }
            NextStep::OtherNetwork => {
                "Pruebe una vez desde otra red, como la de un teléfono. Si allí tampoco responden nuestros servidores, no hay nada que corregir en este sitio: pruebe de nuevo en diez minutos."
            }
            NextStep::SeeRows => {
                "Vea abajo por qué no se pudo probar cada punto marcado y repita la prueba."
            }
            NextStep::TestAll => {
                "Los puntos probados están bien. Pruébelos todos para obtener un veredicto."
            }
            NextStep::Wait => {
                "No hay nada que corregir en este sitio. Pruebe de nuevo en diez minutos; si sigue igual, avise al soporte de Door (Door Support)."
            }
        }
    }

    fn tested_from(&self, vantage: Vantage) -> &'static str {
        match vantage {
            Vantage::Page => "Probado desde un navegador en este dispositivo",
            Vantage::Native => "Probado desde este dispositivo",
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
