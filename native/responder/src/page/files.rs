//! The files of `--web`, held in memory: only these files can be requested, so no path leads out of the
//! folder.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use bytes::Bytes;
use hyper::header::HeaderValue;
use tracing::warn;

use super::coding::{self, Compressed};
use super::entity_tag::entity_tag;
use super::policy::{NO_PAGE, PagePolicy, WORKER};
use crate::limits;

/// `web/service-worker.js` in the built page.
const SERVICE_WORKER: &str = "/service-worker.js";

/// The files by their path in a URL, beginning with `/`.
#[derive(Debug, Default)]
pub(crate) struct Files(HashMap<String, File>);

#[derive(Debug, Clone)]
struct File {
    plain: Bytes,
    brotli: Compressed,
    tag: HeaderValue,
    policy: HeaderValue,
    /// It was in the folder when that was last read, but no longer is.
    is_left_over: bool,
}

/// A file as it is sent to a client.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) body: Bytes,
    pub(crate) content_type: &'static str,
    pub(crate) caching: &'static str,
    pub(crate) brotli: bool,
    /// The tag of this version of the file.
    pub(crate) tag: HeaderValue,
    pub(crate) policy: HeaderValue,
}

impl Files {
    /// Reads a folder. A file `x.br` beside `x` is its compressed form, and is not served itself.
    ///
    /// # Errors
    /// A sentence that names the path at fault, for the operator.
    pub(crate) fn read(folder: &Path, policy: &PagePolicy) -> Result<Self, String> {
        let mut bodies = HashMap::new();
        let mut left = limits::MAX_WEB;
        read_folder(folder, "", &mut left, &mut bodies)?;
        if !bodies.contains_key("/index.html") {
            return Err(format!("{} has no index.html", folder.display()));
        }
        let is_form = |path: &str| {
            let plain = path.strip_suffix(".br");
            plain.is_some_and(|plain| bodies.contains_key(plain))
        };
        let mut files = HashMap::new();
        for (path, plain) in &bodies {
            if !is_form(path) {
                let compressed = bodies.get(&format!("{path}.br"));
                files.insert(path.clone(), File::new(path, plain, compressed, policy));
            }
        }
        Ok(Self(files))
    }

    /// The same files under another policy.
    pub(crate) fn with_policy(&self, policy: &PagePolicy) -> Self {
        let files = self.0.iter().map(|(path, file)| {
            let policy = policy_of(path, &file.plain, policy);
            let file = File {
                policy,
                ..file.clone()
            };
            (path.clone(), file)
        });
        Self(files.collect())
    }

    /// As the successor of `old`: takes over the compressed forms of unchanged files, and keeps the files to which only
    /// the previous page refers, since a browser may have just loaded that page.
    pub(crate) fn following(mut self, old: &Self) -> Self {
        let is_same_page = self.is_same_page(old);
        for (path, old) in &old.0 {
            match self.0.get_mut(path) {
                Some(file) if file.plain == old.plain && file.brotli.get().is_none() => {
                    file.brotli = Compressed::clone(&old.brotli);
                }
                None if is_hashed(path) && (is_same_page || !old.is_left_over) => {
                    let is_left_over = true;
                    self.0.insert(
                        path.clone(),
                        File {
                            is_left_over,
                            ..old.clone()
                        },
                    );
                }
                Some(_) | None => {}
            }
        }
        self
    }

    /// Whether both have the same files, except for those that are left over.
    fn is_same_page(&self, old: &Self) -> bool {
        let own = |files: &Self| files.0.values().filter(|file| !file.is_left_over).count();
        let is_in_old = |(path, file): (&String, &File)| {
            old.0
                .get(path)
                .is_some_and(|known| known.plain == file.plain)
        };
        own(self) == own(old) && self.0.iter().all(is_in_old)
    }

    /// Compresses the files that have no compressed form, on a separate thread: the best quality
    /// takes seconds, and until then files are sent as they are.
    ///
    /// # Errors
    /// If the system cannot start a thread.
    pub(crate) fn compress_in_background(&self) -> std::io::Result<()> {
        let mut waiting: Vec<_> = self
            .0
            .iter()
            .filter(|(path, file)| is_worth_compressing(path) && file.brotli.get().is_none())
            .map(|(_, file)| (file.plain.clone(), Compressed::clone(&file.brotli)))
            .collect();
        waiting.sort_by_key(|(plain, _)| plain.len());
        if waiting.is_empty() {
            return Ok(());
        }
        let work = move || {
            for (plain, compressed) in waiting {
                if let Some(smaller) = coding::compress(&plain) {
                    // The thread of an earlier reading may have been faster.
                    let _ = compressed.set(smaller);
                }
            }
        };
        thread::Builder::new()
            .name("compress".to_owned())
            .spawn(work)
            .map(drop)
    }

    /// A file's content, for tests.
    #[cfg(test)]
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        let found = self.find(path, false)?;
        String::from_utf8(found.body.to_vec()).ok()
    }

    /// The file for a path in a URL.
    pub(crate) fn find(&self, path: &str, accepts_brotli: bool) -> Option<Found> {
        let index;
        let path = if path.ends_with('/') {
            index = format!("{path}index.html");
            &index
        } else {
            path
        };
        let file = self.0.get(path)?;
        let compressed = file.brotli.get().filter(|_| accepts_brotli);
        Some(Found {
            brotli: compressed.is_some(),
            body: compressed.unwrap_or(&file.plain).clone(),
            content_type: content_type(path),
            caching: caching(path),
            tag: file.tag.clone(),
            policy: file.policy.clone(),
        })
    }
}

impl File {
    fn new(path: &str, plain: &Bytes, compressed: Option<&Bytes>, policy: &PagePolicy) -> Self {
        let brotli = Compressed::default();
        if let Some(compressed) = compressed {
            if coding::is_compressed(compressed, plain) {
                let _ = brotli.set(compressed.clone());
            } else {
                warn!("{path}.br is not the compressed form of {path}, and is not used");
            }
        }
        Self {
            plain: plain.clone(),
            brotli,
            tag: entity_tag(plain),
            policy: policy_of(path, plain, policy),
            is_left_over: false,
        }
    }
}

fn policy_of(path: &str, plain: &Bytes, policy: &PagePolicy) -> HeaderValue {
    if path == SERVICE_WORKER {
        WORKER
    } else if content_type(path) == HTML {
        policy.of_page(&String::from_utf8_lossy(plain))
    } else {
        NO_PAGE
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
        // Neither hidden files nor symbolic links, which might lead out of the folder, are
        // published.
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

const HTML: &str = "text/html; charset=utf-8";

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => HTML,
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

/// Pictures, fonts and programs are compressed as they are, or not worth the time.
fn is_worth_compressing(path: &str) -> bool {
    let kind = content_type(path);
    kind.starts_with("text/")
        || matches!(
            kind,
            "application/wasm" | "application/json" | "application/manifest+json" | "image/svg+xml"
        )
}

/// Hexadecimal digits of a hash in a file's name. Trunk writes 64 bits without leading zeros.
const HASH_DIGITS: std::ops::RangeInclusive<usize> = 10..=64;

/// Files whose name carries a hash of their content never change.
fn caching(path: &str) -> &'static str {
    if is_hashed(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn is_hashed(path: &str) -> bool {
    let is_hash = |part: &str| {
        HASH_DIGITS.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    path.split(['-', '.', '_', '/']).any(is_hash)
}

#[cfg(test)]
mod tests {
    use camcheck_core::catalogue::Catalogue;

    use super::*;
    use crate::cli::FrameAncestors;

    fn files(paths: &[&str]) -> Files {
        let catalogue = Catalogue::embedded().expect("sound");
        let policy = PagePolicy::new(&catalogue, FrameAncestors::default());
        let file = |path: &&str| {
            let plain = Bytes::from(path.repeat(20));
            let compressed = coding::compress(&plain);
            let file = File::new(path, &plain, compressed.as_ref(), &policy);
            ((*path).to_owned(), file)
        };
        Files(paths.iter().map(file).collect())
    }

    #[test]
    fn paths_are_looked_up_and_never_walked() {
        let files = files(&["/index.html", "/a/index.html", "/camcheck.wasm"]);
        let body = |path| files.find(path, false).expect("a file").body;
        assert_eq!(body("/"), "/index.html".repeat(20));
        assert_eq!(body("/a/"), "/a/index.html".repeat(20));
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
        let find = |brotli| files.find("/camcheck.wasm", brotli).expect("the file");
        let (compressed, plain) = (find(true), find(false));
        assert!(compressed.brotli && !plain.brotli);
        assert!(coding::is_compressed(&compressed.body, &plain.body));
        assert_eq!(compressed.content_type, "application/wasm");
    }

    #[test]
    fn a_compressed_form_of_something_else_is_not_used() {
        let policy = PagePolicy::new(
            &Catalogue::embedded().expect("sound"),
            FrameAncestors::default(),
        );
        let file = File::new(
            "/a.js",
            &Bytes::from_static(b"new"),
            Some(&Bytes::from_static(b"old")),
            &policy,
        );
        assert_eq!(file.brotli.get(), None);
    }

    #[test]
    fn a_file_that_has_not_changed_is_not_compressed_again() {
        let old = files(&["/a.js", "/b.js"]);
        let mut new = files(&["/a.js", "/b.js", "/c.js"]);
        for file in new.0.values_mut() {
            file.brotli = Compressed::default();
        }
        new.0.get_mut("/b.js").expect("a file").plain = Bytes::from_static(b"changed");
        let new = new.following(&old);
        let is_compressed = |path| new.0[path].brotli.get().is_some();
        assert!(is_compressed("/a.js"));
        assert!(!is_compressed("/b.js") && !is_compressed("/c.js"));
    }

    #[test]
    fn a_page_from_before_still_finds_its_files_until_the_next_one() {
        let first = files(&["/index.html", "/a-0123456789abcdef.js", "/old.txt"]);
        let second = files(&["/index.html", "/a-123456789abcdef0.js"]).following(&first);
        let found = |files: &Files, path| files.find(path, false).is_some();
        assert!(found(&second, "/a-0123456789abcdef.js"));
        assert!(!found(&second, "/old.txt"));
        let third = files(&["/index.html"]).following(&second);
        assert!(!found(&third, "/a-0123456789abcdef.js"));
        assert!(found(&third, "/a-123456789abcdef0.js"));
    }

    #[test]
    fn only_pages_run_anything() {
        let files = files(&["/index.html", "/a.svg", "/a.js", "/service-worker.js"]);
        let policy = |path| files.find(path, false).expect("a file").policy;
        assert_eq!(policy("/a.svg"), NO_PAGE);
        assert_eq!(policy("/a.js"), NO_PAGE);
        assert_eq!(policy("/service-worker.js"), WORKER);
        let page = policy("/");
        assert!(page.to_str().expect("text").contains("wasm-unsafe-eval"));
    }

    #[test]
    fn only_hashed_names_are_cached_for_ever() {
        assert_eq!(caching("/index.html"), "no-cache");
        assert_eq!(caching("/camcheck-0.1.0-linux-x86_64"), "no-cache");
        for path in [
            "/camcheck-web-0123456789abcdef_bg.wasm",
            "/camcheck-web-3f31d1bc40465e1.js",
        ] {
            assert!(caching(path).contains("immutable"), "{path}");
        }
    }
}
