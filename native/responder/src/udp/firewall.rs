//! The firewall rules that redirect all UDP ports to one socket, in their own table.

use std::fmt;
use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::process::{Command, Output, Stdio};

use camcheck_core::model::ports::PortSet;

/// The nftables table that holds every rule of one far end and nothing else. It is named after the primary address,
/// which no other far end of the machine has, and which is the same at the next start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Table(Ipv4Addr);

impl Table {
    /// The table of the far end with this primary address.
    pub(crate) const fn of(primary: Ipv4Addr) -> Self {
        Self(primary)
    }

    /// Removes the table with its rules, if it is there.
    ///
    /// # Errors
    /// As [`Firewall::install`].
    pub(crate) fn remove(self) -> io::Result<()> {
        nft(&[], &self.absent())
    }

    /// Makes sure that there is no such table. Adding it first makes deleting it safe.
    fn absent(self) -> String {
        format!("table {self}\ndelete table {self}\n")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d] = self.0.octets();
        write!(f, "inet camcheck_responder_{a}_{b}_{c}_{d}")
    }
}

/// The mark of packets from the raw socket.
pub(super) const MARK: u32 = 0x00cc_5757;

/// The installed rules; dropping it removes them.
#[derive(Debug)]
pub(crate) struct Firewall {
    table: Table,
    ruleset: String,
}

impl Firewall {
    /// Installs the rules for each address and the port of its socket, in place of what a
    /// crashed process may have left.
    ///
    /// # Errors
    /// If nft is missing or refuses; the message contains the cause.
    pub(crate) fn install(
        table: Table,
        sockets: &[(Ipv4Addr, u16)],
        ports: &PortSet,
    ) -> io::Result<Self> {
        let firewall = Self {
            table,
            ruleset: ruleset(table, sockets, ports),
        };
        firewall.reinstall()?;
        Ok(firewall)
    }

    /// Whether the rules could be installed; installs none.
    ///
    /// # Errors
    /// As [`Firewall::install`].
    pub(crate) fn check(
        table: Table,
        sockets: &[(Ipv4Addr, u16)],
        ports: &PortSet,
    ) -> io::Result<()> {
        nft(&["--check"], &ruleset(table, sockets, ports))
    }

    /// Installs the rules again, whether or not they are still there.
    ///
    /// # Errors
    /// As [`Firewall::install`].
    pub(crate) fn reinstall(&self) -> io::Result<()> {
        nft(&[], &self.ruleset)
    }
}

impl Drop for Firewall {
    fn drop(&mut self) {
        // It can no longer be reported; the next start removes what remains.
        let _ = self.table.remove();
    }
}

/// The rules as text for nft.
///
/// * A port that some other socket of the machine uses, above all the far end's own DNS
///   look-ups, stays with that socket (`socket transparent 0`).
/// * Probes are not tracked: a sweep would leave 64,511 entries in the connection table.
/// * The addresses are local, so no routing rule is needed.
fn ruleset(table: Table, sockets: &[(Ipv4Addr, u16)], ports: &PortSet) -> String {
    // nft applies the whole text or nothing.
    let mut text = format!("{}table {table} {{\n", table.absent());
    let mut chain = |name: &str, hook: &str, rules: &[String]| {
        text.push_str(&format!(
            "  chain {name} {{\n    type filter hook {hook}; policy accept;\n"
        ));
        for rule in rules {
            text.push_str(&format!("    {rule}\n"));
        }
        text.push_str("  }\n");
    };
    let ports = disjoint(ports);
    let probes = |address: &Ipv4Addr| format!("ip daddr {address} udp dport {{ {ports} }}");
    let rules = |verdict: &dyn Fn(&Ipv4Addr, u16) -> String| -> Vec<String> {
        sockets
            .iter()
            .flat_map(|(address, port)| {
                let probes = probes(address);
                [
                    format!("{probes} socket transparent 0 return"),
                    format!("{probes} {}", verdict(address, *port)),
                ]
            })
            .collect()
    };
    chain(
        "untrack",
        "prerouting priority raw",
        &rules(&|_, _| "notrack".to_owned()),
    );
    chain(
        "steer",
        "prerouting priority mangle",
        &rules(&|address, port| format!("tproxy ip to {address}:{port} accept")),
    );
    chain(
        "answers",
        "output priority raw",
        &[format!("meta mark {MARK:#010x} notrack")],
    );
    text.push_str("}\n");
    text
}

/// The ports as nft wants them: a set of ranges that do not overlap.
fn disjoint(ports: &PortSet) -> String {
    let mut ranges: Vec<_> = ports
        .ranges()
        .iter()
        .map(|range| (range.first(), range.last()))
        .collect();
    ranges.sort_unstable();
    let mut merged: Vec<(u16, u16)> = Vec::new();
    for (first, last) in ranges {
        match merged.last_mut() {
            Some(before) if first <= before.1 => before.1 = before.1.max(last),
            Some(_) | None => merged.push((first, last)),
        }
    }
    let texts: Vec<_> = merged
        .into_iter()
        .map(|(first, last)| format!("{first}-{last}"))
        .collect();
    texts.join(", ")
}

fn nft(options: &[&str], text: &str) -> io::Result<()> {
    let output = run_nft(options, text).map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            io::Error::other("the program nft is missing; install the package nftables")
        } else {
            error
        }
    })?;
    if output.status.success() {
        return Ok(());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let first = complaint.lines().next().unwrap_or("no reason given");
    let message = format!("nft: {first}");
    Err(if complaint.contains("Operation not permitted") {
        io::Error::new(io::ErrorKind::PermissionDenied, message)
    } else {
        io::Error::other(message)
    })
}

fn run_nft(options: &[&str], text: &str) -> io::Result<Output> {
    let mut child = Command::new("nft")
        .args(options)
        .args(["-f", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // If nft has already failed, its own message gives the cause.
        let _ = stdin.write_all(text.as_bytes());
    }
    child.wait_with_output()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_name_both_addresses_and_all_ranges() {
        let sockets = [
            (Ipv4Addr::new(198, 51, 100, 10), 3478),
            (Ipv4Addr::new(198, 51, 100, 11), 3478),
        ];
        // As an operator may write them: overlapping, and in any order.
        let ports = "6000-65535,1025-4000,3478,2000-5000"
            .parse()
            .expect("ports");
        let table = Table::of(Ipv4Addr::new(198, 51, 100, 10));
        let rules = ruleset(table, &sockets, &ports);
        for line in [
            "ip daddr 198.51.100.10 udp dport { 1025-5000, 6000-65535 } notrack",
            "ip daddr 198.51.100.11 udp dport { 1025-5000, 6000-65535 } tproxy ip to 198.51.100.11:3478 accept",
            "ip daddr 198.51.100.11 udp dport { 1025-5000, 6000-65535 } socket transparent 0 return",
            "meta mark 0x00cc5757 notrack",
        ] {
            assert!(rules.contains(line), "{line}\nis missing in\n{rules}");
        }
        let name = "inet camcheck_responder_198_51_100_10";
        let begin = format!("table {name}\ndelete table {name}\ntable {name} {{\n");
        assert!(rules.starts_with(&begin), "{rules}");
    }
}
