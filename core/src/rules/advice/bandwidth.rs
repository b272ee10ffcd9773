//! Are 10 Mbit/s available?

use super::{Context, Far, Finding};
use crate::limits::BANDWIDTH_MBPS;
use crate::model::evidence::{Detail, Evidence, Seen, Test};
use crate::model::reason::Reason;
use crate::observed::advice::load::{Room, room};

pub(super) fn judge(context: &Context<'_>, far: &Far) -> Finding {
    let ways = [Test::LoadDown, Test::LoadUp];
    let rooms = ways.map(|test| room(context.board, far, test == Test::LoadUp));
    let evidence = ways
        .into_iter()
        .zip(&rooms)
        .filter_map(|(test, room)| line(far, test, room));
    let finding = if rooms.iter().any(|room| matches!(room, Room::Asking(_))) {
        Finding::not_tested(Reason::Measuring)
    } else if rooms
        .iter()
        .any(|room| matches!(room, Room::Mbps(mbps) if *mbps < BANDWIDTH_MBPS))
    {
        Finding::warn(Reason::BandwidthLow)
    } else if rooms.iter().all(|room| matches!(room, Room::Mbps(_))) {
        Finding::pass(Reason::BandwidthEnough)
    } else if rooms.contains(&Room::Busy) {
        Finding::inconclusive(Reason::FarEndBusy)
    } else {
        Finding::inconclusive(Reason::Unstable)
    };
    finding.with(evidence.collect())
}

fn line(far: &Far, test: Test, room: &Room) -> Option<Evidence> {
    let target = far.bulk_name();
    match room {
        Room::Asking(_) => None,
        Room::Mbps(mbps) => {
            Some(Evidence::new(test, target, Seen::Transferred).with(Detail::Mbps, mbps))
        }
        Room::Busy => Some(Evidence::new(test, target, Seen::Busy)),
        Room::Unclear => Some(Evidence::new(test, target, Seen::NoAnswer)),
    }
}
