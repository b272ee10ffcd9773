//! The far end's own addresses and ports.

use std::net::{IpAddr, SocketAddr};

use camcheck_codec::stun::Change;
use camcheck_core::model::ports::PortSet;
use camcheck_core::wire::alternate_of;

/// Which of the far end's own addresses: the primary or the alternate one of RFC 5780.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Side {
    /// `--address`.
    Primary,
    /// `--alternate-address`.
    Alternate,
}

impl Side {
    const fn other(self) -> Self {
        match self {
            Self::Primary => Self::Alternate,
            Self::Alternate => Self::Primary,
        }
    }

    /// Its place in a list of own addresses.
    pub(crate) const fn index(self) -> usize {
        match self {
            Self::Primary => 0,
            Self::Alternate => 1,
        }
    }
}

/// One of the far end's own UDP ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Local {
    /// The address.
    pub(crate) side: Side,
    /// The port.
    pub(crate) port: u16,
}

/// Both ends of a connection: the own one and the client's.
pub(super) type Path = (Local, SocketAddr);

/// What the engine knows of its own endpoints.
#[derive(Debug, Clone)]
pub(crate) struct Endpoints {
    /// The public addresses, one or two.
    pub(crate) public: Vec<IpAddr>,
    /// The UDP ports that are served on each of them.
    pub(crate) udp: PortSet,
}

impl Endpoints {
    pub(super) fn serves(&self, local: Local) -> bool {
        self.public.len() > local.side.index() && self.udp.contains(local.port)
    }

    pub(super) fn public(&self, local: Local) -> Option<SocketAddr> {
        let address = self.public.get(local.side.index())?;
        Some(SocketAddr::new(*address, local.port))
    }

    /// The own endpoint that a CHANGE-REQUEST asks for, if there is one.
    pub(super) fn changed(&self, local: Local, change: Change) -> Option<Local> {
        let changed = Local {
            side: if change.address {
                local.side.other()
            } else {
                local.side
            },
            port: if change.port {
                alternate_of(local.port)
            } else {
                local.port
            },
        };
        Some(changed).filter(|local| self.serves(*local))
    }
}
