//! Tools that have nothing to do with cameras or firewalls.

pub mod collected;
pub(crate) mod json;
pub(crate) mod names;
pub mod numbers;
pub(crate) mod order;
pub mod sorted;
