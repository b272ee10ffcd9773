//! The table itself.

use super::{Entry, Source, Vendor};
use crate::remedy::Problem;

const NAT: &[Problem] = &[Problem::SymmetricNat];
const FULL_CONE: &[Problem] = &[Problem::SymmetricNat, Problem::NarrowFiltering];

const fn source(title: &'static str, url: &'static str) -> Source {
    Source {
        title,
        url: Some(url),
    }
}

/// Every vendor's own settings.
pub(in crate::remedy) const TABLE: [Entry; 18] = [
    // ---- SonicWall ----
    Entry {
        vendor: Vendor::SonicWall,
        problems: NAT,
        menu: "NETWORK > VOIP > Settings > General > Enable Consistent NAT",
        commands: "",
        english: "Select it; it is off by default. Without it the port changes with every request. It gives a stable mapping, not full cone.",
        spanish: "Actívela; viene desactivada. Sin ella, el puerto cambia con cada solicitud. Da una asignación estable, no full cone.",
        source: source(
            "SonicWall KB 170505836533942, Configuring Consistent NAT",
            "https://www.sonicwall.com/support/knowledge-base/configuring-consistent-nat-network-address-translation/170505836533942",
        ),
    },
    Entry {
        vendor: Vendor::SonicWall,
        problems: &[Problem::SipAlg],
        menu: "NETWORK > VOIP > Settings > SIP Settings > Enable SIP Transformations",
        commands: "",
        english: "Leave it off, or switch it off unless telephony needs it; SonicOS 7 does not select it by default.",
        spanish: "Déjela desactivada, o desactívela si la telefonía no la necesita; en SonicOS 7 viene desactivada.",
        source: source(
            "SonicOS/X 7 VoIP, Enabling SIP",
            "https://www.sonicwall.com/support/technical-documentation/docs/sonicos-7-0-0-0-voip/Content/voip-config-tasks-config-voip-sip-set-enabling.htm",
        ),
    },
    Entry {
        vendor: Vendor::SonicWall,
        problems: &[Problem::UdpTimeout],
        menu: "Flood Protection > UDP > Default UDP Connection Timeout",
        commands: "",
        english: "Raise it if it is short. A UDP timeout set on a single access rule overrides it, so look at the camera's rule too.",
        spanish: "Auméntelo si es corto. Un tiempo de espera UDP fijado en una regla de acceso prevalece, así que revise también la regla de la cámara.",
        source: source(
            "SonicOS, Flood Protection, UDP tab",
            "http://help.sonicwall.com/help/sw/eng/6910/26/2/1/content/Firewall_Settings_Flood_Protection.066.4.html",
        ),
    },
    Entry {
        vendor: Vendor::SonicWall,
        problems: &[Problem::FloodProtection],
        menu: "Flood Protection > UDP > UDP Flood Protection",
        commands: "",
        english: "It is off by default. If it is on, its threshold is 1,000 packets a second unless it was changed: raise it.",
        spanish: "Viene desactivada. Si está activada, su umbral es de 1000 paquetes por segundo salvo que se haya cambiado: auméntelo.",
        source: source(
            "SonicOS, Flood Protection, UDP tab",
            "http://help.sonicwall.com/help/sw/eng/6910/26/2/1/content/Firewall_Settings_Flood_Protection.066.4.html",
        ),
    },
    Entry {
        vendor: Vendor::SonicWall,
        problems: &[Problem::TlsInspection],
        menu: "POLICY > DPI-SSL > Client SSL > Common Name",
        commands: "",
        english: "DPI-SSL inspects TLS on any port. Exclude latchaccess.com, latch.com and amazonaws.com, with all names under them.",
        spanish: "DPI-SSL inspecciona TLS en cualquier puerto. Excluya latchaccess.com, latch.com y amazonaws.com, con todos sus subdominios.",
        source: source(
            "SonicOS 7.0 DPI-SSL, Excluding/Including Common Names",
            "https://www.sonicwall.com/support/technical-documentation/docs/sonicos-7-0-0-0-dpi_ssl/Content/dpi-ssl-client-exclusions-inclusions-common-name-excl-incl-common-names.htm",
        ),
    },
    Entry {
        vendor: Vendor::SonicWall,
        problems: &[Problem::Fragments],
        menu: "VPN > Advanced",
        commands: "",
        english: "Door recommends: Enable Fragmented Packet Handling selected, Ignore DF Bit not selected, Enable NAT Traversal selected.",
        spanish: "Door recomienda: Enable Fragmented Packet Handling activado, Ignore DF Bit desactivado, Enable NAT Traversal activado.",
        source: source(
            "Door, Latch Camera specifications; SonicOS 7, VPN > Advanced",
            "https://support.door.com/hc/en-us/articles/41305649275415",
        ),
    },
    // ---- FortiGate ----
    Entry {
        vendor: Vendor::FortiGate,
        problems: FULL_CONE,
        menu: "",
        commands: "config firewall ippool\n  edit <name>\n    set type fixed-port-range\n    set permit-any-host enable\n  next\nend",
        english: "FortiOS 7.6.0 and later, UDP only: an IP pool like this is full cone. Use it in the camera's policy.",
        spanish: "FortiOS 7.6.0 y posteriores, solo UDP: un grupo de IP (IP pool) así es full cone. Úselo en la política de la cámara.",
        source: source(
            "FortiOS 7.6.0 New Features, Full cone NAT for fixed port range IP pools",
            "https://docs.fortinet.com/document/fortigate/7.6.0/new-features/949754/full-cone-nat-for-fixed-port-range-ip-pools",
        ),
    },
    Entry {
        vendor: Vendor::FortiGate,
        problems: NAT,
        menu: "",
        commands: "config firewall policy\n  edit <policy-id>\n    set fixedport enable\n  next\nend",
        english: "In older versions, keep the source port in the camera's own policy. It allows one connection per service at a time, so use it for the camera alone.",
        spanish: "En versiones anteriores, conserve el puerto de origen en la política propia de la cámara. Solo admite una conexión por servicio a la vez, así que úselo solo para la cámara.",
        source: source(
            "FortiOS Handbook, Fixed port",
            "https://docs.fortinet.com/document/fortigate/6.0.0/Handbook/788974/fixed-port",
        ),
    },
    Entry {
        vendor: Vendor::FortiGate,
        problems: &[Problem::SipAlg],
        menu: "",
        commands: "config system settings\n  set sip-helper disable\nend\nconfig system session-helper\n  show\n  delete <id of the entry named sip>\nend",
        english: "Only if telephony does not need it: switch the SIP helper off and delete its session helper.",
        spanish: "Solo si la telefonía no lo necesita: desactive el asistente SIP y elimine su session helper.",
        source: source(
            "Fortinet Technical Tip, Disabling VoIP Inspection",
            "https://community.fortinet.com/t5/FortiGate/Technical-Tip-Disabling-VoIP-Inspection/ta-p/194131",
        ),
    },
    // ---- Palo Alto ----
    Entry {
        vendor: Vendor::PaloAlto,
        problems: NAT,
        menu: "",
        commands: "set system setting persistent-dipp enable yes\nrequest restart system",
        english: "Source NAT of type DIPP is symmetric. Persistent NAT for DIPP (PAN-OS 10.1.6 on VM-Series, 10.1.7 on all) keeps the mapping. It is a global setting, restarts the firewall, and applies to NAT rules configured afterwards.",
        spanish: "El NAT de origen de tipo DIPP es simétrico. Persistent NAT for DIPP (PAN-OS 10.1.6 en VM-Series, 10.1.7 en todos) conserva la asignación. Es un ajuste global, reinicia el firewall y se aplica a las reglas NAT configuradas después.",
        source: source(
            "PAN-OS 10.1 New Features, Persistent NAT for DIPP",
            "https://docs.paloaltonetworks.com/pan-os/10-1/pan-os-new-features/networking-features/persistent-nat-for-dipp",
        ),
    },
    // ---- pfSense ----
    Entry {
        vendor: Vendor::PfSense,
        problems: NAT,
        menu: "Firewall > NAT > Outbound > Hybrid Outbound NAT",
        commands: "",
        english: "Add a rule for the camera's address, UDP, with Static Port.",
        spanish: "Añada una regla para la dirección de la cámara, UDP, con Static Port.",
        source: source(
            "Netgate docs, Outbound NAT",
            "https://docs.netgate.com/pfsense/en/latest/nat/outbound.html",
        ),
    },
    Entry {
        vendor: Vendor::PfSense,
        problems: NAT,
        menu: "Firewall > NAT > Outbound",
        commands: "",
        english: "pfSense Plus 25.11 and pfSense 2.9.0 also offer endpoint-independent outbound NAT for UDP.",
        spanish: "pfSense Plus 25.11 y pfSense 2.9.0 ofrecen además NAT saliente independiente del destino (endpoint-independent) para UDP.",
        source: source(
            "tailscale issue 18035, on the pfSense 25.11 release notes",
            "https://github.com/tailscale/tailscale/issues/18035",
        ),
    },
    // ---- OPNsense ----
    Entry {
        vendor: Vendor::OpnSense,
        problems: NAT,
        menu: "Firewall > NAT > Outbound",
        commands: "",
        english: "Add an outbound NAT rule for the camera's address, UDP, with static port.",
        spanish: "Añada una regla de NAT saliente para la dirección de la cámara, UDP, con puerto estático (static port).",
        source: source(
            "opnsense/core issue 9701",
            "https://github.com/opnsense/core/issues/9701",
        ),
    },
    Entry {
        vendor: Vendor::OpnSense,
        problems: &[Problem::NarrowFiltering],
        menu: "",
        commands: "",
        english: "OPNsense filters by address and port. A static port keeps the mapping, but does not make it full cone. Most sites work as they are.",
        spanish: "OPNsense filtra por dirección y puerto. Un puerto estático conserva la asignación, pero no la convierte en full cone. La mayoría de los sitios funcionan tal como están.",
        source: source(
            "opnsense/core issue 8384",
            "https://github.com/opnsense/core/issues/8384",
        ),
    },
    // ---- Cisco ASA ----
    Entry {
        vendor: Vendor::CiscoAsa,
        problems: NAT,
        menu: "",
        commands: "",
        english: "Do not use extended PAT (the keyword extended of a PAT pool) for the camera: ICE and TURN need the same mapping for every destination. Without it the ASA keeps the source port if it is free.",
        spanish: "No use PAT extendido (la palabra clave extended de un grupo PAT) para la cámara: ICE y TURN necesitan la misma asignación para todos los destinos. Sin él, el ASA conserva el puerto de origen si está libre.",
        source: Source {
            title: "Cisco ASA Series Firewall CLI Configuration Guide, Network Address Translation (NAT), Dynamic PAT",
            url: None,
        },
    },
    // ---- Meraki ----
    Entry {
        vendor: Vendor::Meraki,
        problems: &[Problem::NarrowFiltering],
        menu: "Security & SD-WAN > Configure > Firewall",
        commands: "",
        english: "Port forwarding or 1:1 NAT lets more in to the camera. 1:1 NAT needs a public address of its own; allow no more than UDP 1025-65535 on it. How the MX maps otherwise is not verified here.",
        spanish: "El reenvío de puertos o el NAT 1:1 dejan entrar más hasta la cámara. El NAT 1:1 necesita una dirección pública propia; permita en ella solo UDP 1025-65535. Cómo asigna el MX en los demás casos no está verificado aquí.",
        source: source(
            "Cisco Meraki, Port Forwarding and NAT Rules on the MX",
            "https://documentation.meraki.com/MX-Z/NAT_and_Port_Forwarding/1%3A1_NAT_versus_Port_Forwarding",
        ),
    },
    Entry {
        vendor: Vendor::Meraki,
        problems: NAT,
        menu: "Security & SD-WAN > Configure > Firewall",
        commands: "",
        english: "Where a public address is free, 1:1 NAT ties the camera to it; allow no more than UDP 1025-65535 inbound. How the MX maps otherwise is not verified here.",
        spanish: "Si hay una dirección pública libre, el NAT 1:1 vincula la cámara a ella; permita solo UDP 1025-65535 entrante. Cómo asigna el MX en los demás casos no está verificado aquí.",
        source: source(
            "Cisco Meraki, Port Forwarding and NAT Rules on the MX",
            "https://documentation.meraki.com/MX-Z/NAT_and_Port_Forwarding/1%3A1_NAT_versus_Port_Forwarding",
        ),
    },
    // ---- MikroTik ----
    Entry {
        vendor: Vendor::MikroTik,
        problems: FULL_CONE,
        menu: "/ip firewall nat",
        commands: "",
        english: "RouterOS 7.10 and later: NAT rules for the camera's UDP traffic with action endpoint-independent-nat.",
        spanish: "RouterOS 7.10 y posteriores: reglas NAT para el tráfico UDP de la cámara con la acción endpoint-independent-nat.",
        source: source(
            "RouterOS documentation, NAT, Endpoint-Independent NAT",
            "https://help.mikrotik.com/docs/display/ROS/NAT",
        ),
    },
];
