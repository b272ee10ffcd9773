//! The I/O of the TCP service: the first byte of a connection determines its protocol.

mod connections;
mod mqtt;
mod stun_stream;
mod watched;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use socket2::{Domain, Socket, Type};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tracing::debug;

use crate::engine::{Event, Side};
use crate::http::{self, Interface};
use crate::limits;
use crate::peer::Peer;
use crate::shared::SharedEngine;
use crate::tls::Tls;
pub(crate) use connections::Connections;
use connections::Place;
use watched::Watched;

/// Connections that wait to be accepted.
const BACKLOG: i32 = 1024;

/// A listener, and its protocols.
#[derive(Debug)]
pub(crate) struct Listener {
    socket: TcpListener,
    side: Side,
    tls: Option<Tls>,
}

/// What answers on connections.
#[derive(Debug, Clone)]
pub(crate) struct Services {
    pub(crate) engine: Arc<SharedEngine>,
    pub(crate) connections: Connections,
    pub(crate) interface: Arc<Interface>,
}

/// The protocol indicated by the first byte of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spoken {
    /// A TLS record with a handshake message (RFC 8446 section 5.1).
    Tls,
    /// An HTTP method.
    Http,
    /// The fixed header of an MQTT CONNECT (MQTT 3.1.1 section 3.1.1).
    Mqtt,
    /// STUN: a Binding message begins with 0 or 1; the length of a framed one, 1,500 at most,
    /// with 0 to 5.
    Stun,
}

impl Spoken {
    const fn from_first(byte: u8) -> Option<Self> {
        match byte {
            0x16 => Some(Self::Tls),
            b'A'..=b'Z' => Some(Self::Http),
            0x10 => Some(Self::Mqtt),
            0x00..=0x05 => Some(Self::Stun),
            _ => None,
        }
    }
}

impl Listener {
    /// Binds a port. Without `tls`, TLS is not accepted (plain HTTP only in a demo, and on port
    /// 80).
    ///
    /// # Errors
    /// When the port cannot be bound.
    pub(crate) fn bind(side: Side, address: SocketAddr, tls: Option<Tls>) -> io::Result<Self> {
        let socket = Socket::new(
            Domain::for_address(address),
            Type::STREAM.nonblocking(),
            None,
        )?;
        // A restart must not wait for the connections of the process before it.
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        Ok(Self {
            socket: TcpListener::from_std(socket.into())?,
            side,
            tls,
        })
    }

    /// The address and port that were bound.
    ///
    /// # Errors
    /// If the operating system does not report it.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// The own address that it belongs to.
    pub(crate) const fn side(&self) -> Side {
        self.side
    }

    /// Accepts connections. Never returns.
    pub(crate) async fn serve(self: Arc<Self>, services: Services) {
        loop {
            match self.socket.accept().await {
                Ok((stream, remote)) => self.admit(stream, remote, &services),
                // Out of descriptors: connections that end will free some.
                Err(_) => tokio::time::sleep(limits::ACCEPT_PAUSE).await,
            }
        }
    }

    fn admit(&self, stream: TcpStream, remote: SocketAddr, services: &Services) {
        let engine = &services.engine;
        let remote = SocketAddr::new(remote.ip().to_canonical(), remote.port());
        let admission = services.connections.enter(engine.now(), remote.ip());
        if let Some(address) = admission.closed {
            debug!("closed a connection of {address} to make room for {remote}");
            engine.lock().close_for_room(engine.now(), address);
        }
        engine.lock().note_connection(engine.now(), remote.ip());
        let peer = Peer {
            side: self.side,
            remote,
        };
        let (services, tls) = (services.clone(), self.tls.clone());
        tokio::spawn(stay(stream, admission.place, peer, services, tls));
    }
}

/// Serves a connection until its end, until it has to make room for another one, or for as long as a client may read or
/// write slowly.
async fn stay(
    stream: TcpStream,
    mut place: Place,
    peer: Peer,
    services: Services,
    tls: Option<Tls>,
) {
    // Answers are single small messages, which must not wait for more.
    let _ = stream.set_nodelay(true);
    let stream = Watched::new(stream, place.activity(), Arc::clone(&services.engine));
    let served = serve(BufReader::new(stream), peer, &services, tls);
    tokio::select! {
        _ = timeout(limits::CONNECTION_LIFETIME, served) => {}
        () = place.made_room() => {}
    }
}

async fn serve(mut stream: BufReader<Watched>, peer: Peer, services: &Services, tls: Option<Tls>) {
    match (spoken(&mut stream).await, tls) {
        (Some(Spoken::Tls), Some(tls)) => serve_tls(stream, peer, services, tls).await,
        (Some(spoken), _) => serve_plain(stream, spoken, peer, services).await,
        (None, _) => count_garbage(&stream, &services.engine),
    }
}

async fn serve_tls(stream: BufReader<Watched>, peer: Peer, services: &Services, tls: Tls) {
    let engine = &services.engine;
    if !engine.lock().allow_tls(engine.now(), peer.remote.ip()) {
        debug!("{}: too many TLS handshakes", peer.remote);
        return;
    }
    let handshake = TlsAcceptor::from(tls.config()).accept(stream);
    let stream = match timeout(limits::TLS_HANDSHAKE, handshake).await {
        Ok(Ok(stream)) => stream,
        failed => {
            debug!("{}: the TLS handshake failed: {failed:?}", peer.remote);
            engine.lock().count(Event::TlsFailed);
            return;
        }
    };
    let mut stream = BufReader::new(stream);
    match spoken(&mut stream).await {
        Some(spoken) => serve_plain(stream, spoken, peer, services).await,
        None => count_garbage(&stream, engine),
    }
}

/// Only connecting, or only a handshake, is a valid test; only invalid bytes count as garbage.
fn count_garbage<S: AsyncRead>(stream: &BufReader<S>, engine: &SharedEngine) {
    if !stream.buffer().is_empty() {
        engine.lock().count(Event::TcpGarbage);
    }
}

async fn serve_plain<S>(mut stream: BufReader<S>, spoken: Spoken, peer: Peer, services: &Services)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let understood = match spoken {
        Spoken::Http => http::serve(stream, peer, &services.interface).await,
        Spoken::Mqtt => mqtt::serve(&mut stream, &services.engine).await.is_some(),
        Spoken::Stun => stun_stream::serve(&mut stream, peer, &services.engine)
            .await
            .is_some(),
        // Inside TLS, or without a certificate.
        Spoken::Tls => false,
    };
    if !understood {
        services.engine.lock().count(Event::TcpGarbage);
    }
}

/// What the first byte announces; `None` if it is nothing known or does not come in time.
async fn spoken<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<Spoken> {
    let start = timeout(limits::FIRST_BYTE, stream.fill_buf()).await;
    Spoken::from_first(*start.ok()?.ok()?.first()?)
}
