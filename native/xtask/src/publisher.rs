//! Files for download, each with its checksum and, if there is a key, its signature in a file beside it.

use std::fs;
use std::io;
use std::path::Path;

use ring::digest::{SHA256, digest};

use crate::signing::{self, Signer};

/// What is appended to the name of a file for the one that `sha256sum --check` reads.
const CHECKSUM: &str = ".sha256";

/// Writes into one folder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Publisher<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) signer: Option<&'a Signer>,
}

/// What proves a file.
#[derive(Debug)]
pub(crate) struct Proof {
    /// As 64 lower-case hexadecimal digits.
    pub(crate) sha256: String,
    /// The content of the file beside it.
    pub(crate) signature: Option<String>,
}

impl Publisher<'_> {
    /// Writes a file that can be executed, with its proofs.
    ///
    /// # Errors
    /// If the folder cannot be written, or the file cannot be signed.
    pub(crate) fn write_program(&self, name: &str, content: &[u8]) -> io::Result<Proof> {
        let path = self.folder.join(name);
        fs::write(&path, content)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;

            fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
        }
        self.prove(name, content)
    }

    /// Writes a file with its proofs, and prints its size and checksum.
    ///
    /// # Errors
    /// If the folder cannot be written, or the file cannot be signed.
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> io::Result<Proof> {
        fs::write(self.folder.join(name), content)?;
        self.prove(name, content)
    }

    /// Writes the proofs of a file that is there already, and prints its size and checksum.
    ///
    /// # Errors
    /// If the folder cannot be written, or the file cannot be signed.
    pub(crate) fn prove(&self, name: &str, content: &[u8]) -> io::Result<Proof> {
        let sha256 = sha256(content);
        self.write_beside(name, CHECKSUM, &format!("{sha256}  {name}\n"))?;
        let signature = self.signer.map(|signer| signer.sign(name, content));
        let signature = signature.transpose()?;
        if let Some(signature) = &signature {
            self.write_beside(name, signing::ENDING, signature)?;
        }
        anstream::println!("{:>9}  {sha256}  {name}", content.len());
        Ok(Proof { sha256, signature })
    }

    /// Writes a text about a file beside it.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub(crate) fn write_beside(&self, name: &str, ending: &str, text: &str) -> io::Result<()> {
        fs::write(self.folder.join(format!("{name}{ending}")), text)
    }
}

/// As 64 lower-case hexadecimal digits.
pub(crate) fn sha256(content: &[u8]) -> String {
    let hash = digest(&SHA256, content);
    hash.as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    #[test]
    fn a_checksum_names_its_file() {
        let folder = env::temp_dir().join(format!("camcheck-publisher-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let publisher = Publisher {
            folder: &folder,
            signer: None,
        };
        let proof = publisher.write("a.deb", b"program").expect("written");
        let checksum = fs::read_to_string(folder.join("a.deb.sha256")).expect("a checksum");
        let files = fs::read_dir(&folder).expect("the folder").count();
        fs::remove_dir_all(&folder).expect("removed");
        // printf program | sha256sum
        let expected = "1310ca2c8932dbd118668bd97442558a3e1f546b5e15c69699dfbd6024f548d8";
        assert_eq!(proof.sha256, expected);
        assert_eq!(checksum, format!("{expected}  a.deb\n"));
        assert!(proof.signature.is_none());
        assert_eq!(files, 2);
    }
}
