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
        let heads = language.texts().request().columns;
        let mut lines = vec![heads.iter().map(|head| (*head).to_owned()).collect()];
        for (index, rule) in self.rules.iter().enumerate() {
            lines.push(rule.cells(index + 1, language));
        }
        lines
    }

    /// What an administrator might otherwise get wrong, or decline, with the number of the rule.
    #[must_use]
    pub fn remarks(&self, language: Language) -> Vec<String> {
        let label = language.texts().request().remark;
        let mut remarks = Vec::new();
        for (index, rule) in self.rules.iter().enumerate() {
            let remark = rule.remark(language);
            if !remark.is_empty() {
                remarks.push(format!("{label} ({}): {remark}", index + 1));
            }
        }
        remarks
    }
}

impl RuleRequest {
    fn cells(&self, number: usize, language: Language) -> Vec<String> {
        let texts = language.texts();
        let words = texts.request();
        let any = || words.any.to_owned();
        let camera = || words.camera.to_owned();
        let peer = || or_any(self.names(), words.any);
        let ports = || or_any(join(&self.ports), words.any);
        let mut cells = vec![
            number.to_string(),
            texts.action(self.action).to_owned(),
            texts.protocol(self.protocol).to_owned(),
        ];
        cells.extend(match self.direction {
            Direction::Outbound | Direction::Both => [camera(), any(), peer(), ports()],
            // Answers come from the ports to which the camera sends.
            Direction::Return => [peer(), ports(), camera(), any()],
            Direction::Unsolicited => [peer(), any(), camera(), ports()],
        });
        cells.push(texts.direction(self.direction).to_owned());
        cells.push(format!(
            "{}. {} {}",
            language.level(self.level),
            self.why(language),
            self.least_privilege(language)
        ));
        cells
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
        texts.rule_title(self.action, self.direction, &traffic)
    }

    /// The same with its level.
    pub(super) fn heading(&self, language: Language) -> String {
        let level = language.level_in_sentence(self.level);
        format!("{} ({level})", self.title(language))
    }

    /// What it is for, and what is blocked now.
    pub(super) fn why(&self, language: Language) -> String {
        let words = language.texts().request();
        let mut why = self.purpose(language);
        if !self.blocked_now.is_empty() {
            why.push_str(words.blocked_now);
            why.push_str(&join(&self.blocked_now));
            why.push('.');
        }
        why
    }

    fn purpose(&self, language: Language) -> String {
        let one = match (self.action, self.direction) {
            (Action::FullConeNat, _) => language.purpose(RequirementId::NatFullCone),
            (Action::RaiseLimits, _) => language.purpose(RequirementId::UdpOutbound),
            (_, Direction::Unsolicited) => language.texts().request().both_directions,
            _ => {
                let rows = self.findings.iter();
                let mut purposes: Vec<_> = rows.map(|(row, _)| language.purpose(row.id)).collect();
                purposes.dedup();
                return purposes.join(" ");
            }
        };
        one.to_owned()
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

fn or_any(items: String, any: &str) -> String {
    if items.is_empty() {
        any.to_owned()
    } else {
        items
    }
}

fn join(ports: &[PortRange]) -> String {
    let texts: Vec<_> = ports.iter().map(ToString::to_string).collect();
    texts.join(", ")
}
