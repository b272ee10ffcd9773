//! One entry of a vendor's file, as it is written.

use enumset::EnumSet;

use crate::model::problem::Problem;
use crate::model::vendor::Vendor;
use crate::say::Language;
use crate::support::json::{Fault, Json, Refused, TOP, each, located};

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
            vendor: located(vendor(json.field("vendor")), "vendor")?,
            entries: located(each(json.field("entries"), Entry::read), "entries")?,
        })
    }
}

impl Entry {
    fn read(json: &Json) -> Result<Self, Refused> {
        let menu = json.field("menu");
        let source = json.field("source");
        let is_there = |json: &Json| !matches!(json, Json::Null);
        Ok(Self {
            problems: located(problems(json.field("problems")), "problems")?,
            menu: match is_there(menu) {
                true => located(menu.text(), "menu")?,
                false => String::new(),
            },
            fields: pairs(json, "fields")?,
            text: words(json, "text", true)?,
            warning: words(json, "warning", false)?,
            paste: located(each(json.field("paste"), Json::text), "paste")?,
            fill_in: words(json, "fill_in", false)?,
            source: match is_there(source) {
                true => Some(located(Source::read(source), "source")?),
                false => None,
            },
        })
    }
}

impl Source {
    fn read(json: &Json) -> Result<Self, Refused> {
        let text = |key| located(json.field(key).text(), key);
        Ok(Self {
            title: text("title")?,
            url: text("url")?,
            version: text("version")?,
        })
    }
}

fn pairs(json: &Json, key: &str) -> Result<Pairs, Refused> {
    let mut pairs = Vec::new();
    for (name, text) in located(json.field(key).fields(), key)? {
        let text = located(located(text.text(), name), key)?;
        pairs.push((name.clone(), text));
    }
    Ok(Pairs(pairs))
}

/// One text in each language, or none at all if it is not needed.
fn words(json: &Json, key: &str, is_needed: bool) -> Result<Pairs, Refused> {
    let words = pairs(json, key)?;
    if words.0.is_empty() && !is_needed {
        return Ok(words);
    }
    let mut tags = Language::ALL.into_iter().map(Language::tag);
    match tags.find(|tag| words.get(tag).is_empty()) {
        None => Ok(words),
        Some(tag) => refused(key, &format!("has no text in the language {tag}")),
    }
}

fn vendor(json: &Json) -> Result<Vendor, Refused> {
    let name = json.text()?;
    let mut all = Vendor::ALL.into_iter();
    match all.find(|vendor| vendor.as_str() == name) {
        Some(vendor) => Ok(vendor),
        None => refused(TOP, &format!("{name:?} is no firewall")),
    }
}

fn problems(json: &Json) -> Result<EnumSet<Problem>, Refused> {
    let mut problems = EnumSet::new();
    for name in each(json, Json::text)? {
        let mut all = Problem::ALL.into_iter();
        match all.find(|problem| problem.as_str() == name) {
            Some(problem) => problems.insert(problem),
            None => return refused(TOP, &format!("{name:?} is no problem")),
        };
    }
    Ok(problems)
}

fn refused<T>(path: &str, problem: &str) -> Result<T, Refused> {
    Err(Box::new(Fault::new(path, problem)))
}
