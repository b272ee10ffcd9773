//! The systems that the program is built for, and how.

mod apple;
mod inspect;
mod toolchain;

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use camcheck_core::downloads::{Arch, Os};

pub(crate) use inspect::inspect;
use toolchain::Toolchain;
pub(crate) use toolchain::is_there;

/// The profile in `Cargo.toml` by which the programs are built; also the name of its folder.
const PROFILE: &str = "download";

/// Files that go into a program besides its code (`native/build.rs`).
#[derive(Debug)]
pub(crate) struct Contents {
    /// The far end of the page that offers the program, if there is one.
    pub(crate) catalogue: Option<PathBuf>,
    /// The licences of the software of others in it.
    pub(crate) notices: PathBuf,
    /// The list of its packages.
    pub(crate) packages: PathBuf,
}

impl Contents {
    /// The variables by which they are named to the build.
    fn variables(&self) -> [(&'static str, Option<&Path>); 3] {
        [
            ("CAMCHECK_CATALOGUE", self.catalogue.as_deref()),
            ("CAMCHECK_NOTICES", Some(&self.notices)),
            ("CAMCHECK_PACKAGES", Some(&self.packages)),
        ]
    }
}

/// A system, and what it takes to build for it.
#[derive(Debug)]
pub(crate) struct Platform {
    pub(crate) os: Os,
    pub(crate) arch: Arch,
    /// Rust's name for it.
    target: &'static str,
    toolchain: Toolchain,
    /// Further flags for the compiler.
    flags: &'static str,
}

/// musl: relocations as a bitmap (RELR), 0.1 MB less; musl's own loader, which is in the program, has supported it since
/// 1.2.4. Code and constants in the same pages: 4 KB less. Functions that are alike are kept once, which GNU's linker
/// cannot do: 40 KB less. No unwinding tables and no index of them, see [`UNWINDING`].
const PACKED: &str = "-C link-arg=-Wl,-z,pack-relative-relocs -C link-arg=-Wl,-z,noseparate-code \
     -C link-arg=-Wl,--no-eh-frame-hdr -C link-arg=-fuse-ld=lld -C link-arg=-Wl,--icf=all";

/// A linker script in the project that removes unwinding tables. A program that aborts on a panic does not read them, and
/// they are an eighth of it: 446 KB. (`-C force-unwind-tables=no` leaves them as large as they are.)
const UNWINDING: &str = "native/xtask/src/platform/no-unwinding.ld";

/// GNU's linker writes the time of the build into a program for Windows unless an option prevents
/// that.
const NO_TIME: &str = "-C link-arg=-Wl,--no-insert-timestamp";

impl Platform {
    /// All of them.
    pub(crate) const ALL: [Self; 6] = [
        Self {
            os: Os::Linux,
            arch: Arch::X86_64,
            target: "x86_64-unknown-linux-musl",
            toolchain: Toolchain::Musl,
            flags: PACKED,
        },
        Self {
            os: Os::Linux,
            arch: Arch::Aarch64,
            target: "aarch64-unknown-linux-musl",
            toolchain: Toolchain::Zig,
            flags: "",
        },
        Self {
            os: Os::Macos,
            arch: Arch::Aarch64,
            target: "aarch64-apple-darwin",
            toolchain: Toolchain::Zig,
            flags: "",
        },
        Self {
            os: Os::Macos,
            arch: Arch::X86_64,
            target: "x86_64-apple-darwin",
            toolchain: Toolchain::Zig,
            flags: "",
        },
        Self {
            os: Os::Windows,
            arch: Arch::X86_64,
            target: "x86_64-pc-windows-gnu",
            toolchain: Toolchain::Mingw,
            flags: NO_TIME,
        },
        Self {
            os: Os::Windows,
            arch: Arch::Aarch64,
            target: "aarch64-pc-windows-gnullvm",
            toolchain: Toolchain::Zig,
            flags: "",
        },
    ];

    /// The name of the file that a visitor downloads.
    pub(crate) fn file_name(&self) -> String {
        format!(
            "camcheck-{}-{}-{}{}",
            env!("CARGO_PKG_VERSION"),
            self.os.as_str(),
            self.arch.as_str(),
            self.ending()
        )
    }

    /// Rust's name for the system.
    pub(crate) const fn target(&self) -> &'static str {
        self.target
    }

    const fn ending(&self) -> &'static str {
        match self.os {
            Os::Windows => ".exe",
            Os::Linux | Os::Macos => "",
        }
    }

    /// The build tools that are missing on this machine, each with how to get it.
    pub(crate) fn missing_tools(&self) -> Vec<String> {
        self.toolchain.missing()
    }

    /// Builds the program with these files in it, and returns its path.
    ///
    /// # Errors
    /// What failed; the compiler and the linker have printed more.
    pub(crate) fn build(&self, tree: &Tree, contents: &Contents) -> Result<PathBuf, String> {
        let mut add = Command::new("rustup");
        add.args(["--quiet", "target", "add", self.target]);
        run(add.current_dir(&tree.project))?;
        let mut cargo = Command::new("cargo");
        cargo
            .args([self.toolchain.subcommand(), "--quiet", "--locked"])
            .args(["--profile", PROFILE])
            .args(["--package", "camcheck", "--bin", "camcheck"])
            .args(["--target", self.target])
            .current_dir(&tree.project)
            .env("CARGO_TARGET_DIR", &tree.target)
            // LLVM's linker writes this time into a program for Windows instead of that of the build.
            .env("SOURCE_DATE_EPOCH", "0");
        for (name, _) in env::vars_os().filter(|(name, _)| is_of_this_package(name)) {
            cargo.env_remove(name);
        }
        for (name, path) in contents.variables() {
            match path {
                Some(path) => cargo.env(name, path),
                None => cargo.env_remove(name),
            };
        }
        if self.os == Os::Macos {
            let sdk = apple::write_sdk(&tree.target).map_err(|error| error.to_string())?;
            let (major, minor) = apple::OLDEST_SYSTEM;
            cargo
                .env("SDKROOT", sdk)
                .env("MACOSX_DEPLOYMENT_TARGET", format!("{major}.{minor}"));
        }
        let target = self.target.to_uppercase().replace('-', "_");
        let mut flags = format!("{}{}", self.flags, tree.renamed()?);
        if self.toolchain == Toolchain::Musl {
            let script = tree.project.join(UNWINDING);
            flags.push_str(&format!(
                " -C link-arg=-B{} -C link-arg=-Wl,-T,{}",
                tree.linkers()?.display(),
                script.display()
            ));
        }
        cargo.env(format!("CARGO_TARGET_{target}_RUSTFLAGS"), flags);
        run(&mut cargo)?;
        let program = format!("camcheck{}", self.ending());
        Ok(tree.target.join(self.target).join(PROFILE).join(program))
    }
}

/// The sources, and the folder for what cargo makes of them.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) project: PathBuf,
    pub(crate) target: PathBuf,
}

impl Tree {
    /// The tree from which this program was built.
    pub(crate) fn own() -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let project = package.ancestors().nth(2).unwrap_or(package).to_owned();
        let chosen = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
        let target = project.join(chosen);
        Self { project, target }
    }

    /// Where this machine keeps what a program is made from: the project, what cargo makes of it, other crates, and
    /// the compiler.
    fn folders(&self) -> Result<[PathBuf; 4], String> {
        let cargo = match env::var_os("CARGO_HOME") {
            Some(folder) => PathBuf::from(folder),
            None => env::home_dir()
                .ok_or("this user has no home folder; set CARGO_HOME")?
                .join(".cargo"),
        };
        Ok([
            self.project.clone(),
            self.target.clone(),
            cargo.join("registry/src"),
            self.sysroot()?,
        ])
    }

    /// Folders whose paths no program may contain: those of [`Self::folders`] and the home folder, which holds caches of
    /// tools. (The temporary folder is allowed: every machine has it, and Rust's standard library contains its path.)
    pub(crate) fn unnamed_folders(&self) -> Result<Vec<PathBuf>, String> {
        let mut folders = Vec::from(self.folders()?);
        folders.extend(env::home_dir());
        // "/" is a part of every path.
        folders.retain(|folder| folder.components().count() > 1);
        Ok(folders)
    }

    /// Flags for the compiler that replace those folders by fixed names, so that every machine builds the same program,
    /// byte for byte.
    fn renamed(&self) -> Result<String, String> {
        let names = ["/camcheck", "/build", "/cargo", "/rust"];
        let folders = self.folders()?.into_iter().zip(names);
        Ok(folders
            .map(|(folder, name)| format!(" --remap-path-prefix={}={name}", folder.display()))
            .collect())
    }

    /// The folder of the compiler and its libraries.
    fn sysroot(&self) -> Result<PathBuf, String> {
        self.printed_by_rustc("sysroot").map(PathBuf::from)
    }

    /// The folder with LLVM's linker by the names under which C compilers look for one. It comes with the compiler.
    fn linkers(&self) -> Result<PathBuf, String> {
        let host = self.printed_by_rustc("host-tuple")?;
        let libraries = self.sysroot()?.join("lib/rustlib");
        Ok(libraries.join(host).join("bin/gcc-ld"))
    }

    fn printed_by_rustc(&self, what: &str) -> Result<String, String> {
        let mut rustc = Command::new("rustc");
        rustc.args(["--print", what]).current_dir(&self.project);
        let output = rustc.output().map_err(|error| format!("rustc: {error}"))?;
        match String::from_utf8_lossy(&output.stdout).trim() {
            "" => Err(format!("rustc does not print its {what}")),
            printed => Ok(printed.to_owned()),
        }
    }
}

/// Whether `cargo run` has set this variable to describe the xtask package. Build scripts of other packages depend on
/// such variables and would run again.
fn is_of_this_package(variable: &OsStr) -> bool {
    let name = variable.to_string_lossy();
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

/// Runs a command with the output of this process.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("{program} failed, see above")),
        Err(error) => Err(format!("{program}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_fails_is_named() {
        let mut missing = Command::new("no-such-program-anywhere");
        assert!(run(&mut missing).expect_err("fails").contains("no-such"));
        let mut failing = Command::new("false");
        let reason = run(&mut failing).expect_err("fails");
        assert_eq!(reason, "false failed, see above");
    }

    #[test]
    fn the_notices_are_about_these_programs() {
        let targets = Platform::ALL.map(|platform| platform.target);
        let noticed = camcheck_notices::PROGRAM_TARGETS;
        assert!(targets.iter().all(|target| noticed.contains(target)));
        assert_eq!(targets.len(), noticed.len());
    }

    #[test]
    fn no_two_programs_have_one_name() {
        let mut names: Vec<_> = Platform::ALL.iter().map(Platform::file_name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), Platform::ALL.len());
    }
}
