//! Signatures of what is downloaded, by which a visitor knows that it comes from who holds the key, through any mirror.
//! They are minisign's, which checks them on every system: `minisign -Vm FILE -P KEY`.

use std::env;
use std::fs;
use std::io;
use std::path::Path;

use minisign::{PublicKey, SecretKey, SecretKeyBox};

/// What is appended to the name of a file.
pub(crate) const ENDING: &str = ".minisig";

/// Holds the password of the key where no person can type it.
const PASSWORD: &str = "CAMCHECK_SIGNING_PASSWORD";

/// The password in the environment, if there is one.
pub(crate) fn password() -> Option<String> {
    env::var(PASSWORD).ok()
}

/// An opened key.
#[derive(Debug)]
pub(crate) struct Signer {
    secret: SecretKey,
    public: PublicKey,
}

impl Signer {
    /// Opens a secret key that `minisign -G` has made. The password of one that is encrypted is asked for, unless it is
    /// given.
    ///
    /// # Errors
    /// If there is no key in the file, or the password is wrong.
    pub(crate) fn open(key: &Path, password: Option<String>) -> io::Result<Self> {
        let refuse = |problem: String| io::Error::other(format!("{}: {problem}", key.display()));
        let text = fs::read_to_string(key).map_err(|error| refuse(error.to_string()))?;
        let boxed = || SecretKeyBox::from_string(&text);
        let secret = boxed()
            .and_then(SecretKeyBox::into_unencrypted_secret_key)
            .or_else(|_| boxed()?.into_secret_key(password))
            .map_err(|error| {
                refuse(format!(
                    "not a secret key of minisign, or the password is wrong: {error}"
                ))
            })?;
        let public = PublicKey::from_secret_key(&secret);
        let public = public.map_err(|error| refuse(error.to_string()))?;
        Ok(Self { secret, public })
    }

    /// The public half, as `minisign -P` takes it.
    pub(crate) fn public_key(&self) -> String {
        self.public.to_base64()
    }

    /// A signature of a file's content. Its trusted comment, which minisign prints, has the name.
    ///
    /// # Errors
    /// If there are no random bytes.
    pub(crate) fn sign(&self, name: &str, content: &[u8]) -> io::Result<String> {
        let comment = format!("file:{name}");
        let signature = minisign::sign(
            Some(&self.public),
            &self.secret,
            content,
            Some(&comment),
            Some("signature of Camcheck"),
        );
        Ok(signature.map_err(io::Error::other)?.into_string())
    }
}

#[cfg(test)]
mod tests {
    use minisign::{KeyPair, SignatureBox};

    use super::*;

    fn key_file(name: &str, content: &str) -> std::path::PathBuf {
        let file = env::temp_dir().join(format!("camcheck-{name}-{}", std::process::id()));
        fs::write(&file, content).expect("written");
        file
    }

    /// A key that is opened from a file with this text.
    fn opened(name: &str, text: &str, password: Option<&str>) -> io::Result<Signer> {
        let file = key_file(name, text);
        let signer = Signer::open(&file, password.map(str::to_owned));
        fs::remove_file(&file).expect("removed");
        signer
    }

    #[test]
    fn what_was_signed_is_checked_by_the_public_key() {
        let pair = KeyPair::generate_unencrypted_keypair().expect("a key");
        let text = pair.sk.to_box(None).expect("a box").into_string();
        let signer = opened("key", &text, None).expect("opened");
        let signature = signer.sign("camcheck-x", b"program").expect("signed");
        let public = PublicKey::from_base64(&signer.public_key()).expect("a public key");
        let signature = SignatureBox::from_string(&signature).expect("a signature");
        assert_eq!(
            signature.trusted_comment().expect("a comment"),
            "file:camcheck-x"
        );
        let check = |content: &[u8]| {
            let content = io::Cursor::new(content);
            minisign::verify(&public, &signature, content, true, false, false)
        };
        assert!(check(b"program").is_ok());
        assert!(check(b"pr0gram").is_err());
    }

    #[test]
    fn an_encrypted_key_takes_its_password_and_no_other() {
        let password = || Some("correct horse".to_owned());
        let pair = KeyPair::generate_encrypted_keypair(password()).expect("a key");
        let text = pair.sk.to_box(None).expect("a box").into_string();
        let signer = opened("encrypted", &text, Some("correct horse")).expect("opened");
        assert_eq!(signer.public_key(), pair.pk.to_base64());
        let error = opened("encrypted", &text, Some("wrong")).expect_err("refused");
        assert!(
            error.to_string().contains("the password is wrong"),
            "{error}"
        );
    }

    #[test]
    fn a_file_without_a_key_is_refused_by_name() {
        let error = opened("no-key", "hello\n", None)
            .expect_err("no key")
            .to_string();
        assert!(error.contains("not a secret key of minisign"), "{error}");
        assert!(error.contains("camcheck-no-key"), "{error}");
    }
}
