//! The sockets by which resolvers are asked.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use camcheck_core::limits::RESOLVER_PATIENCE;
use hickory_resolver::net::runtime::iocompat::AsyncIoTokioAsStd;
use hickory_resolver::net::runtime::{
    DnsUdpSocket, RuntimeProvider, TokioHandle, TokioRuntimeProvider, TokioTime,
};
use socket2::SockRef;
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use crate::vantage::flow::DatagramFlows;
use crate::vantage::outlet::Outlet;

/// Opens them as the outlet does.
#[derive(Clone)]
pub(in crate::vantage) struct Sockets {
    outlet: Outlet,
    tokio: TokioRuntimeProvider,
}

type Opening<T> = Pin<Box<dyn Send + Future<Output = io::Result<T>>>>;

impl Sockets {
    pub(super) fn of(outlet: &Outlet) -> Self {
        Self {
            outlet: outlet.clone(),
            tokio: TokioRuntimeProvider::default(),
        }
    }
}

impl RuntimeProvider for Sockets {
    type Handle = TokioHandle;
    type Timer = TokioTime;
    type Udp = DnsSocket;
    type Tcp = AsyncIoTokioAsStd<TcpStream>;

    fn create_handle(&self) -> TokioHandle {
        self.tokio.create_handle()
    }

    fn connect_tcp(
        &self,
        server: SocketAddr,
        _bind: Option<SocketAddr>,
        patience: Option<Duration>,
    ) -> Opening<Self::Tcp> {
        let opened = self.outlet.to_resolver(server).tcp(server);
        Box::pin(async move {
            let (socket, flow) = opened?;
            socket.set_nodelay(true)?;
            let patience = patience.unwrap_or(RESOLVER_PATIENCE);
            let stream = timeout(patience, socket.connect(server)).await??;
            flow.ended(&Ok(()));
            Ok(AsyncIoTokioAsStd(stream))
        })
    }

    fn bind_udp(&self, local: SocketAddr, server: SocketAddr) -> Opening<Self::Udp> {
        let outlet = self.outlet.to_resolver(server);
        Box::pin(async move {
            let own = outlet.local(server);
            let own = own.ok_or(io::ErrorKind::AddrNotAvailable)?;
            let socket = UdpSocket::bind(SocketAddr::new(own, local.port())).await?;
            outlet.bind_device(SockRef::from(&socket));
            let port = socket.local_addr()?.port();
            let source = outlet.source(server).map_or(own, |source| source.ip());
            Ok(DnsSocket {
                socket,
                flows: outlet.datagram_flows(SocketAddr::new(source, port)),
            })
        })
    }
}

/// A UDP socket whose flows are reported.
pub(in crate::vantage) struct DnsSocket {
    socket: UdpSocket,
    flows: Option<DatagramFlows>,
}

impl DnsUdpSocket for DnsSocket {
    type Time = TokioTime;

    fn poll_recv_from(
        &self,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<(usize, SocketAddr)>> {
        let received = ready!(DnsUdpSocket::poll_recv_from(&self.socket, context, buffer));
        if let (Ok((_, from)), Some(flows)) = (&received, &self.flows) {
            flows.received(*from);
        }
        Poll::Ready(received)
    }

    fn poll_send_to(
        &self,
        context: &mut Context<'_>,
        buffer: &[u8],
        target: SocketAddr,
    ) -> Poll<io::Result<usize>> {
        let sent = ready!(DnsUdpSocket::poll_send_to(
            &self.socket,
            context,
            buffer,
            target
        ));
        if let (Ok(_), Some(flows)) = (&sent, &self.flows) {
            flows.sent(target);
        }
        Poll::Ready(sent)
    }
}
