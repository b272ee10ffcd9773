//! The words of the page's own controls, in the core so that every language is complete in one
//! place.

mod english;
mod spanish;

use super::{Language, list, some_of};
use crate::model::network::Network;
use crate::model::report::Report;
use crate::model::vantage::Vantage;

/// One language's words; a missing one does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageWords {
    /// The name of the page.
    pub title: &'static str,
    /// The question that the page answers.
    pub question: &'static str,
    /// What happens, how long it takes and what it asks for.
    pub promise: &'static str,
    /// Where to stand with the device.
    pub stand: &'static str,
    /// What is sent where.
    pub sent: &'static str,
    /// What becomes of the result.
    pub privacy: &'static str,
    /// The link to the licences of what the page and the programs contain.
    pub notices: &'static str,
    /// The button that starts a run.
    pub start: &'static str,
    /// The button that stops a run.
    pub stop: &'static str,
    /// The button that starts another run.
    pub again: &'static str,
    /// Above the progress of a run.
    pub running: &'static str,
    /// Below the progress of a run.
    pub running_hint: &'static str,
    /// After a run that was stopped.
    pub stopped: &'static str,
    /// The status of a row that is being measured.
    pub testing: &'static str,
    /// The status of a row before a run.
    pub waiting: &'static str,
    /// Before what to change.
    pub to_change: &'static str,
    /// Opens the details of a row.
    pub details: &'static str,
    /// Instead of observations.
    pub no_evidence: &'static str,
    /// Before the article's own words.
    pub article: &'static str,
    /// The catalogue of the page cannot be read.
    pub catalogue_fault: &'static str,
    /// The catalogue of the page did not arrive.
    pub catalogue_missing: &'static str,
    /// Above the fixes and the request.
    pub what_to_do: &'static str,
    /// Above the change request.
    pub request: &'static str,
    /// The button that copies.
    pub copy: &'static str,
    /// After copying.
    pub copied: &'static str,
    /// Where the browser does not let the page copy.
    pub copy_by_hand: &'static str,
    /// The link that opens a mail.
    pub mail: &'static str,
    /// In a mail that has no room for the whole request.
    pub mail_rest: &'static str,
    /// Above the choice of a firewall.
    pub firewall: &'static str,
    /// Before anything is chosen.
    pub firewall_choose: &'static str,
    /// Before a way through menus.
    pub menu: &'static str,
    /// Before commands.
    pub commands: &'static str,
    /// Before the source of a fact.
    pub source: &'static str,
    /// Where a vendor's own words are not known.
    pub generic_rule: &'static str,
    /// Above the ways to share.
    pub share: &'static str,
    /// What a share link is.
    pub share_hint: &'static str,
    /// The button that copies the link.
    pub copy_link: &'static str,
    /// Under the QR code.
    pub qr: &'static str,
    /// Under a QR code that holds less.
    pub qr_short: &'static str,
    /// Downloads the report.
    pub download_json: &'static str,
    /// Copies the report for a ticket.
    pub copy_markdown: &'static str,
    /// Prints the report.
    pub print: &'static str,
    /// Above a report that came by link.
    pub shared_report: &'static str,
    /// Leaves a shared report for a run of one's own.
    pub shared_test_here: &'static str,
    /// The vantage of a page.
    pub from_page: &'static str,
    /// The vantage of the native program.
    pub from_native: &'static str,
    /// Marks a report that joins one that came by link with the page's own.
    pub joined_report: &'static str,
    /// What the times of the two mean.
    pub joined_hint: &'static str,
    /// The button that leaves out the report that came by link.
    pub show_own: &'static str,
    /// In the drawing of the NAT.
    pub camera: &'static str,
    /// In the drawing of the NAT.
    pub firewall_box: &'static str,
    /// In the drawing of the NAT.
    pub internet: &'static str,
    /// Under the drawing of the NAT.
    pub nat_full_cone: &'static str,
    /// Under the drawing of the NAT.
    pub nat_stable: &'static str,
    /// Under the drawing of the NAT.
    pub nat_symmetric: &'static str,
    /// Under the drawing of the NAT.
    pub nat_none: &'static str,
    /// Under the drawing of the NAT.
    pub nat_unknown: &'static str,
    /// Above the downloads.
    pub native: &'static str,
    /// What the native program is for.
    pub native_hint: &'static str,
    /// The link to a download.
    pub download: &'static str,
    /// Downloads for other systems.
    pub other_systems: &'static str,
    /// No downloads are offered here.
    pub no_downloads: &'static str,
    /// The server of the page does not answer when asked for the programs.
    pub downloads_missing: &'static str,
    /// Before a checksum.
    pub checksum: &'static str,
    /// Names the choice of language.
    pub language: &'static str,
    /// Leaves an embedding page.
    pub open_alone: &'static str,
    /// One step back in the guided path.
    pub back: &'static str,
    /// Begins the guided path anew.
    pub start_over: &'static str,
}

impl PageWords {
    const fn from(&self, vantage: Vantage) -> &'static str {
        match vantage {
            Vantage::Page => self.from_page,
            Vantage::Native => self.from_native,
        }
    }
}

impl Language {
    /// The words of the page's own controls.
    #[must_use]
    pub const fn page(self) -> &'static PageWords {
        match self {
            Self::English => &english::WORDS,
            Self::Spanish => &spanish::WORDS,
        }
    }

    /// How far a run is, as the page says it.
    #[must_use]
    pub fn points_known(self, settled: usize, all: usize) -> String {
        match self {
            Self::English => format!("{settled} of {all} points known"),
            Self::Spanish => format!("{settled} de {all} puntos conocidos"),
        }
    }

    /// How long a run took, in whole seconds.
    #[must_use]
    pub fn took(self, seconds: u64) -> String {
        match self {
            Self::English => format!("took {seconds} s"),
            Self::Spanish => format!("duró {seconds} s"),
        }
    }

    /// When and with what a shared report was made.
    #[must_use]
    pub fn shared_mark(self, vantage: Vantage, started: &str, tool: &str) -> String {
        let words = self.page();
        let from = words.from(vantage);
        format!("{}: {from}, {started}, {tool}", words.shared_report)
    }

    /// Where a joined report comes from: the one that was opened, and the page's own.
    #[must_use]
    pub fn joined_mark(self, opened: &Report, own: &Report) -> String {
        let words = self.page();
        let [opened, own] = [opened, own]
            .map(|report| format!("{}, {}", words.from(report.vantage), report.started));
        format!(
            "{}: {opened}; {own}. {}",
            words.joined_report, words.joined_hint
        )
    }

    /// What the picture of the UDP range shows, for those who do not see it.
    #[must_use]
    pub fn udp_picture(self, network: &Network) -> String {
        let (open, sampled) = (network.udp_open, network.udp_sampled);
        let mut text = match self {
            Self::English => format!("{open} of {sampled} tried ports are open"),
            Self::Spanish => format!("{open} de los {sampled} puertos probados están abiertos"),
        };
        let (blocked, unconfirmed) = match self {
            Self::English => ("blocked", "also silent, not confirmed"),
            Self::Spanish => (
                "bloqueados",
                "tampoco respondieron, sin confirmar que estén bloqueados",
            ),
        };
        for (name, ranges) in [
            (blocked, list(&network.udp_blocked)),
            (unconfirmed, some_of(&network.udp_unconfirmed)),
        ] {
            if !ranges.is_empty() {
                text.push_str(&format!("; {name}: {ranges}"));
            }
        }
        text.push('.');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_of_the_page_was_left_in_english() {
        let words = format!("{:?}", Language::English.page());
        let spanish = format!("{:?}", Language::Spanish.page());
        let sentences = |words: &str| -> Vec<String> {
            let quoted = words.split('"').skip(1).step_by(2);
            quoted
                .filter(|text| text.contains(' '))
                .map(ToOwned::to_owned)
                .collect()
        };
        let spanish = sentences(&spanish);
        for text in sentences(&words) {
            assert!(!spanish.contains(&text), "{text}");
        }
    }
}
