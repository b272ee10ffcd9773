//! Which catalogue a run uses: the built-in one, a file, or what an address serves; and the far
//! end that the user names instead.

mod far_end;
mod fetch;

use std::path::Path;

use camcheck_core::catalogue::{Catalogue, CatalogueError};

use super::kit::Kit;
use super::{CommonArgs, Complaint};

pub(super) use fetch::{fetch, is_reachable};

/// Finds and checks the catalogue.
///
/// # Errors
/// If it cannot be read or is invalid, or if the responder cannot be found.
pub(super) async fn load(args: &CommonArgs, kit: &Kit) -> Result<Catalogue, Complaint> {
    let mut catalogue = match &args.catalogue {
        None => built_in().map_err(|error| Complaint::new(error.to_string()))?,
        Some(place) => {
            let json = match Place::of(place) {
                Place::Address(address) => fetch(&address, kit).await?,
                Place::File => std::fs::read_to_string(place).map_err(|error| {
                    Complaint::of_system(
                        format_args!("cannot read the list of test servers {place}"),
                        &error,
                    )
                })?,
            };
            Catalogue::parse(&json).map_err(|error| unusable(place, &error))?
        }
    };
    if let Some(names) = &args.responder {
        catalogue.responders = vec![far_end::find(names, kit).await?];
    }
    Ok(catalogue)
}

/// A document that is no catalogue at all has no entry that could be named.
fn unusable(place: &str, error: &CatalogueError) -> Complaint {
    if error.is_of_the_document() {
        Complaint::new(format!(
            "{place}: the list of test servers {}",
            error.problem
        ))
    } else {
        Complaint::new(format!("{place}: {error}"))
    }
}

/// The catalogue of the page that offers this program, if it was built for one.
const OF_THE_PAGE: &str = include_str!(concat!(env!("OUT_DIR"), "/catalogue.json"));

fn built_in() -> Result<Catalogue, CatalogueError> {
    if OF_THE_PAGE.is_empty() {
        Catalogue::embedded()
    } else {
        Catalogue::parse(OF_THE_PAGE)
    }
}

/// Where a catalogue is.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    File,
    Address(String),
}

impl Place {
    /// A name that is no file, and looks like that of a host, means the catalogue that this host serves.
    fn of(place: &str) -> Self {
        if fetch::is_address(place) {
            return Self::Address(place.to_owned());
        }
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
        let looks_like_host = place.contains('.') && place.bytes().all(is_host);
        if looks_like_host && !place.ends_with(".json") && !Path::new(place).exists() {
            Self::Address(format!("https://{place}/catalogue.json"))
        } else {
            Self::File
        }
    }
}

/// Looks up the names of the far end that the user named once more. If one does not resolve now, the address
/// that is known stays: whether names resolve is tested by itself.
pub(super) async fn look_up_again(catalogue: &mut Catalogue, args: &CommonArgs, kit: &Kit) {
    let (Some(names), [responder]) = (&args.responder, &mut catalogue.responders[..]) else {
        return;
    };
    if let Ok(addresses) = far_end::addresses(names, kit).await {
        responder.addresses = addresses;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_alone_means_the_catalogue_that_it_serves() {
        let address = |text: &str| Place::Address(text.to_owned());
        for (place, expected) in [
            (
                "check.example.com",
                address("https://check.example.com/catalogue.json"),
            ),
            (
                "check.example.com:8443",
                address("https://check.example.com:8443/catalogue.json"),
            ),
            (
                "http://192.0.2.1/catalogue.json",
                address("http://192.0.2.1/catalogue.json"),
            ),
            ("catalogue.json", Place::File),
            ("no-such-file", Place::File),
            ("./check.example.com", Place::File),
            ("Cargo.toml", Place::File),
        ] {
            assert_eq!(Place::of(place), expected, "{place}");
        }
    }
}
