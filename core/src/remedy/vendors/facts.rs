//! What the placeholders in an entry stand for, in one report.

use crate::model::change::{Peer, Protocol};
use crate::model::ports::ARTICLE_UDP;
use crate::model::problem::Problem;
use crate::model::requirement::DomainPattern;
use crate::remedy::request::ChangeRequest;
use crate::say::Language;

/// What a rule for one problem of a report is about.
pub(in crate::remedy) struct Facts {
    protocol: &'static str,
    /// The same in lower case.
    proto: &'static str,
    ports: Vec<String>,
    /// Wildcards, as the article writes them.
    names: Vec<&'static str>,
    camera: &'static str,
}

impl Facts {
    /// As the change request asks for this problem; where it names no ports or names, all that a camera needs.
    pub(in crate::remedy) fn of(
        problem: Problem,
        request: &ChangeRequest,
        language: Language,
    ) -> Self {
        let mut facts = Self {
            protocol: "UDP",
            proto: "udp",
            ports: Vec::new(),
            names: Vec::new(),
            camera: language.page().camera_or_vlan,
        };
        let mut rules = request.rules.iter();
        if let Some(rule) = rules.find(|rule| rule.problem == problem) {
            if !matches!(rule.protocol, Protocol::Udp | Protocol::Any) {
                (facts.protocol, facts.proto) = ("TCP", "tcp");
            }
            for range in &rule.ports {
                facts.ports.push(range.to_string());
            }
            if let Peer::Names(names) = &rule.peer {
                let names = names.iter().copied().map(DomainPattern::as_str);
                facts.names.extend(names);
            }
        }
        if facts.ports.is_empty() {
            facts.ports.push(ARTICLE_UDP.to_string());
        }
        if facts.names.is_empty() {
            facts
                .names
                .extend(DomainPattern::ALL.map(DomainPattern::as_str));
        }
        facts
    }

    /// A text with its placeholders filled in.
    pub(in crate::remedy) fn fill(&self, text: &str) -> String {
        self.filled(text, "")
    }

    /// Commands with their placeholders filled in, one per line.
    pub(in crate::remedy) fn commands(&self, paste: &[String]) -> String {
        let mut lines = String::new();
        let mut add = |item: &str, one: &str| {
            lines.push_str(&self.filled(item, one));
            lines.push('\n');
        };
        for item in paste {
            if item.contains("{port}") {
                self.ports.iter().for_each(|port| add(item, port));
            } else if item.contains("{name}") {
                self.names.iter().for_each(|name| add(item, name));
            } else {
                add(item, "");
            }
        }
        lines
    }

    /// Fills in placeholders; those of a single port or name stand for this one. Every second part between braces is a
    /// placeholder.
    fn filled(&self, text: &str, one: &str) -> String {
        let mut filled = String::new();
        let mut is_placeholder = false;
        for part in text.split(['{', '}']) {
            let joined;
            filled.push_str(match part {
                text if !is_placeholder => text,
                "protocol" => self.protocol,
                "proto" => self.proto,
                "ports" => {
                    joined = self.ports.join(", ");
                    &joined
                }
                "ports-commas" => {
                    joined = self.ports.join(",");
                    &joined
                }
                "ports-spaces" => {
                    joined = self.ports.join(" ");
                    &joined
                }
                "names" => {
                    joined = self.names.join(", ");
                    &joined
                }
                "camera" => self.camera,
                "port" | "name" => one,
                // A test finds these.
                _ => "{?}",
            });
            is_placeholder = !is_placeholder;
        }
        filled
    }
}
