//! Control de aplicaciones: descarta un protocolo y no un puerto.

pub(in crate::say) const MEANING: &str =
    "Es de esperar que no haya video: se descarta lo que lo transporta, sea cual sea el puerto.";

pub(in crate::say) const fn sentence(stun_is_filtered: bool) -> &'static str {
    if stun_is_filtered {
        "UDP sale, pero STUN sobre UDP no recibe ninguna respuesta: parece que el control de aplicaciones del firewall lo descarta."
    } else {
        "STUN sobre UDP pasa, pero ninguna negociación DTLS se completa en esos mismos puertos: parece que el control de aplicaciones del firewall la descarta."
    }
}

pub(in crate::say) fn fix(blocked: &str) -> String {
    let fix = "Permita STUN, DTLS y WebRTC sobre UDP saliente para la cámara en el control de aplicaciones del firewall (también llamado filtro de aplicaciones, App-ID o inspección profunda de paquetes, DPI), hacia todos los destinos en los puertos 1025-65535";
    if blocked.is_empty() {
        format!("{fix}.")
    } else {
        format!("{fix}; los propios puertos bloqueados ahora: {blocked}.")
    }
}
