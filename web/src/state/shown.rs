//! A verdict as the page shows it.

use std::rc::Rc;

use camcheck_core::model::place::Place;
use camcheck_core::model::report::{Note, Report};
use camcheck_core::render::qr::Qr;
use camcheck_core::share::link;
use camcheck_core::share::merge::{Doubt, MergeError, merge};

/// Where a shown report comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// This page measured it.
    Here,
    /// It came with the link.
    Link,
    /// It came with the link and was joined with what this page measured.
    Joined,
}

/// A final report, with what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) report: Rc<Report>,
    pub(crate) origin: Origin,
    pub(crate) links: Links,
    /// The address of the page to which the links lead.
    pub(super) address: String,
}

/// Ways to open the same report elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Links {
    /// The link; `None` if the page's address leaves no room.
    pub(crate) full: Option<String>,
    /// The short link, as in the code.
    pub(crate) short: Option<String>,
    /// The short link as a code.
    pub(crate) code: Option<Qr>,
    /// The code contains less than the link.
    pub(crate) code_is_shortened: bool,
}

impl Shown {
    pub(super) fn new(report: Rc<Report>, origin: Origin, address: &str) -> Self {
        let links = Links::to(&report, address);
        Self {
            report,
            origin,
            links,
            address: address.to_owned(),
        }
    }

    /// The report, if this page made it at the same place.
    pub(super) fn own_of(&self, place: &Place) -> Option<Rc<Report>> {
        let is_own = self.origin == Origin::Here && self.report.place == *place;
        is_own.then(|| Rc::clone(&self.report))
    }

    /// This page's measurement, joined with the report that came by link if that is from the other vantage;
    /// or why it is not.
    pub(super) fn conclude(
        own: Rc<Report>,
        received: Option<&Report>,
        address: &str,
    ) -> (Self, Option<MergeError>) {
        match received.map(|received| merge(received, &own, Doubt::Refuse)) {
            Some(Ok(joined)) => (Self::new(Rc::new(joined), Origin::Joined, address), None),
            // A reader who opens a page's report and tests again wants to see the new one.
            None | Some(Err(MergeError::SameVantage)) => {
                (Self::new(own, Origin::Here, address), None)
            }
            Some(Err(error)) => (Self::new(own, Origin::Here, address), Some(error)),
        }
    }
}

impl Links {
    fn to(report: &Report, address: &str) -> Self {
        let short = link::short(address, report).ok();
        let is_shortened =
            |link: &String| link::read(link).is_ok_and(|read| read.notes.contains(Note::Shortened));
        Self {
            full: link::full(address, report).ok(),
            code_is_shortened: short.as_ref().is_some_and(is_shortened),
            code: short.as_ref().and_then(|link| Qr::new(link)),
            short,
        }
    }
}
