//! The change request for spreadsheets: as CSV (RFC 4180), and as text between tabs, which they take from the
//! clipboard.

use crate::remedy::ChangeRequest;
use crate::say::Language;

/// The table as CSV; of an empty request, only the heads of its columns. Every cell is quoted, so that nothing in it
/// can end it.
#[must_use]
pub fn csv(request: &ChangeRequest, language: Language) -> String {
    written(&request.table(language), ",", "\"", "\r\n")
}

/// The table with tabs between its cells, of which none contains one.
#[must_use]
pub fn tabbed(request: &ChangeRequest, language: Language) -> String {
    written(&request.table(language), "\t", "", "\n")
}

fn written(lines: &[Vec<String>], separator: &str, quote: &str, end: &str) -> String {
    let mut text = String::new();
    for cells in lines {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                text.push_str(separator);
            }
            text.push_str(quote);
            push_cell(&mut text, cell, quote);
            text.push_str(quote);
        }
        text.push_str(end);
    }
    text
}

fn push_cell(text: &mut String, cell: &str, quote: &str) {
    // A spreadsheet takes these for the beginning of a formula.
    if matches!(
        cell.as_bytes().first(),
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')
    ) {
        text.push('\'');
    }
    for character in cell.chars() {
        text.push(character);
        if character == '"' {
            text.push_str(quote);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads CSV by the grammar of RFC 4180, quoted fields only.
    fn parsed(text: &str) -> Vec<Vec<String>> {
        let mut records = vec![Vec::new()];
        let mut signs = text.chars().peekable();
        while signs.peek().is_some() {
            assert_eq!(signs.next(), Some('"'), "{text}");
            let mut cell = String::new();
            loop {
                match signs.next().expect("the cell ends") {
                    '"' if signs.peek() == Some(&'"') => cell.extend(signs.next()),
                    '"' => break,
                    sign => cell.push(sign),
                }
            }
            records.last_mut().expect("a record").push(cell);
            match signs.next().expect("the record ends") {
                ',' => {}
                '\r' => {
                    assert_eq!(signs.next(), Some('\n'), "{text}");
                    records.push(Vec::new());
                }
                other => panic!("{other:?} after a cell of {text}"),
            }
        }
        assert_eq!(records.pop(), Some(Vec::new()), "{text}");
        records
    }

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[-=+@\t\r\n\",;' a]{0,6}",
            "[-=+@]cmd\\|' /C calc'!A0",
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_cell_for_cell(
            lines in prop::collection::vec(prop::collection::vec(cell(), 1..4), 0..5)
        ) {
            let read = parsed(&written(&lines, ",", "\"", "\r\n"));
            prop_assert_eq!(read.len(), lines.len());
            for (read, written) in read.iter().zip(&lines) {
                prop_assert_eq!(read.len(), written.len());
            }
            for (read, written) in read.iter().flatten().zip(lines.iter().flatten()) {
                prop_assert!(!read.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", read);
                let plain = read.strip_prefix('\'').unwrap_or(read);
                let is_formula = written.starts_with(['=', '+', '-', '@', '\t', '\r']);
                let expected = if is_formula { plain } else { read.as_str() };
                prop_assert_eq!(expected, written);
            }
        }
    }
}
