//! The lab: simulated sites as network namespaces on one Linux machine.
//!
//! ```text
//! device -- router (NAT, firewall, site resolver) -- core --+-- far end  198.51.100.10, .11
//!                                                          +-- hosts: DNS 198.51.100.153,
//!                                                              HTTPS 198.51.100.180
//! ```
//! A program calls [`Lab::enter`] before anything else; it returns in private namespaces (of users
//! where needed, of mounts, processes and network), in which [`SiteLab::build`] makes one site
//! after the other, or several at a time. No address of the lab is routable outside, and the
//! process namespace ends every helper program, however the lab ends.
#![cfg(target_os = "linux")]

mod attack;
mod bench;
mod browser;
mod cable;
mod catalogue;
pub mod cli;
mod client;
mod daemon;
mod dns;
mod enter;
mod error;
mod far_end;
mod load;
mod metrics;
mod middlebox;
mod namespace;
mod net;
mod nft;
mod occupant;
mod pki;
mod programs;
mod sending;
mod site_files;
mod site_lab;
mod system;
mod traffic;
mod web;
mod wiring;

pub use attack::{Attack, Toll, under_attack};
pub use browser::{
    Browser, BrowserKind, ClaimedDevice, Embedded, Seen, Walk, WebRtcPolicy, Window,
};
pub use enter::{Lab, NO_LAB_EXIT};
pub use error::LabError;
pub use far_end::FarEnd;
pub use load::{Flood, flood, sweep};
pub use namespace::Namespace;
pub use net::{DEVICE_PRIVATE, DEVICE_PUBLIC, FAR_END, FAR_END_ALTERNATE, FIREWALL_PAGE, WAN};
pub use programs::Programs;
pub use site_files::{NamedSite, load as load_sites, load_advice, load_feeds};
pub use site_lab::{SiteLab, Upgraded};
pub use system::System;
