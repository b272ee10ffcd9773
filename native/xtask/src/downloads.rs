//! `xtask downloads`: the native program for every system that this machine can build for, with the
//! manifest from which the page offers them, and what a shell and `man` need of it.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use camcheck_core::catalogue::Catalogue;
use camcheck_core::downloads::{Arch, Download, Downloads, FILE_NAME, Os};
use ring::digest::{SHA256, digest};

use crate::documents;

/// The most bytes that one program may have.
const MOST: usize = 4_000_000;

/// The profile in `Cargo.toml` by which the programs are built; also the name of its folder.
const PROFILE: &str = "download";

/// Names a catalogue to the build of the program (`native/build.rs`).
const CATALOGUE: &str = "CAMCHECK_CATALOGUE";

/// A system, and what it takes to build for it.
struct Platform {
    os: Os,
    arch: Arch,
    target: &'static str,
    /// The word after `cargo`, and the programs that it calls.
    build: &'static str,
    needs: &'static [Need],
    /// A variable that has to be set, and what it is for.
    variable: Option<Need>,
    /// A compiler flag that makes the program smaller.
    flag: Option<&'static str>,
}

/// The name of a tool, and how to get it.
type Need = (&'static str, &'static str);

/// The system's own frameworks, which only Apple hands out; zig brings everything else.
const APPLE_SDK: Option<Need> = Some((
    "SDKROOT",
    "the folder of Apple's SDK, from Xcode: xcrun --show-sdk-path",
));

/// zig brings a C compiler and a linker for every system.
const ZIG: Need = ("cargo-zigbuild", "pip install ziglang cargo-zigbuild");

/// Relocations as a bitmap (RELR): 0.1 MB less. musl's own loader, which is in the program, reads it since 1.2.4.
/// Code and constants in the same pages: 4 KB less. No index of unwinding tables, which a program that aborts on a
/// panic does not read.
const PACKED: Option<&str> = Some(
    "-C link-arg=-Wl,-z,pack-relative-relocs -C link-arg=-Wl,-z,noseparate-code \
     -C link-arg=-Wl,--no-eh-frame-hdr",
);

const PLATFORMS: [Platform; 5] = [
    Platform {
        os: Os::Linux,
        arch: Arch::X86_64,
        target: "x86_64-unknown-linux-musl",
        build: "build",
        needs: &[("musl-gcc", "apt-get install musl-tools")],
        variable: None,
        flag: PACKED,
    },
    Platform {
        os: Os::Linux,
        arch: Arch::Aarch64,
        target: "aarch64-unknown-linux-musl",
        build: "zigbuild",
        needs: &[ZIG],
        variable: None,
        flag: None,
    },
    Platform {
        os: Os::Macos,
        arch: Arch::X86_64,
        target: "x86_64-apple-darwin",
        build: "zigbuild",
        needs: &[ZIG],
        variable: APPLE_SDK,
        flag: None,
    },
    Platform {
        os: Os::Macos,
        arch: Arch::Aarch64,
        target: "aarch64-apple-darwin",
        build: "zigbuild",
        needs: &[ZIG],
        variable: APPLE_SDK,
        flag: None,
    },
    Platform {
        os: Os::Windows,
        arch: Arch::X86_64,
        target: "x86_64-pc-windows-gnu",
        build: "build",
        needs: &[(
            "x86_64-w64-mingw32-gcc",
            "apt-get install gcc-mingw-w64-x86-64",
        )],
        variable: None,
        flag: None,
    },
];

/// Builds what can be built into a folder, writes the manifest beside, and reports what is missing.
///
/// # Errors
/// If the catalogue is not sound, nothing can be built, a program is larger than it may be, or the folder cannot be
/// written.
pub(crate) fn make(folder: &Path, catalogue: Option<&Path>) -> io::Result<()> {
    let catalogue = catalogue.map(sound_catalogue).transpose()?;
    fs::create_dir_all(folder)?;
    let mut files = Vec::new();
    for platform in &PLATFORMS {
        let name = platform.file_name();
        match platform.make(catalogue.as_deref()) {
            Ok(program) => {
                let content = fs::read(program)?;
                check_size(&name, content.len())?;
                let file = entry(platform, &content);
                write_program(&folder.join(&name), &content)?;
                anstream::println!("{:>9}  {}  {name}", file.size, file.sha256);
                files.push(file);
            }
            Err(reason) => anstream::println!("not built  {name}: {reason}"),
        }
    }
    if files.is_empty() {
        return Err(io::Error::other("nothing could be built"));
    }
    documents::write(folder)?;
    write_manifest(folder, files)
}

/// The absolute path of a catalogue that programs can be built with.
fn sound_catalogue(path: &Path) -> io::Result<PathBuf> {
    let refuse = |problem: String| io::Error::other(format!("{}: {problem}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
    let catalogue = Catalogue::parse(&text).map_err(|error| refuse(error.to_string()))?;
    if catalogue.is_demo() {
        return Err(refuse(
            "it is that of a demo, which no other machine reaches".to_owned(),
        ));
    }
    if catalogue.responders.is_empty() {
        return Err(refuse("it names no far end".to_owned()));
    }
    path.canonicalize()
}

impl Platform {
    fn file_name(&self) -> String {
        let ending = match self.os {
            Os::Windows => ".exe",
            Os::Linux | Os::Macos => "",
        };
        format!(
            "camcheck-{}-{}-{}{ending}",
            env!("CARGO_PKG_VERSION"),
            self.os.as_str(),
            self.arch.as_str()
        )
    }

    /// Builds the program and returns its path, or why there is none.
    fn make(&self, catalogue: Option<&Path>) -> Result<PathBuf, String> {
        for (program, advice) in self.needs {
            if !is_there(program) {
                return Err(format!("there is no {program} ({advice})"));
            }
        }
        if let Some((name, advice)) = self.variable
            && env::var_os(name).is_none_or(|value| value.is_empty())
        {
            return Err(format!("{name} is not set ({advice})"));
        }
        let project = project();
        let mut add = Command::new("rustup");
        add.args(["--quiet", "target", "add", self.target]);
        run(add.current_dir(&project))?;
        let mut cargo = Command::new("cargo");
        cargo
            .args([self.build, "--quiet", "--locked", "--profile", PROFILE])
            .args(["--package", "camcheck", "--bin", "camcheck", "--target"])
            .arg(self.target)
            .current_dir(&project);
        for (name, _) in env::vars_os().filter(|(name, _)| is_of_this_package(name)) {
            cargo.env_remove(name);
        }
        match catalogue {
            Some(path) => cargo.env(CATALOGUE, path),
            None => cargo.env_remove(CATALOGUE),
        };
        if let Some(flag) = self.flag {
            let target = self.target.to_uppercase().replace('-', "_");
            cargo.env(format!("CARGO_TARGET_{target}_RUSTFLAGS"), flag);
        }
        run(&mut cargo)?;
        let program = match self.os {
            Os::Windows => "camcheck.exe",
            Os::Linux | Os::Macos => "camcheck",
        };
        let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let target = target.unwrap_or_else(|| project.join("target"));
        Ok(target.join(self.target).join(PROFILE).join(program))
    }
}

/// The project that this program was built from.
fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What `cargo run` tells this program of its own package. Build scripts of others look at it and would
/// run again.
fn is_of_this_package(variable: &OsStr) -> bool {
    let name = variable.to_string_lossy();
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

fn is_there(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Runs a command with this one's output.
fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("{program} failed, see above")),
        Err(error) => Err(format!("{program}: {error}")),
    }
}

fn check_size(name: &str, size: usize) -> io::Result<()> {
    if size <= MOST {
        return Ok(());
    }
    let message = format!("{name} has {size} bytes, more than {MOST}");
    Err(io::Error::other(message))
}

fn entry(platform: &Platform, content: &[u8]) -> Download {
    let hash = digest(&SHA256, content);
    Download {
        os: platform.os,
        arch: platform.arch,
        file: platform.file_name(),
        size: content.len() as u64,
        sha256: hash.as_ref().iter().map(hex).collect(),
    }
}

fn hex(byte: &u8) -> String {
    format!("{byte:02x}")
}

fn write_program(path: &Path, content: &[u8]) -> io::Result<()> {
    fs::write(path, content)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// Writes the manifest, which has to pass the check that the page makes.
fn write_manifest(folder: &Path, files: Vec<Download>) -> io::Result<()> {
    let downloads = Downloads {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        files,
    };
    let json = serde_json::to_string_pretty(&downloads)? + "\n";
    Downloads::parse(&json).map_err(io::Error::other)?;
    fs::write(folder.join(FILE_NAME), json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_has_an_entry_that_the_page_accepts() {
        let folder = env::temp_dir().join(format!("camcheck-downloads-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let files: Vec<_> = PLATFORMS
            .iter()
            .map(|platform| entry(platform, b"program"))
            .collect();
        write_manifest(&folder, files).expect("a sound manifest");
        let json = fs::read_to_string(folder.join(FILE_NAME)).expect("the manifest");
        fs::remove_dir_all(&folder).expect("removed");
        let downloads = Downloads::parse(&json).expect("a sound manifest");
        for os in Os::ALL {
            let file = downloads.for_system(os, None).expect("a file");
            // printf program | sha256sum
            assert_eq!(file.sha256, PROGRAM);
            assert_eq!(file.size, 7);
            assert!(file.file.contains(os.as_str()));
        }
    }

    const PROGRAM: &str = "1310ca2c8932dbd118668bd97442558a3e1f546b5e15c69699dfbd6024f548d8";

    #[test]
    fn a_program_may_not_grow_beyond_the_budget() {
        assert!(check_size("a", MOST).is_ok());
        let error = check_size("camcheck-x", MOST + 1).expect_err("too large");
        assert!(error.to_string().starts_with("camcheck-x has 4000001"));
    }

    #[test]
    fn what_cannot_be_built_has_a_reason() {
        let mut missing = Command::new("no-such-program-anywhere");
        assert!(run(&mut missing).expect_err("fails").contains("no-such"));
        assert!(!is_there("no-such-program-anywhere"));
        let mut failing = Command::new("false");
        let reason = run(&mut failing).expect_err("fails");
        assert_eq!(reason, "false failed, see above");
    }
}
