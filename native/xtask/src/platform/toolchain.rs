//! What compiles and links for another system than this one.

use std::env;

/// A C compiler and a linker for a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Toolchain {
    /// Debian's for Linux with musl.
    Musl,
    /// Debian's for Windows on x86-64.
    Mingw,
    /// zig, which brings them for every system, called by cargo-zigbuild.
    Zig,
}

impl Toolchain {
    /// The word after `cargo` that builds with it.
    pub(super) const fn subcommand(self) -> &'static str {
        match self {
            Self::Musl | Self::Mingw => "build",
            Self::Zig => "zigbuild",
        }
    }

    /// Its programs that are not there, each with how to get it.
    pub(super) fn missing(self) -> Vec<String> {
        let programs = self.programs().iter();
        programs
            .filter(|(program, _)| !is_there(program))
            .map(|(program, advice)| format!("{program} ({advice})"))
            .collect()
    }

    /// Its programs, and how to get each.
    const fn programs(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Musl => &[("musl-gcc", "apt-get install musl-tools")],
            Self::Mingw => &[(
                "x86_64-w64-mingw32-gcc",
                "apt-get install gcc-mingw-w64-x86-64",
            )],
            Self::Zig => &[
                ("cargo-zigbuild", "pip install cargo-zigbuild"),
                ("zig", "pip install ziglang"),
            ],
        }
    }
}

/// Whether a program is on the path.
pub(crate) fn is_there(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_on_the_path_or_not_at_all() {
        assert!(is_there("cargo"));
        assert!(!is_there("no-such-program-anywhere"));
    }
}
