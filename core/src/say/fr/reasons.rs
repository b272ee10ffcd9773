//! Reasons, each as one plain sentence.

use super::French;
use crate::model::reason::Reason;
use crate::say::texts::ReasonTexts;

impl ReasonTexts for French {
    fn reason(&self, reason: Reason) -> &'static str {
        match reason {
            Reason::Answered => "Le test a reçu une réponse.",
            Reason::TlsOnlyPath => {
                "Les connexions TLS passent sur ce port ; l'autre trafic ne passe pas. Le pare-feu inspecte peut-être TLS ici, ce qu'un navigateur ne peut pas détecter."
            }
            Reason::Uncontacted => "Les réponses entrent, et les paquets non sollicités aussi.",
            Reason::NatSeen => "L'appareil est derrière un NAT, comme il se doit.",
            Reason::FullCone => {
                "Toutes les destinations voient le même port externe, et chacun peut y envoyer des paquets (NAT full cone)."
            }
            Reason::ContactedOnly => {
                "Les réponses entrent ; le trafic non sollicité venant d'ailleurs n'entre pas. C'est normal pour la plupart des routeurs, et la vidéo fonctionne en général."
            }
            Reason::NarrowerFiltering => {
                "Le port externe reste le même, mais le trafic non sollicité venant d'ailleurs n'entre pas (pas full cone)."
            }
            Reason::NoAnswer => {
                "Aucune réponse ne revient : un pare-feu sur le chemin abandonne ce trafic."
            }
            Reason::Refused => "La connexion est refusée sur le chemin.",
            Reason::Reset => "La connexion s'ouvre, puis est coupée.",
            Reason::Unreachable => {
                "Un routeur sur le chemin signale que la destination est injoignable ou interdite."
            }
            Reason::TlsBlocked => {
                "La connexion s'ouvre, mais TLS ne peut pas y être établi : le pare-feu semble inspecter ce trafic."
            }
            Reason::TlsIntercepted => {
                "Inspection TLS : un appareil de ce réseau remplace le certificat. La caméra le refuse."
            }
            Reason::ProtocolBlocked => {
                "La connexion s'ouvre, mais le message de test ne reçoit pas de réponse : le pare-feu semble inspecter ce trafic."
            }
            Reason::DnsNxdomain => {
                "Le DNS de ce site indique qu'un nom de ce domaine n'existe pas."
            }
            Reason::DnsSinkhole => {
                "Le DNS de ce site donne une fausse adresse pour un nom de ce domaine."
            }
            Reason::DnsTimeout => "Le DNS de ce site ne répond pas pour un nom de ce domaine.",
            Reason::DnsFailure => "Le DNS de ce site est défaillant pour un nom de ce domaine.",
            Reason::UdpBlocked => {
                "Aucun port UDP ne répond à une requête STUN, alors que TCP vers le même serveur fonctionne."
            }
            Reason::ApplicationFiltered => {
                "STUN sur UDP passe, mais aucune négociation DTLS n'aboutit sur les mêmes ports : le contrôle applicatif du pare-feu semble la bloquer."
            }
            Reason::UdpRangeBlocked => "UDP est bloqué sur une plage de ports.",
            Reason::AnswersBlocked => {
                "Les paquets sortent et parviennent à notre serveur ; ses réponses ne reviennent pas."
            }
            Reason::NoNat => {
                "Il n'y a pas de NAT : cet appareil a une adresse publique, et une caméra en aurait une aussi."
            }
            Reason::MappingDependent => {
                "Le NAT donne à chaque destination un autre port externe (symétrique) ; souvent, la vidéo ne peut donc pas se connecter directement."
            }
            Reason::FetchFailed => "La connexion échoue ; un navigateur ne peut pas voir pourquoi.",
            Reason::NoNetwork => "Cet appareil n'a pas de connexion IPv4 à Internet.",
            Reason::NothingAnswers => "Aucune connexion à Internet ne reçoit de réponse.",
            Reason::FarEndUnreachable => {
                "Nos serveurs de test ne répondent pas, alors que les domaines requis répondent. Soit nos serveurs sont en panne, soit ce pare-feu n'autorise que les destinations d'une liste."
            }
            Reason::FarEndPortDown => {
                "Notre serveur de test n'écoute pas sur ce port en ce moment ; il n'a donc pas pu être testé."
            }
            Reason::FarEndFault => {
                "Notre serveur de test a donné une mauvaise réponse ; cela n'a donc pas pu être testé."
            }
            Reason::FarEndUnproven => {
                "Le serveur indiqué pour ce test n'est peut-être pas un serveur Camcheck ; ce test ne peut donc pas prouver un blocage."
            }
            Reason::ProxySuspected => {
                "Le serveur répond, mais UDP ne sort pas du tout ; ce navigateur passe donc peut-être par un proxy web, que la caméra n'utilise pas. Ouvrez d'abord UDP, ou exécutez le programme Camcheck sur un ordinateur."
            }
            Reason::FarEndBusy => {
                "Notre serveur de test est occupé. Attendez une minute et testez à nouveau."
            }
            Reason::HostDown => {
                "L'hôte ne répond pas non plus à notre propre serveur. Votre pare-feu n'est pas en cause."
            }
            Reason::RedirectedElsewhere => {
                "L'hôte redirige vers un autre, ce qu'un navigateur ne peut pas distinguer d'un blocage."
            }
            Reason::UnfitForPages => {
                "En ce moment, l'hôte ne répond qu'à ses propres pages web, ce qu'un navigateur ne peut pas distinguer d'un blocage. Utilisez le programme Camcheck."
            }
            Reason::NoControl => {
                "Rien d'autre n'a répondu qui puisse servir de contrôle croisé ; cela ne peut donc pas être évalué."
            }
            Reason::Unstable => {
                "Des ports qui avaient répondu ont cessé de répondre pendant le test, qui ne peut donc pas prouver un blocage. Il y a peut-être une limite anti-flood ou une limite de sessions."
            }
            Reason::NothingGetsOut => {
                "Aucun paquet de test UDP ne reçoit de réponse ; on ne peut donc rien dire de ce qui entre."
            }
            Reason::SecondAddressUnproven => {
                "Ce test a besoin d'une seconde adresse de serveur, et aucune n'a répondu."
            }
            Reason::NatUnclear => "Trop peu de réponses sont revenues pour trancher.",
            Reason::NoToken => {
                "Il n'a pas été possible de demander à notre serveur d'envoyer des paquets non sollicités."
            }
            Reason::Ipv6 => "Cet appareil utilise IPv6 ici ; l'exigence porte sur IPv4.",
            Reason::WebrtcMissing => {
                "Ce navigateur n'a pas WebRTC ; la page ne peut donc pas tester cela."
            }
            Reason::WebrtcDisabled => {
                "Une stratégie ou une extension restreint WebRTC dans ce navigateur ; la page ne peut donc pas tester cela."
            }
            Reason::BrowserUnproven => {
                "Ce navigateur ne peut pas prouver un blocage. Essayez avec Chrome, Edge ou Firefox sur un ordinateur, ou avec le programme Camcheck."
            }
            Reason::DeviceFault => {
                "Cet appareil a lui-même perturbé le test. Vérifiez son propre pare-feu, sa date et son heure, et ses réglages DNS, puis testez à nouveau."
            }
            Reason::InspectedHere => {
                "Un logiciel de cet appareil, comme un antivirus, déchiffre TLS et cache l'effet du pare-feu. Désactivez son analyse HTTPS ou SSL, puis testez à nouveau."
            }
            Reason::NameFiltered => {
                "Un filtre web semble bloquer nos serveurs de test par leur nom : sur ce port, TLS est coupé vers eux, mais pas vers les domaines requis. Autorisez nos serveurs dans le filtre, puis testez à nouveau."
            }
            Reason::Measuring => "Test en cours.",
            Reason::Stopped => "Le test a été arrêté avant que cela soit connu.",
            Reason::KeptPausing => {
                "L'appareil ou le navigateur s'est mis en pause à plusieurs reprises ; cela n'a donc pas pu être testé. Laissez l'écran allumé, restez sur cette page et testez à nouveau."
            }
            Reason::NoResponder => "Aucun serveur de test n'est configuré.",
            Reason::NoHost => "La liste des serveurs de test n'indique aucun hôte de ce domaine.",
            Reason::NotPossibleHere => {
                "Seul le programme Camcheck peut tester cela, et pas sur tous les systèmes."
            }
            Reason::LocalFarEnd => {
                "Le serveur de test s'exécute sur cette machine ; il n'y a donc pas de pare-feu entre les deux."
            }
            Reason::NotSelected => "Exclu sur demande.",
            Reason::FeedGood => "Le flux de type vidéo fonctionne, dans les deux sens.",
            Reason::FeedLossyUp => {
                "Une trop grande part du flux de type vidéo se perd en allant vers notre serveur."
            }
            Reason::FeedLossyDown => {
                "Une trop grande part du flux de type vidéo se perd en venant de notre serveur."
            }
            Reason::FeedInterrupted => {
                "Le flux de type vidéo est interrompu pendant des secondes entières."
            }
            Reason::FeedSlow => {
                "Le flux de type vidéo arrive trop tard pour de la vidéo en direct."
            }
            Reason::FeedNoStart => {
                "Une connexion s'ouvre pour le flux de type vidéo, mais rien n'y passe."
            }
            Reason::FeedUnproven => {
                "Le flux de test du programme s'est perdu. Répétez-le dans un navigateur."
            }
            Reason::DtlsBlocked => {
                "Aucune négociation DTLS n'aboutit ; aucun flux vidéo ne peut donc démarrer."
            }
            Reason::DeviceBusy => {
                "Cet appareil ou notre serveur a manqué de temps, ou la page n'était pas visible. Testez à nouveau."
            }
            Reason::FeedNotRun => {
                "Le flux de type vidéo n'a pas été lancé ; cela n'a donc pas été mesuré."
            }
            Reason::NoFeed => "Notre serveur ne propose pas de flux.",
            Reason::FragmentsPass => {
                "Les grands paquets UDP arrivent dans les deux sens, bien qu'ils voyagent en fragments."
            }
            Reason::FragmentsPassIn => {
                "Les gros paquets UDP arrivent ici, bien qu'ils voyagent en fragments. Un navigateur ne peut pas en envoyer."
            }
            Reason::FragmentsBlockedOut => {
                "Les fragments des grands paquets UDP sont abandonnés en sortie."
            }
            Reason::FragmentsBlockedIn => {
                "Les fragments des grands paquets UDP sont abandonnés en entrée."
            }
            Reason::SipUnchanged => "Les messages SIP arrivent tels qu'ils ont été envoyés.",
            Reason::SipRewritten => {
                "Quelque chose sur le chemin réécrit les messages SIP (SIP ALG, transformations SIP, SIP helper)."
            }
            Reason::SipFiltered => {
                "Les messages SIP n'arrivent pas ; rien ne montre donc si un SIP ALG est actif."
            }
            Reason::MappingKept => {
                "Le pare-feu conserve une session UDP inactive au moins aussi longtemps que la durée essayée."
            }
            Reason::MappingShort => {
                "Le pare-feu oublie vite une session UDP inactive. La vidéo envoie des messages keep-alive plus souvent que cela, mais la RFC 4787 demande 2 minutes."
            }
            Reason::MappingTooShort => {
                "Le pare-feu oublie une session UDP inactive en moins de 35 secondes, comme un SonicWall le fait par défaut après 30 ; les flux vidéo peuvent donc être coupés."
            }
            Reason::BandwidthEnough => {
                "Au moins 10 Mbit/s sont disponibles pour cet appareil, dans les deux sens."
            }
            Reason::BandwidthLow => {
                "Moins de 10 Mbit/s sont disponibles actuellement pour cet appareil."
            }
            Reason::MtuFull => "Les paquets de taille maximale passent, dans les deux sens.",
            Reason::MtuReported => {
                "Le chemin n'accepte que des paquets plus petits, et le signale comme il se doit."
            }
            Reason::MtuBlackHole => {
                "Les paquets trop grands pour le chemin disparaissent sans être signalés."
            }
            Reason::AnsweredByAnother => {
                "Un autre serveur sur le chemin répond à la place de celui qui a été interrogé."
            }
            Reason::TestFailed => {
                "Le test n'a pas pu être effectué ; il ne montre donc rien. Réessayez."
            }
            Reason::LongLine => "La latence de la ligne est trop élevée pour ce test.",
            Reason::NotOffered => "Notre serveur ne propose pas ce test.",
            Reason::ThoroughOnly => {
                "Seul un test approfondi le mesure ; lancez le programme Camcheck avec --thorough."
            }
            Reason::OnRequest => {
                "Ce test transfère jusqu'à 25 Mo ; il n'est donc fait que sur demande."
            }
            Reason::NotInThisVersion => "Cette version de Camcheck ne mesure pas cela.",
        }
    }
}
