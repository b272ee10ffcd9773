//! The files themselves: that each can be read, and what no file may contain.

use std::fs;

use super::*;
use crate::say::Language;

/// A make's file; none has the one that stands for all others.
fn file(vendor: Vendor) -> Option<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/remedy/vendors");
    fs::read_to_string(format!("{folder}/{}.json", vendor.as_str())).ok()
}

fn guide(vendor: Vendor) -> Option<Guide> {
    let name = format!("{}.json", vendor.as_str());
    let read = json::parsed(&file(vendor)?).map_err(Box::new);
    match read.and_then(|json| Guide::read(&json)) {
        Ok(guide) => Some(guide),
        Err(fault) => panic!("{}", HandbookError::new(&name, *fault)),
    }
}

/// Every entry of every file, with words that lead to it.
fn entries() -> Vec<(String, Entry)> {
    let guides = Vendor::ALL.into_iter().filter_map(guide);
    guides
        .flat_map(|guide| {
            let name = guide.vendor.as_str();
            let numbered = guide.entries.into_iter().enumerate();
            numbered.map(move |(index, entry)| (format!("{name}, entries[{index}]"), entry))
        })
        .collect()
}

/// The parts of a text between two marks: of `a {b} c`, `b`.
fn between(text: &str, open: char, close: char) -> Vec<&str> {
    let parts = text.split(open).skip(1);
    parts
        .filter_map(|part| Some(part.split_once(close)?.0))
        .collect()
}

#[test]
fn every_file_can_be_read_and_is_about_its_own_make() {
    for vendor in Vendor::ALL {
        let guide = guide(vendor);
        assert_eq!(guide.is_none(), vendor == Vendor::Generic, "{vendor:?}");
        if let Some(guide) = guide {
            assert_eq!(guide.vendor, vendor);
            assert!(!guide.entries.is_empty(), "{vendor:?}");
        }
    }
}

#[test]
fn the_program_contains_what_the_files_do() {
    let built_in = Handbook::built_in();
    assert_eq!(built_in.guides.len(), Vendor::ALL.len() - 1);
    for guide in Vendor::ALL.into_iter().filter_map(guide) {
        assert!(built_in.guides.contains(&guide), "{:?}", guide.vendor);
    }
}

#[test]
fn the_file_beside_the_page_is_read_as_the_files_in_the_program() {
    let mut files: Vec<_> = Vendor::ALL.into_iter().collect();
    files.sort_by_key(|vendor| vendor.as_str());
    let files: Vec<_> = files.into_iter().filter_map(file).collect();
    let joined = format!("[{}]\n", files.join(","));
    assert_eq!(Handbook::parse(&joined), Ok(Handbook::built_in()));
}

#[test]
fn a_bad_entry_is_named() {
    let refused = |guides: &str| Handbook::parse(guides).expect_err(guides).to_string();
    let entry = |entry: &str| refused(&format!(r#"[{{"vendor":"unifi","entries":[{entry}]}}]"#));
    assert_eq!(
        refused(r#"[{"vendor":"acme","entries":[]}]"#),
        r#"vendors.json, entry [0].vendor: "acme" is not known"#
    );
    assert_eq!(
        entry(r#"{"problems":["rain"],"text":{"en":"a","es":"b","fr":"c"}}"#),
        r#"vendors.json, entry [0].entries[0].problems[0]: "rain" is not known"#
    );
    assert_eq!(
        entry(r#"{"problems":["no-nat"],"text":{"en":"a"}}"#),
        "vendors.json, entry [0].entries[0].text: has no text in the language es"
    );
    assert_eq!(
        entry(r#"{"problems":["no-nat"]}"#),
        "vendors.json, entry [0].entries[0].text: has no text in the language en"
    );
    assert!(
        entry(r#"{"problems":["no-nat"],"text":{"en":"a","es":"b","fr":"c"},"source":{}}"#)
            .ends_with("entries[0].source.title: is missing")
    );
    assert!(
        entry(
            r#"{"problems":["no-nat"],"text":{"en":"a","es":"b","fr":"c"},"fields":{"Port":53}}"#
        )
        .ends_with("entries[0].fields.Port: must be a string, not 53")
    );
    assert!(
        entry(r#"{"problems":["no-nat"],"text":{"en":"a","es":"b","fr":"c"},"paste":["a",{}]}"#)
            .ends_with("entries[0].paste[1]: must be a string, not an object")
    );
}

#[test]
fn no_block_restarts_or_commits_a_firewall() {
    let dangerous = [
        "restart",
        "reboot",
        "reload",
        "shutdown",
        "commit",
        "reset",
        "erase",
        "delete",
        "write mem",
        "install policy",
        "/system",
    ];
    for (place, entry) in entries() {
        for line in &entry.paste {
            let line = line.to_lowercase();
            for command in dangerous {
                assert!(!line.contains(command), "{place}: {line}");
            }
        }
    }
}

#[test]
fn a_block_is_complete_or_names_what_to_fill_in() {
    let mut templates = 0;
    for (place, entry) in entries() {
        let block = entry.paste.join("\n");
        let gaps = between(&block, '<', '>');
        assert_eq!(gaps.is_empty(), entry.fill_in.0.is_empty(), "{place}");
        for language in Language::ALL {
            let fill_in = entry.fill_in.get(language.tag());
            for gap in &gaps {
                let named = format!("<{gap}>");
                assert!(fill_in.contains(&named), "{place}: {named} in {fill_in:?}");
            }
            for named in between(fill_in, '<', '>') {
                assert!(
                    gaps.contains(&named),
                    "{place}: <{named}> is not in the block"
                );
            }
        }
        templates += usize::from(!gaps.is_empty());
    }
    assert!(templates > 0);
}

#[test]
fn every_placeholder_is_known() {
    let anywhere = [
        "protocol",
        "proto",
        "ports",
        "ports-commas",
        "ports-spaces",
        "names",
        "camera",
    ];
    let in_a_block = ["port", "name"];
    for (place, entry) in entries() {
        let texts = [&entry.text, &entry.warning, &entry.fill_in, &entry.fields];
        let texts = texts.into_iter().flat_map(|pairs| &pairs.0);
        for (label, text) in texts {
            for name in between(text, '{', '}') {
                assert!(anywhere.contains(&name), "{place}, {label}: {{{name}}}");
            }
        }
        for item in &entry.paste {
            for name in between(item, '{', '}') {
                let is_known = anywhere.contains(&name) || in_a_block.contains(&name);
                assert!(is_known, "{place}: {item}");
            }
        }
        assert_eq!(between(&entry.menu, '{', '}'), [""; 0], "{place}");
    }
}

#[test]
fn every_entry_is_whole() {
    for (place, entry) in entries() {
        assert!(!entry.problems.is_empty(), "{place}");
        for (language, text) in entry.text.0.iter().chain(&entry.warning.0) {
            assert!(text.ends_with('.'), "{place}, {language}: {text}");
        }
        let labels: Vec<_> = entry.fields.0.iter().map(|(label, _)| label).collect();
        let again = labels.iter().enumerate();
        for (index, label) in again {
            assert!(!labels[..index].contains(label), "{place}: {label} twice");
        }
        match entry.source {
            Some(source) => {
                assert!(!source.title.is_empty(), "{place}");
                assert!(!source.version.is_empty(), "{place}");
                let scheme = source.url.split_once("://").map(|(scheme, _)| scheme);
                assert!(matches!(scheme, Some("https" | "http")), "{place}");
            }
            // Menus and labels are a vendor's words, so they need the vendor's page.
            None => {
                assert!(entry.menu.is_empty(), "{place}");
                assert!(labels.is_empty(), "{place}");
                assert!(entry.paste.is_empty(), "{place}");
            }
        }
    }
}
