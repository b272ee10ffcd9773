//! A certificate authority that exists for one lab.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};

use crate::error::LabError;

/// The test CA.
#[derive(Debug)]
pub(crate) struct Pki {
    ca_pem: PathBuf,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// Where a certificate and its key lie.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// PEM
    pub(crate) certificate: PathBuf,
    /// PEM
    pub(crate) key: PathBuf,
}

impl Pki {
    /// Makes a CA and writes its certificate into the file.
    pub(crate) fn create(name: &str, ca_pem: PathBuf) -> Result<Self, LabError> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.distinguished_name.push(DnType::CommonName, name);
        set_validity(&mut params);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        fs::write(&ca_pem, issuer.pem()).map_err(LabError::system("CA certificate"))?;
        Ok(Self { ca_pem, issuer })
    }

    pub(crate) fn ca_pem(&self) -> &Path {
        &self.ca_pem
    }

    /// A server certificate for these names, written into the directory under the first name.
    pub(crate) fn leaf(&self, directory: &Path, names: &[&str]) -> Result<Leaf, LabError> {
        let file = names.first().copied().unwrap_or("nameless");
        let leaf = Leaf {
            certificate: directory.join(format!("{file}.pem")),
            key: directory.join(format!("{file}.key.pem")),
        };
        let (certificate, key) = self.sign(names)?;
        let write =
            |path, text| fs::write(path, text).map_err(LabError::system("server certificate"));
        write(&leaf.certificate, certificate.pem())?;
        write(&leaf.key, key.serialize_pem())?;
        Ok(leaf)
    }

    /// A server certificate for these names, with its key.
    pub(crate) fn sign(&self, names: &[&str]) -> Result<(Certificate, KeyPair), rcgen::Error> {
        let first = names.first().copied().unwrap_or("nameless");
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, first);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        set_validity(&mut params);
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok((certificate, key))
    }
}

/// Wide enough for any clock, and within what an ASN.1 `UTCTime` can say.
fn set_validity(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2025, 1, 1);
    params.not_after = date_time_ymd(2049, 1, 1);
}
