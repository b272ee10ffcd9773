//! What the placeholders in an entry stand for, in one report.

use std::fmt::Display;

use crate::model::ports::{ARTICLE_UDP, PortRange};
use crate::model::problem::Problem;
use crate::model::report::{Report, Row};
use crate::model::requirement::{DomainPattern, RequirementId, TcpPort};
use crate::say::Language;

/// What a rule for one problem of a report is about.
pub(in crate::remedy) struct Facts {
    protocol: &'static str,
    ports: Vec<PortRange>,
    /// Wildcards, as the article writes them.
    names: Vec<&'static str>,
    camera: &'static str,
}

impl Facts {
    /// For a problem of a report; where no row says which ports or names, all that a camera needs.
    pub(in crate::remedy) fn of(problem: Problem, report: &Report, language: Language) -> Self {
        let rows = report.requirements.iter();
        let rows: Vec<_> = rows
            .filter(|row| Problem::of_row(row, report).contains(&problem))
            .collect();
        let is_tcp = matches!(
            problem,
            Problem::PortBlocked | Problem::NameBlocked | Problem::TlsInspection
        );
        Self {
            protocol: if is_tcp { "TCP" } else { "UDP" },
            ports: if is_tcp {
                tcp_ports(&rows)
            } else {
                vec![ARTICLE_UDP]
            },
            names: names(problem, &rows),
            camera: language.page().camera_or_vlan,
        }
    }

    /// A text with its placeholders filled in.
    pub(in crate::remedy) fn fill(&self, text: &str) -> String {
        let lower = self.protocol.to_ascii_lowercase();
        [
            ("{protocol}", self.protocol),
            ("{proto}", &lower),
            ("{ports}", &join(&self.ports, ", ")),
            ("{ports-commas}", &join(&self.ports, ",")),
            ("{ports-spaces}", &join(&self.ports, " ")),
            ("{names}", &join(&self.names, ", ")),
            ("{camera}", self.camera),
        ]
        .into_iter()
        .fold(text.to_owned(), |text, (name, value)| {
            text.replace(name, value)
        })
    }

    /// Commands with their placeholders filled in, one per line.
    pub(in crate::remedy) fn commands(&self, paste: &[String]) -> String {
        let mut lines = Vec::new();
        for item in paste {
            let item = self.fill(item);
            if ["{port}", "{from}", "{to}"]
                .iter()
                .any(|name| item.contains(name))
            {
                lines.extend(self.ports.iter().map(|range| of_ports(&item, *range)));
            } else if item.contains("{name}") || item.contains("{domain}") {
                lines.extend(self.names.iter().map(|name| of_name(&item, name)));
            } else {
                lines.push(item);
            }
        }
        join(&lines, "\n")
    }
}

fn of_ports(item: &str, range: PortRange) -> String {
    item.replace("{port}", &range.to_string())
        .replace("{from}", &range.first().to_string())
        .replace("{to}", &range.last().to_string())
}

fn of_name(item: &str, name: &str) -> String {
    let domain = name.trim_start_matches("*.");
    item.replace("{name}", name).replace("{domain}", domain)
}

fn tcp_ports(rows: &[&Row]) -> Vec<PortRange> {
    let is_needed = |port: &TcpPort| {
        rows.iter()
            .any(|row| row.id == port.requirement() || is_web(row.id) && *port == TcpPort::P443)
    };
    let needed = TcpPort::ALL.into_iter().filter(is_needed);
    let mut ports: Vec<_> = needed.filter_map(single).collect();
    if ports.is_empty() {
        ports.extend(TcpPort::ALL.into_iter().filter_map(single));
    }
    ports
}

fn is_web(id: RequirementId) -> bool {
    id.domain().is_some()
}

fn single(port: TcpPort) -> Option<PortRange> {
    PortRange::new(port.number(), port.number()).ok()
}

/// The names that are blocked; whatever else is exempted by name is so for all names of a camera.
fn names(problem: Problem, rows: &[&Row]) -> Vec<&'static str> {
    let blocked: Vec<_> = rows.iter().filter_map(|row| row.id.domain()).collect();
    let all = problem != Problem::NameBlocked || blocked.is_empty();
    DomainPattern::ALL
        .into_iter()
        .filter(|pattern| all || blocked.contains(pattern))
        .map(DomainPattern::as_str)
        .collect()
}

fn join<T: Display>(items: &[T], separator: &str) -> String {
    let texts: Vec<_> = items.iter().map(ToString::to_string).collect();
    texts.join(separator)
}
