//! Reads JSON that comes from outside. An error names the bad entry by its path.

mod path;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde_json::error::Category;

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
}

/// Reads a whole document.
pub(crate) fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| fault(text, &error))
}

fn fault(text: &str, error: &serde_json::Error) -> Fault {
    if error.classify() != Category::Data {
        return Fault::new(TOP, format!("is not JSON: {error}"));
    }
    // The path shows where it is; serde_json would add line and column.
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    let problem = message.strip_suffix(&place).unwrap_or(&message);
    // Serde reports a missing field at the end of the object that lacks it.
    let missing = problem
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'));
    let is_whole = missing.is_some() || problem.starts_with("invalid length");
    let path = path::of(text, error, is_whole);
    match missing {
        Some(field) if path.is_empty() => Fault::new(field, "is missing"),
        Some(field) => Fault::new(format!("{path}.{field}"), "is missing"),
        None if path.is_empty() => Fault::new(TOP, problem),
        None => Fault::new(path, problem),
    }
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
