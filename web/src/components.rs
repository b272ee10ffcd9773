//! What the page is made of.

pub(crate) mod height;
pub(crate) mod icon;
pub(crate) mod report_json;
pub(crate) mod row;
pub(crate) mod verdict;
