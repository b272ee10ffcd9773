//! Serde's reader of a parsed document.
//!
//! serde_json can read every type from the text itself, but each type's reader then contains a part of the
//! parser, and a second reader for the type written as an array (decision 0010). Here, a struct is an object, an
//! enum is a string, and numbers are whole.

use std::slice;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::document::Json;
use super::tree::Refused;

type Key<'a> = StrDeserializer<'a, Refused>;

impl Json {
    #[cold]
    #[inline(never)]
    pub(crate) fn refused(&self, expected: &dyn Expected) -> Refused {
        let found = match self {
            Self::Null => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::Unsigned(number) => Unexpected::Unsigned(*number),
            Self::Negative(number) => Unexpected::Signed(*number),
            Self::OtherNumber => Unexpected::Other("number that is not whole or too large"),
            Self::String(text) => Unexpected::Str(text),
            Self::Array(_) => Unexpected::Seq,
            Self::Object(_) => Unexpected::Map,
        };
        Refused::invalid_type(found, expected)
    }
}

/// Methods that read one kind of value.
macro_rules! read {
    ($($($method:ident)*: $kind:pat => $visit:ident($value:expr);)*) => {$($(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
            match self {
                $kind => visitor.$visit($value),
                other => Err(other.refused(&visitor)),
            }
        }
    )*)*};
}

impl<'de> Deserializer<'de> for &Json {
    type Error = Refused;

    read! {
        deserialize_bool: Json::Bool(value) => visit_bool(*value);
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64:
            Json::Unsigned(number) => visit_u64(*number);
        deserialize_str deserialize_string deserialize_identifier deserialize_char deserialize_bytes
        deserialize_byte_buf:
            Json::String(text) => visit_str(text);
        deserialize_seq: Json::Array(entries) => visit_seq(Entries::of(entries));
        deserialize_map: Json::Object(fields) => visit_map(Fields::of(fields));
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::Unsigned(number) => visitor.visit_u64(*number),
            Json::Negative(number) => visitor.visit_i64(*number),
            Json::String(text) => visitor.visit_str(text),
            Json::Array(_) => self.deserialize_seq(visitor),
            Json::Object(_) => self.deserialize_map(visitor),
            Json::OtherNumber => Err(self.refused(&visitor)),
        }
    }

    forward_to_deserialize_any! { i8 i16 i32 i64 i128 u128 f32 f64 unit unit_struct }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self {
            Json::Null => visitor.visit_none(),
            present => visitor.visit_some(present),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.deserialize_map(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        match self {
            Json::String(name) => visitor.visit_enum(Variant(name)),
            other => Err(other.refused(&visitor)),
        }
    }
}

/// The entries of an array.
struct Entries<'a> {
    rest: slice::Iter<'a, Json>,
    read: usize,
}

impl<'a> Entries<'a> {
    fn of(entries: &'a [Json]) -> Self {
        Self {
            rest: entries.iter(),
            read: 0,
        }
    }

    /// A fault of the entry that was read last.
    #[cold]
    #[inline(never)]
    fn located(&self, mut fault: Refused) -> Refused {
        fault.place_in(&format!("[{}]", self.read.saturating_sub(1)));
        fault
    }
}

impl<'de> SeqAccess<'de> for Entries<'_> {
    type Error = Refused;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Refused> {
        let Some(entry) = self.rest.next() else {
            return Ok(None);
        };
        self.read += 1;
        match seed.deserialize(entry) {
            Ok(value) => Ok(Some(value)),
            Err(fault) => Err(self.located(fault)),
        }
    }
}

/// The fields of an object.
struct Fields<'a> {
    rest: slice::Iter<'a, (String, Json)>,
    /// The field whose key was read last.
    last: Option<&'a (String, Json)>,
}

impl<'a> Fields<'a> {
    fn of(fields: &'a [(String, Json)]) -> Self {
        Self {
            rest: fields.iter(),
            last: None,
        }
    }

    /// A fault of the field that was read last.
    #[cold]
    #[inline(never)]
    fn located(&self, mut fault: Refused) -> Refused {
        if let Some((key, _)) = self.last {
            fault.place_in(key);
        }
        fault
    }
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Refused;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Refused> {
        self.last = self.rest.next();
        let Some((key, _)) = self.last else {
            return Ok(None);
        };
        seed.deserialize(Key::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Refused> {
        let value = self.last.map_or(&Json::Null, |(_, value)| value);
        seed.deserialize(value).map_err(|fault| self.located(fault))
    }
}

/// A variant without fields.
struct Variant<'a>(&'a str);

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = Refused;
    type Variant = NoFields;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, NoFields), Refused> {
        Ok((seed.deserialize(Key::new(self.0))?, NoFields))
    }
}

struct NoFields;

impl NoFields {
    fn refused<T>() -> Result<T, Refused> {
        Err(Refused::custom("a variant with fields cannot be read"))
    }
}

impl<'de> VariantAccess<'de> for NoFields {
    type Error = Refused;

    fn unit_variant(self) -> Result<(), Refused> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Refused> {
        Self::refused()
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Refused> {
        Self::refused()
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Refused> {
        Self::refused()
    }
}
