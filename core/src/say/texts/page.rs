//! The words of the page's own controls, in the core so that every language is complete in one
//! place.

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
    /// What the page cannot prove in Safari, and what to turn off there.
    pub safari: &'static str,
    /// How the device is connected: the question.
    pub connection: &'static str,
    /// The answers, in the order of `Connection::ALL`.
    pub connections: [&'static str; 3],
    /// Above the field for the site's name or address.
    pub site: &'static str,
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
    /// What a run is doing: connecting, asking ports, narrowing down, finishing.
    pub activities: [&'static str; 4],
    /// Below the progress of a run.
    pub running_hint: &'static str,
    /// After a run that was stopped.
    pub stopped: &'static str,
    /// The status of a row that is being measured.
    pub testing: &'static str,
    /// The status of a row before a run.
    pub waiting: &'static str,
    /// The button that sends the changes to the firewall administrator.
    pub send: &'static str,
    /// Before the status that a row had in the run before.
    pub before: &'static str,
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
    /// Above the change request.
    pub request: &'static str,
    /// The button that copies.
    pub copy: &'static str,
    /// After copying.
    pub copied: &'static str,
    /// Where the browser does not let the page copy.
    pub copy_by_hand: &'static str,
    /// Copies the table of the change request.
    pub copy_table: &'static str,
    /// Above the choice of a firewall.
    pub firewall: &'static str,
    /// Before anything is chosen.
    pub firewall_choose: &'static str,
    /// Before a way through menus.
    pub menu: &'static str,
    /// Before commands that are complete.
    pub commands: &'static str,
    /// Before commands in which something is to be replaced first.
    pub commands_template: &'static str,
    /// What a rule for the camera has as its source.
    pub camera_or_vlan: &'static str,
    /// Instead of a vendor's own settings that did not arrive.
    pub vendor_missing: &'static str,
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
    /// The address of the page as a code, for another device.
    pub qr_page: &'static str,
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
    /// The button that tests again and again for an hour.
    pub keep_testing: &'static str,
    /// While that goes on.
    pub watching: &'static str,
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
    /// Copies a command for a terminal that downloads and starts the program.
    pub copy_command: &'static str,
    /// Beside a program that the project has never started.
    pub untried: &'static str,
    /// Beside a program for macOS.
    pub quarantine: &'static str,
    /// Names the choice of language.
    pub language: &'static str,
    /// Leaves an embedding page, with the report.
    pub open_report: &'static str,
    /// Leaves an embedding page.
    pub open_alone: &'static str,
    /// One step back in the guided path.
    pub back: &'static str,
    /// Starts the guided path again.
    pub start_over: &'static str,
    /// The name of the guided path, as on the button that opens it.
    pub guide: &'static str,
    /// The choice of the router that came with the internet connection.
    pub provider_router: &'static str,
    /// The choice of a firewall that is not listed.
    pub other_firewall: &'static str,
    /// Starts a feed that waits for a press.
    pub feed_start: &'static str,
    /// The button that measures the bandwidth; how much that moves.
    pub bandwidth_start: &'static str,
    /// The seconds of a feed.
    pub feed_second: &'static str,
    /// Packets of a feed that were lost on the way from here.
    pub feed_up: &'static str,
    /// ... on the way to here.
    pub feed_down: &'static str,
    /// Jitter of a feed on the way from here.
    pub feed_jitter_up: &'static str,
    /// ... on the way to here.
    pub feed_jitter_down: &'static str,
    /// Round trip of a feed.
    pub feed_round_trip: &'static str,
    /// What the signs in the table of a feed mean.
    pub feed_signs: &'static str,
    /// In the words for the picture of the UDP range, before blocked ports.
    pub ports_blocked: &'static str,
    /// In the words for the picture of the UDP range, before silent ports that may be blocked or not.
    pub ports_unconfirmed: &'static str,
}
