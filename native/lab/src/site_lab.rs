//! One site, built and running.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::time::Duration;

use camcheck_core::catalogue::Catalogue;
use camcheck_core::sim::site::{self, Site};

use crate::cable::Cable;
use crate::catalogue::{FAR_END_NAMES, WITNESS_NAME, catalogue};
use crate::client::has_checked_health;
use crate::daemon::Daemon;
use crate::dns::SiteDns;
use crate::enter::{Lab, SiteDirectory};
use crate::error::LabError;
use crate::far_end::{self, FarEnd, Given};
use crate::middlebox::{Inspection, Middlebox, PROXY_PORT, WebProxy};
use crate::namespace::Namespace;
use crate::net::{FAR_END, FAR_END_ALTERNATE, Lan, PUBLIC_DNS, SHARED, WAN, WITNESS, load};
use crate::occupant::Occupant;
use crate::wiring::Namespaces;
use crate::{dns, nft, web};

/// A running site. Dropping it ends its helpers and, with them, its namespaces.
#[derive(Debug)]
pub struct SiteLab {
    // Helpers go first: fields are dropped in this order.
    occupant: Option<Occupant>,
    far_ends: Vec<Daemon>,
    helpers: Vec<Daemon>,
    site_dns: Option<SiteDns>,
    middlebox: Option<Middlebox>,
    cable: Option<Cable>,
    company_ca_pem: Option<PathBuf>,
    proxy: Option<WebProxy>,
    namespaces: Namespaces,
    directory: SiteDirectory,
    ca_pem: PathBuf,
    catalogue: PathBuf,
}

/// The process that took the place of a far end. Dropping it ends it.
#[derive(Debug)]
pub struct Upgraded {
    _program: Daemon,
}

impl SiteLab {
    /// Builds a site and waits until everything in it answers.
    ///
    /// # Errors
    /// [`LabError`] with the helper or command that failed and what it printed.
    pub fn build(lab: &Lab, site: &Site, far_end: &FarEnd) -> Result<Self, LabError> {
        let directory = lab.site_directory()?;
        let catalogue_file = directory.join("catalogue.json");
        fs::write(&catalogue_file, catalogue(&site.far_end).to_string())
            .map_err(LabError::system("catalogue"))?;
        let lan = Lan::of(site);
        let namespaces = Namespaces::create(&directory, site, lan)?;
        namespaces.connect(site, lan)?;
        load_rules(&namespaces, site)?;
        let mut built = Self {
            occupant: None,
            far_ends: Vec::new(),
            helpers: Vec::new(),
            site_dns: None,
            cable: Cable::lay(&namespaces, &site.wan)?,
            middlebox: None,
            company_ca_pem: None,
            proxy: WebProxy::of(site, SocketAddr::new(lan.router, PROXY_PORT)),
            namespaces,
            directory,
            ca_pem: lab.ca_pem().to_owned(),
            catalogue: catalogue_file,
        };
        built.start_hosts(lab, site, lan)?;
        built.start_far_ends(lab, site, far_end)?;
        built.start_middlebox(site, lan)?;
        Ok(built)
    }

    /// All start at once; each is waited for afterwards.
    fn start_hosts(&mut self, lab: &Lab, site: &Site, lan: Lan) -> Result<(), LabError> {
        let Namespaces { hosts, router, .. } = &self.namespaces;
        let mut public_dns = dns::start_public(hosts, &self.directory)?;
        let mut web = web::start(hosts, &self.directory, lab.pki())?;
        self.site_dns = Some(SiteDns::start(site, router, &self.directory, lan)?);
        dns::wait(&mut public_dns, hosts, PUBLIC_DNS.into())?;
        web::wait(&mut web, hosts)?;
        self.helpers = vec![web, public_dns];
        Ok(())
    }

    /// They check the other hosts at once, so those must be running first.
    fn start_far_ends(&mut self, lab: &Lab, site: &Site, kind: &FarEnd) -> Result<(), LabError> {
        let state = &site.far_end;
        let kind = if state.plain_stun {
            &FarEnd::PlainStun
        } else {
            kind
        };
        let first = (&self.namespaces.far_end, FAR_END, Some(FAR_END_ALTERNATE));
        let second = self
            .namespaces
            .witness
            .as_ref()
            .map(|namespace| (namespace, WITNESS, None));
        for (namespace, address, alternate) in
            (!state.down).then_some(first).into_iter().chain(second)
        {
            let names = names_of(alternate);
            let mut program =
                self.start_far_end(lab, state, kind, (namespace, address, alternate))?;
            // A far end that has been running for a while knows what is wrong with itself and the others.
            if *state != site::FarEnd::default() && !state.plain_stun {
                let responder = (address, names.first().copied().unwrap_or_default());
                program.wait_until(|_| {
                    let checked =
                        has_checked_health(&self.namespaces.hosts, &self.ca_pem, responder);
                    checked.unwrap_or(false)
                })?;
            }
            self.far_ends.push(program);
        }
        if state.feed_busy {
            self.occupant = Some(Occupant::start(&self.namespaces, &self.ca_pem)?);
        }
        Ok(())
    }

    fn start_far_end(
        &self,
        lab: &Lab,
        state: &site::FarEnd,
        kind: &FarEnd,
        (namespace, address, alternate): (&Namespace, Ipv4Addr, Option<Ipv4Addr>),
    ) -> Result<Daemon, LabError> {
        let given = Given {
            address,
            alternate,
            leaf: &lab.pki().leaf(&self.directory, names_of(alternate))?,
            catalogue: &self.catalogue,
            ca_pem: &self.ca_pem,
            max_feeds: max_feeds(state),
            path_tests: state.path_tests,
        };
        let mut program = far_end::start(kind, namespace, &self.directory, &given)?;
        far_end::wait(kind, &mut program, namespace)?;
        Ok(program)
    }

    /// Replaces the first far end by a new process, as an upgrade does: the old one ends by itself, and then the new
    /// one is started.
    ///
    /// # Errors
    /// If there is none, or one of them does not do its part.
    pub fn upgrade(&self, lab: &Lab, site: &Site, kind: &FarEnd) -> Result<Upgraded, LabError> {
        let none = || LabError::system("far end")(io::Error::other("there is none"));
        self.far_ends.first().ok_or_else(none)?.end()?;
        let first = (&self.namespaces.far_end, FAR_END, Some(FAR_END_ALTERNATE));
        let program = self.start_far_end(lab, &site.far_end, kind, first)?;
        Ok(Upgraded { _program: program })
    }

    fn start_middlebox(&mut self, site: &Site, lan: Lan) -> Result<(), LabError> {
        let inspection = match &site.tls.inspected {
            Some(_) => Some(Inspection::new(&self.directory, &self.ca_pem)?),
            None => None,
        };
        self.company_ca_pem = inspection
            .as_ref()
            .filter(|_| site.device.trusts_company_root)
            .map(Inspection::company_ca_pem);
        self.middlebox = Middlebox::start(site, &self.namespaces.router, lan.router, inspection)?;
        Ok(())
    }

    /// Runs a program on the site's device to its end, and collects what it printed.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn run_in_device(&self, command: &mut Command) -> io::Result<Output> {
        self.namespaces.device.output(command)
    }

    /// Runs a program on a host of the internet, with no firewall between it and the far end.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn run_outside(&self, command: &mut Command) -> io::Result<Output> {
        self.namespaces.hosts.output(command)
    }

    /// Starts a program on the site's device.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn spawn_in_device(&self, command: &mut Command) -> io::Result<Child> {
        self.namespaces.device.spawn(command)
    }

    /// Nothing passes the line for this long, in the middle of a feed that begins now.
    pub fn interrupt_feed(&self, long: Duration) {
        if let Some(cable) = &self.cable {
            cable.interrupt(long);
        }
    }

    /// Nothing passes the line for this long, in the middle of each feed of the program.
    pub fn interrupt_each_feed(&self, long: Duration) {
        if let Some(cable) = &self.cable {
            cable.interrupt_each(long);
        }
    }

    /// How many feeds of the program have begun; none is seen at a site whose line has no delay.
    #[must_use]
    pub fn feeds_begun(&self) -> usize {
        self.cable.as_ref().map_or(0, Cable::feeds_begun)
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

    /// A machine with the hosts of the internet.
    pub(crate) const fn hosts(&self) -> &Namespace {
        &self.namespaces.hosts
    }

    /// Memory that the far end's program has in use, in bytes.
    ///
    /// # Errors
    /// If it has ended or was never there.
    pub fn far_end_memory(&self) -> io::Result<u64> {
        let first = self.far_ends.first();
        first.ok_or(io::ErrorKind::NotFound)?.memory()
    }

    /// Processor time that the far end's program has used.
    ///
    /// # Errors
    /// If it has ended or was never there.
    pub fn far_end_time(&self) -> io::Result<Duration> {
        let first = self.far_ends.first();
        first.ok_or(io::ErrorKind::NotFound)?.processor_time()
    }

    /// The certificate (PEM) of a CA that is installed on the device besides the lab's: the root
    /// of the site's TLS inspection.
    #[must_use]
    pub fn company_ca_pem(&self) -> Option<&Path> {
        self.company_ca_pem.as_deref()
    }

    /// The web proxy that browsers on the device are configured to use.
    #[must_use]
    pub const fn proxy(&self) -> Option<WebProxy> {
        self.proxy
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

    /// The native program, configured for the lab's internet; to be run on the device.
    #[must_use]
    pub fn camcheck(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        self.tell_internet(&mut command);
        command
    }

    /// Configures a program for the lab's internet, by its arguments and environment.
    pub(crate) fn tell_internet(&self, camcheck: &mut Command) {
        camcheck
            .arg("--catalogue")
            .arg(&self.catalogue)
            .arg("--ca-file")
            .arg(&self.ca_pem);
        if let Some(company_ca) = &self.company_ca_pem {
            // The device's own trust store, if the company's root is installed there.
            camcheck.env("SSL_CERT_FILE", company_ca);
        }
    }
}

/// The names in a far end's certificate: one for each of its addresses.
const fn names_of(alternate: Option<Ipv4Addr>) -> &'static [&'static str] {
    if alternate.is_some() {
        &FAR_END_NAMES
    } else {
        &[WITNESS_NAME]
    }
}

/// The most feeds at a time, where that differs from the far end's default: 0 for one that does not
/// stream.
const fn max_feeds(state: &site::FarEnd) -> Option<u8> {
    if state.no_feed {
        Some(0)
    } else if state.feed_busy {
        Some(1)
    } else {
        None
    }
}

fn load_rules(namespaces: &Namespaces, site: &Site) -> Result<(), LabError> {
    let outside = if site.cgn.is_some() { SHARED } else { WAN };
    load(&namespaces.router, &nft::router(site, outside)?)?;
    if let (Some(provider), Some(nat)) = (&namespaces.provider, site.cgn) {
        load(provider, &nft::provider(nat)?)?;
    }
    if site.device.firewall {
        load(&namespaces.device, nft::DEVICE_FIREWALL)?;
    }
    if site.wan.loss_percent > 0 {
        load(&namespaces.core, &nft::loss(site.wan.loss_percent))?;
    }
    load(&namespaces.far_end, &nft::far_end(&site.far_end))
}
