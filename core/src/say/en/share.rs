//! Shared reports.

use super::English;
use crate::say::texts::ShareTexts;
use crate::share::link::LinkError;
use crate::share::merge::MergeError;

impl ShareTexts for English {
    fn link_error(&self, error: LinkError) -> &'static str {
        match error {
            LinkError::NotALink => "This link contains no report.",
            LinkError::Damaged => {
                "This link is damaged: a part is missing or was changed on the way. Copy the whole link again, or ask for a new one."
            }
            LinkError::TooLarge => {
                "This link is larger than any report, so it was not opened. Ask for a new one."
            }
            LinkError::NotAReport => "This is not a Camcheck report.",
            LinkError::Newer => {
                "This report was made by a newer version of Camcheck. Load this page again to get the new version, or ask for the report as text."
            }
            LinkError::Malformed(_) => {
                "This report contains an invalid value, so it is not shown. Ask for a new one."
            }
        }
    }

    fn merge_error(&self, error: MergeError) -> &'static str {
        match error {
            MergeError::SameVantage => {
                "The report that you opened was not joined with this one: both come from the same kind of test."
            }
            MergeError::AlreadyMerged => {
                "The report that you opened was not joined with this one, because it already joins two. Open the Camcheck program's report."
            }
            MergeError::LocalFarEnd => {
                "The report that you opened was not joined with this one: one of the two was made with a test server on the same machine, so it did not test this site."
            }
            MergeError::OtherNetworks => {
                "The report that you opened was not joined with this one: no address seen from the internet is in both, so they may come from different networks."
            }
            MergeError::DaysApart => {
                "The report that you opened was not joined with this one: they were made more than a day apart, and the network may have changed in between."
            }
        }
    }
}
