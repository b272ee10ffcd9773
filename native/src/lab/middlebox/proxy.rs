//! A web proxy: CONNECT (RFC 9110 section 9.3.6) and nothing else.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use camcheck_core::sim::site::Site;
use tokio::io::{AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpSocket, TcpStream, lookup_host};

use super::read_head;
use crate::lab::net::PROXY;

/// Serves one client. A port that the site's proxy does not tunnel to is refused, as Squid does.
pub(super) async fn forward(mut client: TcpStream, site: Arc<Site>) -> io::Result<()> {
    let head = read_head(&mut client).await?;
    let mut words = head.split_whitespace();
    let (Some("CONNECT"), Some(target)) = (words.next(), words.next()) else {
        return refuse(client, "405 Method Not Allowed").await;
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
