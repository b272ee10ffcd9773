//! Compares texts with the files of this folder.

use insta::{assert_snapshot, with_settings};

/// Shows the difference and fails if a text is not what `NAME.snap` holds.
#[track_caller]
pub(crate) fn assert_reads(name: &str, text: &str) {
    assert!(
        text.ends_with('\n'),
        "insta ignores line breaks at the end of a text"
    );
    with_settings!({ snapshot_path => ".", prepend_module_to_snapshot => false, omit_expression => true }, {
        assert_snapshot!(name, text);
    });
}
