//! A line with a delay or a limited rate, in userspace: what `tc netem` and `tc tbf` do where the kernel
//! has them. There is a packet socket at each end; every frame waits half the round trip. Checksum and segmentation
//! offload of the neighbours are switched off, because a frame that leaves the kernel this way must
//! be complete.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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

/// What waits longer in front of a line with a limited rate is dropped.
const QUEUE: Duration = Duration::from_millis(100);

/// A line fails in the middle of a feed, whose first second is not counted.
const CUT_AFTER: Duration = Duration::from_millis(3_300);

/// A running cable. Dropping it cuts the line.
#[derive(Debug)]
pub(crate) struct Cable {
    cut: Arc<AtomicBool>,
    interruption: Arc<Interruption>,
    worker: Option<JoinHandle<io::Result<()>>>,
}

/// When nothing passes, though the cable is there.
#[derive(Debug, Default)]
struct Interruption(Mutex<Cuts>);

#[derive(Debug, Default)]
struct Cuts {
    now: Option<Range<Instant>>,
    /// For how long each feed of the program is to be cut.
    of_each: Option<Duration>,
    /// The ports of the feed that began last.
    last: [u8; 4],
    /// How many feeds of the program have begun.
    begun: usize,
}

impl Interruption {
    fn cuts(&self) -> MutexGuard<'_, Cuts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_now(&self) -> bool {
        let cuts = self.cuts();
        let range = cuts.now.as_ref();
        range.is_some_and(|range| range.contains(&Instant::now()))
    }

    /// A frame leaves the site.
    fn notice(&self, frame: &[u8]) {
        let mut cuts = self.cuts();
        let Some(ports) = ports_of_hello(frame).filter(|ports| *ports != cuts.last) else {
            return;
        };
        cuts.last = ports;
        cuts.begun += 1;
        if let Some(long) = cuts.of_each {
            cuts.cut(long);
        }
    }
}

impl Cuts {
    fn cut(&mut self, long: Duration) {
        let from = Instant::now() + CUT_AFTER;
        self.now = Some(from..from + long);
    }
}

/// The ports of an Ethernet frame with the first datagram of a feed of the program: IPv4 without options, UDP, and RTP
/// with a header extension (`camcheck_codec::rtp`).
fn ports_of_hello(frame: &[u8]) -> Option<[u8; 4]> {
    let packet = frame.get(14..)?;
    let is_udp = packet.first() == Some(&0x45) && packet.get(9) == Some(&17);
    let is_hello = packet.get(28..30) == Some(&[0x90, 96]);
    let ports = packet.get(20..24)?.try_into().ok()?;
    (is_udp && is_hello).then_some(ports)
}

impl Cable {
    /// Nothing passes for this long, starting soon.
    pub(crate) fn interrupt(&self, long: Duration) {
        self.interruption.cuts().cut(long);
    }

    /// Nothing passes for this long, in the middle of each feed of the program.
    pub(crate) fn interrupt_each(&self, long: Duration) {
        self.interruption.cuts().of_each = Some(long);
    }

    /// How many feeds of the program have begun.
    pub(crate) fn feeds_begun(&self) -> usize {
        self.interruption.cuts().begun
    }

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
        let interruption = Arc::new(Interruption::default());
        let (ended, interrupted) = (Arc::clone(&cut), Arc::clone(&interruption));
        let ways = [wan.up_kbps, wan.down_kbps].map(|kbps| Way::new(delay, kbps));
        let worker = thread::Builder::new()
            .spawn(move || carry(&ends, ways, &ended, &interrupted))
            .map_err(LabError::system(doing))?;
        Ok(Some(Self {
            cut,
            interruption,
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
#[derive(Clone, Copy)]
struct Delay {
    least: Duration,
    jitter: Duration,
}

/// One direction.
struct Way {
    delay: Delay,
    kbps: Option<u32>,
    /// When what waits in front of the line has left.
    free_at: Instant,
    queue: VecDeque<Frame>,
}

impl Way {
    fn new(delay: Delay, kbps: Option<u32>) -> Self {
        Self {
            delay,
            kbps,
            free_at: Instant::now(),
            queue: VecDeque::new(),
        }
    }

    /// When a frame that arrives now has left for the line; none if it is dropped.
    fn leaves(&mut self, length: usize) -> Option<Instant> {
        let now = Instant::now();
        let Some(kbps) = self.kbps else {
            return Some(now);
        };
        let bits = u32::try_from(length * 8).unwrap_or(u32::MAX);
        let leaves = self.free_at.max(now) + Duration::from_millis(1) * bits / kbps;
        (leaves <= now + QUEUE).then(|| {
            self.free_at = leaves;
            leaves
        })
    }

    /// Takes in a frame; it is due behind those before it.
    fn push(&mut self, bytes: &[u8]) {
        let Some(leaves) = self.leaves(bytes.len()) else {
            return;
        };
        let share = f64::from(u16::from_be_bytes(random::bytes())) / f64::from(u16::MAX);
        let due = leaves + self.delay.least + self.delay.jitter.mul_f64(share);
        self.queue.push_back(Frame {
            due: self.queue.back().map_or(due, |last| due.max(last.due)),
            bytes: bytes.to_owned(),
        });
    }
}

/// A frame on its way.
struct Frame {
    due: Instant,
    bytes: Vec<u8>,
}

fn carry(
    ends: &[OwnedFd; 2],
    [mut up, mut down]: [Way; 2],
    cut: &AtomicBool,
    interruption: &Interruption,
) -> io::Result<()> {
    let [site, core] = ends;
    while !cut.load(Ordering::Relaxed) {
        wait(ends, [&up.queue, &down.queue])?;
        let passes = !interruption.is_now();
        take_in(site, passes, &mut up, |frame| interruption.notice(frame))?;
        take_in(core, passes, &mut down, |_| {})?;
        put_out(core, &mut up.queue)?;
        put_out(site, &mut down.queue)?;
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

fn take_in(end: &OwnedFd, passes: bool, way: &mut Way, seen: impl Fn(&[u8])) -> io::Result<()> {
    let mut buffer = vec![0; MAX_FRAME];
    loop {
        match recv(end.as_raw_fd(), &mut buffer, MsgFlags::empty()) {
            Ok(_) if !passes => {}
            Ok(length) => {
                let frame = buffer.get(..length).unwrap_or_default();
                seen(frame);
                way.push(frame);
            }
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
