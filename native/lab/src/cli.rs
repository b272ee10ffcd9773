//! The command line of `camcheck-lab`.
//!
//! Exit code: that of the program that ran in the site; 2 for a usage or set-up error; 77
//! ([`NO_LAB_EXIT`]) if this machine has no privilege or program for the lab, or 2 for that too
//! where `CI=true`, so that a lab that did not run never counts as a success.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

use clap::{Parser, Subcommand};

use crate::bench;
use crate::browser::{Visit, press_here};
use crate::enter::{Lab, NO_LAB_EXIT};
use crate::error::LabError;
use crate::far_end::FarEnd;
use crate::programs::Programs;
use crate::site_files::{NamedSite, load};
use crate::site_lab::SiteLab;

const FAILURE: u8 = 2;

/// Simulated sites: a device behind a router with NAT and firewall, and an internet with the
/// far end, DNS and the real host names, all on this machine and only on it.
#[derive(Debug, Parser)]
#[command(name = "camcheck-lab", version)]
struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Lists the sites.
    Sites,
    /// Runs camcheck on the device of a site and exits with its code.
    Site {
        /// Name of the site.
        name: String,
        /// Further arguments for camcheck.
        #[arg(last = true)]
        arguments: Vec<OsString>,
    },
    /// Opens a shell on the device of a site, or runs one command there.
    Shell {
        /// Name of the site.
        name: String,
        /// Use coturn as the far end.
        #[arg(long)]
        coturn: bool,
        /// The command, instead of a shell.
        #[arg(last = true)]
        command: Vec<OsString>,
    },
    /// Opens the page in a browser on the device of a site; where there is no display, presses
    /// its button and keeps a picture.
    Page {
        /// Name of the site.
        name: String,
        #[command(flatten)]
        visit: Visit,
    },
    /// Opens a page on this machine, outside every site, in Chromium without a window, and presses
    /// its button.
    Press {
        /// The address of the page.
        url: String,
    },
    /// Measures how long things take.
    Bench {
        /// Folder with the built page, to measure that too.
        #[arg(long, value_name = "DIR")]
        web: Option<PathBuf>,
    },
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Lab(#[from] LabError),
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    match run(Arguments::parse().action) {
        Ok(code) => code,
        Err(Failure::Lab(error)) if error.is_unavailable() => {
            let in_ci = env::var_os("CI").is_some_and(|value| value == "true");
            anstream::eprintln!("camcheck-lab: NOT RUN: {error}");
            ExitCode::from(if in_ci { FAILURE } else { NO_LAB_EXIT })
        }
        Err(error) => {
            anstream::eprintln!("camcheck-lab: {error}");
            ExitCode::from(FAILURE)
        }
    }
}

fn run(action: Action) -> Result<ExitCode, Failure> {
    match action {
        Action::Sites => {
            for NamedSite { name, site } in load()? {
                anstream::println!("{name:24} {}", site.title);
            }
            Ok(ExitCode::SUCCESS)
        }
        Action::Site { name, arguments } => {
            let site = NamedSite::find(&name)?.site;
            let programs = programs()?;
            let lab = Lab::enter()?;
            let built = SiteLab::build(&lab, &site, &FarEnd::responder(programs.responder))?;
            let mut camcheck = built.camcheck(&programs.camcheck);
            attend(&built, camcheck.args(arguments))
        }
        Action::Shell {
            name,
            coturn,
            command,
        } => {
            let site = NamedSite::find(&name)?.site;
            let far_end = if coturn {
                FarEnd::Coturn
            } else {
                FarEnd::responder(programs()?.responder)
            };
            let lab = Lab::enter()?;
            let built = SiteLab::build(&lab, &site, &far_end)?;
            attend(&built, &mut shell(command, &built))
        }
        Action::Page { name, visit } => {
            let site = NamedSite::find(&name)?.site;
            let far_end = FarEnd::Responder {
                program: programs()?.responder,
                web: Some(visit.web.clone()),
                feeds: true,
            };
            let lab = Lab::enter()?;
            visit.make(&SiteLab::build(&lab, &site, &far_end)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Action::Press { url } => {
            press_here(&url)?;
            Ok(ExitCode::SUCCESS)
        }
        Action::Bench { web } => {
            let programs = programs()?;
            bench::run(&Lab::enter()?, &programs, web.as_deref())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The project's programs, where this one lies.
fn programs() -> io::Result<Programs> {
    let here = env::current_exe()?;
    Programs::in_folder(here.parent().unwrap_or(&here))
}

/// Runs a program on the device with this one's terminal.
fn attend(site: &SiteLab, command: &mut Command) -> Result<ExitCode, Failure> {
    let status = site.spawn_in_device(command)?.wait()?;
    Ok(code(status))
}

fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(FAILURE))
}

/// A shell finds the catalogue and the CA in its environment.
fn shell(command: Vec<OsString>, site: &SiteLab) -> Command {
    let mut words = command.into_iter();
    let program = words
        .next()
        .or_else(|| env::var_os("SHELL"))
        .unwrap_or_else(|| "/bin/sh".into());
    let mut command = Command::new(program);
    command
        .args(words)
        .env("CATALOGUE", site.catalogue())
        .env("CA_FILE", site.ca_pem())
        .env("LOGS", site.directory());
    command
}
