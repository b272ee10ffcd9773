//! Tools that know nothing of cameras or firewalls.

pub mod collected;
pub(crate) mod json;
pub(crate) mod names;
