use std::collections::BTreeSet;

use super::*;
use crate::model::reason::Reason;

/// Every sentence and fix that there can be, in one language.
fn every_sentence(language: Language) -> Vec<String> {
    let facts = facts();
    let mut texts = Vec::new();
    for id in RequirementId::ALL {
        for reason in Reason::ALL {
            for status in [Status::Pass, Status::Warn, Status::Fail] {
                texts.push(said!(language, sentence(id, status, *reason, &facts)));
            }
            texts.push(said!(language, fix(id, *reason, &facts)));
        }
        texts.push(said!(language, purpose(id)).to_owned());
        for status in [Status::Warn, Status::Fail, Status::Inconclusive] {
            texts.extend(said!(language, meaning(id, status)).map(ToOwned::to_owned));
        }
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
        udp_open: 3,
        udp_sampled: 5,
        udp_blocked: "30000-49999".to_owned(),
        udp_blocked_ports: 20_000,
        udp_edges_within: 504,
        udp_unconfirmed: "5000-5503".to_owned(),
        full_sweep: false,
        has_nat: true,
        stun_is_filtered: false,
        own_firewall: false,
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
fn no_sentence_was_left_in_english() {
    let english: BTreeSet<_> = every_sentence(Language::English).into_iter().collect();
    for text in every_sentence(Language::Spanish) {
        assert!(!english.contains(&text), "{text}");
    }
}

#[test]
fn a_sentence_groups_digits_and_does_not_name_every_range() {
    for (count, text) in [(0, "0"), (504, "504"), (1008, "1,008"), (64_511, "64,511")] {
        assert_eq!(grouped(count), text);
    }
    let port = |port| PortRange::new(port, port).expect("a port");
    let many: Vec<_> = (1..=13).map(port).collect();
    assert_eq!(some_of(&many), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …");
    assert_eq!(some_of(many.get(..2).expect("two")), "1, 2");
}

#[test]
fn a_tag_or_a_locale_names_a_language() {
    for (tag, language) in [
        ("es-MX", Some(Language::Spanish)),
        ("ES", Some(Language::Spanish)),
        ("es_US.UTF-8", Some(Language::Spanish)),
        ("es@euro", Some(Language::Spanish)),
        ("en-GB", Some(Language::English)),
        ("est", None),
        ("C.UTF-8", None),
        ("", None),
    ] {
        assert_eq!(Language::from_tag(tag), language, "{tag}");
    }
    assert_eq!(
        Language::preferred(["fr", "es-ES", "en"]),
        Language::Spanish
    );
    assert_eq!(Language::preferred(["fr"]), Language::English);
}

#[test]
fn every_language_names_itself() {
    for language in Language::ALL {
        assert_eq!(Language::from_tag(language.tag()), Some(language));
        assert!(!language.autonym().is_empty());
    }
}

#[test]
fn a_target_loses_its_port_only() {
    assert_eq!(host("probe.example:443"), "probe.example");
    assert_eq!(host("probe.example"), "probe.example");
}

/// In these two languages, that is the title in small letters.
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
