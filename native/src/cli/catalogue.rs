//! Which catalogue a run uses: the built-in one, a file, or what an address serves; and the far
//! end that the user names instead.

mod far_end;
mod fetch;

use camcheck_core::catalogue::Catalogue;

use super::{CommonArgs, Complaint};
use crate::vantage::Trust;

pub(super) use fetch::is_reachable;

/// Finds and checks the catalogue.
///
/// # Errors
/// If it cannot be read or is invalid, or if the responder cannot be found.
pub(super) async fn load(args: &CommonArgs, trust: &Trust) -> Result<Catalogue, Complaint> {
    let mut catalogue = match &args.catalogue {
        None => Catalogue::embedded().map_err(|error| Complaint::new(error.to_string()))?,
        Some(place) => {
            let json = if fetch::is_address(place) {
                fetch::fetch(place, trust).await?
            } else {
                std::fs::read_to_string(place).map_err(|error| {
                    Complaint::new(format!("cannot read the catalogue {place}: {error}"))
                })?
            };
            Catalogue::parse(&json).map_err(|error| Complaint::new(format!("{place}: {error}")))?
        }
    };
    if let Some(names) = &args.responder {
        catalogue.responders = vec![far_end::find(names, trust).await?];
    }
    Ok(catalogue)
}

/// Looks up the names of the far end that the user named once more. If one does not resolve now, the address
/// that is known stays: whether names resolve is tested by itself.
pub(super) async fn look_up_again(catalogue: &mut Catalogue, args: &CommonArgs) {
    let (Some(names), [responder]) = (&args.responder, &mut catalogue.responders[..]) else {
        return;
    };
    if let Ok(addresses) = far_end::addresses(names).await {
        responder.addresses = addresses;
    }
}
