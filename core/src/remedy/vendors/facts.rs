//! What the placeholders in an entry stand for, in one report.

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
        self.filled(text, None, "")
    }

    /// Commands with their placeholders filled in, one per line.
    pub(in crate::remedy) fn commands(&self, paste: &[String]) -> String {
        let mut lines: Vec<String> = Vec::new();
        for item in paste {
            let has = |name| item.contains(name);
            if has("{port}") || has("{from}") {
                for range in &self.ports {
                    lines.push(self.filled(item, Some(*range), ""));
                }
            } else if has("{name}") || has("{domain}") {
                for name in &self.names {
                    lines.push(self.filled(item, None, name));
                }
            } else {
                lines.push(self.fill(item));
            }
        }
        lines.join("\n")
    }

    /// Fills in placeholders; those of a single port or name stand for these.
    fn filled(&self, text: &str, range: Option<PortRange>, name: &str) -> String {
        let mut parts = text.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            // Unknown placeholders stay; a test finds them.
            let known = part.split_once('}').and_then(|(placeholder, rest)| {
                filled.push_str(&self.value(placeholder, range, name)?);
                Some(rest)
            });
            match known {
                Some(rest) => filled.push_str(rest),
                None => {
                    filled.push('{');
                    filled.push_str(part);
                }
            }
        }
        filled
    }

    fn value(&self, placeholder: &str, range: Option<PortRange>, name: &str) -> Option<String> {
        let ports = |separator| {
            let ports: Vec<_> = self.ports.iter().map(PortRange::to_string).collect();
            ports.join(separator)
        };
        Some(match placeholder {
            "protocol" => self.protocol.to_owned(),
            "proto" => self.protocol.to_ascii_lowercase(),
            "ports" => ports(", "),
            "ports-commas" => ports(","),
            "ports-spaces" => ports(" "),
            "names" => self.names.join(", "),
            "camera" => self.camera.to_owned(),
            "port" => range?.to_string(),
            "from" => range?.first().to_string(),
            "to" => range?.last().to_string(),
            "name" => name.to_owned(),
            "domain" => name.trim_start_matches("*.").to_owned(),
            _ => return None,
        })
    }
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
