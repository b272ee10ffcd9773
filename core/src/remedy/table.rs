//! The change request as a table, one rule a line.

use super::request::{Action, ChangeRequest, Direction, Peer, RuleRequest};
use crate::model::ports::PortRange;
use crate::model::requirement::RequirementId;
use crate::say::Language;

impl ChangeRequest {
    /// The heads of the columns, and the cells of each rule: its number, action and protocol, the source of the
    /// packets and its ports, their destination and its ports, the direction with the state, and why.
    #[must_use]
    pub fn table(&self, language: Language) -> Vec<Vec<String>> {
        let mut lines = vec![owned(&language.texts().request().columns)];
        for (index, rule) in self.rules.iter().enumerate() {
            lines.push(rule.cells(index + 1, language));
        }
        lines
    }
}

impl RuleRequest {
    fn cells(&self, number: usize, language: Language) -> Vec<String> {
        let texts = language.texts();
        let words = texts.request();
        let [peer, ports] = [self.names(), join(&self.ports)];
        let [peer, ports] = [&peer, &ports].map(|items| match items.as_str() {
            "" => words.any,
            items => items,
        });
        let [source, source_ports, destination, destination_ports] = match self.direction {
            Direction::Outbound | Direction::Both => [words.camera, words.any, peer, ports],
            // Answers come from the ports to which the camera sends.
            Direction::Return => [peer, ports, words.camera, words.any],
            Direction::Unsolicited => [peer, words.any, words.camera, ports],
        };
        let why = format!(
            "{}. {}{} {}",
            language.level(self.level),
            self.why(language),
            self.least_privilege(language),
            self.remark(language)
        );
        owned(&[
            &number.to_string(),
            texts.action(self.action),
            texts.protocol(self.protocol),
            source,
            source_ports,
            destination,
            destination_ports,
            texts.direction(self.direction),
            why.trim_end(),
        ])
    }

    /// A rule in a few words, such as `Allow outbound TCP 5349, 8883`.
    #[must_use]
    pub fn title(&self, language: Language) -> String {
        let texts = language.texts();
        let mut traffic = format!("{} {}", texts.protocol(self.protocol), join(&self.ports));
        if self.is_named() {
            traffic.push_str(texts.request().to);
            traffic.push_str(&self.names());
        }
        match texts.rule_title(self.action, self.direction) {
            (before, Some(after)) => format!("{before}{traffic}{after}"),
            (whole, None) => whole.to_owned(),
        }
    }

    /// The same with its level.
    pub(super) fn heading(&self, language: Language) -> String {
        let level = language.level_in_sentence(self.level);
        format!("{} ({level})", self.title(language))
    }

    /// What it is for, and what is blocked now: sentences with a space after each.
    pub(super) fn why(&self, language: Language) -> String {
        let words = language.texts().request();
        let mut why = String::new();
        let mut last = "";
        for row in self.served() {
            let purpose = match self.direction {
                Direction::Unsolicited => words.both_directions,
                _ => language.purpose(*row),
            };
            // All domains have the same.
            if purpose != last {
                why.push_str(purpose);
                why.push(' ');
            }
            last = purpose;
        }
        if !self.blocked_now.is_empty() {
            why.push_str(words.blocked_now);
            why.push_str(&join(&self.blocked_now));
            why.push_str(". ");
        }
        why
    }

    /// The rows that describe what it is for.
    fn served(&self) -> &[RequirementId] {
        match (self.action, self.direction) {
            (Action::RaiseLimits, _) => &[RequirementId::UdpOutbound],
            (Action::FullConeNat, _) | (_, Direction::Unsolicited) => &[RequirementId::NatFullCone],
            _ => &self.rows,
        }
    }

    /// Why the rule is as wide as it is, and what it exposes.
    pub(super) fn least_privilege(&self, language: Language) -> &'static str {
        let texts = language.texts();
        texts.least_privilege(self.action, self.direction, self.is_named())
    }

    /// What an administrator might otherwise get wrong, or decline; may be empty.
    pub(super) fn remark(&self, language: Language) -> &'static str {
        language.texts().remark(self.problem)
    }

    fn names(&self) -> String {
        match &self.peer {
            Peer::Any => String::new(),
            Peer::Names(names) => {
                let names: Vec<_> = names.iter().map(|name| name.as_str()).collect();
                names.join(", ")
            }
        }
    }
}

fn owned(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn join(ports: &[PortRange]) -> String {
    let texts: Vec<_> = ports.iter().map(ToString::to_string).collect();
    texts.join(", ")
}
