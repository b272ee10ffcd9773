//! The change request as a table.

use yew::{Html, html};

/// A rule a line, below the heads of the columns. On a narrow screen each rule is a card whose cells show their heads;
/// the roles keep it a table then.
///
/// `optional`: what is only recommended begins before this rule, under this title.
pub(super) fn request_table(
    label: &'static str,
    lines: &[Vec<String>],
    optional: Option<(usize, String)>,
) -> Html {
    let Some((heads, rules)) = lines.split_first() else {
        return Html::default();
    };
    let title =
        |index| {
            let optional = optional.as_ref().filter(|(first, _)| *first == index);
            optional.map(|(_, title)| html! {
            <tr role="row"><th role="cell" colspan={heads.len().to_string()}>{ title }</th></tr>
        })
        };
    html! {
        <table id="camcheck-request" role="table" aria-label={label}>
            <tr role="row">
                for head in heads {
                    <th role="columnheader">{ head }</th>
                }
            </tr>
            for (index, cells) in rules.iter().enumerate() {
                { title(index) }
                <tr role="row">
                    for (cell, head) in cells.iter().zip(heads) {
                        <td role="cell" data-head={head.clone()}>{ cell }</td>
                    }
                </tr>
            }
        </table>
    }
}
