//! Reads JSON that may be wrong, piece by piece. Each piece knows where it stands, so that the bad
//! one is named.
//!
//! Reading goes on after a fault, with empty values, and [`read`] hands out nothing then. That,
//! one reader for all types instead of a derived one for each, and a parser that knows no fractions
//! are there for the page's sake: with `serde_json` it would be 30 KB larger.

mod parse;

use std::cell::OnceCell;
use std::fmt::Display;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde_json::Value;

/// The first thing that is wrong with a document, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct Fault {
    /// Such as `responders[0].addresses[1].ip`; `(top)` for the document itself.
    pub path: String,
    /// What is wrong, and what would be right.
    pub problem: String,
}

/// Reads the text of a document. What is not JSON is a fault of the document itself.
pub(crate) fn parse(text: &str) -> Result<Value, Fault> {
    parse::parse(text).map_err(|place| Fault {
        path: "(top)".to_owned(),
        problem: format!("is not JSON: {place}"),
    })
}

/// Reads a whole document. `reader` may return `None` only once it has found a fault.
pub(crate) fn read<T>(
    document: &Value,
    reader: impl FnOnce(&Entry<'_>) -> Option<T>,
) -> Result<T, Fault> {
    let first_fault = OnceCell::new();
    let top = Entry {
        value: document,
        place: Place::Top,
        first_fault: &first_fault,
    };
    match (reader(&top), first_fault.get()) {
        (Some(value), None) => Ok(value),
        (_, fault) => Err(fault
            .cloned()
            .unwrap_or_else(|| top.fault_of("cannot be read"))),
    }
}

/// A value and its place in the document.
pub(crate) struct Entry<'a> {
    value: &'a Value,
    place: Place<'a>,
    first_fault: &'a OnceCell<Fault>,
}

enum Place<'a> {
    Top,
    Field(&'a Entry<'a>, &'a str),
    Item(&'a Entry<'a>, &'a str, usize),
}

impl<'a> Entry<'a> {
    // ---- where it stands ----

    /// Says what is wrong here, unless something was wrong before. The document is not handed out.
    pub(crate) fn refuse(&self, problem: &str) {
        self.first_fault.get_or_init(|| self.fault_of(problem));
    }

    fn fault_of(&self, problem: &str) -> Fault {
        let path = self.path();
        Fault {
            path: if path.is_empty() {
                "(top)".to_owned()
            } else {
                path
            },
            problem: problem.to_owned(),
        }
    }

    fn path(&self) -> String {
        match self.place {
            Place::Top => String::new(),
            Place::Field(parent, key) => parent.path_of(key),
            Place::Item(parent, key, index) => format!("{}[{index}]", parent.path_of(key)),
        }
    }

    fn path_of(&self, key: &str) -> String {
        match self.place {
            Place::Top => key.to_owned(),
            Place::Field(..) | Place::Item(..) => format!("{}.{key}", self.path()),
        }
    }

    // ---- what it is ----

    pub(crate) fn text(&self) -> &'a str {
        self.value.as_str().unwrap_or_else(|| {
            self.refuse("must be a text");
            ""
        })
    }

    pub(crate) fn string(&self) -> String {
        self.text().to_owned()
    }

    pub(crate) fn boolean(&self) -> bool {
        self.value.as_bool().unwrap_or_else(|| {
            self.refuse("must be true or false");
            false
        })
    }

    /// A whole number that is not negative, and fits.
    pub(crate) fn number<T: TryFrom<u64> + Default>(&self) -> T {
        self.whole_number().unwrap_or_else(|| {
            self.refuse("must be a whole number within its bounds");
            T::default()
        })
    }

    /// The same where anything else has a message of its own.
    pub(crate) fn whole_number<T: TryFrom<u64>>(&self) -> Option<T> {
        T::try_from(self.value.as_u64()?).ok()
    }

    /// An address, not a name.
    pub(crate) fn ip(&self) -> IpAddr {
        self.text().parse().unwrap_or_else(|_| {
            self.refuse("must be an IPv4 or IPv6 address");
            IpAddr::V4(Ipv4Addr::UNSPECIFIED)
        })
    }

    /// A text with a meaning, whose error says what would be right.
    pub(crate) fn parsed<T: FromStr<Err: Display>>(&self) -> Option<T> {
        match self.text().parse() {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.refuse(&error.to_string());
                None
            }
        }
    }

    /// A name out of a list, such as a status.
    pub(crate) fn named<T: DeserializeOwned>(&self) -> Option<T> {
        let name: StrDeserializer<'_, serde::de::value::Error> = self.text().into_deserializer();
        let named = T::deserialize(name);
        if named.is_err() {
            self.refuse("is not one of the names that are known");
        }
        named.ok()
    }

    // ---- what it holds ----

    /// A field, unless it is missing or null.
    pub(crate) fn optional<'b>(&'b self, key: &'b str) -> Option<Entry<'b>> {
        if !self.value.is_object() {
            self.refuse("must be an object");
        }
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        Some(self.field_of(key, value))
    }

    /// A field that has to be there.
    pub(crate) fn field<'b>(&'b self, key: &'b str) -> Entry<'b> {
        self.optional(key).unwrap_or_else(|| {
            let missing = self.field_of(key, &Value::Null);
            missing.refuse("is missing");
            missing
        })
    }

    /// All fields, by their keys.
    pub(crate) fn fields(&self) -> Vec<(&str, Entry<'_>)> {
        let mut fields = Vec::new();
        match self.value.as_object() {
            Some(object) => {
                for (key, value) in object {
                    fields.push((key.as_str(), self.field_of(key, value)));
                }
            }
            None => self.refuse("must be an object"),
        }
        fields
    }

    /// The entries of a list in a field that has to be there.
    pub(crate) fn list<'b>(&'b self, key: &'b str) -> Vec<Entry<'b>> {
        self.field(key);
        self.items(key)
    }

    /// The names in a list that has to be there.
    pub(crate) fn names<T: DeserializeOwned>(&self, key: &str) -> Option<Vec<T>> {
        let mut names = Vec::new();
        for entry in self.list(key) {
            names.push(entry.named()?);
        }
        Some(names)
    }

    /// The entries of a list in a field; a missing one is empty.
    pub(crate) fn items<'b>(&'b self, key: &'b str) -> Vec<Entry<'b>> {
        let mut items = Vec::new();
        let Some(list) = self.optional(key) else {
            return items;
        };
        match list.value.as_array() {
            Some(values) => {
                for value in values {
                    items.push(Entry {
                        value,
                        place: Place::Item(self, key, items.len()),
                        first_fault: self.first_fault,
                    });
                }
            }
            None => list.refuse("must be a list"),
        }
        items
    }

    fn field_of<'b>(&'b self, key: &'b str, value: &'b Value) -> Entry<'b> {
        Entry {
            value,
            place: Place::Field(self, key),
            first_fault: self.first_fault,
        }
    }
}
