//! Reads JSON that comes from outside. An error names the bad entry by its path.

mod document;
mod fault;
mod from_json;
mod reader;
mod tree;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};

pub(crate) use document::Json;
pub(crate) use fault::{Fault, TOP};
pub(crate) use from_json::{
    FromJson, for_programs, from_json, from_json_text, from_text, optional, required,
};
pub(crate) use tree::{Refused, located, refused};

/// Reads a whole document. A struct must be an object, and an enum a string.
pub(crate) fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    T::deserialize(&parsed(text)?).map_err(|fault| *fault)
}

/// Parses a document that is then read by hand.
pub(crate) fn parsed(text: &str) -> Result<Json, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::new(TOP, format!("is not JSON: {error}")))
}

/// Reads a whole document by the names of its fields.
pub(crate) fn read<T: FromJson>(text: &str) -> Result<T, Fault> {
    T::from_json(&parsed(text)?).map_err(|fault| *fault)
}

/// For `#[serde(default, deserialize_with)]`: `null` counts as a missing field.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A string that passes a check; `problem` describes what it must be.
pub(crate) fn checked<'de, D: Deserializer<'de>>(
    deserializer: D,
    is_sound: impl FnOnce(&str) -> bool,
    problem: &str,
) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if is_sound(&text) {
        Ok(text)
    } else {
        Err(D::Error::custom(problem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Tree {
        #[serde(default, deserialize_with = "null_as_default")]
        trees: Vec<Tree>,
        #[serde(deserialize_with = "name")]
        name: String,
        leaves: Option<u16>,
    }

    fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        checked(deserializer, |name| !name.is_empty(), "must not be empty")
    }

    fn refused(text: &str) -> String {
        from_str::<Tree>(text).expect_err(text).to_string()
    }

    #[test]
    fn null_and_unknown_fields_do_no_harm() {
        let tree = from_str::<Tree>(r#"{"name":"a","trees":null,"leaves":null,"age":[1.5]}"#);
        let expected = Tree {
            trees: Vec::new(),
            name: "a".to_owned(),
            leaves: None,
        };
        assert_eq!(tree, Ok(expected));
    }

    #[test]
    fn the_bad_entry_is_named() {
        for (text, expected) in [
            (r#"{"trees":[]}"#, "name: is missing"),
            (
                r#"{"name":"a","trees":[{"name":"b"},{}]}"#,
                "trees[1].name: is missing",
            ),
            (
                r#"{"name":"a","trees":[{"name":""}]}"#,
                "trees[0].name: must not be empty",
            ),
            (
                r#"{"name":"a","trees":{}}"#,
                "trees: invalid type: map, expected a sequence",
            ),
            (
                r#"{"name":"a","trees":[{"name":"b","leaves":"c"}]}"#,
                "trees[0].leaves: invalid type: string \"c\", expected u16",
            ),
            (
                r#"{"name":null}"#,
                "name: invalid type: null, expected a string",
            ),
            (
                r#"{"name":"a","name":"b"}"#,
                "(top): duplicate field `name`",
            ),
            (
                r#"{"name":"a","trees":[[[],"b",1]]}"#,
                "trees[0]: invalid type: sequence, expected struct Tree",
            ),
            (
                "7",
                "(top): invalid type: integer `7`, expected struct Tree",
            ),
        ] {
            assert_eq!(refused(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_that_is_not_whole_or_too_great_is_refused() {
        for number in ["-1", "-0", "0.5", "1e3", "65536", "18446744073709551616"] {
            let refused = refused(&format!(r#"{{"name":"a","leaves":{number}}}"#));
            assert!(refused.starts_with("leaves: invalid"), "{refused}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_place() {
        for (text, place) in [
            ("", "line 1 column 0"),
            ("{", "line 1 column 1"),
            ("{\"name\":\"a\",\n x}", "line 2 column 2"),
            (r#"{"name":"a"} 1"#, "line 1 column 14"),
        ] {
            let refused = refused(text);
            assert!(refused.starts_with("(top): is not JSON"), "{refused}");
            assert!(refused.ends_with(place), "{refused}");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = r#"{"name":"a","trees":["#.repeat(100_000);
        assert!(refused(&deep).contains("recursion limit"));
    }
}
