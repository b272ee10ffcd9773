//! One entry of a vendor's file, as it is written.

use std::fmt;

use enumset::EnumSet;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::model::problem::Problem;
use crate::model::vendor::Vendor;
use crate::say::Language;
use crate::support::json::null_as_default;

/// What one vendor's file says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(in crate::remedy) struct Guide {
    #[serde(deserialize_with = "vendor")]
    pub(super) vendor: Vendor,
    pub(super) entries: Vec<Entry>,
}

/// What to do about some problems.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(in crate::remedy) struct Entry {
    #[serde(deserialize_with = "problems")]
    pub(in crate::remedy) problems: EnumSet<Problem>,
    /// Where the rules are, by the vendor's own labels.
    #[serde(default, deserialize_with = "null_as_default")]
    pub(in crate::remedy) menu: String,
    /// What to set there: the vendor's own label of each field, and its value.
    #[serde(default, deserialize_with = "null_as_default")]
    pub(in crate::remedy) fields: Pairs,
    #[serde(deserialize_with = "words")]
    pub(in crate::remedy) text: Pairs,
    /// What the change disturbs.
    #[serde(default, deserialize_with = "words")]
    pub(in crate::remedy) warning: Pairs,
    /// Commands to be pasted, one or some lines in each item; an item is repeated for each port or name in it.
    #[serde(default, deserialize_with = "null_as_default")]
    pub(in crate::remedy) paste: Vec<String>,
    /// What is to be replaced in the commands before they are pasted; without it, they are complete.
    #[serde(default, deserialize_with = "words")]
    pub(in crate::remedy) fill_in: Pairs,
    /// Where this comes from. Without a source, it is a general rule.
    #[serde(default)]
    pub(in crate::remedy) source: Option<Source>,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AnyPairs)
    }
}

struct AnyPairs;

impl<'de> Visitor<'de> for AnyPairs {
    type Value = Pairs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("texts by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Pairs, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = entries.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}

/// One text in each language.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Pairs, D::Error> {
    let words = Pairs::deserialize(deserializer)?;
    let missing = Language::ALL
        .into_iter()
        .find(|language| words.get(language.tag()).is_empty());
    match missing {
        None => Ok(words),
        Some(language) => Err(D::Error::custom(format_args!(
            "has no text in the language {}",
            language.tag()
        ))),
    }
}

fn vendor<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vendor, D::Error> {
    let name = String::deserialize(deserializer)?;
    let mut all = Vendor::ALL.into_iter();
    all.find(|vendor| vendor.as_str() == name)
        .ok_or_else(|| D::Error::custom(format_args!("{name:?} is no firewall")))
}

fn problems<'de, D: Deserializer<'de>>(deserializer: D) -> Result<EnumSet<Problem>, D::Error> {
    let mut problems = EnumSet::new();
    for name in Vec::<String>::deserialize(deserializer)? {
        let mut all = Problem::ALL.into_iter();
        let Some(problem) = all.find(|problem| problem.as_str() == name) else {
            return Err(D::Error::custom(format_args!("{name:?} is no problem")));
        };
        problems.insert(problem);
    }
    Ok(problems)
}
