//! Shared reports.

use super::Spanish;
use crate::say::texts::ShareTexts;
use crate::share::link::LinkError;
use crate::share::merge::MergeError;

impl ShareTexts for Spanish {
    fn link_error(&self, error: LinkError) -> &'static str {
        match error {
            LinkError::NotALink => "Este enlace no contiene ningún informe.",
            LinkError::Damaged => {
                "Este enlace está dañado: falta una parte o cambió por el camino. Copie de nuevo el enlace completo o pida uno nuevo."
            }
            LinkError::TooLarge => {
                "Este enlace es más grande que cualquier informe, así que no se abrió. Pida uno nuevo."
            }
            LinkError::NotAReport => "Esto no es un informe de Camcheck.",
            LinkError::Newer => {
                "Este informe se hizo con una versión más reciente de Camcheck. Recargue esta página para obtener la versión nueva o pida el informe como texto."
            }
            LinkError::Malformed(_) => {
                "Este informe contiene un valor no válido, así que no se muestra. Pida uno nuevo."
            }
        }
    }

    fn merge_error(&self, error: MergeError) -> &'static str {
        match error {
            MergeError::SameVantage => {
                "El informe que abrió no se unió a este: los dos son del mismo tipo de prueba."
            }
            MergeError::AlreadyMerged => {
                "El informe que abrió no se unió a este, porque ya reúne dos. Abra el del programa Camcheck."
            }
            MergeError::LocalFarEnd => {
                "El informe que abrió no se unió a este: uno de los dos se hizo con un servidor de prueba en la misma máquina, así que no probó este sitio."
            }
            MergeError::OtherNetworks => {
                "El informe que abrió no se unió a este: no tienen en común ninguna dirección vista desde internet, así que pueden ser de redes distintas."
            }
            MergeError::DaysApart => {
                "El informe que abrió no se unió a este: entre las dos pruebas pasó más de un día, y la red puede haber cambiado."
            }
        }
    }
}
