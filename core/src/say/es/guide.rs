//! The guided path.

use super::Spanish;
use crate::say::path::{Answer, Outcome, Question};
use crate::say::texts::GuideTexts;

impl GuideTexts for Spanish {
    fn question(&self, question: Question) -> &'static str {
        match question {
            Question::ChangesMade => "¿Se hicieron los cambios que pide este informe?",
            Question::TestImage => {
                "En la app DOOR, abra Devices, la puerta y luego Camera, y tome una imagen de prueba. ¿Aparece?"
            }
            Question::HowIsVideo => "¿Con qué frecuencia funciona el video ahora?",
            Question::SonicWall => "¿El firewall es un SonicWall?",
            Question::FindOut => {
                "Para averiguarlo, lea la etiqueta del equipo al que llega la línea de internet, abra en un navegador la dirección del router (la puerta de enlace), cuya página de acceso indica la marca, o pregunte a quien administra la red. ¿Es un SonicWall?"
            }
        }
    }

    fn answer(&self, answer: Answer) -> &'static str {
        match answer {
            Answer::Yes => "Sí",
            Answer::No => "No",
            Answer::DoNotKnow => "No lo sé",
            Answer::NearlyAlways => "Al menos el 90 % del tiempo",
            Answer::Sometimes => "Menos del 90 % del tiempo",
            Answer::Never => "Nunca",
        }
    }

    fn outcome(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::ChangesFirst => {
                "Primero hay que hacer esos cambios: envíe la solicitud de cambio a quien administra el firewall y después repita aquí la prueba."
            }
            Outcome::AllIsWell => {
                "Entonces el video funciona como debe. Guarde el enlace a este informe para comparar más adelante."
            }
            Outcome::SupportForSonicWall => {
                "Revise estos ajustes con quien administra el SonicWall. Si el video sigue fallando, comuníquese con el soporte de Door (Door Support), que ayuda con los firewalls SonicWall, y adjunte el enlace a este informe."
            }
            Outcome::OpenAllPorts => {
                "Si el video sigue sin cargar, puede que haya que abrir todos los puertos hacia la cámara, como dice el artículo; mantenga el NAT delante de la cámara. Después tome otra imagen de prueba. Si eso tampoco ayuda, comuníquese con el soporte de Door (Door Support) y adjunte el enlace a este informe."
            }
        }
    }
}
