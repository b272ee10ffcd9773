//! Linux reports ICMP errors of unconnected sockets (IP_RECVERR) and losses (SO_RXQ_OVFL).

use std::cell::Cell;
use std::io::{self, IoSliceMut};
use std::net::{IpAddr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::AsRawFd;

use nix::libc;
use nix::sys::socket::sockopt::{IpMtu, Ipv4RecvErr, Ipv6RecvErr, RcvBufForce, RxqOvfl};
use nix::sys::socket::{
    ControlMessageOwned, MsgFlags, RecvMsg, SockaddrStorage, getsockopt, recvmsg, setsockopt,
};
use rustix::net::sockopt::{Ipv4PathMtuDiscovery, set_ip_mtu_discover};
use tokio::io::Interest;
use tokio::net::UdpSocket;

use super::{Incoming, RECEIVE_BUFFER};

/// The system's number for "no buffer space".
pub(super) const NO_BUFFER: i32 = libc::ENOBUFS;
/// The system's number for "message too long".
pub(super) const TOO_LARGE: i32 = libc::EMSGSIZE;

/// ICMP "destination unreachable" (RFC 792) and its code "fragmentation needed", which is not about the
/// port.
const ICMP_UNREACHABLE: u8 = 3;
const ICMP_FRAGMENTATION_NEEDED: u8 = 4;
/// ICMPv6 "destination unreachable" (RFC 4443 section 3.1).
const ICMPV6_UNREACHABLE: u8 = 1;

/// Enables what the kernel can report. If it cannot report something, only that is missing.
pub(super) fn prepare(socket: &std::net::UdpSocket) {
    let _ = setsockopt(socket, RxqOvfl, &1);
    // Only root may exceed the limit of the system.
    let _ = setsockopt(socket, RcvBufForce, &RECEIVE_BUFFER);
    let _ = match socket.local_addr().map(|local| local.ip()) {
        Ok(IpAddr::V6(_)) => setsockopt(socket, Ipv6RecvErr, &true),
        _ => setsockopt(socket, Ipv4RecvErr, &true),
    };
}

/// Sets "don't fragment" (ip(7), IP_MTU_DISCOVER). IPv6 routers never make fragments.
pub(super) fn forbid_fragments(socket: &UdpSocket) -> io::Result<()> {
    if socket.local_addr()?.is_ipv6() {
        return Err(io::ErrorKind::Unsupported.into());
    }
    set_ip_mtu_discover(socket, Ipv4PathMtuDiscovery::DO)?;
    Ok(())
}

/// The kernel's path MTU (RFC 1191) of a socket that is connected.
pub(super) fn path_mtu(socket: &std::net::UdpSocket) -> Option<u16> {
    let mtu = getsockopt(socket, IpMtu).ok()?;
    u16::try_from(mtu).ok()
}

/// The next datagram, or else the next ICMP error.
pub(super) fn receive(
    socket: &UdpSocket,
    buffer: &mut [u8],
    drops: &Cell<u64>,
) -> io::Result<Incoming> {
    match datagram(socket, buffer, drops) {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => icmp_error(socket, buffer),
        result => result,
    }
}

fn datagram(socket: &UdpSocket, buffer: &mut [u8], drops: &Cell<u64>) -> io::Result<Incoming> {
    let mut control = nix::cmsg_space!(u32);
    socket.try_io(Interest::READABLE, || {
        let mut parts = [IoSliceMut::new(buffer)];
        let message: RecvMsg<'_, '_, SockaddrStorage> = recvmsg(
            socket.as_raw_fd(),
            &mut parts,
            Some(&mut control),
            MsgFlags::MSG_DONTWAIT,
        )?;
        for part in message.cmsgs()? {
            if let ControlMessageOwned::RxqOvfl(count) = part {
                drops.set(count.into());
            }
        }
        let from = message.address.as_ref().and_then(socket_address);
        Ok(Incoming::Datagram {
            from: from.ok_or(io::ErrorKind::InvalidData)?,
            length: message.bytes,
        })
    })
}

fn icmp_error(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<Incoming> {
    let mut control = nix::cmsg_space!(libc::sock_extended_err, libc::sockaddr_in6, u32);
    let mut parts = [IoSliceMut::new(buffer)];
    let message: RecvMsg<'_, '_, SockaddrStorage> = recvmsg(
        socket.as_raw_fd(),
        &mut parts,
        Some(&mut control),
        MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT,
    )?;
    let unreachable = message.cmsgs()?.any(|part| means_unreachable(&part));
    match message.address.as_ref().and_then(socket_address) {
        Some(to) if unreachable => Ok(Incoming::Unreachable { to }),
        _ => Err(io::ErrorKind::Other.into()),
    }
}

fn means_unreachable(part: &ControlMessageOwned) -> bool {
    if let ControlMessageOwned::Ipv4RecvErr(error, _) = part {
        error.ee_origin == libc::SO_EE_ORIGIN_ICMP
            && error.ee_type == ICMP_UNREACHABLE
            && error.ee_code != ICMP_FRAGMENTATION_NEEDED
    } else if let ControlMessageOwned::Ipv6RecvErr(error, _) = part {
        error.ee_origin == libc::SO_EE_ORIGIN_ICMP6 && error.ee_type == ICMPV6_UNREACHABLE
    } else {
        false
    }
}

fn socket_address(address: &SockaddrStorage) -> Option<SocketAddr> {
    let v4 = address.as_sockaddr_in().copied().map(SocketAddrV4::from);
    let v6 = address.as_sockaddr_in6().copied().map(SocketAddrV6::from);
    v4.map(SocketAddr::V4).or(v6.map(SocketAddr::V6))
}
