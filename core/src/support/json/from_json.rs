//! Types that are read from a document by the names of their fields. This reads what serde's derived readers would,
//! in less code: 1 KB of the page for the far end's bodies (docs/decisions/0013).

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use enumset::{EnumSet, EnumSetType};

use super::document::Json;
use super::tree::{Refused, located, refused};
use crate::support::sorted::SortedMap;

/// A type that can be read from a document.
pub(crate) trait FromJson: Sized {
    /// Reads a value that is there.
    fn from_json(json: &Json) -> Result<Self, Refused>;

    /// The value of a field that is missing, or `null`.
    fn missing() -> Result<Self, Refused> {
        Err(refused("is missing"))
    }
}

impl Json {
    /// Refuses anything that is no object.
    pub(crate) fn object(&self) -> Result<(), Refused> {
        self.fields().map(drop)
    }
}

/// A field that has to be there, unless its type is an option.
pub(crate) fn required<T: FromJson>(json: &Json, key: &str) -> Result<T, Refused> {
    let read = match json.field(key) {
        Json::Null => T::missing(),
        value => T::from_json(value),
    };
    located(read, key)
}

/// A field that has its type's default if it is missing.
pub(crate) fn optional<T: FromJson + Default>(json: &Json, key: &str) -> Result<T, Refused> {
    match json.field(key) {
        Json::Null => Ok(T::default()),
        value => located(T::from_json(value), key),
    }
}

/// A field that is a string of some kind; `problem` describes what it must be.
pub(crate) fn checked(
    json: &Json,
    key: &str,
    is_sound: fn(&str) -> bool,
    problem: &str,
) -> Result<String, Refused> {
    let text: String = required(json, key)?;
    if is_sound(&text) {
        Ok(text)
    } else {
        located(Err(refused(problem)), key)
    }
}

/// A string that a type is parsed from.
pub(crate) fn from_text<T: FromStr<Err: Display>>(json: &Json) -> Result<T, Refused> {
    let text = json.text()?;
    text.parse()
        .map_err(|error: T::Err| refused(&error.to_string()))
}

/// A field with a default that only the program uses. The page leaves it out, and the code that reads it.
pub(crate) fn for_programs<T: FromJson + Default>(json: &Json, key: &str) -> Result<T, Refused> {
    if cfg!(target_family = "wasm") {
        Ok(T::default())
    } else {
        optional(json, key)
    }
}

/// Makes structs readable by the names of their fields. A field has to be there, unless its kind follows it: `optional`
/// or `for_programs`, which are the functions of this module that read it.
macro_rules! from_json {
    ($($Type:ident { $($field:ident $(: $kind:ident)?),* $(,)? })+) => {
        $(impl $crate::support::json::FromJson for $Type {
            fn from_json(
                json: &$crate::support::json::Json,
            ) -> Result<Self, $crate::support::json::Refused> {
                json.object()?;
                Ok(Self {
                    $($field: $crate::support::json::from_json!(@read json $field $($kind)?)?,)*
                })
            }
        })+
    };
    (@read $json:ident $field:ident) => {
        $crate::support::json::required($json, stringify!($field))
    };
    (@read $json:ident $field:ident $kind:ident) => {
        $crate::support::json::$kind($json, stringify!($field))
    };
}

/// Makes types readable that are parsed from strings.
macro_rules! from_json_text {
    ($($Type:ty),+ $(,)?) => {
        $(impl $crate::support::json::FromJson for $Type {
            fn from_json(
                json: &$crate::support::json::Json,
            ) -> Result<Self, $crate::support::json::Refused> {
                $crate::support::json::from_text(json)
            }
        })+
    };
}

pub(crate) use {from_json, from_json_text};

from_json_text!(IpAddr, SocketAddr);

impl FromJson for String {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.text().map(str::to_owned)
    }
}

impl FromJson for bool {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        match json {
            Json::Bool(value) => Ok(*value),
            other => Err(other.unexpected("true or false")),
        }
    }
}

impl FromJson for i64 {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        match json {
            Json::Negative(number) => Ok(*number),
            other => u64::from_json(other).and_then(|number| fitting(json, number)),
        }
    }
}

impl FromJson for u64 {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        match json {
            Json::Unsigned(number) => Ok(*number),
            other => Err(other.unexpected("a whole number")),
        }
    }
}

macro_rules! smaller_numbers {
    ($($Number:ty: $Wide:ty),+) => {
        $(impl FromJson for $Number {
            fn from_json(json: &Json) -> Result<Self, Refused> {
                fitting(json, <$Wide>::from_json(json)?)
            }
        })+
    };
}

smaller_numbers!(u8: u64, u16: u64, u32: u64, usize: u64, i16: i64);

fn fitting<N: TryInto<M>, M>(json: &Json, number: N) -> Result<M, Refused> {
    number
        .try_into()
        .map_err(|_| json.unexpected("a smaller number"))
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.each(T::from_json)
    }
}

impl<T: FromJson + EnumSetType> FromJson for EnumSet<T> {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        Ok(json.each(T::from_json)?.into_iter().collect())
    }
}

impl<K: for<'a> From<&'a str> + Ord, V: FromJson> FromJson for SortedMap<K, V> {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        let mut map = Self::default();
        for (key, value) in json.fields()? {
            map.insert(K::from(key), located(V::from_json(value), key)?);
        }
        Ok(map)
    }
}

impl<T: FromJson> FromJson for (T, T) {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        let [first, second] = json.list()? else {
            return Err(refused("must have two entries"));
        };
        Ok((T::from_json(first)?, T::from_json(second)?))
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.present().map(T::from_json).transpose()
    }

    fn missing() -> Result<Self, Refused> {
        Ok(None)
    }
}
