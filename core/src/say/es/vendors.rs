//! Vendors' own settings.

use super::Spanish;
use crate::model::vendor::VendorSetting;
use crate::say::texts::VendorTexts;

impl VendorTexts for Spanish {
    fn vendor_setting(&self, setting: VendorSetting) -> &'static str {
        match setting {
            VendorSetting::SonicWallConsistentNat => {
                "Actívela; viene desactivada. Sin ella, el puerto cambia con cada solicitud. Da una asignación estable, no full cone."
            }
            VendorSetting::SonicWallSipTransformations => {
                "Déjela desactivada, o desactívela si la telefonía no la necesita; en SonicOS 7 viene desactivada."
            }
            VendorSetting::SonicWallUdpTimeout => {
                "Auméntelo si es corto. Un tiempo de espera UDP fijado en una regla de acceso prevalece, así que revise también la regla de la cámara."
            }
            VendorSetting::SonicWallUdpFlood => {
                "Viene desactivada. Si está activada, su umbral es de 1000 paquetes por segundo salvo que se haya cambiado: auméntelo."
            }
            VendorSetting::SonicWallDpiSsl => {
                "DPI-SSL inspecciona TLS en cualquier puerto. Excluya latchaccess.com, latch.com y amazonaws.com, con todos sus subdominios."
            }
            VendorSetting::SonicWallFragments => {
                "Door recomienda: Enable Fragmented Packet Handling activado, Ignore DF Bit desactivado, Enable NAT Traversal activado."
            }
            VendorSetting::FortiGateFullCone => {
                "FortiOS 7.6.0 y posteriores, solo UDP: un grupo de IP (IP pool) así es full cone. Úselo en la política de la cámara."
            }
            VendorSetting::FortiGateFixedPort => {
                "En versiones anteriores, conserve el puerto de origen en la política propia de la cámara. Solo admite una conexión por servicio a la vez, así que úselo solo para la cámara."
            }
            VendorSetting::FortiGateSipHelper => {
                "Solo si la telefonía no lo necesita: desactive el asistente SIP y elimine su session helper."
            }
            VendorSetting::PaloAltoPersistentDipp => {
                "El NAT de origen de tipo DIPP es simétrico. Persistent NAT for DIPP (PAN-OS 10.1.6 en VM-Series, 10.1.7 en todos) conserva la asignación. Es un ajuste global, reinicia el firewall y se aplica a las reglas NAT configuradas después."
            }
            VendorSetting::PfSenseStaticPort => {
                "Añada una regla para la dirección de la cámara, UDP, con Static Port."
            }
            VendorSetting::PfSenseEndpointIndependent => {
                "pfSense Plus 25.11 y pfSense 2.9.0 ofrecen además NAT saliente independiente del destino (endpoint-independent) para UDP."
            }
            VendorSetting::OpnSenseStaticPort => {
                "Añada una regla de NAT saliente para la dirección de la cámara, UDP, con puerto estático (static port)."
            }
            VendorSetting::OpnSenseFiltering => {
                "OPNsense filtra por dirección y puerto. Un puerto estático conserva la asignación, pero no la convierte en full cone. La mayoría de los sitios funcionan tal como están."
            }
            VendorSetting::CiscoAsaExtendedPat => {
                "No use PAT extendido (la palabra clave extended de un grupo PAT) para la cámara: ICE y TURN necesitan la misma asignación para todos los destinos. Sin él, el ASA conserva el puerto de origen si está libre."
            }
            VendorSetting::MerakiPortForwarding => {
                "El reenvío de puertos o el NAT 1:1 dejan entrar más hasta la cámara. El NAT 1:1 necesita una dirección pública propia; permita en ella solo UDP 1025-65535. Cómo asigna el MX en los demás casos no está verificado aquí."
            }
            VendorSetting::MerakiOneToOne => {
                "Si hay una dirección pública libre, el NAT 1:1 vincula la cámara a ella; permita solo UDP 1025-65535 entrante. Cómo asigna el MX en los demás casos no está verificado aquí."
            }
            VendorSetting::MikroTikEndpointIndependent => {
                "RouterOS 7.10 y posteriores: reglas NAT para el tráfico UDP de la cámara con la acción endpoint-independent-nat."
            }
        }
    }
}
