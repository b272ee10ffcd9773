//! Proof for a certificate authority that a name leads here: HTTP-01 of ACME (RFC 8555 section 8.3). A client
//! such as certbot puts a file into a folder, and the authority asks for it on port 80.

use std::fs::OpenOptions;
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use hyper::StatusCode;
use nix::libc::{O_NOFOLLOW, O_NONBLOCK};

use super::reply::{self, Reply};
use crate::limits;

const PREFIX: &str = "/.well-known/acme-challenge/";

/// The folder of `--acme-challenges`. It is read at each request, since an ACME client may create it.
#[derive(Debug)]
pub(crate) struct Challenges(Option<PathBuf>);

impl Challenges {
    /// Without a folder, there are none.
    pub(crate) const fn new(folder: Option<PathBuf>) -> Self {
        Self(folder)
    }

    /// The file for a path in a URL; `None` if the path is not one of a challenge.
    pub(super) fn file(&self, path: &str) -> Option<PathBuf> {
        let name = path.strip_prefix(PREFIX).filter(|name| is_token(name))?;
        Some(self.0.as_ref()?.join(name))
    }
}

/// A challenge's token is in the base64url alphabet, so it cannot lead out of the folder.
fn is_token(name: &str) -> bool {
    let in_alphabet = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=limits::MAX_CHALLENGE_NAME).contains(&name.len()) && name.bytes().all(in_alphabet)
}

/// Answers with the content of the file.
pub(super) async fn answer(file: PathBuf) -> Reply {
    let read = tokio::task::spawn_blocking(move || read(&file)).await;
    match read {
        Ok(Ok(body)) => {
            reply::with_body(StatusCode::OK, "application/octet-stream", "no-store", body)
        }
        Ok(Err(_)) | Err(_) => reply::error(StatusCode::NOT_FOUND, "no such challenge"),
    }
}

/// Only a small, regular file, and no link, which might lead elsewhere.
fn read(path: &Path) -> io::Result<Bytes> {
    // Opening a pipe would wait for its writer.
    let flags = O_NOFOLLOW | O_NONBLOCK;
    let mut options = OpenOptions::new();
    let file = options.read(true).custom_flags(flags).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut body = Vec::new();
    let read = file
        .take(limits::MAX_CHALLENGE + 1)
        .read_to_end(&mut body)?;
    if u64::try_from(read).is_ok_and(|read| read <= limits::MAX_CHALLENGE) {
        Ok(body.into())
    } else {
        Err(io::ErrorKind::FileTooLarge.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tokens_are_names_of_files() {
        let challenges = Challenges::new(Some("/challenges".into()));
        let file = |name: &str| challenges.file(&format!("{PREFIX}{name}"));
        let token = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr_oA";
        assert_eq!(file(token), Some(format!("/challenges/{token}").into()));
        let long = "a".repeat(limits::MAX_CHALLENGE_NAME + 1);
        for name in [
            "", ".", "..", "a/b", "../a", "%2e%2e", "a%2fb", "a.txt", "a\\b", "a\0", "ä", &long,
        ] {
            assert_eq!(file(name), None, "{name}");
        }
        assert_eq!(challenges.file("/acme-challenge/a"), None);
        assert_eq!(Challenges::new(None).file(&format!("{PREFIX}a")), None);
    }
}
