//! A web proxy: CONNECT (RFC 9110 section 9.3.6) and the file by which browsers find it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use camcheck_core::sim::site::Site;
use tokio::io::{AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpSocket, TcpStream, lookup_host};

use super::read_head;
use crate::net::PROXY;

/// The file that tells browsers to use the proxy for everything (proxy auto-config).
pub(crate) const PROXY_FILE: &str = "/proxy.pac";

/// How browsers learn of the proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebProxy {
    /// By its address.
    Named(SocketAddr),
    /// By the address of a file that names it.
    ByFile(SocketAddr),
}

impl WebProxy {
    /// The proxy of a site, if it has one, where it listens here.
    pub(crate) fn of(site: &Site, at: SocketAddr) -> Option<Self> {
        match (site.proxy_only, site.proxy_by_file) {
            (false, _) => None,
            (true, false) => Some(Self::Named(at)),
            (true, true) => Some(Self::ByFile(at)),
        }
    }
}

/// Serves one client. A port that the site's proxy does not tunnel to is refused, as Squid does.
pub(super) async fn forward(mut client: TcpStream, site: Arc<Site>) -> io::Result<()> {
    let head = read_head(&mut client).await?;
    let mut words = head.split_whitespace();
    let target = match (words.next(), words.next()) {
        (Some("CONNECT"), Some(target)) => target,
        (Some("GET"), Some(PROXY_FILE)) => return name_proxy(client).await,
        _ => return refuse(client, "405 Method Not Allowed").await,
    };
    let port = target.rsplit(':').next().and_then(|port| port.parse().ok());
    if !port.is_some_and(|port| site.proxy_tunnels_to(port)) {
        return refuse(client, "403 Forbidden").await;
    }
    let Ok(mut server) = connect(target, &site).await else {
        return refuse(client, "502 Bad Gateway").await;
    };
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

async fn name_proxy(mut client: TcpStream) -> io::Result<()> {
    let proxy = client.local_addr()?;
    let body = format!("function FindProxyForURL() {{ return \"PROXY {proxy}\"; }}\n");
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-ns-proxy-autoconfig\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    client.write_all((head + &body).as_bytes()).await?;
    client.shutdown().await
}

/// By the proxy's own internet address, if it has one.
async fn connect(target: &str, site: &Site) -> io::Result<TcpStream> {
    if !site.proxy_elsewhere {
        return TcpStream::connect(target).await;
    }
    let no_address = || io::Error::from(io::ErrorKind::AddrNotAvailable);
    let mut addresses = lookup_host(target).await?;
    let server = addresses.find(SocketAddr::is_ipv4).ok_or_else(no_address)?;
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(PROXY.into(), 0))?;
    socket.connect(server).await
}

async fn refuse(mut client: TcpStream, status: &str) -> io::Result<()> {
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    client.write_all(answer.as_bytes()).await?;
    client.shutdown().await
}
