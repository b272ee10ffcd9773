//! A stable name that this version knows, or one that it does not.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::support::json::{FromJson, Json, Refused};

/// A stable name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name<K> {
    /// This version knows it.
    Known(K),
    /// Of a newer version, or no name but an address.
    Other(Box<str>),
}

impl<K: FromStr> From<&str> for Name<K> {
    fn from(text: &str) -> Self {
        match text.parse() {
            Ok(known) => Self::Known(known),
            Err(_) => Self::Other(text.into()),
        }
    }
}

impl<K: fmt::Display> fmt::Display for Name<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(known) => known.fmt(f),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl<K: PartialEq> PartialEq<K> for Name<K> {
    fn eq(&self, other: &K) -> bool {
        matches!(self, Self::Known(known) if known == other)
    }
}

/// As the names are written, which is the order of a JSON object's fields.
impl<K: AsRef<str> + Eq> Ord for Name<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_ref().cmp(other.as_ref())
    }
}

impl<K: AsRef<str> + Eq> PartialOrd for Name<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: AsRef<str>> AsRef<str> for Name<K> {
    fn as_ref(&self) -> &str {
        match self {
            Self::Known(known) => known.as_ref(),
            Self::Other(text) => text,
        }
    }
}

impl<K: fmt::Display> Serialize for Name<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<K: FromStr> FromJson for Name<K> {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.text().map(Self::from)
    }
}

#[cfg(feature = "schema")]
impl<K> schemars::JsonSchema for Name<K> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}
