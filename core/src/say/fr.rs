//! French, for readers in France: formal, with a no-break space (U+00A0) before a colon, a semicolon, a question mark and
//! a percent sign, inside quotation marks, and between every three digits of a number.

mod diagnoses;
mod evidence;
mod findings;
mod fixes;
mod guide;
mod notes;
mod page;
mod problems;
mod program;
mod reasons;
mod report;
mod request;
mod rows;
mod share;
mod watch;

use super::texts::Texts;

/// The language.
pub(super) struct French;

impl Texts for French {}

#[cfg(test)]
mod tests {
    use std::fs;

    /// A line may break at an ordinary space, and a sign must not begin the next one.
    #[test]
    fn a_space_beside_a_sign_is_a_no_break_space() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/say/fr");
        for file in fs::read_dir(folder).expect("the texts") {
            let text = fs::read_to_string(file.expect("a file").path()).expect("a text");
            for line in text.lines() {
                for wrong in [" :", " ;", " ?", " »", "« ", "} %"] {
                    assert!(!line.contains(wrong), "{wrong:?}: {line}");
                }
            }
        }
    }
}
