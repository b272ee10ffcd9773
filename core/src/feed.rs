//! A feed: a paced, video-like stream between a site and the far end, both ways at the same time, and how much of it
//! arrived in each second.
//!
//! Page, program and far end use the same code: time is what its caller passes in, and bytes come and go as packets of
//! [`crate::wire::feed`].

mod judge;
mod stream;
mod tally;

pub use judge::{Second, Share, measured};
pub use stream::{Large, Stream, Streamed, Window};
pub use tally::Tally;
