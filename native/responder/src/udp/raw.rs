//! Sends datagrams from any own port by one raw socket.

use std::io::{self, IoSlice};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicU16, Ordering};

use camcheck_codec::random;
use camcheck_core::limits::FULL_PACKET;
use nix::sys::socket::{ControlMessage, MsgFlags, MultiHeaders, SockaddrIn, sendmmsg};
use socket2::{Domain, Protocol, Socket, Type};

use super::firewall::MARK;
use super::packet;
use crate::engine::Outgoing;

/// Room for a burst of answers while the network device is busy.
const SEND_BUFFER: usize = 4 << 20;
/// Packets in one system call.
const BATCH: usize = 64;

/// A raw socket that sends from the far end's addresses.
#[derive(Debug)]
pub(crate) struct RawSender {
    socket: Socket,
    /// The bound addresses, one or two.
    addresses: Vec<Ipv4Addr>,
    /// The largest packet that leaves in one piece.
    mtu: usize,
    /// Of the next datagram.
    identification: AtomicU16,
}

impl RawSender {
    /// Opens the socket, which needs CAP_NET_RAW, and marks it for the firewall, which needs
    /// CAP_NET_ADMIN.
    pub(crate) fn open(addresses: Vec<Ipv4Addr>, mtu: u16) -> io::Result<Self> {
        // IPPROTO_RAW receives nothing and lets the sender write the IP header (raw(7)).
        let protocol = Protocol::from(nix::libc::IPPROTO_RAW);
        let socket = Socket::new(Domain::IPV4, Type::RAW, Some(protocol))?;
        socket.set_mark(MARK)?;
        socket.set_send_buffer_size(SEND_BUFFER)?;
        Ok(Self {
            socket,
            addresses,
            mtu: if mtu == 0 { FULL_PACKET } else { mtu }.into(),
            identification: AtomicU16::new(u16::from_ne_bytes(random::bytes())),
        })
    }

    pub(super) fn send(&self, outgoing: &[Outgoing]) {
        for batch in outgoing.chunks(BATCH) {
            let (packets, targets): (Vec<_>, Vec<_>) =
                batch.iter().flat_map(|out| self.packets(out)).unzip();
            self.send_packets(&packets, &targets);
        }
    }

    fn packets(&self, out: &Outgoing) -> Vec<(Vec<u8>, Option<SockaddrIn>)> {
        let (Some(from), SocketAddr::V4(to)) = (self.addresses.get(out.from.side.index()), out.to)
        else {
            return Vec::new();
        };
        let from = SocketAddrV4::new(*from, out.from.port);
        let target = SockaddrIn::from(SocketAddrV4::new(*to.ip(), 0));
        // Datagrams in fragments must not have the same one at the same time. The kernel replaces 0.
        let identification = self.identification.fetch_add(1, Ordering::Relaxed).max(1);
        let packets = packet::packets(from, to, &out.bytes, (self.mtu, identification)).into_iter();
        packets.map(|packet| (packet, Some(target))).collect()
    }

    fn send_packets(&self, packets: &[Vec<u8>], targets: &[Option<SockaddrIn>]) {
        let slices: Vec<_> = packets
            .iter()
            .map(|packet| [IoSlice::new(packet)])
            .collect();
        let mut sent = 0;
        while let (Some(slices), Some(targets)) = (slices.get(sent..), targets.get(sent..))
            && !slices.is_empty()
        {
            let mut headers = MultiHeaders::preallocate(slices.len(), None);
            let no_messages: [ControlMessage<'_>; 0] = [];
            let result = sendmmsg(
                self.socket.as_raw_fd(),
                &mut headers,
                slices.iter(),
                targets,
                no_messages,
                MsgFlags::empty(),
            );
            // An error belongs to the first packet (no route, a local firewall): skip it.
            sent += result.map_or(1, |sent| sent.count().max(1));
        }
    }
}
