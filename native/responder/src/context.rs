//! What all parts of the running far end share.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use camcheck_codec::dtls::Server;
use camcheck_codec::random;
use tokio::sync::Notify;

use crate::control::ControlBoard;
use crate::engine::{Endpoints, Engine, Entropy, Side};
use crate::http::Site;
use crate::tcp::Connections;

/// Shared by all tasks of the process.
#[derive(Debug)]
pub(crate) struct Context {
    engine: Mutex<Engine>,
    started: Instant,
    /// Wakes the task that sends delayed answers, when an earlier one was added.
    pub(crate) delayed: Notify,
    /// This responder's name in the catalogue.
    pub(crate) name: String,
    /// Its public addresses, one or two.
    pub(crate) public: Vec<IpAddr>,
    /// What is served over HTTP besides the interface.
    pub(crate) site: Site,
    /// The last control look.
    pub(crate) control: ControlBoard,
    /// The open TCP connections.
    pub(crate) connections: Connections,
    /// What the UDP socket of each side has dropped so far.
    drops: [AtomicU32; 2],
}

impl Context {
    pub(crate) fn new(
        name: String,
        endpoints: Endpoints,
        dtls: Server,
        site: Site,
        control: ControlBoard,
        connections: Connections,
    ) -> Self {
        let public = endpoints.public.clone();
        let engine = Engine::new(endpoints, Box::new(SystemEntropy)).with_dtls(dtls);
        Self {
            public,
            engine: Mutex::new(engine),
            started: Instant::now(),
            delayed: Notify::new(),
            name,
            site,
            control,
            connections,
            drops: Default::default(),
        }
    }

    /// The engine. A panic elsewhere leaves it usable: every change of it is complete.
    pub(crate) fn engine(&self) -> MutexGuard<'_, Engine> {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The engine's clock.
    pub(crate) fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// A socket says how many datagrams it has dropped since it was made.
    pub(crate) fn note_drops(&self, side: Side, so_far: u32) {
        if let Some(drops) = self.drops.get(side.index()) {
            drops.store(so_far, Ordering::Relaxed);
        }
    }

    /// Datagrams that the own sockets dropped for want of room.
    pub(crate) fn drops(&self) -> u32 {
        let drops = self.drops.iter();
        drops.map(|drops| drops.load(Ordering::Relaxed)).sum()
    }

    /// The public address of a side.
    pub(crate) fn public_of(&self, side: Side) -> Option<IpAddr> {
        self.public.get(side.index()).copied()
    }
}

/// The operating system's generator.
#[derive(Debug)]
struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        random::fill(bytes);
    }
}
