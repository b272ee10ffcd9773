//! A report as a whole, and the run that makes it.

use super::Spanish;
use crate::model::vantage::Vantage;
use crate::model::verdict::Overall;
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
    run_the_program: "Ejecute aquí el programa Camcheck antes de instalar la cámara: un punto de abajo lo requiere.",
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

    fn next_step(&self, overall: Overall) -> &'static str {
        match overall {
            Overall::Ready => "Instale la cámara y tome una imagen de prueba en la app DOOR.",
            Overall::ReadyWithAdvice => {
                "Instale la cámara y tome una imagen de prueba en la app DOOR. Si el video es deficiente, empiece por los puntos marcados abajo."
            }
            Overall::Incomplete => {
                "Vea abajo por qué no se pudo probar cada punto marcado y repita la prueba."
            }
            Overall::NotReady => {
                "Envíe los cambios de abajo a quien administra el firewall y después repita la prueba."
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
