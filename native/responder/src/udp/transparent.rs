//! Receives datagrams to any own port on one socket, by the firewall's transparent proxying.

use std::io::{self, IoSliceMut};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::time::Duration;

use nix::cmsg_space;
use nix::sys::socket::{
    ControlMessageOwned, MsgFlags, MultiHeaders, RecvMsg, SockaddrIn, recvmmsg, setsockopt, sockopt,
};
use socket2::{Domain, Socket, Type};
use tokio::io::Interest;
use tokio::net::UdpSocket;

use super::{Drops, UdpOut};
use crate::engine::{Local, Outgoing, Side};
use crate::shared::SharedEngine;

/// Room for two seconds of a sweep at 20,000 a second: too small a buffer loses contiguous
/// ports, which look like firewall rules.
const RECEIVE_BUFFER: usize = 32 << 20;
/// Datagrams in one system call.
const BATCH: usize = 64;
/// Longer than any message that is understood; the rest of a longer datagram is cut off, and its
/// length then does not fit.
const DATAGRAM: usize = 2048;

/// A socket that receives the datagrams that the firewall redirects to it, with the original destination.
#[derive(Debug)]
pub(crate) struct TransparentSocket {
    socket: Socket,
    side: Side,
}

/// A datagram with its place in the buffers.
struct Received {
    local: Local,
    remote: SocketAddr,
    length: usize,
    /// Datagrams that the socket has dropped since it was created because its buffer was full.
    dropped: u32,
}

impl TransparentSocket {
    /// Binds the socket, which needs CAP_NET_ADMIN or CAP_NET_RAW.
    pub(crate) fn bind(side: Side, address: Ipv4Addr, port: u16) -> io::Result<Self> {
        let socket = Socket::new(Domain::IPV4, Type::DGRAM.nonblocking(), None)?;
        socket.set_ip_transparent_v4(true)?;
        setsockopt(&socket, sockopt::Ipv4OrigDstAddr, &true)?;
        setsockopt(&socket, sockopt::RxqOvfl, &1)?;
        // Without CAP_NET_ADMIN in the first namespace the size is capped by the system.
        if setsockopt(&socket, sockopt::RcvBufForce, &RECEIVE_BUFFER).is_err() {
            socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
        }
        socket.bind(&SocketAddrV4::new(address, port).into())?;
        Ok(Self { socket, side })
    }

    /// Answers requests. Never returns.
    ///
    /// # Errors
    /// When the socket itself fails.
    pub(crate) async fn serve(
        &self,
        engine: Arc<SharedEngine>,
        drops: Arc<Drops>,
        out: Arc<UdpOut>,
    ) -> io::Result<()> {
        let side = self.side;
        let socket = UdpSocket::from_std(self.socket.try_clone()?.into())?;
        let mut buffers = vec![[0; DATAGRAM]; BATCH];
        let mut received = Vec::with_capacity(BATCH);
        let mut outgoing = Vec::with_capacity(2 * BATCH);
        loop {
            let read = || Ok(receive(&socket, side, &mut buffers, &mut received)?);
            // Other errors are pending ICMP messages: the next call finds the next datagram.
            if socket.async_io(Interest::READABLE, read).await.is_ok() {
                // The count only grows, so the last one is enough.
                let last = received.last();
                if last.is_some_and(|(_, datagram)| drops.note(side, datagram.dropped)) {
                    engine.lock().note_drops();
                }
                let (before, after) = answer(&engine, &buffers, &mut received, &mut outgoing);
                out.note_due(before, after);
                out.send(&outgoing);
                outgoing.clear();
            }
        }
    }
}

/// Appends the answers to what was received, and returns when the next delayed one was and is due.
fn answer(
    engine: &SharedEngine,
    buffers: &[[u8; DATAGRAM]],
    received: &mut Vec<(usize, Received)>,
    outgoing: &mut Vec<Outgoing>,
) -> (Option<Duration>, Option<Duration>) {
    let now = engine.now();
    let mut engine = engine.lock();
    let due_before = engine.next_due();
    for (place, datagram) in received.drain(..) {
        let bytes = buffers
            .get(place)
            .and_then(|buffer| buffer.get(..datagram.length));
        if let Some(bytes) = bytes {
            engine.datagram(now, datagram.local, datagram.remote, bytes, outgoing);
        }
    }
    (due_before, engine.next_due())
}

fn receive(
    socket: &UdpSocket,
    side: Side,
    buffers: &mut [[u8; DATAGRAM]],
    received: &mut Vec<(usize, Received)>,
) -> nix::Result<()> {
    let mut slices: Vec<_> = buffers
        .iter_mut()
        .map(|buffer| [IoSliceMut::new(buffer)])
        .collect();
    let space = cmsg_space!(nix::libc::sockaddr_in, u32);
    let mut headers = MultiHeaders::<SockaddrIn>::preallocate(slices.len(), Some(space));
    let messages = recvmmsg(
        socket.as_raw_fd(),
        &mut headers,
        slices.iter_mut(),
        MsgFlags::empty(),
        None,
    )?;
    received.extend(
        messages
            .enumerate()
            .filter_map(|(place, message)| Some((place, read(side, &message)?))),
    );
    Ok(())
}

fn read(side: Side, message: &RecvMsg<'_, '_, SockaddrIn>) -> Option<Received> {
    let (mut destination, mut dropped) = (None, 0);
    for control in message.cmsgs().ok()? {
        match control {
            ControlMessageOwned::Ipv4OrigDstAddr(address) => {
                destination = Some(SockaddrIn::from(address));
            }
            ControlMessageOwned::RxqOvfl(count) => dropped = count,
            _ => {}
        }
    }
    let destination = destination?;
    let remote = message.address?;
    Some(Received {
        local: Local {
            side,
            port: destination.port(),
        },
        remote: SocketAddr::new(IpAddr::V4(remote.ip()), remote.port()),
        length: message.bytes,
        dropped,
    })
}
