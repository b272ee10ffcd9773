//! The far end's DTLS certificate.

use dimpl::DtlsCertificate;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_ECDSA_P256_SHA256, SerialNumber};

use super::settings::NoDtls;
use crate::random;

/// RFC 5280 section 4.1.2.2 allows 20 bytes, of which the first bit stays 0.
const SERIAL: usize = 16;

/// A self-signed certificate for this process; its fingerprint is sent over HTTPS (RFC 8122).
pub(super) fn self_signed() -> Result<DtlsCertificate, NoDtls> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(|_| NoDtls)?;
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "camcheck-responder");
    // Firefox refuses two certificates of one issuer with one serial number.
    params.serial_number = Some(random_serial());
    let certificate = params.self_signed(&key).map_err(|_| NoDtls)?;
    Ok(DtlsCertificate {
        certificate: certificate.der().to_vec(),
        private_key: key.serialize_der(),
    })
}

fn random_serial() -> SerialNumber {
    let mut serial = random::bytes::<SERIAL>();
    if let Some(first) = serial.first_mut() {
        *first &= 0x7f;
    }
    SerialNumber::from_slice(&serial)
}
