//! Types that are read from a document by the names of their fields. This reads what serde's derived readers would,
//! in less code: 1 KB of the page for the far end's bodies (docs/decisions/0013).

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use super::document::Json;
use super::tree::{Refused, located, refused};

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

/// A string that a type is parsed from.
pub(crate) fn from_text<T: FromStr<Err: Display>>(json: &Json) -> Result<T, Refused> {
    let text = json.text()?;
    text.parse()
        .map_err(|error: T::Err| refused(&format!("\"{text}\" is refused: {error}")))
}

/// A field with a default that only the program uses. The page leaves it out, and the code that reads it.
pub(crate) fn for_programs<T: FromJson + Default>(json: &Json, key: &str) -> Result<T, Refused> {
    if cfg!(target_family = "wasm") {
        Ok(T::default())
    } else {
        optional(json, key)
    }
}

/// Makes structs readable: the fields that have to be there, those that have a default, and those of them that only
/// the program uses.
macro_rules! from_json {
    ($($Type:ident {
        $($required:ident),* $(; $($optional:ident),* $(; $($of_programs:ident),*)?)?
    })+) => {
        $(impl $crate::support::json::FromJson for $Type {
            fn from_json(
                json: &$crate::support::json::Json,
            ) -> Result<Self, $crate::support::json::Refused> {
                json.object()?;
                Ok(Self {
                    $($required: $crate::support::json::required(json, stringify!($required))?,)*
                    $(
                        $($optional: $crate::support::json::optional(json, stringify!($optional))?,)*
                        $($(
                            $of_programs:
                                $crate::support::json::for_programs(json, stringify!($of_programs))?,
                        )*)?
                    )?
                })
            }
        })+
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
            other => Err(other.refused(&"true or false")),
        }
    }
}

impl FromJson for u64 {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        match json {
            Json::Unsigned(number) => Ok(*number),
            other => Err(other.refused(&"a whole number")),
        }
    }
}

macro_rules! smaller_numbers {
    ($($Number:ty),+) => {
        $(impl FromJson for $Number {
            fn from_json(json: &Json) -> Result<Self, Refused> {
                let number = u64::from_json(json)?;
                number.try_into().map_err(|_| json.refused(&"a smaller number"))
            }
        })+
    };
}

smaller_numbers!(u8, u16, u32);

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.each(T::from_json)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        T::from_json(json).map(Some)
    }

    fn missing() -> Result<Self, Refused> {
        Ok(None)
    }
}
