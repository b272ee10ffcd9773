//! Header fields that list several values (RFC 9110 section 5.6.1).

use hyper::HeaderMap;
use hyper::header::HeaderName;

/// The values of a field, which may be repeated; those that are not text are left out.
pub(super) fn listed<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}
