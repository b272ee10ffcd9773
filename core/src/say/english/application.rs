//! Application control, which drops a protocol and not a port.

pub(in crate::say) const MEANING: &str =
    "Expect no video: what carries it is dropped, whatever port it is given.";

pub(in crate::say) const fn sentence(stun_is_filtered: bool) -> &'static str {
    if stun_is_filtered {
        "UDP gets out, but no STUN over UDP gets an answer: application control in the firewall seems to drop it."
    } else {
        "STUN over UDP gets through, but no DTLS handshake does, on the very same ports: application control in the firewall seems to drop it."
    }
}

pub(in crate::say) fn fix(blocked: &str) -> String {
    let fix = "Allow STUN, DTLS and WebRTC over outbound UDP for the camera in the firewall's application control (also called application filter, App-ID or deep packet inspection, DPI), to all destinations on ports 1025-65535";
    if blocked.is_empty() {
        format!("{fix}.")
    } else {
        format!("{fix}; the ports themselves are blocked now: {blocked}.")
    }
}
