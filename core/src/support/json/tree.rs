//! Reads a parsed document by hand. Serde's reader of a type with many fields, most of them optional, is several times
//! the size of this in the page (decision 0013). `null` counts as a missing field.

use super::document::Json;
use super::fault::Fault;

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

    /// A string, which must be there.
    pub(crate) fn text(&self) -> Result<String, Refused> {
        match self {
            Self::String(text) => Ok(text.clone()),
            Self::Null => Err(Box::new(Fault::new(super::TOP, "is missing"))),
            other => Err(other.refused(&"a string")),
        }
    }

    /// The entries of an array; none if it is missing.
    pub(crate) fn items(&self) -> Result<&[Self], Refused> {
        match self {
            Self::Array(items) => Ok(items),
            Self::Null => Ok(&[]),
            other => Err(other.refused(&"a list")),
        }
    }

    /// The fields of an object, in the order of the document; none if it is missing.
    pub(crate) fn fields(&self) -> Result<&[(String, Self)], Refused> {
        match self {
            Self::Object(fields) => Ok(fields),
            Self::Null => Ok(&[]),
            other => Err(other.refused(&"an object")),
        }
    }
}

/// Adds the place of a value, such as `text` or `[0]`, to the path of a fault in it.
pub(crate) fn located<T>(read: Result<T, Refused>, key: &str) -> Result<T, Refused> {
    read.map_err(|mut fault| {
        fault.place_in(key);
        fault
    })
}

/// Reads each entry of an array.
pub(crate) fn each<T>(
    list: &Json,
    read: impl Fn(&Json) -> Result<T, Refused>,
) -> Result<Vec<T>, Refused> {
    let mut entries = Vec::new();
    for (index, item) in list.items()?.iter().enumerate() {
        entries.push(located(read(item), &format!("[{index}]"))?);
    }
    Ok(entries)
}
