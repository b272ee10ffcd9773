use std::collections::BTreeSet;

use super::facts::{Facts, Tried};
use super::*;
use crate::model::diagnosis::Diagnosis;
use crate::model::reason::Reason;
use crate::model::requirement::{Level, RequirementId};
use crate::model::verdict::Status;

/// Every sentence and fix that there can be, in one language.
fn every_sentence(language: Language) -> Vec<String> {
    let other_facts = Facts {
        has_nat: false,
        stun_is_filtered: true,
        behind_portal: true,
        ..facts()
    };
    let said = language.texts();
    let mut texts = Vec::new();
    for id in RequirementId::ALL {
        for reason in Reason::ALL {
            for status in [Status::Pass, Status::Warn, Status::Fail] {
                for facts in [&facts(), &other_facts] {
                    texts.push(rows::sentence(said, id, status, *reason, facts));
                }
            }
            texts.push(rows::fix(said, id, *reason, &facts()));
            for status in [Status::Warn, Status::Fail, Status::Inconclusive] {
                let meaning = meaning::Meaning::of(id, status, *reason);
                texts.extend(meaning.map(|meaning| said.meaning(meaning).to_owned()));
            }
        }
        texts.push(language.purpose(id).to_owned());
    }
    texts.extend(
        Diagnosis::ALL
            .iter()
            .map(|diagnosis| language.diagnosis(*diagnosis).to_owned()),
    );
    texts
}

fn facts() -> Facts {
    Facts {
        tried: Tried {
            open: 3,
            all: 5,
            is_sweep: false,
        },
        udp_blocked: "30000-49999".to_owned(),
        udp_blocked_ports: 20_000,
        udp_edges_within: 504,
        udp_unconfirmed: "5000-5503".to_owned(),
        has_nat: true,
        stun_is_filtered: false,
        own_firewall: false,
        behind_portal: false,
        asked: 3,
        answered: 3,
        hosts: "www.example.com".to_owned(),
    }
}

#[test]
fn sentences_are_whole_in_every_language() {
    for language in Language::ALL {
        for text in every_sentence(language) {
            assert!(text.ends_with('.'), "{text}");
            assert!(
                !text.contains(['_', '{', '}']) && !text.contains("  "),
                "{text}"
            );
            let first = text.chars().next();
            assert!(
                first.is_some_and(|first| !first.is_lowercase() || text.starts_with("www.")),
                "{text}"
            );
        }
    }
}

#[test]
fn no_sentence_was_left_untranslated() {
    let first: BTreeSet<_> = every_sentence(Language::default()).into_iter().collect();
    for language in Language::ALL {
        if language != Language::default() {
            for text in every_sentence(language) {
                assert!(!first.contains(&text), "{language:?}: {text}");
            }
        }
    }
}

/// In these languages, that is the title in small letters.
#[test]
fn a_level_in_a_sentence_is_the_level_of_the_title() {
    for language in Language::ALL {
        for level in [Level::Required, Level::Recommended, Level::Advice] {
            assert_eq!(
                language.level_in_sentence(level),
                language.level(level).to_lowercase()
            );
        }
    }
}
