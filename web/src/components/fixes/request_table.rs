//! The change request as a table.

use yew::{Html, html};

/// A rule a line, below the heads of the columns. On a narrow screen each rule is a card whose cells show their heads;
/// the roles keep it a table then.
pub(super) fn request_table(label: &'static str, lines: &[Vec<String>]) -> Html {
    let Some((heads, rules)) = lines.split_first() else {
        return Html::default();
    };
    html! {
        <table id="camcheck-request" role="table" aria-label={label}>
            <tr role="row">
                for head in heads {
                    <th role="columnheader">{ head }</th>
                }
            </tr>
            for cells in rules {
                <tr role="row">
                    for (cell, head) in cells.iter().zip(heads) {
                        <td role="cell" data-head={head.clone()}>{ cell }</td>
                    }
                </tr>
            }
        </table>
    }
}
