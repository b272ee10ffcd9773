//! Shared reports.

use super::French;
use crate::say::texts::ShareTexts;
use crate::share::link::LinkError;
use crate::share::merge::MergeError;

impl ShareTexts for French {
    fn link_error(&self, error: LinkError) -> &'static str {
        match error {
            LinkError::NotALink => "Ce lien ne contient aucun rapport.",
            LinkError::Damaged => {
                "Ce lien est endommagé : une partie manque ou a été modifiée en chemin. Copiez à nouveau le lien en entier, ou demandez-en un nouveau."
            }
            LinkError::TooLarge => {
                "Ce lien est plus grand que n'importe quel rapport ; il n'a donc pas été ouvert. Demandez-en un nouveau."
            }
            LinkError::NotAReport => "Ce n'est pas un rapport Camcheck.",
            LinkError::Newer => {
                "Ce rapport a été fait avec une version plus récente de Camcheck. Rechargez cette page pour obtenir la nouvelle version, ou demandez le rapport sous forme de texte."
            }
            LinkError::Malformed(_) => {
                "Ce rapport contient une valeur non valide ; il n'est donc pas affiché. Demandez-en un nouveau."
            }
        }
    }

    fn merge_error(&self, error: MergeError) -> &'static str {
        match error {
            MergeError::SameVantage => {
                "Le rapport que vous avez ouvert n'a pas été réuni avec celui-ci : tous deux viennent du même type de test."
            }
            MergeError::AlreadyMerged => {
                "Le rapport que vous avez ouvert n'a pas été réuni avec celui-ci, car il en réunit déjà deux. Ouvrez le rapport du programme Camcheck."
            }
            MergeError::LocalFarEnd => {
                "Le rapport que vous avez ouvert n'a pas été réuni avec celui-ci : l'un des deux a été fait avec un serveur de test sur la même machine ; il n'a donc pas testé ce site."
            }
            MergeError::OtherNetworks => {
                "Le rapport que vous avez ouvert n'a pas été réuni avec celui-ci : aucune adresse vue depuis Internet ne leur est commune ; ils viennent donc peut-être de réseaux différents."
            }
            MergeError::DaysApart => {
                "Le rapport que vous avez ouvert n'a pas été réuni avec celui-ci : ils ont été faits à plus d'un jour d'intervalle, et le réseau a pu changer entre-temps."
            }
        }
    }
}
