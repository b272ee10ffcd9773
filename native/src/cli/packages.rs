//! The list of the packages in this program, for scanners that look for known vulnerabilities in files (`cargo audit bin`,
//! Trivy). They find it by the name of its section, as cargo-auditable writes it.

use std::hint::black_box;

const LIST: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/packages.json.zlib"));

#[expect(
    unsafe_code,
    reason = "the section has no other content, and nothing else reads it"
)]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,.dep-v0"))]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".dep-v0"))]
#[used]
static PACKAGES: [u8; LIST.len()] =
    *include_bytes!(concat!(env!("OUT_DIR"), "/packages.json.zlib"));

/// Refers to the list, since linkers leave out what nothing refers to.
pub(super) fn keep() {
    black_box(&PACKAGES);
}
