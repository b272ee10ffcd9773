//! Attacks on the far end, each of which continues while a test does something else.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use camcheck_core::model::ports::ARTICLE_UDP;
use camcheck_core::wire::STUN_PORT;
use camcheck_core::wire::token::RunToken;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use socket2::{Domain, Socket, Type};

use crate::client::{run_token, with_prober};
use crate::error::LabError;
use crate::metrics::Metrics;
use crate::net::{FAR_END, ip};
use crate::sending::{Pace, binding};
use crate::site_lab::SiteLab;

/// What attackers do. None has privileges at the far end or at the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attack {
    /// Many addresses hold all the connections that they can get, have sent a request on each, and reopen those that
    /// are closed.
    Connections,
    /// The same from one device at the site itself, and so from the address that a tester has too.
    ConnectionsFromSite,
    /// The receipts of a run that reached every port are requested on many connections, and never read.
    UnreadReceipts,
    /// Datagrams come from more forged sources than the far end remembers.
    ForgedSources,
}

/// More connections than one address may have open.
const CONNECTIONS_FROM_ONE: usize = 260;
/// Connections that ask for receipts: nearly as many as one address may have.
const READERS: usize = 240;
/// The receive buffer for what a reader does not read.
const READER_BUFFER: usize = 2_048;
/// More sources than the far end remembers.
const FORGED: u32 = 70_000;
/// The interval at which closed connections are looked for.
const LOOK: Duration = Duration::from_millis(100);
/// Connections that are reopened in this interval; with what TCP sends for each, that is less than 1,000 packets a
/// second.
const OPENED_AGAIN: usize = 20;
/// The interval between requests on each connection: a connection that is idle for longer is
/// closed.
const ASKED_AGAIN: Duration = Duration::from_secs(4);
/// This many thousandths of all connections must be open at first, or the attack has not begun.
const OPEN_AT_FIRST: usize = 700;
/// Datagrams a second.
const FAST: u32 = 20_000;
/// Forged sources a second that keep the table full: one that is silent for ten seconds is then removed.
const STEADY: u32 = 8_000;
/// The deadline for answers, which normally come at once here.
const PATIENCE: Duration = Duration::from_secs(5);

/// Does some work during an attack, and then examines the far end while the attack still continues.
///
/// # Errors
/// If the attack cannot begin, or ends early.
pub fn under_attack<T>(
    site: &SiteLab,
    attack: Attack,
    work: impl FnOnce() -> T,
) -> Result<(T, Toll), LabError> {
    let fault = LabError::system("attack");
    if attack == Attack::Connections {
        let orders = attackers().map(|own| format!("address add {own}/25 dev eth0\n"));
        ip(site.hosts(), &orders.collect::<String>())?;
    }
    let stop = AtomicBool::new(false);
    let attacked = thread::scope(|scope| {
        let (begins, begun) = channel();
        let stop = &stop;
        let attacker = scope.spawn(move || attack.go_on(site, stop, begins));
        // If the attack has not begun, there is only the attacker's error.
        let stops = Stop(stop);
        let worked = begun.recv().ok().map(|()| work());
        let toll = Toll::of(site);
        drop(stops);
        let ended = attacker
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("a panic")));
        ended.and_then(|()| Ok((worked.ok_or(ErrorKind::Interrupted)?, toll?)))
    });
    attacked.map_err(fault)
}

/// Ends an attack when it is dropped, even by a panic.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What an attack costs the far end's program.
#[derive(Debug, Clone)]
pub struct Toll {
    /// Memory in use, in bytes.
    pub memory: u64,
    metrics: Metrics,
}

impl Toll {
    fn of(site: &SiteLab) -> io::Result<Self> {
        Ok(Self {
            memory: site.far_end_memory()?,
            metrics: Metrics::read(site.far_end())?,
        })
    }

    /// The value of one of its own metrics, by name and labels; `None` if there is no such metric.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<u64> {
        self.metrics.value(name)
    }
}

impl Attack {
    /// Attacks until `stop` is set; signals `begins` when the attack has reached its full size.
    fn go_on(self, site: &SiteLab, stop: &AtomicBool, begins: Sender<()>) -> io::Result<()> {
        match self {
            Self::Connections => {
                let all: Vec<_> = attackers().collect();
                site.hosts().run(|| occupy(&all, stop, &begins))
            }
            Self::ConnectionsFromSite => {
                let anywhere = [Ipv4Addr::UNSPECIFIED];
                site.device().run(|| occupy(&anywhere, stop, &begins))
            }
            Self::UnreadReceipts => {
                let token = with_prober(site.hosts(), site.ca_pem(), async |prober| {
                    run_token(&prober).await
                })?;
                site.hosts()
                    .run(|| ask_and_never_read(&token, stop, &begins))
            }
            Self::ForgedSources => site.hosts().run(|| forge_sources(stop, &begins)),
        }
        .and_then(|attacked| attacked)
    }
}

/// Twenty addresses on the internet.
fn attackers() -> impl Iterator<Item = Ipv4Addr> {
    (200..220).map(|host| Ipv4Addr::new(198, 51, 100, host))
}

fn wait(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        thread::sleep(LOOK);
    }
}

// ---- connections ----

fn occupy(sources: &[Ipv4Addr], stop: &AtomicBool, begins: &Sender<()>) -> io::Result<()> {
    allow_many_files()?;
    let sources = sources.iter().copied();
    let mut held: Vec<_> = sources
        .flat_map(|source| (0..CONNECTIONS_FROM_ONE).map(move |_| (source, open(source).ok())))
        .collect();
    let opened = held.iter().filter(|(_, stream)| stream.is_some()).count();
    if opened * 1000 < held.len() * OPEN_AT_FIRST {
        let all = held.len();
        return Err(io::Error::other(format!("{opened} of {all} connections")));
    }
    let _ = begins.send(());
    let mut asked = Instant::now();
    while !stop.load(Ordering::Relaxed) {
        let ask_again = asked.elapsed() > ASKED_AGAIN;
        if ask_again {
            asked = Instant::now();
        }
        let mut opened = 0;
        for (source, stream) in &mut held {
            if stream.as_mut().is_some_and(is_open) {
                if let Some(stream) = stream.as_mut().filter(|_| ask_again) {
                    // One that was closed meanwhile is seen in the next round.
                    let _ = stream.write_all(&binding(None));
                }
            } else if opened < OPENED_AGAIN {
                *stream = open(*source).ok();
                opened += 1;
            }
        }
        thread::sleep(LOOK);
    }
    Ok(())
}

/// A connection on which a request was sent, so that it is not idle from the start.
fn open(source: Ipv4Addr) -> io::Result<TcpStream> {
    let mut stream = connect(source, STUN_PORT, None)?;
    stream.write_all(&binding(None))?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}

fn connect(source: Ipv4Addr, port: u16, buffer: Option<usize>) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    if let Some(buffer) = buffer {
        socket.set_recv_buffer_size(buffer)?;
    }
    socket.bind(&SocketAddr::from((source, 0)).into())?;
    socket.connect_timeout(&SocketAddr::from((FAR_END, port)).into(), PATIENCE)?;
    Ok(socket.into())
}

fn is_open(stream: &mut TcpStream) -> bool {
    let mut answer = [0; 512];
    loop {
        match stream.read(&mut answer) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(error) => return error.kind() == ErrorKind::WouldBlock,
        }
    }
}

/// Raises the limit of open files as far as this process may.
fn allow_many_files() -> io::Result<()> {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    Ok(setrlimit(Resource::RLIMIT_NOFILE, most, most)?)
}

// ---- receipts ----

fn ask_and_never_read(token: &RunToken, stop: &AtomicBool, begins: &Sender<()>) -> io::Result<()> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    let request = binding(Some(token));
    let mut pace = Pace::begin();
    for port in ARTICLE_UDP.first()..=ARTICLE_UDP.last() {
        socket.send_to(&request, (FAR_END, port))?;
        pace.keep(FAST);
    }
    let head = format!("GET /v1/runs/{token} HTTP/1.1\r\nHost: attacker\r\n\r\n");
    let mut readers = Vec::new();
    for _ in 0..READERS {
        let mut reader = connect(Ipv4Addr::UNSPECIFIED, 80, Some(READER_BUFFER))?;
        reader.write_all(head.as_bytes())?;
        readers.push(reader);
    }
    let _ = begins.send(());
    wait(stop);
    Ok(())
}

// ---- forged sources ----

fn forge_sources(stop: &AtomicBool, begins: &Sender<()>) -> io::Result<()> {
    let request = binding(None);
    let first = Ipv4Addr::new(11, 0, 0, 0).to_bits();
    let send = |number: u32| {
        let socket = Socket::new(Domain::IPV4, Type::DGRAM, None)?;
        // An address that is not its own.
        socket.set_ip_transparent_v4(true)?;
        let source = Ipv4Addr::from_bits(first + number);
        socket.bind(&SocketAddr::from((source, 40_000)).into())?;
        let far_end = SocketAddr::from((FAR_END, STUN_PORT));
        socket.send_to(&request, &far_end.into()).map(|_| ())
    };
    let mut pace = Pace::begin();
    for number in 0..FORGED {
        send(number)?;
        pace.keep(FAST);
    }
    let _ = begins.send(());
    let mut number = FORGED;
    while !stop.load(Ordering::Relaxed) {
        send(number)?;
        number += 1;
        pace.keep(STEADY);
    }
    Ok(())
}
