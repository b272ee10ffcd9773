//! What to do about a report: the change request for the firewall administrator, and help for a specific
//! firewall. Both follow from the rows; nothing is measured or judged here.

pub mod help;
pub mod mail;
mod problem;
pub mod request;
mod table;
mod text;
mod vendors;

pub use crate::model::problem::Problem;
pub use crate::model::vendor::Vendor;
pub use help::{Step, vendor_help, video_help};
pub use request::ChangeRequest;
pub use vendors::{FILE_NAME, Handbook, HandbookError, Source};
