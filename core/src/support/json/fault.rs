//! What is wrong with a document, and where.

use std::fmt::{self, Display};

use serde::de::{Error, Expected, Unexpected};

/// The path of the document itself.
pub(crate) const TOP: &str = "(top)";

/// The first thing that is wrong with a document, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub(crate) struct Fault {
    /// Such as `responders[0].addresses[1].ip`, or [`TOP`].
    pub(crate) path: String,
    /// What is wrong, and what would be right.
    pub(crate) problem: String,
}

impl Fault {
    pub(crate) fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            problem: problem.into(),
        }
    }

    /// Puts the container of the entry at fault before its path: the key of a field, or `[0]`.
    pub(super) fn place_in(&mut self, key: &str) {
        if self.path == TOP {
            self.path.clear();
        } else if !self.path.starts_with('[') {
            self.path.insert(0, '.');
        }
        self.path.insert_str(0, key);
    }
}

impl Error for Box<Fault> {
    #[cold]
    #[inline(never)]
    fn custom<T: Display>(problem: T) -> Self {
        Self::new(Fault::new(TOP, problem.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        unexpected("invalid type", found, expected)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        unexpected("invalid value", found, expected)
    }

    #[cold]
    fn missing_field(field: &'static str) -> Self {
        Self::new(Fault::new(field, "is missing"))
    }
}

#[cold]
fn unexpected(kind: &str, found: Unexpected<'_>, expected: &dyn Expected) -> Box<Fault> {
    Error::custom(format_args!(
        "{kind}: {}, expected {expected}",
        Found(found)
    ))
}

/// As serde would write it, but in the words of JSON, and without floating point numbers: the code that writes
/// their digits would be in the page only for this.
struct Found<'a>(Unexpected<'a>);

impl Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Unit => f.write_str("null"),
            Unexpected::Bool(value) => write!(f, "boolean `{value}`"),
            Unexpected::Unsigned(number) => write!(f, "integer `{number}`"),
            Unexpected::Signed(number) => write!(f, "integer `{number}`"),
            Unexpected::Str(text) => write!(f, "string {text:?}"),
            Unexpected::Seq => f.write_str("sequence"),
            Unexpected::Map => f.write_str("map"),
            Unexpected::Other(other) => f.write_str(other),
            _ => f.write_str("another value"),
        }
    }
}
