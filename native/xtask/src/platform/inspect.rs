//! Checks of a finished program, whose system is not here to start it: what it needs there, that it contains no path of
//! the machine that built it, nor the time, and that it lists its packages.

use std::path::PathBuf;

use auditable_info::audit_info_from_slice;
use camcheck_core::downloads::{Arch, Os};
use object::macho::{LC_CODE_SIGNATURE, Version};
use object::read::elf::{ElfFile64, ProgramHeader as _};
use object::read::macho::{LoadCommandVariant, MachOFile64};
use object::read::pe::{ImageNtHeaders as _, PeFile64};
use object::{Architecture, Endianness, File, LittleEndian, Object as _, elf};

use super::{Platform, Tree, apple};

/// Libraries of every macOS, beside the frameworks, that a program may load. The last two are asked for by Rust's
/// `libc`.
const MACOS_LIBRARIES: [&str; 3] = [
    "/usr/lib/libSystem.B.dylib",
    "/usr/lib/libcharset.1.dylib",
    "/usr/lib/libiconv.2.dylib",
];

/// Libraries of Windows 10 and later that a program may load, in lower case; of the sets (`api-ms-win-`) any.
const WINDOWS_LIBRARIES: [&str; 10] = [
    "advapi32.dll",
    "bcrypt.dll",
    "bcryptprimitives.dll",
    "crypt32.dll",
    "iphlpapi.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "ntdll.dll",
    "oleaut32.dll",
    "ws2_32.dll",
];
const WINDOWS_SETS: &str = "api-ms-win-";

/// The package that the program is, and one that every program contains.
const PACKAGES: [&str; 2] = ["camcheck", "rustls"];

/// The most bytes that the list of packages in a program may have.
const MAX_LIST: usize = 1 << 20;

/// Whether a program can start on its system, names no folder of this machine, and lists its packages.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn inspect(platform: &Platform, tree: &Tree, program: &[u8]) -> Result<(), String> {
    check(platform, &tree.unnamed_folders()?, program)?;
    lists_its_packages(program)
}

/// Scanners find known vulnerabilities by this list (`cargo audit bin`).
fn lists_its_packages(program: &[u8]) -> Result<(), String> {
    let list = audit_info_from_slice(program, MAX_LIST)
        .map_err(|error| format!("it has no list of its packages: {error}"))?;
    let has = |name: &str| list.packages.iter().any(|package| package.name == name);
    match PACKAGES.into_iter().find(|name| !has(name)) {
        Some(missing) => Err(format!("its list of packages lacks {missing}")),
        None => Ok(()),
    }
}

fn check(platform: &Platform, folders: &[PathBuf], program: &[u8]) -> Result<(), String> {
    names_no_folder(program, folders)?;
    let file = File::parse(program).map_err(|error| format!("it cannot be read: {error}"))?;
    let arch = match file.architecture() {
        Architecture::X86_64 => Some(Arch::X86_64),
        Architecture::Aarch64 => Some(Arch::Aarch64),
        _ => None,
    };
    if arch != Some(platform.arch) {
        return Err(format!("it is for {:?}", file.architecture()));
    }
    match (platform.os, &file) {
        (Os::Linux, File::Elf64(file)) => is_static(file),
        (Os::Macos, File::MachO64(file)) => starts_on_macos(platform.arch, file),
        (Os::Windows, File::Pe64(file)) => starts_on_windows(file),
        _ => Err(format!("it is of the format {:?}", file.format())),
    }
}

/// The paths are replaced in what the compiler writes; a build script or a C compiler can write others.
fn names_no_folder(program: &[u8], folders: &[PathBuf]) -> Result<(), String> {
    for folder in folders {
        let bytes = folder.as_os_str().as_encoded_bytes();
        if program.windows(bytes.len()).any(|window| window == bytes) {
            return Err(format!(
                "it names {}, a folder of this machine",
                folder.display()
            ));
        }
    }
    Ok(())
}

/// Without an interpreter, which would load its C library, it runs on every Linux.
fn is_static(file: &ElfFile64<'_, Endianness>) -> Result<(), String> {
    let endian = file.endianness();
    let mut headers = file.elf_program_headers().iter();
    if headers.any(|header| header.p_type(endian) == elf::PT_INTERP) {
        return Err("it needs a C library of the system".to_owned());
    }
    Ok(())
}

fn starts_on_macos(arch: Arch, file: &MachOFile64<'_, Endianness>) -> Result<(), String> {
    let needs = MacNeeds::of(file).map_err(|error| error.to_string())?;
    needs.are_met(arch)
}

/// What a program asks of macOS.
#[derive(Debug, Default)]
struct MacNeeds {
    /// The oldest system, as its major and minor version.
    oldest: Option<(u16, u8)>,
    libraries: Vec<String>,
    is_signed: bool,
}

impl MacNeeds {
    /// Whether every Mac of this processor meets them from the oldest system on.
    fn are_met(&self, arch: Arch) -> Result<(), String> {
        match self.oldest {
            Some(oldest) if oldest == apple::OLDEST_SYSTEM => {}
            Some((major, minor)) => return Err(format!("it asks for macOS {major}.{minor}")),
            None => return Err("it names no version of macOS".to_owned()),
        }
        for library in &self.libraries {
            let known = MACOS_LIBRARIES.contains(&library.as_str())
                || apple::frameworks().any(|framework| framework == *library);
            if !known {
                return Err(format!("it loads {library}"));
            }
        }
        // Apple silicon refuses a program without one; the linker's own ("ad hoc") is enough to start it.
        if arch == Arch::Aarch64 && !self.is_signed {
            return Err("it has no signature".to_owned());
        }
        Ok(())
    }

    fn of(file: &MachOFile64<'_, Endianness>) -> object::Result<Self> {
        let mut needs = Self::default();
        let endian = file.endianness();
        let mut commands = file.macho_load_commands()?;
        while let Some(command) = commands.next()? {
            match command.variant()? {
                LoadCommandVariant::BuildVersion(build, _) => {
                    let Version(version) = build.minos.get(endian);
                    let [high, low, minor, _] = version.to_be_bytes();
                    needs.oldest = Some((u16::from_be_bytes([high, low]), minor));
                }
                LoadCommandVariant::Dylib(command_of_library) => {
                    let name = command.string(endian, command_of_library.dylib.name)?;
                    needs
                        .libraries
                        .push(String::from_utf8_lossy(name).into_owned());
                }
                LoadCommandVariant::LinkeditData(_) => {
                    needs.is_signed |= command.cmd() == LC_CODE_SIGNATURE;
                }
                _ => {}
            }
        }
        Ok(needs)
    }
}

fn starts_on_windows(file: &PeFile64<'_>) -> Result<(), String> {
    let header = file.nt_headers().file_header();
    let time = header.time_date_stamp.get(LittleEndian);
    if time != 0 {
        return Err(format!("it has the time of its build ({time:#x})"));
    }
    let imports = file.imports().map_err(|error| error.to_string())?;
    for import in imports {
        let import = import.map_err(|error| error.to_string())?;
        is_in_windows(&String::from_utf8_lossy(import.library()))?;
    }
    Ok(())
}

fn is_in_windows(library: &str) -> Result<(), String> {
    let library = library.to_lowercase();
    if library.starts_with(WINDOWS_SETS) || WINDOWS_LIBRARIES.contains(&library.as_str()) {
        return Ok(());
    }
    Err(format!("it loads {library}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform(os: Os, arch: Arch) -> &'static Platform {
        let mut platforms = const { &Platform::ALL }.iter();
        platforms
            .find(|platform| (platform.os, platform.arch) == (os, arch))
            .expect("one for each system")
    }

    fn refusal(platform: &Platform, program: &[u8]) -> String {
        check(platform, &[], program).expect_err("refused")
    }

    #[test]
    fn this_test_itself_is_no_program_to_download() {
        let this = std::fs::read(std::env::current_exe().expect("a path")).expect("a program");
        let (own, other) = match cfg!(target_arch = "x86_64") {
            true => (Arch::X86_64, Arch::Aarch64),
            false => (Arch::Aarch64, Arch::X86_64),
        };
        assert_eq!(
            refusal(platform(Os::Linux, own), &this),
            "it needs a C library of the system"
        );
        assert!(refusal(platform(Os::Linux, other), &this).starts_with("it is for "));
        assert_eq!(
            refusal(platform(Os::Macos, own), &this),
            "it is of the format Elf"
        );
        let project = Tree::own().project;
        let error = check(platform(Os::Linux, own), &[project], &this).expect_err("refused");
        assert!(error.ends_with("a folder of this machine"), "{error}");
        let error = lists_its_packages(&this).expect_err("refused");
        assert!(
            error.starts_with("it has no list of its packages"),
            "{error}"
        );
    }

    #[test]
    fn a_mac_has_to_have_all_that_a_program_needs() {
        let needs = |oldest, library: &str, is_signed| MacNeeds {
            oldest,
            libraries: vec!["/usr/lib/libSystem.B.dylib".to_owned(), library.to_owned()],
            is_signed,
        };
        let security = "/System/Library/Frameworks/Security.framework/Versions/A/Security";
        assert_eq!(
            needs(Some((11, 0)), security, true).are_met(Arch::Aarch64),
            Ok(())
        );
        assert_eq!(
            needs(Some((11, 0)), security, false).are_met(Arch::X86_64),
            Ok(())
        );
        for (needs, refusal) in [
            (
                needs(Some((12, 0)), security, true),
                "it asks for macOS 12.0",
            ),
            (needs(None, security, true), "it names no version of macOS"),
            (
                needs(Some((11, 0)), "/usr/lib/libz.dylib", true),
                "it loads /usr/lib/libz.dylib",
            ),
            (needs(Some((11, 0)), security, false), "it has no signature"),
        ] {
            assert_eq!(needs.are_met(Arch::Aarch64), Err(refusal.to_owned()));
        }
    }

    #[test]
    fn windows_has_to_have_each_library() {
        assert_eq!(is_in_windows("KERNEL32.dll"), Ok(()));
        assert_eq!(is_in_windows("api-ms-win-crt-runtime-l1-1-0.dll"), Ok(()));
        assert_eq!(
            is_in_windows("LIBUNWIND.dll"),
            Err("it loads libunwind.dll".to_owned())
        );
    }

    #[test]
    fn what_is_no_program_is_refused() {
        let error = refusal(platform(Os::Windows, Arch::X86_64), b"hello");
        assert!(error.starts_with("it cannot be read"), "{error}");
    }
}
