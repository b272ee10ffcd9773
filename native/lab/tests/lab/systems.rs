//! The programs as a site downloads them, for the systems that this machine can run.

use std::path::PathBuf;

use camcheck_core::downloads::{Arch, Downloads, FILE_NAME, Os};
use camcheck_lab::{Lab, NamedSite, SiteLab, System, load_sites};
use libtest_mimic::Failed;

use super::browsers::far_end;
use super::programs::target;
use super::results::expect_none;
use super::scope::is_full;
use super::sites::report_of;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// The sites at which they are tried otherwise. Each shows something that systems do in their own way: UDP and its ranges,
/// refusals, certificates, resolvers, ICMP.
const SITES: [&str; 6] = [
    "dns-silent",
    "full-cone",
    "icmp-blocked",
    "symmetric",
    "tls-inspection-443",
    "udp-range-blocked",
];

/// Sites at which wine is not like Windows: it has no firewall of the device, whose settings the program could read.
const UNLIKE_WINDOWS: [&str; 1] = ["host-firewall"];

pub(super) fn tests() -> Vec<(String, Test)> {
    let sites = sites();
    let mut tests: Vec<(String, Test)> = Vec::new();
    for system in System::ALL {
        for site in sites.clone() {
            if system == System::Windows && UNLIKE_WINDOWS.contains(&site.name.as_str()) {
                continue;
            }
            let name = format!("system::{}::{}", system.as_str(), site.name);
            tests.push((name, Box::new(move |lab| judge(lab, system, &site))));
        }
        let name = format!("system::{}::contains_its_licences", system.as_str());
        tests.push((name, Box::new(move |lab| prints_licences(lab, system))));
    }
    tests
}

fn sites() -> Vec<NamedSite> {
    let mut sites = load_sites().expect("sound site files");
    if !is_full() {
        sites.retain(|site| SITES.contains(&site.name.as_str()));
    }
    sites
}

fn prints_licences(lab: &Lab, system: System) -> Result<(), Failed> {
    let program = download(system)?;
    let site = NamedSite::find("full-cone")?.site;
    let built = SiteLab::build(lab, &site, &far_end()?)?;
    let mut camcheck = system.camcheck(&built, &program)?;
    let output = built.run_in_device(camcheck.arg("--licenses"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    for words in ["\nrustls ", "Apache License", "The Rust Project Developers"] {
        if !text.contains(words) {
            return Err(format!("{words:?} is not in {text}{output:?}").into());
        }
    }
    Ok(())
}

fn judge(lab: &Lab, system: System, NamedSite { name, site }: &NamedSite) -> Result<(), Failed> {
    let program = download(system)?;
    let built = SiteLab::build(lab, site, &far_end()?)?;
    let mut camcheck = system.camcheck(&built, &program)?;
    let output = built.run_in_device(camcheck.args(["--format", "json"]))?;
    let report = report_of(&output)?;
    expect_none(name, &site.expect.differences(&report), &report)
}

/// The program that a visitor of this system is offered: `./dev test` builds all, and so does `./dev downloads`.
fn download(system: System) -> Result<PathBuf, Failed> {
    let folder = target().join("downloads");
    let manifest = folder.join(FILE_NAME);
    let advice = format!("run ./dev downloads {}", folder.display());
    let text = std::fs::read_to_string(&manifest)
        .map_err(|error| format!("{}: {error}: {advice}", manifest.display()))?;
    let downloads = Downloads::parse(&text).map_err(|error| error.to_string())?;
    let (os, arch) = match system {
        System::Linux => (Os::Linux, Arch::X86_64),
        System::LinuxArm => (Os::Linux, Arch::Aarch64),
        System::Windows => (Os::Windows, Arch::X86_64),
    };
    match downloads.for_system(os, Some(arch)) {
        Some(download) => Ok(folder.join(&download.file)),
        None => Err(format!("there is no program for {}: {advice}", system.as_str()).into()),
    }
}
