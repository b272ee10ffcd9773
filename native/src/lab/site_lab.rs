//! One site, built and running.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::time::Duration;

use camcheck_core::catalogue::Catalogue;
use camcheck_core::sim::site::Site;

use super::cable::Cable;
use super::catalogue::{FAR_END_NAMES, catalogue};
use super::daemon::Daemon;
use super::enter::Lab;
use super::error::LabError;
use super::far_end::{self, FarEnd, Files};
use super::namespace::Namespace;
use super::net::{Lan, Namespaces, PUBLIC_DNS, feed};
use super::{dns, nft, web};

/// A running site. Dropping it ends its helpers and, with them, its namespaces.
#[derive(Debug)]
pub struct SiteLab {
    // Helpers go first: fields are dropped in this order.
    far_end_program: Daemon,
    _helpers: [Daemon; 3],
    _cable: Option<Cable>,
    namespaces: Namespaces,
    directory: PathBuf,
    ca_pem: PathBuf,
    catalogue: PathBuf,
}

impl SiteLab {
    /// Builds a site and waits until everything in it answers.
    ///
    /// # Errors
    /// [`LabError`] with the helper or command that failed and what it printed.
    pub fn build(lab: &Lab, site: &Site, far_end: &FarEnd) -> Result<Self, LabError> {
        let rules = nft::ruleset(site)?;
        let directory = lab.site_directory()?;
        let catalogue_file = directory.join("catalogue.json");
        fs::write(&catalogue_file, catalogue().to_string())
            .map_err(LabError::system("catalogue"))?;

        let lan = Lan::new(site.nat.is_some());
        let delay = site.wan.round_trip_ms;
        let namespaces = Namespaces::create(&directory, lan, delay > 0)?;
        namespaces.connect(lan)?;
        feed(
            &namespaces.router,
            Command::new("nft").args(["-f", "-"]),
            &rules,
        )?;
        let cable = Cable::lay(&namespaces, delay)?;

        // All start at once; each is waited for afterwards.
        let mut public_dns = dns::start_public(&namespaces.hosts, &directory)?;
        let mut web = web::start(&namespaces.hosts, &directory, lab.pki())?;
        let mut site_dns = dns::start_site(&namespaces.router, &directory, lan.router, &site.dns)?;
        dns::wait(&mut public_dns, &namespaces.hosts, PUBLIC_DNS)?;
        web::wait(&mut web, &namespaces.hosts)?;
        // The far end looks at the other hosts at once, so they must be there before it.
        let leaf = lab.pki().leaf(&directory, &FAR_END_NAMES)?;
        let files = Files {
            leaf: &leaf,
            catalogue: &catalogue_file,
            ca_pem: lab.ca_pem(),
        };
        let mut far = far_end::start(far_end, &namespaces.far_end, &directory, &files)?;
        dns::wait(&mut site_dns, &namespaces.router, lan.router)?;
        far_end::wait(far_end, &mut far, &namespaces.far_end)?;

        Ok(Self {
            far_end_program: far,
            _helpers: [site_dns, web, public_dns],
            _cable: cable,
            namespaces,
            directory,
            ca_pem: lab.ca_pem().to_owned(),
            catalogue: catalogue_file,
        })
    }

    /// Runs a program on the site's device to its end, and collects what it printed.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn run_in_device(&self, command: &mut Command) -> io::Result<Output> {
        self.namespaces.device.output(command)
    }

    /// Starts a program on the site's device.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn spawn_in_device(&self, command: &mut Command) -> io::Result<Child> {
        self.namespaces.device.spawn(command)
    }

    /// The site's device.
    #[must_use]
    pub const fn device(&self) -> &Namespace {
        &self.namespaces.device
    }

    /// The site's router: NAT, firewall and resolver.
    #[must_use]
    pub const fn router(&self) -> &Namespace {
        &self.namespaces.router
    }

    /// The far end's machine.
    #[must_use]
    pub const fn far_end(&self) -> &Namespace {
        &self.namespaces.far_end
    }

    /// Processor time that the far end's program has used.
    ///
    /// # Errors
    /// If it has ended.
    pub fn far_end_time(&self) -> io::Result<Duration> {
        self.far_end_program.processor_time()
    }

    /// The site's own directory, in memory: logs and configurations of its helpers.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The test CA's certificate (PEM).
    #[must_use]
    pub fn ca_pem(&self) -> &Path {
        &self.ca_pem
    }

    /// The catalogue of the lab's internet.
    #[must_use]
    pub fn catalogue(&self) -> &Path {
        &self.catalogue
    }

    /// Where the page is, as the catalogue says.
    ///
    /// # Errors
    /// If the catalogue is gone or unsound.
    pub fn page_url(&self) -> Result<String, LabError> {
        let fault = LabError::system("catalogue");
        let json = match fs::read_to_string(&self.catalogue) {
            Ok(json) => json,
            Err(source) => return Err(fault(source)),
        };
        Catalogue::parse(&json)
            .map(|catalogue| catalogue.page)
            .map_err(|error| fault(io::Error::other(error)))
    }

    /// The native program, told about the lab's internet; to be run on the device.
    #[must_use]
    pub fn camcheck(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .arg("--catalogue")
            .arg(&self.catalogue)
            .arg("--ca-file")
            .arg(&self.ca_pem);
        command
    }
}
