//! What every prober of a run is made with.

use std::net::IpAddr;

use camcheck_core::say::Language;

use super::args::CommonArgs;
use super::{Complaint, clock, output, plain, trust};
use crate::vantage::{Flow, NativeProber, NetworkInterface, Outlet, Trust};

/// Roots, and how sockets are opened.
#[derive(Debug, Clone)]
pub(super) struct Kit {
    pub(super) trust: Trust,
    pub(super) outlet: Outlet,
    /// What the user called the interface.
    interface: Option<String>,
}

impl Kit {
    /// As the arguments ask.
    ///
    /// # Errors
    /// If the roots cannot be read, or there is no such interface.
    pub(super) fn of(args: &CommonArgs) -> Result<Self, Complaint> {
        let mut outlet = Outlet::default();
        if let Some(wanted) = &args.interface {
            outlet = outlet.through(find(wanted, args.language())?);
        }
        if args.verbose {
            outlet = outlet.telling(tell);
        }
        Ok(Self {
            trust: trust::load(args.ca_file.as_deref())?,
            outlet,
            interface: args.interface.clone(),
        })
    }

    /// A prober for one run.
    pub(super) fn prober(&self) -> NativeProber {
        NativeProber::new(self.trust.clone()).through(self.outlet.clone())
    }

    /// Looks at the interface again, whose address may have changed. If it is gone, its address stays, and nothing is
    /// sent by another one.
    pub(super) fn look_again(&mut self) {
        let wanted = self.interface.as_deref();
        if let Some(Ok(interface)) = wanted.map(|wanted| find(wanted, Language::default())) {
            self.outlet = self.outlet.clone().through(interface);
        }
    }
}

/// The interface that has this name or address.
fn find(wanted: &str, language: Language) -> Result<NetworkInterface, Complaint> {
    let complain = |problem: String| Complaint::new(format!("--interface {wanted}: {problem}"));
    let all = NetworkInterface::all().map_err(|error| {
        complain(format!(
            "the interfaces cannot be listed: {}",
            plain(&error)
        ))
    })?;
    let address = wanted.parse::<IpAddr>().ok();
    let is_wanted = |interface: &&NetworkInterface| match address {
        Some(address) => interface.addresses.iter().any(|(own, _)| *own == address),
        None => interface.name == wanted,
    };
    let found = all.iter().find(is_wanted).cloned();
    let found = found.map(|interface| match address {
        Some(address) => interface.preferring(address),
        None => interface,
    });
    found.ok_or_else(|| {
        let list: Vec<_> = all.iter().map(|known| described(known, language)).collect();
        complain(format!("there is none; there are: {}", list.join(", ")))
    })
}

/// Such as `eth0 (wired) 192.168.1.10`.
fn described(interface: &NetworkInterface, language: Language) -> String {
    let kind = language.interface_kind(interface.kind);
    let addresses = interface.addresses.iter();
    let addresses: Vec<_> = addresses.map(|(address, _)| address.to_string()).collect();
    format!("{} ({kind}) {}", interface.name, addresses.join(" "))
}

/// One line, beginning with the time, protocol and endpoints by which a firewall's log names the flow.
fn tell(flow: &Flow) {
    let Flow {
        began,
        local,
        remote,
        result,
    } = flow;
    let time = clock::to_the_millisecond(*began);
    let protocol = result.protocol();
    output::line(&format!("{time} {protocol} {local} > {remote} {result}"));
}
