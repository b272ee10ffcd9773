//! The page.

use super::English;
use crate::say::texts::{PageTexts, PageWords};

const WORDS: PageWords = PageWords {
    title: "Camcheck",
    question: "Will a Latch Camera work behind this firewall?",
    promise: "The test takes less than a minute and needs no sign-in and no permissions. This page can stay open while you change networks.",
    stand: "Connect this device to the camera's network port, or to another port of the same VLAN. Turn off mobile data and VPN. On a cable, turn off Wi-Fi too.",
    safari: "In Safari, and in any browser on an iPhone or iPad, this page cannot prove that all UDP is blocked. Chrome, Edge or Firefox on a computer can. If iCloud Private Relay is on, turn it off.",
    connection: "The camera is wired. How is this device connected?",
    connections: [
        "By cable, in the camera's port or VLAN",
        "By Wi-Fi",
        "Not sure",
    ],
    site: "Site or address (optional)",
    sent: "It contacts our test servers and servers of Latch and AWS. It does not scan your network.",
    privacy: "The result stays on this device unless you share it. The test servers see this network's address, as every website does.",
    notices: "Third-party notices",
    start: "Start the test",
    stop: "Stop",
    again: "Test again",
    running: "Testing this network",
    activities: [
        "Connecting to servers",
        "Testing UDP ports",
        "Some UDP ports are silent: testing them again and narrowing down what is blocked",
        "Finishing",
    ],
    running_hint: "This takes 3 to 15 seconds. Keep this page open.",
    stopped: "Stopped. The results so far are shown below.",
    testing: "testing",
    waiting: "not tested yet",
    send: "Send to IT",
    before: "before",
    to_change: "Fix",
    details: "Details",
    no_evidence: "Nothing was measured for this check.",
    article: "The requirement, in the words of the help center",
    catalogue_fault: "The list of test servers of this page cannot be read, so nothing was tested.",
    catalogue_missing: "The server of this page does not answer, so nothing was tested. Either this device is not connected, or this network blocks our server: the Camcheck program below can show which.",
    request: "Change request for IT",
    copy: "Copy",
    copied: "Copied.",
    copy_by_hand: "Your browser blocked copying. Select the text and copy it yourself.",
    copy_table: "Copy table",
    firewall: "Which firewall is it?",
    firewall_choose: "Choose the firewall",
    menu: "Where",
    commands: "Commands, ready to paste",
    commands_template: "Commands, a template to fill in",
    camera_or_vlan: "the camera (or its VLAN)",
    vendor_missing: "This firewall's own settings could not be loaded: the network may block our server. They load on another connection, such as mobile data.",
    source: "Source",
    generic_rule: "General rule",
    share: "Share this result",
    share_hint: "The link contains the whole report; nothing is stored on a server. Anyone with the link can read it.",
    copy_link: "Copy link",
    qr: "Scan to open this report on another device",
    qr_page: "This page as a QR code",
    qr_short: "The code contains a shortened report, without the evidence.",
    download_json: "Download as JSON",
    copy_markdown: "Copy as Markdown",
    print: "Print",
    shared_report: "Shared report",
    shared_test_here: "Run a new test from this device",
    keep_testing: "Keep testing for an hour (about 50 MB)",
    watching: "This page tests again every 5 minutes for an hour. Keep this page open and this device awake; time in which it sleeps counts as a gap.",
    from_page: "tested in a browser",
    from_native: "tested with the Camcheck program",
    joined_report: "Two tests in one",
    joined_hint: "If the network changed in between, only the later test counts.",
    show_own: "Show only this browser's test",
    camera: "Camera",
    firewall_box: "Firewall",
    internet: "Internet",
    native: "For IT: the Camcheck program",
    native_hint: "It shows what a browser cannot see: why a connection fails, TLS inspection, DNS filters. Run it on a computer on the camera's network.",
    download: "Download",
    other_systems: "Other systems",
    no_downloads: "This page offers no downloads. Ask Door Support for the program.",
    downloads_missing: "The server of this page does not answer, so the list of downloads is not available. Close this and open it again, or download the program on another network.",
    checksum: "SHA-256",
    copy_command: "Copy terminal command",
    untried: "We have built this program but never run it.",
    quarantine: "macOS blocks this program if a browser downloads it. Use the terminal command instead.",
    language: "Language",
    open_report: "Open the full report",
    open_alone: "Open in its own window",
    back: "Back",
    start_over: "Start over",
    guide: "Video still does not work?",
    provider_router: "The internet provider's own router",
    other_firewall: "Another, or I do not know",
    feed_start: "Run a video-like stream (5 to 10 MB)",
    bandwidth_start: "Measure the bandwidth (up to 25 MB)",
    feed_second: "Second",
    feed_up: "loss out, %",
    feed_down: "loss in, %",
    feed_jitter_up: "jitter out, ms",
    feed_jitter_down: "jitter in, ms",
    feed_round_trip: "round trip, ms",
    feed_signs: "by second; ! bad, - not measured",
    ports_blocked: "blocked",
    ports_unconfirmed: "also silent, not confirmed",
};

impl PageTexts for English {
    fn page(&self) -> &'static PageWords {
        &WORDS
    }

    fn points_known(&self, settled: usize, all: usize) -> String {
        format!("{settled} of {all} checks done")
    }

    fn took(&self, seconds: u64) -> String {
        format!("The test took {seconds} s.")
    }

    fn ports_open(&self, open: usize, tried: usize) -> String {
        format!("{open} of {tried} tried ports are open")
    }
}
