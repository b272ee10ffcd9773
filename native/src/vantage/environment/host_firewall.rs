//! Whether the device's own firewall drops unsolicited packets. It would make the
//! site's filtering look narrower than it is.

#[cfg(target_os = "linux")]
mod nftables;
#[cfg(any(windows, test))]
mod windows;

#[cfg(target_os = "linux")]
pub(crate) use nftables::drops_unsolicited;
#[cfg(windows)]
pub(crate) use windows::drops_unsolicited;

/// Not known: macOS shows the rules of its firewall to an administrator only.
#[cfg(not(any(target_os = "linux", windows)))]
pub(crate) fn drops_unsolicited() -> Option<bool> {
    None
}
