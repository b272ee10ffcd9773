//! The UDP range as a picture: where ports are open, blocked, or were not tried.

use camcheck_core::ports::{ARTICLE_UDP, PortRange};
use camcheck_core::report::{Note, Report};

use crate::dom::{Tag, tag};
use crate::view::View;

/// Where samples are drawn: one of so many parts of the strip. It is a picture of the way of
/// sampling, not of each port.
const PARTS: u32 = 64;

/// The width of the drawing, in its own units.
const WIDTH: u32 = 1000;

/// The strip with its legend; nothing where no port was tried.
pub(super) fn udp_strip(view: &View, report: &Report) -> Option<Tag> {
    let network = &report.network;
    if network.udp_sampled == 0 {
        return None;
    }
    let labels = view.language().labels();
    let picture = view.language().udp_picture(network);
    let swept = report.notes.contains(&Note::FullSweep);
    let legend = [
        (network.udp_open > 0, "open", labels.open),
        (!network.udp_blocked.is_empty(), "blocked", labels.blocked),
        (!swept, "untried", labels.untried),
    ];
    let legend = legend
        .iter()
        .filter(|(applies, _, _)| *applies)
        .map(|(_, class, label)| tag!("li", "class" = *class).text(label));
    let legend = tag!("ul", "class" = "legend", "aria-hidden" = "true").children(legend);
    let end = |port: u16| tag!("span").text(&port.to_string());
    let ends = tag!("div", "class" = "ends", "aria-hidden" = "true")
        .child(end(ARTICLE_UDP.first()))
        .child(end(ARTICLE_UDP.last()));
    let strip = drawing(&picture, &network.udp_blocked, network.udp_open > 0, swept);
    let figure = tag!("figure", "class" = "strip")
        .markup(&strip)
        .child(ends)
        .child(tag!("figcaption").child(legend));
    Some(figure)
}

/// Ready markup; all that it holds are numbers and the core's own sentence.
fn drawing(label: &str, blocked: &[PortRange], any_open: bool, swept: bool) -> String {
    let mut shapes = String::from(r#"<rect class="untried" width="1000" height="24"/>"#);
    if any_open && swept {
        shapes.push_str(r#"<rect class="open" width="1000" height="24"/>"#);
    } else if any_open {
        for part in 0..PARTS {
            let x = part * WIDTH / PARTS + 4;
            shapes.push_str(&format!(
                r#"<rect class="open" x="{x}" width="7" height="24"/>"#
            ));
        }
    }
    for range in blocked {
        let (x, end) = (position(range.first(), 0), position(range.last(), 1));
        // A single port would be too thin to see.
        let width = (end - x).max(5);
        shapes.push_str(&format!(
            r#"<rect class="blocked" x="{x}" width="{width}" height="24"/><path class="hatch" d="M{x} 12h{width}"/>"#
        ));
    }
    format!(
        r#"<svg viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label="{label}">{shapes}</svg>"#
    )
}

/// Where a port begins, or ends (`past` 1), of [`WIDTH`]. Whole numbers, since writing others takes
/// 2 KB of the page.
fn position(port: u16, past: u32) -> u32 {
    let first = u32::from(ARTICLE_UDP.first());
    let ports = u32::from(ARTICLE_UDP.last()) - first + 1;
    (u32::from(port) + past).saturating_sub(first) * WIDTH / ports
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strip_is_the_whole_range() {
        assert_eq!((position(1025, 0), position(65535, 1)), (0, WIDTH));
    }

    #[test]
    fn a_blocked_port_is_seen_even_alone() {
        let port = PortRange::new(4000, 4000).expect("a port");
        let drawing = drawing("x", &[port], true, false);
        assert!(
            drawing.contains(r#"class="blocked" x="46" width="5""#),
            "{drawing}"
        );
    }

    #[test]
    fn where_nothing_gets_out_nothing_is_drawn_open() {
        let all = PortRange::new(1025, 65535).expect("a range");
        assert!(!drawing("x", &[all], false, false).contains(r#"class="open""#));
    }
}
