//! How sockets are opened: through which interface, and who is notified of what passes on them.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use camcheck_core::probe::UdpFault;
use socket2::SockRef;
use tokio::net::TcpSocket;

use super::flow::{DatagramFlows, Flow, OnFlow, Opening};
use super::interfaces::NetworkInterface;

/// How sockets are opened; by default as the system chooses, without reporting flows.
#[derive(Clone, Default)]
pub struct Outlet {
    interface: Option<Arc<NetworkInterface>>,
    on_flow: Option<OnFlow>,
}

impl Outlet {
    /// The same through this interface, with its addresses.
    #[must_use]
    pub fn through(self, interface: NetworkInterface) -> Self {
        Self {
            interface: Some(Arc::new(interface)),
            ..self
        }
    }

    /// The same; `on_flow` receives each flow when it is over.
    #[must_use]
    pub fn telling(self, on_flow: impl Fn(&Flow) + Send + Sync + 'static) -> Self {
        Self {
            on_flow: Some(Arc::new(on_flow)),
            ..self
        }
    }

    /// The interface that was chosen.
    #[must_use]
    pub fn interface(&self) -> Option<&NetworkInterface> {
        self.interface.as_deref()
    }

    /// The address from which packets to `server` leave, with a port that is free again. Connecting a UDP socket
    /// sends nothing.
    pub(crate) fn source(&self, server: SocketAddr) -> Result<SocketAddr, UdpFault> {
        let local = self.local(server).ok_or(UdpFault::NoNetwork)?;
        let socket = std::net::UdpSocket::bind(SocketAddr::new(local, 0)).map_err(|error| {
            if error.kind() == io::ErrorKind::AddrNotAvailable {
                UdpFault::NoNetwork
            } else {
                UdpFault::Socket
            }
        })?;
        self.bind_device(SockRef::from(&socket));
        socket.connect(server).map_err(|error| {
            if error.kind() == io::ErrorKind::PermissionDenied {
                UdpFault::Socket
            } else {
                UdpFault::NoNetwork
            }
        })?;
        socket.local_addr().map_err(|_| UdpFault::Socket)
    }

    /// The address to bind a socket to: that of the interface, or a wildcard. `None` if the interface has none of
    /// the server's family.
    pub(crate) fn local(&self, server: SocketAddr) -> Option<IpAddr> {
        match &self.interface {
            Some(interface) => interface.address_like(server.ip()),
            None if server.is_ipv4() => Some(Ipv4Addr::UNSPECIFIED.into()),
            None => Some(Ipv6Addr::UNSPECIFIED.into()),
        }
    }

    /// How a resolver is reached. One on this device itself is reached through loopback alone; by which interface it
    /// asks others, the system chooses.
    pub(crate) fn to_resolver(&self, server: SocketAddr) -> Self {
        let mut outlet = self.clone();
        if server.ip().is_loopback() {
            outlet.interface = None;
        }
        outlet
    }

    /// Binds a socket to the interface itself, not only to its address, where that needs no privilege: Linux routes
    /// by destination alone otherwise. Kernels before 5.7 refuse it, and the address then has to do. Windows chooses
    /// the interface by the source address.
    pub(crate) fn bind_device(&self, socket: SockRef<'_>) {
        let Some(interface) = &self.interface else {
            return;
        };
        #[cfg(target_os = "linux")]
        let _ = socket.bind_device(Some(interface.name.as_bytes()));
        #[cfg(target_os = "macos")]
        {
            // The one that is not of the socket's family is refused.
            let _ = socket.bind_device_by_index_v4(interface.index);
            let _ = socket.bind_device_by_index_v6(interface.index);
        }
        #[cfg(not(any(target_os = "linux", target_os = "macos")))]
        let _ = (interface, socket);
    }

    /// A TCP socket for a connection to `server`, and the flow that begins with it.
    pub(crate) fn tcp(&self, server: SocketAddr) -> io::Result<(TcpSocket, Opening)> {
        let socket = match server {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        self.bind_device(SockRef::from(&socket));
        let Some(local) = self.local(server) else {
            return Err(io::ErrorKind::AddrNotAvailable.into());
        };
        // A socket has a port of its own before it connects only if it is bound.
        if self.interface.is_some() || self.on_flow.is_some() {
            socket.bind(SocketAddr::new(local, 0))?;
        }
        let opening = match &self.on_flow {
            Some(on_flow) => {
                let port = socket.local_addr()?.port();
                let local = self.source(server).map_or(local, |source| source.ip());
                Opening::told(SocketAddr::new(local, port), server, on_flow)
            }
            None => Opening::default(),
        };
        Ok((socket, opening))
    }

    /// The flows of a UDP socket with this address, if they are reported.
    pub(crate) fn datagram_flows(&self, local: SocketAddr) -> Option<DatagramFlows> {
        let on_flow = self.on_flow.as_ref()?;
        Some(DatagramFlows::told(local, on_flow))
    }
}

impl fmt::Debug for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outlet")
            .field("interface", &self.interface)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use camcheck_core::model::interface::InterfaceKind;

    use super::*;

    fn interface(address: &str) -> NetworkInterface {
        NetworkInterface {
            name: "test".to_owned(),
            kind: InterfaceKind::Other,
            index: None,
            addresses: vec![(address.parse().expect("an address"), 24)],
        }
    }

    #[test]
    fn a_resolver_on_this_device_is_reached_through_loopback() {
        let loopback: SocketAddr = "127.0.0.53:53".parse().expect("an address");
        let elsewhere: SocketAddr = "192.0.2.53:53".parse().expect("an address");
        let outlet = Outlet::default().through(interface("192.0.2.2"));
        assert!(outlet.to_resolver(loopback).interface().is_none());
        assert!(outlet.to_resolver(elsewhere).interface().is_some());
    }
}
