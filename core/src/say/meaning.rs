//! What a row means for video.

use crate::model::reason::Reason;
use crate::model::requirement::{Level, RequirementId};
use crate::model::verdict::Status;

/// What a row means for video.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Meaning {
    /// TLS may be inspected, which a browser cannot detect.
    TlsMayBeInspected,
    /// Video usually works.
    UsuallyWorks,
    /// Nothing is known.
    Open,
    /// The protocol that carries video is dropped on any port.
    ApplicationFiltered,
    /// No UDP gets out at all.
    NoUdp,
    /// This row fails, or advises a change.
    Failure(RequirementId),
}

impl Meaning {
    /// `None` if all is well or the row was not tested.
    pub(super) const fn of(id: RequirementId, status: Status, reason: Reason) -> Option<Self> {
        match (status, reason) {
            (Status::Pass | Status::NotTested, _) => None,
            (Status::Warn, _) if id.is_tcp() => Some(Self::TlsMayBeInspected),
            (Status::Warn, _) if matches!(id.level(), Level::Advice) => Some(Self::Failure(id)),
            (Status::Warn, _) => Some(Self::UsuallyWorks),
            (Status::Fail, Reason::ApplicationFiltered) => Some(Self::ApplicationFiltered),
            (Status::Fail, Reason::UdpBlocked) => Some(Self::NoUdp),
            (Status::Fail, _) => Some(Self::Failure(id)),
            (Status::Inconclusive, _) => Some(Self::Open),
        }
    }
}
