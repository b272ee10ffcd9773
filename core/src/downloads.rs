//! The manifest of the native programs that a site can download: `downloads.json` beside the page.
//!
//! Its files lie in the same folder as the manifest, so a name in it is a file name and never a
//! path. Unknown fields are ignored; a bad entry is refused with its path, and with it the whole
//! manifest: better no offer than a wrong checksum.

use serde::Serialize;
use serde_json::Value;

/// The name of the manifest, beside the page.
pub const FILE_NAME: &str = "downloads.json";

/// The most bytes that a manifest may have.
pub const MAX_BYTES: usize = 64 * 1024;

/// The longest name of a file and the longest version, in bytes.
const MAX_NAME: usize = 100;

/// A manifest that is known to be sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Downloads {
    /// The version of the programs, such as `0.1.0`.
    pub version: String,
    /// At most one file for each operating system and architecture.
    pub files: Vec<Download>,
}

/// One program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Download {
    /// The operating system that it runs on.
    pub os: Os,
    /// The processor that it runs on.
    pub arch: Arch,
    /// Its file name: letters, digits, `.`, `_` and `-`.
    pub file: String,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its content, as 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// An operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Os {
    /// Linux with any C library.
    Linux,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
}

impl Os {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Linux, Self::Macos, Self::Windows];

    /// As in a manifest.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Macos => "macos",
            Self::Windows => "windows",
        }
    }

    /// As its makers write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Linux => "Linux",
            Self::Macos => "macOS",
            Self::Windows => "Windows",
        }
    }
}

/// A processor architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Arch {
    /// 64-bit Intel and AMD.
    #[serde(rename = "x86_64")]
    X86_64,
    /// 64-bit ARM, Apple silicon included.
    #[serde(rename = "aarch64")]
    Aarch64,
}

impl Arch {
    /// Both.
    pub const ALL: [Self; 2] = [Self::X86_64, Self::Aarch64];

    /// As in a manifest.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Aarch64 => "aarch64",
        }
    }
}

/// A manifest that cannot be used, with the path of the entry at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("downloads entry {path}: {problem}")]
pub struct DownloadsError {
    /// Such as `files[1].sha256`; `(top)` for the document itself.
    pub path: String,
    /// What is wrong, and what would be right.
    pub problem: &'static str,
}

impl Downloads {
    /// Parses and validates a manifest.
    ///
    /// # Errors
    /// [`DownloadsError`] with the path of the first bad entry.
    pub fn parse(json: &str) -> Result<Self, DownloadsError> {
        if json.len() > MAX_BYTES {
            return Err(fault("(top)", "must not be larger than 64 KiB"));
        }
        let top: Value =
            serde_json::from_str(json).map_err(|_| fault("(top)", "must be a JSON object"))?;
        let version = text(&top, "", "version")?;
        if !is_plain_name(&version) {
            return Err(fault("version", "must be a version such as 0.1.0"));
        }
        let list = top.get("files").and_then(Value::as_array);
        let list = list.ok_or_else(|| fault("files", "must be a list"))?;
        let mut files: Vec<Download> = Vec::new();
        for (index, entry) in list.iter().enumerate() {
            let path = format!("files[{index}]");
            let file = download(entry, &path)?;
            if files.iter().any(|known| known.is_for(file.os, file.arch)) {
                return Err(fault(
                    &path,
                    "is the second file for this system and processor",
                ));
            }
            files.push(file);
        }
        Ok(Self { version, files })
    }

    /// The program for an operating system: the one for this processor, or one that the system is
    /// able to translate, as Windows and macOS on ARM do with x86-64. Where the processor is not
    /// known, the one that runs on most machines of that system. `None` if nothing fits.
    #[must_use]
    pub fn for_system(&self, os: Os, arch: Option<Arch>) -> Option<&Download> {
        let find = |arch| self.files.iter().find(|file| file.is_for(os, arch));
        match (os, arch) {
            (Os::Linux, Some(arch)) => find(arch),
            (Os::Macos | Os::Windows, Some(Arch::Aarch64)) => {
                find(Arch::Aarch64).or_else(|| find(Arch::X86_64))
            }
            (_, Some(Arch::X86_64) | None) => find(Arch::X86_64),
        }
    }
}

impl Download {
    fn is_for(&self, os: Os, arch: Arch) -> bool {
        self.os == os && self.arch == arch
    }
}

fn download(entry: &Value, path: &str) -> Result<Download, DownloadsError> {
    let at = |key: &str| format!("{path}.{key}");
    let os = text(entry, path, "os")?;
    let arch = text(entry, path, "arch")?;
    let file = text(entry, path, "file")?;
    if !is_plain_name(&file) {
        return Err(fault(
            &at("file"),
            "must be a file name of letters, digits, '.', '_' and '-'",
        ));
    }
    let sha256 = text(entry, path, "sha256")?;
    if sha256.len() != 64 || !sha256.bytes().all(is_lower_hex) {
        return Err(fault(
            &at("sha256"),
            "must be 64 lower-case hexadecimal digits",
        ));
    }
    Ok(Download {
        os: named(Os::ALL, Os::as_str, &os)
            .ok_or_else(|| fault(&at("os"), "must be linux, macos or windows"))?,
        arch: named(Arch::ALL, Arch::as_str, &arch)
            .ok_or_else(|| fault(&at("arch"), "must be x86_64 or aarch64"))?,
        file,
        size: entry
            .get("size")
            .and_then(Value::as_u64)
            .filter(|size| *size > 0)
            .ok_or_else(|| fault(&at("size"), "must be a number of bytes"))?,
        sha256,
    })
}

fn text(entry: &Value, path: &str, key: &str) -> Result<String, DownloadsError> {
    let separator = if path.is_empty() { "" } else { "." };
    entry
        .get(key)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| fault(&format!("{path}{separator}{key}"), "must be a text"))
}

fn named<T: Copy, const N: usize>(
    all: [T; N],
    name: fn(T) -> &'static str,
    text: &str,
) -> Option<T> {
    all.into_iter().find(|one| name(*one) == text)
}

/// Nothing that a URL or a file system would read as more than a name.
fn is_plain_name(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len())
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn fault(path: &str, problem: &'static str) -> DownloadsError {
    DownloadsError {
        path: path.to_owned(),
        problem,
    }
}

#[cfg(test)]
mod tests;
