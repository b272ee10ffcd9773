//! The manifest of the native programs that a site can download: `downloads.json` beside the page. Its
//! files are in the same folder as the manifest, so a name in it is a file name and never a path. Unknown
//! fields are ignored; a bad entry is reported with its path, and the whole manifest is then refused,
//! because a wrong checksum is worse than no offer.

use serde::Serialize;

use crate::support::json::{
    self, Fault, FromJson, Json, Refused, checked, from_json, located, refused, required,
};
use crate::support::names::json_by_name;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Os {
    /// Linux with any C library.
    Linux,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
}

json_by_name!(Os);

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arch {
    /// 64-bit Intel and AMD.
    X86_64,
    /// 64-bit ARM, Apple silicon included.
    Aarch64,
}

json_by_name!(Arch);

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
    pub problem: String,
}

impl Downloads {
    /// Parses and validates a manifest.
    ///
    /// # Errors
    /// [`DownloadsError`] with the path of the first bad entry.
    pub fn parse(text: &str) -> Result<Self, DownloadsError> {
        if text.len() > MAX_BYTES {
            return Err(Fault::new(json::TOP, "must not be larger than 64 KiB").into());
        }
        Ok(json::read::<Raw>(text)?.validate()?)
    }

    /// The program for an operating system: the one for this processor, or one that the system can emulate,
    /// as Windows and macOS on ARM do with x86-64. If the processor is not known, the one that runs on most
    /// machines of that system. `None` if nothing fits.
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

    /// Whether a file is one to offer first to a visitor of this system. Browsers hide the processor of a Mac, so both
    /// are offered there.
    #[must_use]
    pub fn fits(&self, file: &Download, os: Os, arch: Option<Arch>) -> bool {
        match (os, arch) {
            (Os::Macos, None) => file.os == os,
            _ => self
                .for_system(os, arch)
                .is_some_and(|own| own.is_for(file.os, file.arch)),
        }
    }
}

impl Download {
    /// The command that a user pastes into a terminal to download and start it. macOS puts what a browser downloads
    /// into quarantine, and then refuses a program unless Apple has notarised it; what curl downloads is not in
    /// quarantine. `None` if the folder's address, which ends with a slash, has a character that a shell could read as
    /// more than a part of it.
    #[must_use]
    pub fn command(&self, folder: &str) -> Option<String> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/[]".contains(&byte);
        let file = &self.file;
        folder.bytes().all(is_plain).then(|| match self.os {
            // Each line is a command in PowerShell and in the Command Prompt.
            Os::Windows => format!("curl.exe -fLO \"{folder}{file}\"\n.\\{file}"),
            Os::Linux | Os::Macos => {
                format!("curl -fLO \"{folder}{file}\" && chmod +x {file} && ./{file}")
            }
        })
    }

    /// The system and its processor, as their makers write them.
    #[must_use]
    pub fn system_name(&self) -> String {
        let processor = match (self.os, self.arch) {
            (Os::Macos, Arch::X86_64) => "Intel",
            (Os::Macos, Arch::Aarch64) => "Apple silicon",
            (_, Arch::X86_64) => "x86-64",
            (_, Arch::Aarch64) => "ARM64",
        };
        format!("{} ({processor})", self.os.name())
    }

    /// Whether this program was only built and never run: the project has no system that can start
    /// it.
    #[must_use]
    pub const fn is_untried(&self) -> bool {
        matches!(
            (self.os, self.arch),
            (Os::Macos, _) | (Os::Windows, Arch::Aarch64)
        )
    }

    fn is_for(&self, os: Os, arch: Arch) -> bool {
        self.os == os && self.arch == arch
    }
}

/// The version of the programs in a manifest, if it is later than this one. A version consists of three numbers;
/// anything else is never later. The rest of the manifest is not read, which saves the program 10 KB.
#[must_use]
pub fn newer_version(manifest: &str, than: &str) -> Option<String> {
    let offered = json::read::<Offered>(manifest).ok()?.version;
    (numbers(&offered)? > numbers(than)?).then_some(offered)
}

from_json! {
    Offered { version }
}

struct Offered {
    version: String,
}

struct Raw {
    version: String,
    files: Vec<Download>,
}

impl Raw {
    fn validate(self) -> Result<Downloads, Fault> {
        for (index, file) in self.files.iter().enumerate() {
            let mut earlier = self.files.iter().take(index);
            if earlier.any(|known| known.is_for(file.os, file.arch)) {
                let problem = "is the second file for this system and processor";
                return Err(Fault::new(format!("files[{index}]"), problem));
            }
        }
        Ok(Downloads {
            version: self.version,
            files: self.files,
        })
    }
}

impl FromJson for Raw {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.object()?;
        let problem = "must be a version such as 0.1.0";
        Ok(Self {
            version: checked(json, "version", is_plain_name, problem)?,
            files: required(json, "files")?,
        })
    }
}

impl FromJson for Download {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.object()?;
        Ok(Self {
            os: required(json, "os")?,
            arch: required(json, "arch")?,
            file: checked(json, "file", is_plain_name, NO_FILE_NAME)?,
            size: size(json)?,
            sha256: checked(json, "sha256", is_sha256, NO_SHA256)?,
        })
    }
}

const NO_FILE_NAME: &str = "must be a file name of letters, digits, '.', '_' and '-'";
const NO_SHA256: &str = "must be 64 lower-case hexadecimal digits";

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(is_lower_hex)
}

fn size(json: &Json) -> Result<u64, Refused> {
    match required(json, "size")? {
        0 => located(Err(refused("must be a number of bytes above 0")), "size"),
        size => Ok(size),
    }
}

/// The three numbers of a version.
fn numbers(version: &str) -> Option<[u32; 3]> {
    let mut parts = version.split('.').map(|part| part.parse().ok());
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

/// Only characters that a URL and a file system treat as part of a name.
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

impl From<Fault> for DownloadsError {
    fn from(fault: Fault) -> Self {
        Self {
            path: fault.path,
            problem: fault.problem,
        }
    }
}

#[cfg(test)]
mod tests;
