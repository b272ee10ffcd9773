//! What a site's router does beyond packets: shows a portal or block page, proxies, opens TLS.

mod inspection;
mod proxy;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use camcheck_core::sim::site::{Ntp, Site};
use camcheck_core::wire::{NTP_PORT, ntp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::oneshot;

use crate::error::LabError;
use crate::namespace::Namespace;

pub(crate) use inspection::Inspection;
pub(crate) use proxy::{PROXY_FILE, WebProxy};

/// Where the router shows its own page.
pub(crate) const PORTAL_PORT: u16 = 80;
/// Where the router accepts connections that it decrypts.
pub(crate) const INSPECTION_PORT: u16 = 8443;
/// Where the router proxies.
pub(crate) const PROXY_PORT: u16 = 3128;

const PORTAL_PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\
    Content-Length: 46\r\nConnection: close\r\n\r\n\
    <!DOCTYPE html><title>This network says</title>";

/// The longest request head that anything here reads.
const MAX_HEAD: usize = 8192;

/// The router's running services. Dropping it ends them.
#[derive(Debug)]
pub(crate) struct Middlebox {
    end: Option<oneshot::Sender<()>>,
    worker: Option<JoinHandle<()>>,
}

/// The services of one router, each with its listener.
struct Services {
    portal: Option<TcpListener>,
    proxy: Option<(TcpListener, Arc<Site>)>,
    inspection: Option<(TcpListener, Inspection)>,
    clock: Option<UdpSocket>,
}

impl Middlebox {
    /// Starts what the site's router has; when this returns, all of it listens.
    pub(crate) fn start(
        site: &Site,
        router: &Namespace,
        address: IpAddr,
        inspection: Option<Inspection>,
    ) -> Result<Option<Self>, LabError> {
        let portal = site.captive_portal || !site.dns.block_page.is_empty();
        let has_clock = site.path.ntp == Ntp::Redirected;
        if !portal && !site.proxy_only && !has_clock && inspection.is_none() {
            return Ok(None);
        }
        let bind = |there: bool, port| {
            there
                .then(|| std::net::TcpListener::bind(SocketAddr::new(address, port)))
                .transpose()
        };
        let fault = || LabError::system("services of the router");
        let (end, ended) = oneshot::channel();
        let worker = router
            .run(|| {
                let portal = bind(portal, PORTAL_PORT)?;
                let proxy = bind(site.proxy_only, PROXY_PORT)?;
                let proxy = proxy.map(|listener| (listener, Arc::new(site.clone())));
                let opened = bind(inspection.is_some(), INSPECTION_PORT)?;
                let clock = SocketAddr::new(address, NTP_PORT);
                let clock = has_clock
                    .then(|| std::net::UdpSocket::bind(clock))
                    .transpose()?;
                // Started here, so that it stays in the router's namespace.
                thread::Builder::new().spawn(move || {
                    let served = serve(portal, proxy, opened.zip(inspection), clock, ended);
                    debug_assert!(served.is_ok(), "a runtime and its listeners: {served:?}");
                })
            })
            .and_then(|started| started)
            .map_err(fault())?;
        Ok(Some(Self {
            end: Some(end),
            worker: Some(worker),
        }))
    }
}

impl Drop for Middlebox {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(worker) = self.worker.take() {
            // A failed one has already shown up as a dead service.
            let _ = worker.join();
        }
    }
}

fn serve(
    portal: Option<std::net::TcpListener>,
    proxy: Option<(std::net::TcpListener, Arc<Site>)>,
    inspection: Option<(std::net::TcpListener, Inspection)>,
    clock: Option<std::net::UdpSocket>,
    ended: oneshot::Receiver<()>,
) -> io::Result<()> {
    let listen = |listener: std::net::TcpListener| {
        listener.set_nonblocking(true)?;
        TcpListener::from_std(listener)
    };
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let services = Services {
                portal: portal.map(listen).transpose()?,
                proxy: proxy
                    .map(|(listener, site)| Ok::<_, io::Error>((listen(listener)?, site)))
                    .transpose()?,
                inspection: inspection
                    .map(|(listener, inspection)| {
                        Ok::<_, io::Error>((listen(listener)?, inspection))
                    })
                    .transpose()?,
                clock: clock
                    .map(|socket| {
                        socket.set_nonblocking(true)?;
                        UdpSocket::from_std(socket)
                    })
                    .transpose()?,
            };
            tokio::select! {
                // Its sender is never used, only dropped.
                _ = ended => {}
                () = services.run() => {}
            }
            Ok(())
        })
}

impl Services {
    async fn run(self) {
        let portal = async {
            match &self.portal {
                Some(listener) => each(listener, show_page).await,
                None => std::future::pending().await,
            }
        };
        let proxy = async {
            match &self.proxy {
                Some((listener, site)) => {
                    each(listener, |client| proxy::forward(client, Arc::clone(site))).await;
                }
                None => std::future::pending().await,
            }
        };
        let inspection = async {
            match &self.inspection {
                Some((listener, inspection)) => {
                    each(listener, |client| inspection.clone().open(client)).await;
                }
                None => std::future::pending().await,
            }
        };
        let clock = async {
            match &self.clock {
                Some(socket) => tell_time(socket).await,
                None => std::future::pending().await,
            }
        };
        tokio::join!(portal, proxy, inspection, clock);
    }
}

/// Serves every connection; a broken one is the client's to notice.
async fn each<F: Future<Output = io::Result<()>> + Send + 'static>(
    listener: &TcpListener,
    serve: impl Fn(TcpStream) -> F,
) {
    while let Ok((client, _)) = listener.accept().await {
        drop(tokio::spawn(serve(client)));
    }
}

/// Answers NTP as a server at the site does: like any other, but not like the far end.
async fn tell_time(socket: &UdpSocket) {
    let mut request = [0; ntp::LENGTH];
    while let Ok((_, client)) = socket.recv_from(&mut request).await {
        if let Some(mut answer) = ntp::answer(&request, Duration::ZERO) {
            answer[12..16].copy_from_slice(b"SITE");
            // A lost answer is asked for again.
            let _ = socket.send_to(&answer, client).await;
        }
    }
}

async fn show_page(mut client: TcpStream) -> io::Result<()> {
    read_head(&mut client).await?;
    client.write_all(PORTAL_PAGE.as_bytes()).await?;
    client.shutdown().await
}

/// Reads up to the empty line that ends an HTTP request's head.
async fn read_head(client: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= MAX_HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
        head.push(client.read_u8().await?);
    }
    String::from_utf8(head).map_err(io::Error::other)
}
