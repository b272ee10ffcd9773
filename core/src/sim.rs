//! Simulated sites: one declarative file drives the simulated prober here, the native program in
//! network namespaces, and browsers in the same namespaces.

pub mod clock;
pub mod expect;
mod far_end;
mod internet;
pub mod prober;
pub mod site;

use std::net::Ipv4Addr;

use crate::catalogue::{Catalogue, CatalogueError, Responder, ResponderAddress};
use crate::model::report::Report;
use crate::model::vantage::Vantage;
use crate::plan::RunOptions;
use crate::probe::Browser;
use crate::probe::prober::Prober;
use crate::run::Circumstances;
use crate::run::Run;
use crate::run::drive::drive;
use site::FarEnd;

/// A far end of another region, which does not answer.
#[derive(Debug, Clone, Copy)]
pub struct SilentRegion {
    /// Its name in the catalogue.
    pub name: &'static str,
    /// The name of its host.
    pub host: &'static str,
    /// Its only address.
    pub ip: Ipv4Addr,
}

/// The far ends that a site file can have in front of those that answer.
pub const SILENT_REGIONS: [SilentRegion; 3] = [
    SilentRegion {
        name: "region-1",
        host: "region-1.camcheck.test",
        ip: Ipv4Addr::new(198, 51, 100, 5),
    },
    SilentRegion {
        name: "region-2",
        host: "region-2.camcheck.test",
        ip: Ipv4Addr::new(198, 51, 100, 6),
    },
    SilentRegion {
        name: "region-3",
        host: "region-3.camcheck.test",
        ip: Ipv4Addr::new(198, 51, 100, 7),
    },
];

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
    let catalogue = catalogue_of(&site.far_end)?;
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

/// The catalogue of the simulated internet with the far ends of a site file.
///
/// # Errors
/// Never; the text is tested.
pub fn catalogue_of(far_end: &FarEnd) -> Result<Catalogue, CatalogueError> {
    let mut catalogue = catalogue(far_end.witness)?;
    if let Some(model) = catalogue.responders.first().cloned() {
        let silent = SILENT_REGIONS.into_iter().take(far_end.silent_regions);
        let regions = silent.map(|region| Responder {
            name: region.name.to_owned(),
            addresses: vec![ResponderAddress {
                ip: region.ip.into(),
                name: Some(region.host.to_owned()),
            }],
            ..model.clone()
        });
        catalogue.responders.splice(0..0, regions);
    }
    Ok(catalogue)
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
