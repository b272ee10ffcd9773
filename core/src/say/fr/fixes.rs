//! What to change.

use super::French;
use crate::say::fix::Fix;
use crate::say::texts::{FixTexts, ProblemTexts};

impl FixTexts for French {
    fn fix(&self, fix: Fix<'_>) -> String {
        let text = match fix {
            Fix::AllowTcp(port) => {
                return format!(
                    "Autorisez TCP {port} en sortie depuis la caméra vers toutes les destinations."
                );
            }
            Fix::AllowTcpUninspected(port) => {
                return format!(
                    "Autorisez TCP {port} en sortie depuis la caméra vers toutes les destinations, sans inspection."
                );
            }
            Fix::ExemptTcp(port) => {
                return format!(
                    "Excluez de l'inspection TLS le trafic de la caméra sur TCP {port}."
                );
            }
            Fix::Generic(problem) => self.generic_rule(problem),
            Fix::AllowApplications(blocked) => return allow_applications(blocked),
            Fix::AllowAllUdp => {
                "Autorisez UDP en sortie depuis la caméra vers toutes les destinations sur les ports 1025-65535, y compris STUN : aucun port ne répond actuellement."
            }
            Fix::AllowUdpPorts(blocked) => {
                return format!(
                    "Autorisez UDP en sortie depuis la caméra vers toutes les destinations sur les ports 1025-65535 ; bloqués actuellement : {blocked}."
                );
            }
            Fix::AllowUdp => {
                "Autorisez UDP en sortie depuis la caméra vers toutes les destinations sur les ports 1025-65535."
            }
            Fix::LetUdpIn => {
                "Autorisez le trafic UDP de retour vers la caméra (avec suivi d'état)."
            }
            Fix::AllowDomain(domain) => {
                return format!(
                    "Autorisez {domain} dans le pare-feu et dans les filtres DNS et web, par nom et non par adresse."
                );
            }
            Fix::AllowDomainUninspected(domain) => {
                return format!(
                    "Autorisez {domain} dans le pare-feu et dans les filtres DNS et web, par nom et non par adresse, et excluez-le de l'inspection TLS."
                );
            }
            Fix::ResolveDomain(domain) => {
                return format!(
                    "Faites en sorte que le DNS du site résolve {domain}, et autorisez-le dans un filtre DNS par nom et non par adresse."
                );
            }
            Fix::AddNat => {
                "Placez la caméra derrière un routeur avec NAT au lieu de lui donner une adresse publique."
            }
            Fix::SetFullCone => {
                "Recommandé, non obligatoire : configurez un NAT full cone (indépendant de la destination) pour le trafic UDP de la caméra."
            }
            Fix::AskSupport => {
                "Si le pare-feu est un SonicWall, contactez Door Support avec ce rapport."
            }
        };
        text.to_owned()
    }
}

fn allow_applications(blocked: &str) -> String {
    let fix = "Autorisez STUN, DTLS et WebRTC sur UDP en sortie pour la caméra dans le contrôle applicatif du pare-feu (aussi appelé filtre d'applications, App-ID ou inspection approfondie des paquets, DPI), vers toutes les destinations sur les ports 1025-65535";
    if blocked.is_empty() {
        format!("{fix}.")
    } else {
        format!("{fix} ; ces ports eux-mêmes sont bloqués actuellement : {blocked}.")
    }
}
