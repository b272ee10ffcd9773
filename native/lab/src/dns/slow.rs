//! A slow resolver: it forwards each query to a quick one and delays the answer.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::error::LabError;
use crate::namespace::Namespace;

/// How soon it notices that it is to end.
const END_CHECK: Duration = Duration::from_millis(100);

/// How long the quick resolver may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Longest question or answer over UDP (RFC 6891 section 6.2.5).
const MAX_MESSAGE: usize = 4096;

/// The running resolver. Dropping it ends it.
#[derive(Debug)]
pub(super) struct SlowResolver {
    end: Arc<AtomicBool>,
    worker: Option<JoinHandle<()>>,
}

impl SlowResolver {
    /// Listens on one address of a namespace, and asks another one there.
    pub(super) fn start(
        namespace: &Namespace,
        address: IpAddr,
        quick: IpAddr,
        delay: Duration,
    ) -> Result<Self, LabError> {
        let end = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&end);
        let start = || -> io::Result<JoinHandle<()>> {
            let socket = UdpSocket::bind(SocketAddr::new(address, 53))?;
            socket.set_read_timeout(Some(END_CHECK))?;
            let answer_all = move || answer_all(&socket, SocketAddr::new(quick, 53), delay, &ended);
            // Started here, so that its sockets are the namespace's.
            thread::Builder::new().spawn(answer_all)
        };
        let worker = namespace
            .run(start)
            .and_then(|started| started)
            .map_err(LabError::system("slow resolver"))?;
        Ok(Self {
            end,
            worker: Some(worker),
        })
    }
}

impl Drop for SlowResolver {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
        if let Some(worker) = self.worker.take() {
            // A resolver that failed has been seen as a silent one.
            let _ = worker.join();
        }
    }
}

fn answer_all(socket: &UdpSocket, quick: SocketAddr, delay: Duration, ended: &AtomicBool) {
    thread::scope(|scope| {
        let mut buffer = [0; MAX_MESSAGE];
        while !ended.load(Ordering::Relaxed) {
            let Ok((length, from)) = socket.recv_from(&mut buffer) else {
                continue;
            };
            let question = buffer.get(..length).unwrap_or_default().to_vec();
            scope.spawn(move || {
                thread::sleep(delay);
                if let Ok(answer) = ask(quick, &question) {
                    // The device may be gone by now.
                    let _ = socket.send_to(&answer, from);
                }
            });
        }
    });
}

fn ask(quick: SocketAddr, question: &[u8]) -> io::Result<Vec<u8>> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.send_to(question, quick)?;
    let mut answer = vec![0; MAX_MESSAGE];
    let length = socket.recv(&mut answer)?;
    answer.truncate(length);
    Ok(answer)
}
