//! One entry of a vendor's file, as it is written.

use enumset::EnumSet;

use crate::model::problem::Problem;
use crate::model::vendor::Vendor;
use crate::say::Language;
use crate::support::json::{Json, Refused, located, refused};

/// What one vendor's file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::remedy) struct Guide {
    pub(super) vendor: Vendor,
    pub(super) entries: Vec<Entry>,
}

/// What to do about some problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::remedy) struct Entry {
    pub(in crate::remedy) problems: EnumSet<Problem>,
    /// Where the rules are, by the vendor's own labels.
    pub(in crate::remedy) menu: String,
    /// What to set there: the vendor's own label of each field, and its value.
    pub(in crate::remedy) fields: Pairs,
    pub(in crate::remedy) text: Pairs,
    /// What the change disturbs.
    pub(in crate::remedy) warning: Pairs,
    /// Commands to be pasted, one or some lines in each item; an item is repeated for each port or name in it.
    pub(in crate::remedy) paste: Vec<String>,
    /// What is to be replaced in the commands before they are pasted; without it, they are complete.
    pub(in crate::remedy) fill_in: Pairs,
    /// Where this comes from. Without a source, it is a general rule.
    pub(in crate::remedy) source: Option<Source>,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The document's own title.
    pub title: String,
    /// Its public address.
    pub url: String,
    /// Which version of the vendor's product it describes.
    pub version: String,
}

/// Texts by name, in the order of the document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::remedy) struct Pairs(pub(in crate::remedy) Vec<(String, String)>);

impl Pairs {
    /// The text with this name; empty if there is none.
    pub(in crate::remedy) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, text)| text)
    }
}

impl Guide {
    pub(super) fn read(json: &Json) -> Result<Self, Refused> {
        Ok(Self {
            vendor: located(
                json.field("vendor").one_of(&Vendor::ALL, Vendor::as_str),
                "vendor",
            )?,
            entries: located(json.field("entries").each(Entry::read), "entries")?,
        })
    }
}

impl Entry {
    fn read(json: &Json) -> Result<Self, Refused> {
        Ok(Self {
            problems: located(problems(json.field("problems")), "problems")?,
            menu: match json.field("menu").present() {
                Some(menu) => located(owned(menu), "menu")?,
                None => String::new(),
            },
            fields: pairs(json, "fields")?,
            text: words(json, "text", true)?,
            warning: words(json, "warning", false)?,
            paste: match json.field("paste").present() {
                Some(paste) => located(paste.each(owned), "paste")?,
                None => Vec::new(),
            },
            fill_in: words(json, "fill_in", false)?,
            source: match json.field("source").present() {
                Some(source) => Some(located(Source::read(source), "source")?),
                None => None,
            },
        })
    }
}

impl Source {
    fn read(json: &Json) -> Result<Self, Refused> {
        let text = |key| located(owned(json.field(key)), key);
        Ok(Self {
            title: text("title")?,
            url: text("url")?,
            version: text("version")?,
        })
    }
}

fn owned(json: &Json) -> Result<String, Refused> {
    json.text().map(str::to_owned)
}

fn pairs(json: &Json, key: &str) -> Result<Pairs, Refused> {
    let mut pairs = Vec::new();
    if let Some(texts) = json.field(key).present() {
        for (name, text) in located(texts.fields(), key)? {
            let text = located(located(owned(text), name), key)?;
            pairs.push((name.clone(), text));
        }
    }
    Ok(Pairs(pairs))
}

/// One text in each language, or none at all if it is not needed.
fn words(json: &Json, key: &str, is_needed: bool) -> Result<Pairs, Refused> {
    let words = pairs(json, key)?;
    let mut tags = Language::ALL.into_iter().map(Language::tag);
    match tags.find(|tag| words.get(tag).is_empty()) {
        Some(tag) if is_needed || !words.0.is_empty() => located(
            Err(refused(&format!("has no text in the language {tag}"))),
            key,
        ),
        _ => Ok(words),
    }
}

fn problems(json: &Json) -> Result<EnumSet<Problem>, Refused> {
    let mut problems = EnumSet::new();
    for problem in json.each(|name| name.one_of(&Problem::ALL, Problem::as_str))? {
        problems.insert(problem);
    }
    Ok(problems)
}
