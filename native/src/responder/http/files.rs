//! The files of `--web`, read once into memory: what was not there at the start cannot be asked
//! for, so no path leads out of the folder.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::responder::limits;

/// The files by their path in a URL, beginning with `/`.
#[derive(Debug, Default)]
pub(in crate::responder) struct Files(HashMap<String, File>);

#[derive(Debug, Default)]
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
}

/// A file as it is sent.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) body: Bytes,
    pub(super) content_type: &'static str,
    pub(super) caching: &'static str,
    pub(super) brotli: bool,
}

impl Files {
    /// Reads a folder. A file `x.br` beside `x` is its compressed form.
    ///
    /// # Errors
    /// A sentence that names the path at fault, for the operator.
    pub(in crate::responder) fn read(folder: &Path) -> Result<Self, String> {
        let mut bodies = HashMap::new();
        let mut left = limits::MAX_WEB;
        read_folder(folder, "", &mut left, &mut bodies)?;
        if !bodies.contains_key("/index.html") {
            return Err(format!("{} has no index.html", folder.display()));
        }
        let mut files = HashMap::new();
        for (path, plain) in &bodies {
            let brotli = bodies.get(&format!("{path}.br")).cloned();
            files.insert(
                path.clone(),
                File {
                    plain: plain.clone(),
                    brotli,
                },
            );
        }
        Ok(Self(files))
    }

    pub(super) fn find(&self, path: &str, accepts_brotli: bool) -> Option<Found> {
        let index;
        let path = if path.ends_with('/') {
            index = format!("{path}index.html");
            &index
        } else {
            path
        };
        let file = self.0.get(path)?;
        let compressed = file.brotli.clone().filter(|_| accepts_brotli);
        Some(Found {
            brotli: compressed.is_some(),
            body: compressed.unwrap_or_else(|| file.plain.clone()),
            content_type: content_type(path),
            caching: caching(path),
        })
    }
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    left: &mut u64,
    bodies: &mut HashMap<String, Bytes>,
) -> Result<(), String> {
    let describe = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let entries = fs::read_dir(folder).map_err(|error| describe(folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| describe(folder, error))?;
        let path: PathBuf = entry.path();
        let kind = entry.file_type().map_err(|error| describe(&path, error))?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        // Neither hidden files nor links, which might lead elsewhere, are published.
        if name.starts_with('.') || kind.is_symlink() {
            continue;
        }
        let url = format!("{prefix}/{name}");
        if kind.is_dir() {
            read_folder(&path, &url, left, bodies)?;
            continue;
        }
        let size = entry
            .metadata()
            .map_err(|error| describe(&path, error))?
            .len();
        *left = left.checked_sub(size).ok_or_else(|| {
            format!(
                "{}: there are more than {} MB of files; only the built page belongs here",
                path.display(),
                limits::MAX_WEB >> 20
            )
        })?;
        let body = fs::read(&path).map_err(|error| describe(&path, error))?;
        bodies.insert(url, body.into());
    }
    Ok(())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" | "md" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// Files whose name carries a hash of their content never change.
fn caching(path: &str) -> &'static str {
    let hashed = path
        .split(['-', '.', '_'])
        .any(|part| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Files {
        let file = |path: &&str| {
            let plain = Bytes::copy_from_slice(path.as_bytes());
            let brotli = path.ends_with(".wasm").then(|| Bytes::from_static(b"br"));
            ((*path).to_owned(), File { plain, brotli })
        };
        Files(paths.iter().map(file).collect())
    }

    #[test]
    fn paths_are_looked_up_and_never_walked() {
        let files = files(&["/index.html", "/a/index.html", "/camcheck.wasm"]);
        assert_eq!(files.find("/", false).expect("index").body, "/index.html");
        assert_eq!(
            files.find("/a/", false).expect("index").body,
            "/a/index.html"
        );
        for path in [
            "/../etc/passwd",
            "/a/../index.html",
            "//index.html",
            "/%2e%2e/x",
            "",
        ] {
            assert!(files.find(path, false).is_none(), "{path}");
        }
    }

    #[test]
    fn the_compressed_form_goes_to_those_who_accept_it() {
        let files = files(&["/camcheck.wasm"]);
        let found = files.find("/camcheck.wasm", true).expect("the file");
        assert!(found.brotli);
        assert_eq!(found.body, "br");
        assert_eq!(found.content_type, "application/wasm");
        assert!(
            !files
                .find("/camcheck.wasm", false)
                .expect("the file")
                .brotli
        );
    }

    #[test]
    fn only_hashed_names_are_cached_for_ever() {
        assert_eq!(caching("/index.html"), "no-cache");
        assert!(caching("/camcheck-web-0123456789abcdef_bg.wasm").contains("immutable"));
    }
}
