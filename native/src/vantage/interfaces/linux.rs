//! What Linux reports about an interface in `/sys` and `/proc`.

use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use camcheck_core::model::interface::InterfaceKind;

/// ARPHRD_ETHER (`linux/if_arp.h`).
const ETHERNET: &str = "1";

/// The flag of a route that leads to a gateway, RTF_GATEWAY (`linux/route.h`).
const GATEWAY: u32 = 2;

/// By the folders that the wireless drivers create, and by the type of the link. A tunnel that carries Ethernet is not
/// a cable.
pub(super) fn kind(name: &str) -> InterfaceKind {
    kind_in(&Path::new("/sys/class/net").join(name))
}

fn kind_in(folder: &Path) -> InterfaceKind {
    let has = |name: &str| folder.join(name).exists();
    if has("wireless") || has("phy80211") {
        return InterfaceKind::Wifi;
    }
    let link = fs::read_to_string(folder.join("type")).unwrap_or_default();
    if link.trim() == ETHERNET && !has("tun_flags") {
        InterfaceKind::Wired
    } else {
        InterfaceKind::Other
    }
}

/// The gateway of the default route through this interface.
pub(super) fn gateway(name: &str) -> Option<IpAddr> {
    gateway_in(&fs::read_to_string("/proc/net/route").ok()?, name)
}

/// The columns are interface, destination, gateway and flags; addresses are in the byte order of the machine, so a
/// little-endian machine prints network addresses in reverse (proc(5)).
fn gateway_in(routes: &str, name: &str) -> Option<IpAddr> {
    routes.lines().skip(1).find_map(|route| {
        let mut columns = route.split_whitespace();
        let (interface, destination) = (columns.next()?, columns.next()?);
        let gateway = u32::from_str_radix(columns.next()?, 16).ok()?;
        let flags = u32::from_str_radix(columns.next()?, 16).ok()?;
        let is_default = interface == name && destination.bytes().all(|digit| digit == b'0');
        let leads_on = is_default && flags & GATEWAY != 0;
        leads_on.then(|| IpAddr::V4(Ipv4Addr::from(gateway.to_ne_bytes())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interface_is_told_by_its_folder() {
        let root = std::env::temp_dir().join(format!("camcheck-net-{}", std::process::id()));
        for (name, files, kind) in [
            ("eth0", &[("type", "1\n")][..], InterfaceKind::Wired),
            (
                "wlan0",
                &[("type", "1\n"), ("phy80211", "")],
                InterfaceKind::Wifi,
            ),
            (
                "wlan1",
                &[("type", "1\n"), ("wireless", "")],
                InterfaceKind::Wifi,
            ),
            (
                "tap0",
                &[("type", "1\n"), ("tun_flags", "0x1002\n")],
                InterfaceKind::Other,
            ),
            ("tun0", &[("type", "65534\n")], InterfaceKind::Other),
            ("gone0", &[], InterfaceKind::Other),
        ] {
            let folder = root.join(name);
            fs::create_dir_all(&folder).unwrap();
            for (file, content) in files {
                fs::write(folder.join(file), content).unwrap();
            }
            assert_eq!(kind_in(&folder), kind, "{name}");
        }
        fs::remove_dir_all(&root).unwrap();
    }

    #[cfg(target_endian = "little")]
    #[test]
    fn the_gateway_is_that_of_the_default_route() {
        let routes = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n\
                      eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\n\
                      wlan0\t00000000\t0100000A\t0003\t0\t0\t600\t00000000\n\
                      eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\n\
                      tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\n";
        let gateway = |name| gateway_in(routes, name).map(|address| address.to_string());
        assert_eq!(gateway("eth0").as_deref(), Some("192.168.1.1"));
        assert_eq!(gateway("wlan0").as_deref(), Some("10.0.0.1"));
        assert_eq!(gateway("tun0"), None, "it leads to no router");
        assert_eq!(gateway("eth1"), None);
        assert_eq!(gateway_in("", "eth0"), None);
    }
}
