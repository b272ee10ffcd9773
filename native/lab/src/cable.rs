//! A line with a delay, in userspace: what `tc netem` does where the kernel has it. There is a
//! packet socket at each end; every frame waits half the round trip. Checksum and segmentation
//! offload of the neighbours are switched off, because a frame that leaves the kernel this way must
//! be complete.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use camcheck_codec::random;
use camcheck_core::sim::site::Wan;
use nix::errno::Errno;
use nix::ifaddrs::getifaddrs;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{
    AddressFamily, LinkAddr, MsgFlags, SockFlag, SockProtocol, SockType, bind, recv, send,
    setsockopt, socket, sockopt,
};

use crate::error::LabError;
use crate::namespace::Namespace;
use crate::net::feed;
use crate::wiring::Namespaces;

/// Room for what arrives while the cable does not run.
const BUFFER: usize = 8 << 20;

/// How soon the cable detects that it should end.
const END_CHECK: Duration = Duration::from_millis(100);

const MAX_FRAME: usize = 65_536;

/// A running cable. Dropping it cuts the line.
#[derive(Debug)]
pub(crate) struct Cable {
    cut: Arc<AtomicBool>,
    worker: Option<JoinHandle<io::Result<()>>>,
}

impl Cable {
    /// Lays the cable, if the site has one.
    pub(crate) fn lay(site: &Namespaces, wan: &Wan) -> Result<Option<Self>, LabError> {
        let Some(namespace) = &site.cable else {
            return Ok(None);
        };
        complete_frames(site.edge(), "wan0")?;
        complete_frames(&site.core, "site0")?;
        let doing = "line with a delay";
        let ends = namespace
            .run(|| Ok([end("site0")?, end("core0")?]))
            .and_then(|ends: io::Result<[OwnedFd; 2]>| ends)
            .map_err(LabError::system(doing))?;
        let cut = Arc::new(AtomicBool::new(false));
        let delay = Delay {
            least: Duration::from_millis(u64::from(wan.round_trip_ms)) / 2,
            jitter: Duration::from_millis(u64::from(wan.jitter_ms)),
        };
        let ended = Arc::clone(&cut);
        let worker = thread::Builder::new()
            .spawn(move || carry(&ends, &delay, &ended))
            .map_err(LabError::system(doing))?;
        Ok(Some(Self {
            cut,
            worker: Some(worker),
        }))
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.cut.store(true, Ordering::Relaxed);
        if let Some(worker) = self.worker.take() {
            // A failed cable has already shown up as a dead line.
            let _ = worker.join();
        }
    }
}

fn complete_frames(namespace: &Namespace, link: &str) -> Result<(), LabError> {
    let off = ["tx", "off", "gso", "off", "tso", "off", "gro", "off"];
    feed(
        namespace,
        Command::new("ethtool").args(["-K", link]).args(off),
        "",
    )
}

/// A packet socket on a link of this thread's namespace.
fn end(link: &str) -> io::Result<OwnedFd> {
    let address = getifaddrs()?
        .filter(|entry| entry.interface_name == link)
        .find_map(|entry| entry.address?.as_link_addr().copied())
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, link.to_owned()))?;
    let socket = packet_socket(&address)?;
    setsockopt(&socket, sockopt::RcvBuf, &BUFFER)?;
    setsockopt(&socket, sockopt::SndBuf, &BUFFER)?;
    Ok(socket)
}

/// The link's address names no protocol, so the socket keeps the one that it was made with.
fn packet_socket(address: &LinkAddr) -> io::Result<OwnedFd> {
    let socket = socket(
        AddressFamily::Packet,
        SockType::Raw,
        SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK,
        SockProtocol::EthAll,
    )?;
    bind(socket.as_raw_fd(), address)?;
    Ok(socket)
}

/// How long a frame takes one way.
struct Delay {
    least: Duration,
    jitter: Duration,
}

impl Delay {
    /// When a frame that arrives now is due, behind those before it.
    fn due(&self, queue: &VecDeque<Frame>) -> Instant {
        let share = f64::from(u16::from_be_bytes(random::bytes())) / f64::from(u16::MAX);
        let due = Instant::now() + self.least + self.jitter.mul_f64(share);
        queue.back().map_or(due, |last| due.max(last.due))
    }
}

/// A frame on its way.
struct Frame {
    due: Instant,
    bytes: Vec<u8>,
}

fn carry(ends: &[OwnedFd; 2], delay: &Delay, cut: &AtomicBool) -> io::Result<()> {
    let [site, core] = ends;
    let (mut outbound, mut inbound) = (VecDeque::new(), VecDeque::new());
    while !cut.load(Ordering::Relaxed) {
        wait(ends, [&outbound, &inbound])?;
        take_in(site, delay, &mut outbound)?;
        take_in(core, delay, &mut inbound)?;
        put_out(core, &mut outbound)?;
        put_out(site, &mut inbound)?;
    }
    Ok(())
}

/// Until a frame arrives or the next one is due.
fn wait(ends: &[OwnedFd; 2], queues: [&VecDeque<Frame>; 2]) -> io::Result<()> {
    let now = Instant::now();
    let next = queues
        .into_iter()
        .filter_map(|queue| queue.front())
        .map(|frame| frame.due.saturating_duration_since(now))
        .fold(END_CHECK, Duration::min);
    // Whole milliseconds, rounded up: a frame may be late by one, never early.
    let millis = next.as_millis() + u128::from(next.subsec_nanos() % 1_000_000 != 0);
    let timeout = PollTimeout::from(u8::try_from(millis).unwrap_or(u8::MAX));
    let mut both = ends
        .each_ref()
        .map(|end| PollFd::new(end.as_fd(), PollFlags::POLLIN));
    match poll(&mut both, timeout) {
        Ok(_) | Err(Errno::EINTR) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}

fn take_in(end: &OwnedFd, delay: &Delay, queue: &mut VecDeque<Frame>) -> io::Result<()> {
    let mut buffer = vec![0; MAX_FRAME];
    loop {
        match recv(end.as_raw_fd(), &mut buffer, MsgFlags::empty()) {
            Ok(length) => queue.push_back(Frame {
                due: delay.due(queue),
                bytes: buffer.get(..length).unwrap_or_default().to_owned(),
            }),
            Err(Errno::EAGAIN) => return Ok(()),
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
}

fn put_out(end: &OwnedFd, queue: &mut VecDeque<Frame>) -> io::Result<()> {
    while queue
        .front()
        .is_some_and(|frame| frame.due <= Instant::now())
    {
        let Some(frame) = queue.pop_front() else {
            break;
        };
        match send(end.as_raw_fd(), &frame.bytes, MsgFlags::empty()) {
            // A full queue loses frames, as a real line does.
            Ok(_) | Err(Errno::EAGAIN | Errno::ENOBUFS) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
    Ok(())
}
