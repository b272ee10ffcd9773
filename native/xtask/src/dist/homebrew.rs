//! A formula for Homebrew (macOS and Linux), for a tap: <https://docs.brew.sh/Formula-Cookbook>.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use camcheck_core::downloads::{Arch, Os};
use url::Url;

use super::{Offered, address};

const FILE: &str = "camcheck.rb";

/// Writes the formula of what is offered beside a page.
///
/// # Errors
/// If the folder cannot be written.
pub(super) fn write(folder: &Path, page: &Url, offered: &[Offered]) -> io::Result<()> {
    fs::write(folder.join(FILE), formula(page, offered)?)
}

fn formula(page: &Url, offered: &[Offered]) -> io::Result<String> {
    let mut systems = String::new();
    for (os, block) in [(Os::Macos, "on_macos"), (Os::Linux, "on_linux")] {
        let _ = writeln!(systems, "\n  {block} do");
        for (arch, block) in [(Arch::Aarch64, "on_arm"), (Arch::X86_64, "on_intel")] {
            let is_it = |file: &&Offered| file.os == os && file.arch == arch;
            let Some(file) = offered.iter().find(is_it) else {
                continue;
            };
            let _ = writeln!(
                systems,
                "    {block} do\n      url \"{}\"\n      sha256 \"{}\"\n    end",
                address(page, file)?,
                file.sha256
            );
        }
        systems.push_str("  end\n");
    }
    Ok(format!(
        r##"class Camcheck < Formula
  desc "{description}"
  homepage "{page}"
  version "{version}"
  license any_of: ["MIT", "Apache-2.0"]
{systems}
  def install
    bin.install "camcheck"
    man1.install "camcheck.1", "camcheck-watch.1"
    bash_completion.install "camcheck.bash" => "camcheck"
    fish_completion.install "camcheck.fish"
    zsh_completion.install "_camcheck"
    doc.install "third-party-notices.html"
  end

  test do
    assert_match version.to_s, shell_output("#{{bin}}/camcheck --version")
  end
end
"##,
        description = super::DESCRIPTION,
        version = env!("CARGO_PKG_VERSION"),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::tests::offered;
    use super::*;

    #[test]
    fn each_system_gets_its_own_archive() {
        let page = Url::parse("https://probe.example/").expect("an address");
        let formula = formula(&page, &offered()).expect("a formula");
        for (os, arch) in [
            ("macos", "aarch64"),
            ("macos", "x86_64"),
            ("linux", "aarch64"),
            ("linux", "x86_64"),
        ] {
            let url = format!(
                "url \"https://probe.example/packages/camcheck-{}-{os}-{arch}.tar.gz\"",
                env!("CARGO_PKG_VERSION")
            );
            assert_eq!(formula.matches(&url).count(), 1, "{formula}");
        }
        assert_eq!(formula.matches("sha256 \"").count(), 4);
        assert!(!formula.contains("windows"), "{formula}");
    }
}
