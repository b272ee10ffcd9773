//! Simulated sites: one declarative file drives the simulated prober here, the native program in
//! network namespaces, and browsers in the same namespaces.

pub mod site;
