//! Simulated sites: one declarative file drives the simulated prober here, the native program in
//! network namespaces, and browsers in the same namespaces.

pub mod clock;
pub mod expect;
mod far_end;
mod internet;
pub mod prober;
pub mod site;

use crate::catalogue::{Catalogue, CatalogueError};
use crate::model::report::Report;
use crate::model::vantage::Vantage;
use crate::plan::RunOptions;
use crate::probe::Browser;
use crate::probe::prober::Prober;
use crate::run::Circumstances;
use crate::run::Run;
use crate::run::drive::drive;

/// Judges a site from a vantage in virtual time; `jitter` changes the order in which probes end.
///
/// # Errors
/// Never; the simulated catalogue is tested.
pub fn judge_site(
    site: &site::Site,
    (vantage, browser): (Vantage, Browser),
    seed: u64,
    jitter: u64,
) -> Result<Report, CatalogueError> {
    let catalogue = catalogue(site.far_end.witness)?;
    let clock = clock::Clock::default();
    let prober = prober::SimProber::new(site, &catalogue, vantage, browser, clock.clone(), jitter);
    let options = RunOptions::new(catalogue.clone(), vantage, seed);
    Ok(report(options, &prober, &clock))
}

/// Drives a run in virtual time and returns its report, with the virtual duration in it.
pub fn report<P: Prober>(options: RunOptions, prober: &P, clock: &clock::Clock) -> Report {
    let mut run = Run::new(options);
    clock.block_on(drive(&mut run, prober, |_| {}));
    run.report(Circumstances {
        started: "2026-01-01T00:00:00Z".to_owned(),
        duration_ms: u64::try_from(clock.now().as_millis()).unwrap_or(u64::MAX),
        extra_root: false,
    })
}

/// The catalogue of the simulated internet, with a second responder if there is a witness.
///
/// # Errors
/// Never; the text is tested.
pub fn catalogue(witness: bool) -> Result<Catalogue, CatalogueError> {
    let mut catalogue = Catalogue::parse(include_str!("sim/catalogue.json"))?;
    if !witness {
        catalogue.responders.truncate(1);
    }
    Ok(catalogue)
}
