//! How the run was made.

use std::borrow::Cow;

use super::French;
use crate::model::report::Note;
use crate::say::facts::NoteFacts;
use crate::say::texts::NoteTexts;

impl NoteTexts for French {
    fn note(&self, note: Note, facts: &NoteFacts) -> Cow<'static, str> {
        let text = match note {
            Note::LocalFarEnd => {
                "Le serveur de test s'exécute sur cette machine, en HTTP sans TLS ; aucun pare-feu n'a donc été testé."
            }
            Note::ExtraRoot => {
                "Un certificat racine supplémentaire a été accepté pour ce test ; la caméra ne lui fait pas confiance."
            }
            Note::Cellular => {
                "Cet appareil utilise une connexion mobile, et non le réseau de la caméra."
            }
            Note::Tunnel => {
                "Cet appareil envoie son trafic par son propre VPN, tunnel ou modem ; le résultat ne vaut donc pas pour le site. Désactivez-le et testez à nouveau."
            }
            Note::SeveralAddresses => {
                "Internet a vu cet appareil sous plusieurs adresses : plusieurs accès Internet, ou un proxy, un VPN ou un relais. Assurez-vous que la caméra utilise le même chemin."
            }
            Note::Ipv6Only => {
                "Cet appareil n'a que des adresses IPv6 ; la caméra et ces tests ont besoin d'IPv4."
            }
            Note::OwnFirewallUnknown => {
                "Les paquets non sollicités ne sont pas entrés. Le pare-feu de cet appareil les abandonne peut-être lui-même : le site laisse peut-être entrer plus que ce test ne voit."
            }
            Note::TlsInspectionPossible => {
                let ports = &facts.tls_only_ports;
                let text = format!(
                    "Ce pare-feu inspecte peut-être TLS sur TCP {ports}, ce qu'un navigateur ne peut pas détecter et que la caméra n'accepte pas. Exécutez le programme Camcheck sur un ordinateur avant d'installer la caméra."
                );
                return Cow::Owned(text);
            }
            Note::SlowNames => {
                let (seconds, tenths) = (facts.slowest_name / 10, facts.slowest_name % 10);
                let text = format!(
                    "Ici, les noms sont résolus lentement : le plus lent a pris {seconds},{tenths} s. La caméra se connecte donc plus tard. Vérifiez les serveurs DNS du réseau."
                );
                return Cow::Owned(text);
            }
            Note::Partial => {
                "Seules certaines vérifications ont été faites ; le site dans son ensemble n'est donc pas évalué."
            }
            Note::FullSweep => "Tous les ports UDP de 1025 à 65535 ont été essayés.",
            Note::BegunAnew => {
                "L'appareil ou le navigateur s'est mis en pause pendant le test, qui a donc recommencé. Pendant qu'il s'exécute, laissez l'écran allumé et ne passez pas à autre chose."
            }
            Note::Stopped => {
                "Le test a été arrêté avant la fin ; le site dans son ensemble n'est donc pas évalué."
            }
            Note::Shortened => {
                "Ceci est un rapport abrégé : les observations ont été omises pour que le lien reste court."
            }
            Note::Merged => {
                "Ce rapport réunit ce qu'ont mesuré un navigateur et le programme Camcheck ; chaque vérification montre la preuve la plus solide."
            }
            Note::VantagesDisagree => {
                "Le navigateur et le programme Camcheck sont en désaccord sur une vérification ; la preuve la plus solide est affichée."
            }
            Note::MadeDaysApart => {
                "Les deux rapports réunis ont été faits à plus d'un jour d'intervalle ; le réseau a pu changer entre-temps."
            }
            Note::MadeOnOtherNetworks => {
                "Aucune adresse vue depuis Internet n'est commune aux deux rapports réunis ; ils viennent peut-être de réseaux différents."
            }
        };
        Cow::Borrowed(text)
    }
}
