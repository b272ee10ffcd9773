//! The UDP range as a picture: where ports are open, blocked, or were not tried.

use camcheck_core::model::ports::{ARTICLE_UDP, PortRange};
use camcheck_core::model::report::{Note, Report};
use camcheck_core::say::Language;
use camcheck_core::support::sorted::SortedSet;
use yew::{Html, html};

/// How many samples are drawn. They illustrate the sampling, not each port.
const SAMPLES: u32 = 64;

/// The width of the drawing, in its own units.
const WIDTH: u32 = 1000;

/// The width of a sample, and of the narrowest blocked range that can still be seen.
const SAMPLE_WIDTH: u32 = 7;
const LEAST_WIDTH: u32 = 5;

/// The strip with its legend; nothing where no port was tried.
pub(super) fn udp_strip(language: Language, report: &Report) -> Html {
    let network = &report.network;
    if network.udp_sampled == 0 {
        return Html::default();
    }
    let labels = language.labels();
    let swept = report.notes.contains(Note::FullSweep);
    let (blocked, unconfirmed) = (&network.udp_blocked, &network.udp_unconfirmed);
    let legend = [
        (network.udp_open > 0, "open", labels.open.to_owned()),
        (
            !blocked.is_empty(),
            "blocked",
            language.udp_legend(labels.blocked, blocked),
        ),
        (
            !unconfirmed.is_empty(),
            "unconfirmed",
            language.udp_legend(labels.unconfirmed, unconfirmed),
        ),
        (!swept, "untried", labels.untried.to_owned()),
    ];
    let bars = html! {
        <>
            for open in open_bars(network.udp_open > 0, swept) {
                { bar("open", open) }
            }
            for range in &network.udp_unconfirmed {
                { hatched("unconfirmed", Bar::of(*range)) }
            }
            for range in &network.udp_blocked {
                { hatched("blocked", Bar::of(*range)) }
            }
        </>
    };
    html! {
        <figure class="strip">
            { picture(language.udp_picture(network), bars) }
            <figcaption>
                <ul class="legend" aria-hidden="true">
                    for (_, class, label) in legend.into_iter().filter(|(applies, ..)| *applies) {
                        <li {class}>{ label }</li>
                    }
                </ul>
            </figcaption>
        </figure>
    }
}

/// The strip during a run: the ports that have answered so far. It is a sign of progress only.
pub(super) fn answered_ports(answered: &SortedSet<u16>) -> Html {
    let ports = answered
        .iter()
        .filter_map(|port| PortRange::new(*port, *port).ok());
    let bars = ports.map(|port| bar("open", Bar::of(port))).collect();
    html! { <figure class="strip" aria-hidden="true">{ picture(String::new(), bars) }</figure> }
}

/// The range from end to end, with bars on it.
fn picture(label: String, bars: Html) -> Html {
    html! {
        <>
            <svg
                viewBox={format!("0 0 {WIDTH} 24")}
                preserveAspectRatio="none"
                role="img"
                aria-label={label}
            >
                { bar("untried", Bar::WHOLE) }
                { bars }
            </svg>
            <div class="ends" aria-hidden="true">
                <span>{ ARTICLE_UDP.first() }</span>
                <span>{ ARTICLE_UDP.last() }</span>
            </div>
        </>
    }
}

fn bar(class: &'static str, Bar { x, width }: Bar) -> Html {
    html! { <rect {class} x={x.to_string()} width={width.to_string()} height="24" /> }
}

/// Hatched as well, since not everyone can see the colours.
fn hatched(class: &'static str, place: Bar) -> Html {
    let Bar { x, width } = place;
    html! {
        <>
            { bar(class, place) }
            <path class="hatch" d={format!("M{x} 12h{width}")} />
        </>
    }
}

/// All ports if each was tried, otherwise samples.
fn open_bars(any_open: bool, swept: bool) -> Vec<Bar> {
    match (any_open, swept) {
        (false, _) => Vec::new(),
        (true, true) => vec![Bar::WHOLE],
        (true, false) => (0..SAMPLES).map(Bar::sample).collect(),
    }
}

/// A part of the strip, in units of the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bar {
    x: u32,
    width: u32,
}

impl Bar {
    const WHOLE: Self = Self { x: 0, width: WIDTH };

    /// One of [`SAMPLES`], in the middle of its part of the strip.
    const fn sample(index: u32) -> Self {
        Self {
            x: index * WIDTH / SAMPLES + (WIDTH / SAMPLES - SAMPLE_WIDTH) / 2,
            width: SAMPLE_WIDTH,
        }
    }

    /// The position of some ports.
    fn of(ports: PortRange) -> Self {
        let first = u32::from(ARTICLE_UDP.first());
        let count = u32::from(ARTICLE_UDP.last()) - first + 1;
        let position = |port: u32| port.saturating_sub(first) * WIDTH / count;
        let x = position(ports.first().into());
        let end = position(u32::from(ports.last()) + 1);
        Self {
            x,
            width: (end - x).max(LEAST_WIDTH),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strip_is_the_whole_range() {
        assert_eq!(Bar::of(ARTICLE_UDP), Bar::WHOLE);
    }

    #[test]
    fn a_blocked_port_is_seen_even_alone() {
        let port = PortRange::new(4000, 4000).expect("a port");
        assert_eq!(Bar::of(port), Bar { x: 46, width: 5 });
    }

    #[test]
    fn where_nothing_gets_out_nothing_is_drawn_open() {
        assert_eq!(open_bars(false, false), []);
        assert_eq!(open_bars(true, true), [Bar::WHOLE]);
    }

    #[test]
    fn samples_are_spread_over_the_whole_strip() {
        let samples = open_bars(true, false);
        let (first, last) = (samples.first().expect("one"), samples.last().expect("one"));
        assert!(first.x < WIDTH / SAMPLES && last.x + last.width > WIDTH - WIDTH / SAMPLES);
        assert!(last.x + last.width <= WIDTH);
    }
}
