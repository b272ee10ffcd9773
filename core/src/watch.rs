//! A watch: the same site, tested again and again for hours, because a feed that fails at noon is not seen in
//! ten seconds.
//!
//! [`Watch`] decides when a round is due and what it tests, judges it, and sums the rounds up. It has no clock:
//! each call is given the [`Moment`]. [`drive()`] runs one with a [`Station`].
//!
//! The first round tests all rows, further ones a small set ([`Order`]), and after a change the next one tests
//! all again. A round that was missed, because the device slept or the round before took long, is a gap: neither
//! good nor an outage. A round that shows nothing of the site is not judged and leaves the share.

mod clock;
mod drive;
mod engine;
mod entry;
mod interval;
mod judge;
pub mod log;
mod order;
mod outages;
mod retest;
mod round;
mod schedule;
mod stretches;
mod summary;
mod timeline;

pub use clock::Moment;
pub use drive::{Station, drive, measure};
pub use engine::{Next, Watch};
pub use entry::{Entry, Pause, Start};
pub use order::{Kind, Order, can_be_watched};
pub use retest::{Changed, Retest, RetestOrder};
pub use round::{FeedSeen, FlowSeen, Judged, Round, RowSeen, Unmeasured};
pub use schedule::{BadSchedule, Schedule};
pub use summary::{is_below_threshold, summary};
