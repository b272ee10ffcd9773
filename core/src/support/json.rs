//! Reads JSON that comes from outside. An error names the bad entry by its path.

mod document;
mod fault;
mod from_json;
mod tree;

pub(crate) use document::Json;
pub(crate) use fault::{Fault, TOP};
pub(crate) use from_json::{
    FromJson, checked, for_programs, from_json, from_json_text, from_text, optional, required,
};
pub(crate) use tree::{Refused, located, refused};

/// Parses a document that is then read by hand.
pub(crate) fn parsed(text: &str) -> Result<Json, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::new(TOP, format!("is not JSON: {error}")))
}

/// Reads a whole document by the names of its fields.
pub(crate) fn read<T: FromJson>(text: &str) -> Result<T, Fault> {
    T::from_json(&parsed(text)?).map_err(|fault| *fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Tree {
        trees: Vec<Tree>,
        name: String,
        leaves: Option<u16>,
    }

    impl FromJson for Tree {
        fn from_json(json: &Json) -> Result<Self, Refused> {
            json.object()?;
            Ok(Self {
                trees: optional(json, "trees")?,
                name: checked(json, "name", |name| !name.is_empty(), "must not be empty")?,
                leaves: required(json, "leaves")?,
            })
        }
    }

    fn refused(text: &str) -> String {
        read::<Tree>(text).expect_err(text).to_string()
    }

    #[test]
    fn null_and_unknown_fields_do_no_harm() {
        let tree = read::<Tree>(r#"{"name":"a","trees":null,"leaves":null,"age":[1.5]}"#);
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
                "trees: must be a list, not an object",
            ),
            (
                r#"{"name":"a","trees":[{"name":"b","leaves":"c"}]}"#,
                "trees[0].leaves: must be a whole number, not \"c\"",
            ),
            (r#"{"name":null}"#, "name: is missing"),
            (
                r#"{"name":"a","trees":[[[],"b",1]]}"#,
                "trees[0]: must be an object, not a list",
            ),
            ("7", "(top): must be an object, not 7"),
        ] {
            assert_eq!(refused(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_that_is_not_whole_or_too_great_is_refused() {
        for number in ["-1", "-0", "0.5", "1e3", "65536", "18446744073709551616"] {
            let refused = refused(&format!(r#"{{"name":"a","leaves":{number}}}"#));
            assert!(refused.starts_with("leaves: must be a "), "{refused}");
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
