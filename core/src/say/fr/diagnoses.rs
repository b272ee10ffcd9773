//! What is likely going on.

use super::French;
use crate::model::diagnosis::Diagnosis;
use crate::say::texts::DiagnosisTexts;

impl DiagnosisTexts for French {
    fn diagnosis(&self, diagnosis: Diagnosis) -> &'static str {
        match diagnosis {
            Diagnosis::UdpBlocked => {
                "Aucune requête STUN sur UDP ne reçoit de réponse, sur aucun port : soit tout UDP est bloqué, soit seulement STUN."
            }
            Diagnosis::ApplicationControl => {
                "Contrôle applicatif : le pare-feu inspecte les paquets UDP et bloque un protocole nécessaire à la vidéo. Autorisez STUN, DTLS et WebRTC pour la caméra."
            }
            Diagnosis::TlsInterception => {
                "Inspection TLS : les connexions chiffrées sont déchiffrées puis signées à nouveau. La caméra les refuse ; excluez-la de l'inspection. Si un logiciel de sécurité de cet appareil en est la cause (voyez qui a émis le certificat), testez depuis un autre appareil."
            }
            Diagnosis::DnsFiltering => {
                "Le DNS du site ne résout pas des noms dont la caméra a besoin : il les filtre, ou il est défaillant."
            }
            Diagnosis::CaptivePortal => {
                "Une page de connexion (portail captif) s'interpose, et une caméra ne peut pas s'y identifier."
            }
            Diagnosis::ProxyOnly => {
                "Un proxy web est peut-être la seule issue. La caméra n'utilise pas de proxy : il lui faut une connexion directe."
            }
            Diagnosis::AllowListOnly => {
                "Ce pare-feu n'autorise peut-être que les destinations d'une liste. L'article demande toutes les destinations sur ces ports."
            }
            Diagnosis::FarEndDown => "Nos serveurs de test sont peut-être en panne.",
            Diagnosis::UdpFloodProtection => {
                "UDP n'a reçu de réponse qu'à faible cadence : il y a peut-être une protection anti-flood. Relevez-en la limite pour la caméra."
            }
            Diagnosis::SessionLimit => {
                "Des ports ont cessé de répondre pendant le test : il y a peut-être une limite de sessions ou une limite anti-flood."
            }
            Diagnosis::HostFirewallSuspected => {
                "Le pare-feu de cet appareil abandonne les paquets non sollicités : le site laisse peut-être entrer plus que ce test ne peut voir."
            }
            Diagnosis::VpnOrRelaySuspected => {
                "Internet voit cet appareil sous plusieurs adresses : un VPN, un relais ou plusieurs accès Internet."
            }
            Diagnosis::SonicwallLike => {
                "Ce NAT donne à chaque destination un autre port (symétrique) ; la vidéo se connecte donc moins souvent directement. Sur un SonicWall, activez Enable Consistent NAT."
            }
        }
    }
}
