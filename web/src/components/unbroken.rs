//! Text whose port ranges stay on one line.

use yew::{Html, html};

/// The text; a browser would break a range after its hyphen.
pub(crate) fn unbroken(text: &str) -> Html {
    html! {
        for (index, word) in text.split(' ').enumerate() {
            // Outside of the range, where the line may break.
            if index > 0 {
                { " " }
            }
            if has_range(word) {
                <span class="range">{ word }</span>
            } else {
                { word }
            }
        }
    }
}

/// Whether a word such as `(1025-65535,` contains a range.
fn has_range(word: &str) -> bool {
    let digit = |end: Option<char>| end.is_some_and(|end| end.is_ascii_digit());
    word.split_once('-')
        .is_some_and(|(first, last)| digit(first.chars().last()) && digit(last.chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ranges_of_numbers_stay_together() {
        for range in ["1025-65535", "(30000-49999)", "5000-6999,"] {
            assert!(has_range(range), "{range}");
        }
        for other in ["443", "us-east-1.amazonaws.com", "-", "UDP", "TCP-8883"] {
            assert!(!has_range(other), "{other}");
        }
    }
}
