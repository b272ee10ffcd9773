//! From text to a [`Value`]. It takes what `serde_json` takes, in a fifth of the code: the numbers
//! that are read here are whole, and an error says no more than its place.

use serde_json::{Map, Value};

/// Lists and objects in each other, so that a hostile document does not use up the stack.
const MOST_DEPTH: u32 = 100;

/// The document, or the line and column where it stops being JSON.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(MOST_DEPTH);
    parser.space();
    match value {
        Some(value) if parser.rest().is_empty() => Ok(value),
        _ => Err(parser.place()),
    }
}

struct Parser<'a> {
    text: &'a str,
    /// Always between two characters.
    at: usize,
}

impl<'a> Parser<'a> {
    fn value(&mut self, depth: u32) -> Option<Value> {
        self.space();
        match self.peek()? {
            b'{' => self.object(depth.checked_sub(1)?),
            b'[' => self.list(depth.checked_sub(1)?),
            b'"' => self.text().map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: u32) -> Option<Value> {
        let mut object = Map::new();
        self.skip("{")?;
        if self.closes("}") {
            return Some(Value::Object(object));
        }
        loop {
            self.space();
            let key = self.text()?;
            self.space();
            self.skip(":")?;
            object.insert(key, self.value(depth)?);
            if self.closes("}") {
                return Some(Value::Object(object));
            }
            self.skip(",")?;
        }
    }

    fn list(&mut self, depth: u32) -> Option<Value> {
        let mut list = Vec::new();
        self.skip("[")?;
        if self.closes("]") {
            return Some(Value::Array(list));
        }
        loop {
            list.push(self.value(depth)?);
            if self.closes("]") {
                return Some(Value::Array(list));
            }
            self.skip(",")?;
        }
    }

    /// Nothing that is read here is below 0 or a fraction, so it does not matter which one such a
    /// number is: it stands as -1.
    fn number(&mut self) -> Option<Value> {
        let negative = self.skip("-").is_some();
        let digits = self.digits()?;
        if digits.len() > 1 && digits.starts_with('0') {
            return None;
        }
        let mut whole = digits.parse::<u64>().ok().filter(|_| !negative);
        if self.skip(".").is_some() {
            self.digits()?;
            whole = None;
        }
        if self.skip("e").or_else(|| self.skip("E")).is_some() {
            let _sign = self.skip("+").or_else(|| self.skip("-"));
            self.digits()?;
            whole = None;
        }
        Some(whole.map_or(Value::from(-1), Value::from))
    }

    fn digits(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.at += length;
        rest.get(..length).filter(|digits| !digits.is_empty())
    }

    // ---- texts ----

    fn text(&mut self) -> Option<String> {
        self.skip("\"")?;
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find(|next: char| next == '"' || next == '\\' || next < ' ')?;
            text.push_str(rest.get(..plain)?);
            self.at += plain;
            if self.skip("\"").is_some() {
                return Some(text);
            }
            self.skip("\\")?;
            text.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let kind = self.peek().filter(u8::is_ascii)?;
        self.at += 1;
        Some(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.code_point(),
            _ => return None,
        })
    }

    /// What stands behind `\u`: a code point, or both halves of a surrogate pair (RFC 8259
    /// section 7).
    fn code_point(&mut self) -> Option<char> {
        let first = self.four_digits()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first);
        }
        self.skip("\\u")?;
        let second = self.four_digits()?.checked_sub(0xDC00)?;
        if second >= 0x400 {
            return None;
        }
        char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + second)
    }

    fn four_digits(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    // ---- characters ----

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn skip(&mut self, expected: &str) -> Option<()> {
        let there = self.rest().starts_with(expected);
        there.then(|| self.at += expected.len())
    }

    fn closes(&mut self, bracket: &str) -> bool {
        self.space();
        self.skip(bracket).is_some()
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        self.skip(word)?;
        Some(value)
    }

    fn place(&self) -> String {
        let before = self.text.get(..self.at).unwrap_or_default();
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before
            .chars()
            .rev()
            .take_while(|next| *next != '\n')
            .count()
            + 1;
        format!("line {line} column {column}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn documents_are_read_as_serde_json_reads_them() {
        for text in [
            "null",
            " [ true , false,\tnull\n] ",
            r#"{"a":{"b":[1,2,{"c":""}],"d":{}},"a":[]}"#,
            r#""\"\\\/\b\f\n\r\t\u00e9\u4e2d\ud83d\ude00 é中😀""#,
            "18446744073709551615",
            "[0, 10, 65535]",
        ] {
            assert!(parse(text).is_ok(), "{text}");
            assert_eq!(parse(text).ok(), serde_json::from_str(text).ok(), "{text}");
        }
    }

    #[test]
    fn a_number_that_is_not_whole_or_too_great_is_none_of_ours() {
        for text in [
            "-0",
            "-7",
            "0.5",
            "1e3",
            "1E+3",
            "2.5e-3",
            "18446744073709551616",
        ] {
            assert_eq!(parse(text), Ok(Value::from(-1)), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_place() {
        for (text, place) in [
            ("", "line 1 column 1"),
            ("{", "line 1 column 2"),
            ("[1,\n 2 3]", "line 2 column 4"),
            ("[1,]", "line 1 column 4"),
            (r#"{"é": x}"#, "line 1 column 7"),
        ] {
            assert_eq!(parse(text), Err(place.to_owned()), "{text}");
        }
        assert!(parse(&"[".repeat(1_000_000)).is_err());
    }

    #[test]
    fn what_serde_json_refuses_is_refused() {
        for text in [
            "01",
            "1.",
            ".5",
            "-",
            "+1",
            "1e",
            "tru",
            "nullx",
            "[1 2]",
            "{\"a\" 1}",
            "{a:1}",
            "\"\u{1}\"",
            "\"",
            r#""\x""#,
            r#""\ud83d""#,
            r#""\ud83d\u0041""#,
            r#""\udc00""#,
            r#""\u12"#,
            r#""\u+123""#,
            "\"\\é\"",
            "{\"a\":1,}",
            "1 1",
        ] {
            assert!(parse(text).is_err(), "{text}");
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused_as_serde_json_does(
            text in r#"([\[\]{},:" \\n0-9a-fu.eE+-]|true|false|null|"[a-z\\]*":?|é){0,12}"#
        ) {
            let theirs = serde_json::from_str::<Value>(&text);
            // A number beyond what a float can hold is no fault here.
            prop_assume!(!theirs.as_ref().is_err_and(|error| error.to_string().contains("range")));
            prop_assert_eq!(parse(&text).is_ok(), theirs.is_ok());
        }
    }
}
