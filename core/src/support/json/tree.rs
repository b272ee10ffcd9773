//! Reads a parsed document by hand, which is smaller in the page than serde's reader of a type with many fields
//! (decision 0013). `null` counts as a missing field.

use super::document::Json;
use super::fault::{Fault, TOP};

/// In a box, because every value that is read may be a fault instead.
pub(crate) type Refused = Box<Fault>;

impl Json {
    /// A field of an object; `null` if there is none.
    pub(crate) fn field(&self, key: &str) -> &Self {
        let Self::Object(fields) = self else {
            return &Self::Null;
        };
        let found = fields.iter().find(|(known, _)| known == key);
        found.map_or(&Self::Null, |(_, value)| value)
    }

    /// The value, unless it is missing.
    pub(crate) fn present(&self) -> Option<&Self> {
        match self {
            Self::Null => None,
            present => Some(present),
        }
    }

    /// A string.
    pub(crate) fn text(&self) -> Result<&str, Refused> {
        match self {
            Self::String(text) => Ok(text),
            other => Err(other.unexpected("a string")),
        }
    }

    /// One of some names.
    pub(crate) fn one_of<T: Copy>(
        &self,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Result<T, Refused> {
        let text = self.text()?;
        let found = all.iter().find(|one| name(**one) == text);
        found
            .copied()
            .ok_or_else(|| refused(&format!("{text:?} is not known")))
    }

    /// The entries of an array.
    pub(crate) fn list(&self) -> Result<&[Self], Refused> {
        match self {
            Self::Array(entries) => Ok(entries),
            other => Err(other.unexpected("a list")),
        }
    }

    /// The entries of an array, each read by itself.
    pub(crate) fn each<T>(
        &self,
        read: impl Fn(&Self) -> Result<T, Refused>,
    ) -> Result<Vec<T>, Refused> {
        let mut entries = Vec::new();
        for (index, item) in self.list()?.iter().enumerate() {
            entries.push(located(read(item), &format!("[{index}]"))?);
        }
        Ok(entries)
    }

    /// The fields of an object, in the order of the document.
    pub(crate) fn fields(&self) -> Result<&[(String, Self)], Refused> {
        match self {
            Self::Object(fields) => Ok(fields),
            other => Err(other.unexpected("an object")),
        }
    }

    /// The fault of a value that is something else than expected, such as "a list".
    #[cold]
    #[inline(never)]
    pub(crate) fn unexpected(&self, expected: &str) -> Refused {
        let found = match self {
            Self::Null => return refused("is missing"),
            Self::Bool(value) => value.to_string(),
            Self::Unsigned(number) => number.to_string(),
            Self::Negative(number) => number.to_string(),
            Self::OtherNumber => "a number that is not whole or too large".to_owned(),
            Self::String(text) => format!("{text:?}"),
            Self::Array(_) => "a list".to_owned(),
            Self::Object(_) => "an object".to_owned(),
        };
        refused(&format!("must be {expected}, not {found}"))
    }
}

/// A fault of the value that is being read.
pub(crate) fn refused(problem: &str) -> Refused {
    Box::new(Fault::new(TOP, problem))
}

/// Adds the place of a value, such as `text` or `[0]`, to the path of a fault in it.
pub(crate) fn located<T>(read: Result<T, Refused>, key: &str) -> Result<T, Refused> {
    read.map_err(|mut fault| {
        fault.place_in(key);
        fault
    })
}
