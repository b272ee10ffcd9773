//! The change request as a table.

use yew::{Html, html};

/// A rule a line, below the heads of the columns. On a narrow screen each rule is a card whose cells show their heads.
/// The roles keep it a table then, and tell the heads.
pub(super) fn request_table(lines: &[Vec<String>]) -> Html {
    let heads = lines.first();
    html! {
        <table id="camcheck-request" role="table">
            for (index, cells) in lines.iter().enumerate() {
                <tr role="row">
                    for (cell, head) in cells.iter().zip(heads.into_iter().flatten()) {
                        <td role={if index == 0 { "columnheader" } else { "cell" }} data-head={head.clone()}>
                            { cell }
                        </td>
                    }
                </tr>
            }
        </table>
    }
}
