//! Lists of values in sentences.

use crate::model::ports::PortRange;

/// Ranges in a sentence; if there are many, not all are named.
const RANGES_IN_A_SENTENCE: usize = 12;

pub(super) fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<_> = items.into_iter().map(|item| item.to_string()).collect();
    texts.join(", ")
}

pub(super) fn some_of(ranges: &[PortRange]) -> String {
    let mut text = list(ranges.iter().take(RANGES_IN_A_SENTENCE));
    if ranges.len() > RANGES_IN_A_SENTENCE {
        text.push_str(", …");
    }
    text
}

/// Each item once.
pub(super) fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for item in items {
        if !distinct.contains(&item) {
            distinct.push(item);
        }
    }
    distinct
}

/// A count with a separator before every three digits.
pub(super) fn grouped(count: usize, separator: char) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_groups_digits_and_does_not_name_every_range() {
        for (count, text) in [(0, "0"), (504, "504"), (1008, "1,008"), (64_511, "64,511")] {
            assert_eq!(grouped(count, ','), text);
        }
        let port = |port| PortRange::new(port, port).expect("a port");
        let many: Vec<_> = (1..=13).map(port).collect();
        assert_eq!(some_of(&many), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …");
        assert_eq!(some_of(many.get(..2).expect("two")), "1, 2");
    }
}
