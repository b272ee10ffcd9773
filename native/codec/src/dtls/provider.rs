//! The cryptography that `dimpl` requires, implemented with `ring`: one cipher suite for each version, two
//! groups, ECDSA on P-256. That is what browsers and cameras have in common.

use std::fmt;

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use dimpl::crypto::{
    Aad, ActiveKeyExchange, Buf, Cipher, CryptoProvider, Dtls12CipherSuite, Dtls13CipherSuite,
    HashAlgorithm, HashContext, HashProvider, HmacProvider, KeyProvider, NamedGroup, Nonce,
    SecureRandom, SignatureAlgorithm, SignatureVerifier, SigningKey, SupportedDtls12CipherSuite,
    SupportedDtls13CipherSuite, SupportedKxGroup, TmpBuf,
};
use dimpl::{CryptoError, CryptoOperation};
use ring::aead::{self, AES_128_GCM, LessSafeKey, UnboundKey};
use ring::agreement::{self, ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, X25519};
use ring::rand::SystemRandom;
use ring::signature::{self, ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use ring::{digest, hmac};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::random;

/// RFC 5116 section 5.1.
const KEY: usize = 16;
const TAG: usize = 16;

/// RFC 5288 section 3: four bytes of the nonce come from the handshake, eight with each record.
const FIXED_NONCE: usize = 4;
const EXPLICIT_NONCE: usize = 8;

pub(super) const fn provider() -> CryptoProvider {
    CryptoProvider {
        kx_groups: &[&Group(NamedGroup::X25519), &Group(NamedGroup::Secp256r1)],
        signature_verification: &Ring,
        key_provider: &Ring,
        secure_random: &Ring,
        hash_provider: &Ring,
        hmac_provider: &Ring,
        cipher_suites: &[&Aes128Gcm],
        dtls13_cipher_suites: &[&Aes128Gcm],
    }
}

const fn failed(operation: CryptoOperation) -> CryptoError {
    CryptoError::OperationFailed(operation)
}

#[derive(Debug)]
struct Ring;

impl SecureRandom for Ring {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), CryptoError> {
        random::fill(buffer);
        Ok(())
    }
}

// ---- hashes ----

impl HashProvider for Ring {
    /// SHA-256 is the hash of both suites; no other is ever negotiated.
    fn create_hash(&self, _: HashAlgorithm) -> Box<dyn HashContext> {
        Box::new(Sha256(digest::Context::new(&digest::SHA256)))
    }
}

struct Sha256(digest::Context);

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sha256").finish_non_exhaustive()
    }
}

impl HashContext for Sha256 {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn clone_and_finalize(&self, out: &mut Buf) {
        out.clear();
        out.extend_from_slice(self.0.clone().finish().as_ref());
    }
}

impl HmacProvider for Ring {
    fn hmac(
        &self,
        hash: HashAlgorithm,
        key: &[u8],
        data: &[u8],
        out: &mut [u8],
    ) -> Result<usize, CryptoError> {
        if hash != HashAlgorithm::SHA256 {
            return Err(CryptoError::UnsupportedHmacHash(hash));
        }
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data);
        let tag = tag.as_ref();
        let room = out.get_mut(..tag.len());
        let room = room.ok_or(failed(CryptoOperation::ComputeHmac))?;
        room.copy_from_slice(tag);
        Ok(tag.len())
    }
}

// ---- ciphers ----

#[derive(Debug)]
struct Aes128Gcm;

impl Aes128Gcm {
    fn cipher(key: &[u8]) -> Result<Box<dyn Cipher>, CryptoError> {
        let key = UnboundKey::new(&AES_128_GCM, key);
        let key = key.map_err(|_| failed(CryptoOperation::CreateCipher))?;
        Ok(Box::new(Gcm(LessSafeKey::new(key))))
    }
}

impl SupportedDtls12CipherSuite for Aes128Gcm {
    fn suite(&self) -> Dtls12CipherSuite {
        Dtls12CipherSuite::ECDHE_ECDSA_AES128_GCM_SHA256
    }

    fn hash_algorithm(&self) -> HashAlgorithm {
        HashAlgorithm::SHA256
    }

    fn key_lengths(&self) -> (usize, usize, usize) {
        (0, KEY, FIXED_NONCE)
    }

    fn explicit_nonce_len(&self) -> usize {
        EXPLICIT_NONCE
    }

    fn tag_len(&self) -> usize {
        TAG
    }

    fn create_cipher(&self, key: &[u8]) -> Result<Box<dyn Cipher>, CryptoError> {
        Self::cipher(key)
    }
}

impl SupportedDtls13CipherSuite for Aes128Gcm {
    fn suite(&self) -> Dtls13CipherSuite {
        Dtls13CipherSuite::AES_128_GCM_SHA256
    }

    fn hash_algorithm(&self) -> HashAlgorithm {
        HashAlgorithm::SHA256
    }

    fn key_len(&self) -> usize {
        KEY
    }

    fn iv_len(&self) -> usize {
        FIXED_NONCE + EXPLICIT_NONCE
    }

    fn tag_len(&self) -> usize {
        TAG
    }

    fn create_cipher(&self, key: &[u8]) -> Result<Box<dyn Cipher>, CryptoError> {
        Self::cipher(key)
    }

    /// RFC 9147 section 4.2.3: one bare block of AES, which ring does not offer.
    fn encrypt_sn(&self, key: &[u8], sample: &[u8; 16]) -> [u8; 16] {
        let mut block = (*sample).into();
        // A key of another length never occurs; without a mask the peer would drop the record.
        if let Ok(aes) = Aes128::new_from_slice(key) {
            aes.encrypt_block(&mut block);
        }
        block.into()
    }
}

struct Gcm(LessSafeKey);

impl fmt::Debug for Gcm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gcm").finish_non_exhaustive()
    }
}

impl Cipher for Gcm {
    fn encrypt(&mut self, plaintext: &mut Buf, aad: Aad, nonce: Nonce) -> Result<(), CryptoError> {
        let nonce = aead::Nonce::assume_unique_for_key(nonce.0);
        let aad = aead::Aad::from(&aad[..]);
        let sealed = self.0.seal_in_place_append_tag(nonce, aad, plaintext);
        sealed.map_err(|_| failed(CryptoOperation::Encrypt))
    }

    fn decrypt(
        &mut self,
        ciphertext: &mut TmpBuf<'_>,
        aad: Aad,
        nonce: Nonce,
    ) -> Result<(), CryptoError> {
        let nonce = aead::Nonce::assume_unique_for_key(nonce.0);
        let aad = aead::Aad::from(&aad[..]);
        let opened = self.0.open_in_place(nonce, aad, ciphertext.as_mut());
        let length = opened.map_err(|_| failed(CryptoOperation::Decrypt))?.len();
        ciphertext.truncate(length);
        Ok(())
    }
}

// ---- key exchange ----

#[derive(Debug)]
struct Group(NamedGroup);

impl SupportedKxGroup for Group {
    fn name(&self) -> NamedGroup {
        self.0
    }

    fn start_exchange(&self, mut buffer: Buf) -> Result<Box<dyn ActiveKeyExchange>, CryptoError> {
        let key = EphemeralPrivateKey::generate(algorithm(self.0)?, &SystemRandom::new());
        let key = key.map_err(|_| failed(CryptoOperation::GenerateEphemeralKey))?;
        let public = key.compute_public_key();
        let public = public.map_err(|_| failed(CryptoOperation::ComputePublicKey))?;
        buffer.clear();
        buffer.extend_from_slice(public.as_ref());
        Ok(Box::new(Exchange {
            group: self.0,
            key,
            public: buffer,
        }))
    }
}

struct Exchange {
    group: NamedGroup,
    key: EphemeralPrivateKey,
    public: Buf,
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").finish_non_exhaustive()
    }
}

impl ActiveKeyExchange for Exchange {
    fn pub_key(&self) -> &[u8] {
        &self.public
    }

    fn complete(self: Box<Self>, peer: &[u8], out: &mut Buf) -> Result<(), CryptoError> {
        let group = self.group;
        let peer = UnparsedPublicKey::new(algorithm(group)?, peer);
        let agreed = agreement::agree_ephemeral(self.key, &peer, |secret| {
            out.clear();
            out.extend_from_slice(secret);
        });
        agreed.map_err(|_| CryptoError::InvalidPublicKey(group))
    }

    fn group(&self) -> NamedGroup {
        self.group
    }
}

fn algorithm(group: NamedGroup) -> Result<&'static agreement::Algorithm, CryptoError> {
    match group {
        NamedGroup::X25519 => Ok(&X25519),
        NamedGroup::Secp256r1 => Ok(&ECDH_P256),
        _ => Err(CryptoError::UnsupportedKeyExchangeGroup(group)),
    }
}

// ---- signatures ----

impl KeyProvider for Ring {
    fn load_private_key(&self, pkcs8: &[u8]) -> Result<Box<dyn SigningKey>, CryptoError> {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8, &random);
        let pair = pair.map_err(|_| failed(CryptoOperation::LoadPrivateKey))?;
        Ok(Box::new(P256Key(pair)))
    }
}

#[derive(Debug)]
struct P256Key(EcdsaKeyPair);

impl SigningKey for P256Key {
    fn sign(&mut self, data: &[u8], _: HashAlgorithm, out: &mut Buf) -> Result<(), CryptoError> {
        let signature = self.0.sign(&SystemRandom::new(), data);
        let signature = signature.map_err(|_| failed(CryptoOperation::Sign))?;
        out.clear();
        out.extend_from_slice(signature.as_ref());
        Ok(())
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }

    fn hash_algorithm(&self) -> HashAlgorithm {
        HashAlgorithm::SHA256
    }

    fn supported_hash_algorithms(&self) -> &[HashAlgorithm] {
        &[HashAlgorithm::SHA256]
    }
}

impl SignatureVerifier for Ring {
    fn verify_signature(
        &self,
        certificate: &[u8],
        data: &[u8],
        signature: &[u8],
        hash: HashAlgorithm,
        algorithm: SignatureAlgorithm,
    ) -> Result<(), CryptoError> {
        if (hash, algorithm) != (HashAlgorithm::SHA256, SignatureAlgorithm::ECDSA) {
            return Err(CryptoError::UnsupportedSignaturePair {
                signature: algorithm,
                hash,
            });
        }
        let (_, certificate) = X509Certificate::from_der(certificate)
            .map_err(|_| failed(CryptoOperation::VerifySignature))?;
        let key = &certificate.public_key().subject_public_key.data;
        signature::UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key)
            .verify(data, signature)
            .map_err(|_| failed(CryptoOperation::VerifySignature))
    }
}
