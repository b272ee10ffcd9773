//! A feed, second by second.

use camcheck_core::limits::{FEED_MAX_LOST_PERCENT, FEED_MAX_ROUND_TRIP_MS};
use camcheck_core::model::feed::{Feed, Seconds};
use camcheck_core::say::Language;
use yew::{Html, html};

/// A column for each second; a row for what was lost each way, for the jitter and for the round trip; bad seconds are set apart by
/// weight and line, since some readers cannot distinguish colours.
pub(super) fn feed_table(language: Language, feed: &Feed) -> Html {
    let words = language.page();
    let row = |name: &'static str, numbers: &Seconds, limit: u16| {
        html! {
            <tr>
                <th scope="row">{ name }</th>
                for number in numbers {
                    { cell(*number, limit) }
                }
            </tr>
        }
    };
    html! {
        <table class="feed">
            <caption>{ "UDP " }{ feed.port }</caption>
            <tr>
                <th scope="row">{ words.feed_second }</th>
                for second in 1..=feed.up_lost_percent.len() {
                    <th scope="col">{ second }</th>
                }
            </tr>
            { row(words.feed_up, &feed.up_lost_percent, FEED_MAX_LOST_PERCENT) }
            { row(words.feed_down, &feed.down_lost_percent, FEED_MAX_LOST_PERCENT) }
            { row(words.feed_jitter_up, &feed.up_jitter_ms, u16::MAX) }
            { row(words.feed_jitter_down, &feed.down_jitter_ms, u16::MAX) }
            { row(words.feed_round_trip, &feed.round_trip_ms, FEED_MAX_ROUND_TRIP_MS) }
        </table>
    }
}

fn cell(number: Option<u16>, limit: u16) -> Html {
    match number {
        None => html! { <td>{ "–" }</td> },
        Some(number) if number > limit => html! { <td class="bad"><b>{ number }</b></td> },
        Some(number) => html! { <td>{ number }</td> },
    }
}
