//! The command line.

mod watch;

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use camcheck_core::limits::{FEED_MAX_WINDOWS, FEED_WINDOWS, RETEST_LEAST_INTERVAL};
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::remedy::Vendor;
use camcheck_core::say::Language;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};

pub(super) use self::watch::WatchArgs;

const AFTER_HELP: &str = "\
Examples:
  camcheck
      Test with the built-in list of hosts. A double click on the program does the same, shows
      the result in a browser, and keeps the window open.
  camcheck --responder probe.example.com,probe2.example.com
      Test against this test server, which answers on two addresses.
  camcheck --catalogue https://check.example.com/catalogue.json --format json --output report.json
      Test with this list of test servers, and write the report as JSON.
  camcheck --share
      Show the result in a browser, with a link to send to the person who manages the firewall.
  camcheck --only tcp-8883,udp-outbound
      Test again after a firewall change.
  camcheck --firewall sonicwall
      Explain the changes in the terms of a SonicWall.
  camcheck --retest-until-pass --verbose
      Test what fails again until it passes, while you change the firewall's rules, and print each
      flow for its log.
  camcheck --interface eth0
      Test through this interface, not the one that the system would choose.
  camcheck --lang es
      Print all texts in Spanish.
  camcheck --feed 0
      Test without the video-like stream, which takes 11 s, or up to 33 s if it is repeated.
  camcheck watch --every 5m --for 24h --log site.jsonl
      Test every 5 minutes for a day, and report outages; see camcheck watch --help.
  camcheck --full-sweep --rate 1000
      Try every UDP port, ten times as fast as usual; only with the site's consent.

Exit codes:
  0  ready, perhaps with advice
  1  not ready: a required check fails
  2  an error: bad arguments, list of test servers or file
  3  incomplete: no required check fails, but one could not be finished, or Ctrl-C stopped the test
With --nagios: 0 OK, 1 warning, 2 critical, 3 unknown.";

/// Tests whether a Latch Camera will work behind this firewall, and if not, which rule is missing.
///
/// Run it on a device on the camera's own network port or VLAN.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "camcheck",
    version,
    after_help = AFTER_HELP,
    args_conflicts_with_subcommands = true
)]
pub struct Args {
    #[command(flatten)]
    pub(super) common: CommonArgs,

    /// Try every UDP port from 1025 to 65535 instead of a sample; takes about 11 minutes
    #[arg(long)]
    pub(super) full_sweep: bool,

    /// New ports per second of the full sweep. A router keeps each in its session table for 30 to 120 s,
    /// and a full table cuts off the whole site
    #[arg(long, value_name = "N", default_value = "100", requires = "full_sweep", value_parser = rate)]
    pub(super) rate: NonZeroU32,

    /// After everything else, run a video-like stream for this many seconds, and a second one unless the first is
    /// good: 10 to 20, or 0 for none. It moves 0.4 MB a second in all
    #[arg(long, value_name = "SECONDS", default_value_t = FEED_WINDOWS, value_parser = feed_seconds)]
    pub(super) feed: u8,

    /// Also measure how long idle UDP sessions last and whether 10 Mbit/s are available. Takes two minutes more,
    /// and moves up to 50 MB
    #[arg(long)]
    pub(super) thorough: bool,

    /// Repeat the required checks that do not pass until they do, and print what changes; then exit with 0
    #[arg(long, conflicts_with = "full_sweep")]
    pub(super) retest_until_pass: bool,

    /// Interval between the starts of these tests, such as 10s or 1m; at least 10s
    #[arg(long, value_name = "TIME", default_value = "10s", requires = "retest_until_pass", value_parser = interval)]
    pub(super) every: Duration,

    /// Also exit with 1 if the site is ready with advice
    #[arg(long)]
    pub(super) strict: bool,

    /// Instead of the report, print one line with figures and exit as a plugin of Nagios or Icinga does: 0 if the
    /// site is ready (with --only, if those checks pass), 1 with --strict if it is ready with advice, 2 if
    /// something required fails, 3 otherwise
    #[arg(long, conflicts_with_all = ["format", "output", "share", "retest_until_pass"])]
    pub(super) nagios: bool,

    /// Print the licences of third-party software in this program, and exit
    #[arg(long)]
    pub(super) licenses: bool,

    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// What it does instead of testing once.
#[derive(Debug, Clone, Subcommand)]
pub(super) enum Command {
    /// Test again and again for hours, and report how much of the time everything worked
    Watch(WatchArgs),
}

/// Options common to all ways of testing.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct CommonArgs {
    /// The list of test servers, a file or an http(s) address, read once at the start; built in if
    /// not given. A bare host name means the list that this host serves over https
    #[arg(long, value_name = "FILE|URL|HOST")]
    pub(super) catalogue: Option<String>,

    /// Test against this test server instead of those in the list: one or two host names, or addresses if
    /// its certificate is for addresses
    #[arg(long, value_name = "HOST[,ALT]")]
    pub(super) responder: Option<String>,

    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,

    /// In the text report, also explain the changes in the terms of this firewall
    #[arg(long, value_name = "NAME", value_parser = firewalls())]
    pub(super) firewall: Option<Vendor>,

    /// Write the report to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Run only these checks
    #[arg(long, value_name = "ID,..", value_delimiter = ',')]
    pub(super) only: Vec<RequirementId>,

    /// Also trust the root certificates in this file; the report notes it
    #[arg(long, value_name = "PEM")]
    pub(super) ca_file: Option<PathBuf>,

    /// The language of texts for users
    #[arg(long, value_name = "LANG", value_parser = language, help = language_help())]
    pub(super) lang: Option<Language>,

    /// Send everything through this interface: its name, such as eth0, or its address. Without it, the system
    /// chooses, and the report says which one it was
    #[arg(long, value_name = "NAME|ADDRESS")]
    pub(super) interface: Option<String>,

    /// Print a line for each flow on standard error: time, protocol, both endpoints, and the result. Compare them
    /// with the log of the firewall
    #[arg(long)]
    pub(super) verbose: bool,

    /// Also make a link and a QR code of the report, write it as an HTML file, and open it in a browser:
    /// the link if the page answers, otherwise the file
    #[arg(long)]
    pub(super) share: bool,

    /// With --share, do not open a browser
    #[arg(long, requires = "share")]
    pub(super) no_open: bool,

    /// Show no progress and no messages before the run
    #[arg(long)]
    pub(super) quiet: bool,
}

impl CommonArgs {
    /// The requested language, or else that of the locale.
    pub(super) fn language(&self) -> Language {
        self.lang.unwrap_or_else(|| {
            let variables = language_of_locale(|name| std::env::var(name).ok());
            variables.unwrap_or_else(|| Language::preferred(sys_locale::get_locale().as_deref()))
        })
    }
}

/// Reads a firewall's name; help and completions list all of them.
fn firewalls() -> impl TypedValueParser<Value = Vendor> {
    PossibleValuesParser::new(Vendor::ALL.map(Vendor::as_str)).map(|name| {
        let named = Vendor::ALL
            .into_iter()
            .find(|vendor| vendor.as_str() == name);
        // The parser lets no other name through.
        named.unwrap_or(Vendor::Generic)
    })
}

fn rate(text: &str) -> Result<NonZeroU32, &'static str> {
    text.parse()
        .map_err(|_| "it must be a whole number, 1 or more")
}

/// More often, the flows of one test would still be in the router's table at too many others.
fn interval(text: &str) -> Result<Duration, String> {
    let every = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    if every < RETEST_LEAST_INTERVAL {
        let least = humantime::format_duration(RETEST_LEAST_INTERVAL);
        return Err(format!("it must be at least {least}"));
    }
    Ok(every)
}

/// Below ten, a verdict on nine of ten would rest on too little.
fn feed_seconds(text: &str) -> Result<u8, String> {
    let allowed = FEED_WINDOWS..=FEED_MAX_WINDOWS;
    let seconds = text.parse().ok();
    let seconds = seconds.filter(|seconds| *seconds == 0 || allowed.contains(seconds));
    seconds.ok_or_else(|| {
        format!("it must be {FEED_WINDOWS} to {FEED_MAX_WINDOWS} seconds, or 0 for no stream")
    })
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| {
        let known = Language::ALL.map(Language::tag).join(", ");
        format!("there are texts in these languages only: {known}")
    })
}

fn language_help() -> String {
    let known = Language::ALL.map(Language::tag).join(" or ");
    format!("The language of texts for users: {known}; by default that of the system")
}

/// The first variable that is set decides, as in POSIX (XBD section 8.2). On Windows, and if the program is
/// started by a double click, none is set.
fn language_of_locale(variable: impl Fn(&str) -> Option<String>) -> Option<Language> {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    locale.map(|locale| Language::preferred([locale.as_str()]))
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For users
    Text,
    /// For programs
    Json,
    /// For tickets, with the change request
    Markdown,
    /// For spreadsheets, only the table of the change request
    Csv,
    /// One file for a browser, with help for each firewall
    Html,
    /// For build servers and test tools: each check is a test
    Junit,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn rows_are_named_by_their_ids() {
        let args = ["camcheck", "--only", "tcp-443,nat-present"];
        let only = Args::try_parse_from(args).unwrap().common.only;
        assert_eq!(only, [RequirementId::Tcp443, RequirementId::NatPresent]);
        let error = Args::try_parse_from(["camcheck", "--only", "tcp-80"]).unwrap_err();
        assert!(error.to_string().contains("tcp-443, tcp-3478"));
    }

    #[test]
    fn a_firewall_is_named_by_its_make() {
        let args = Args::try_parse_from(["camcheck", "--firewall", "pfsense"]).unwrap();
        assert_eq!(args.common.firewall, Some(Vendor::PfSense));
        let error = Args::try_parse_from(["camcheck", "--firewall", "x"]).unwrap_err();
        assert!(error.to_string().contains("sonicwall, unifi"));
        // The short help lists them as well.
        let help = Args::command().render_help().to_string();
        for vendor in Vendor::ALL {
            assert!(help.contains(vendor.as_str()), "{vendor:?}");
        }
    }

    #[test]
    fn a_feed_is_as_long_as_a_verdict_needs_and_the_far_end_streams() {
        let feed = |seconds: &str| {
            let args = Args::try_parse_from(["camcheck", "--feed", seconds]);
            args.map(|args| args.feed)
        };
        for seconds in [0, 10, 20] {
            assert_eq!(feed(&seconds.to_string()).unwrap(), seconds);
        }
        assert_eq!(Args::try_parse_from(["camcheck"]).unwrap().feed, 10);
        for seconds in ["-1", "1", "9", "21", "256", "1e1", "", "all"] {
            let error = feed(seconds).unwrap_err().to_string();
            let refused = error.contains("10 to 20 seconds, or 0") || error.contains("'-1'");
            assert!(refused, "{seconds}: {error}");
        }
    }

    #[test]
    fn the_language_is_asked_for_or_that_of_the_locale() {
        let args = Args::try_parse_from(["camcheck", "--lang", "es-MX"]).unwrap();
        assert_eq!(args.common.language(), Language::Spanish);
        let error = Args::try_parse_from(["camcheck", "--lang", "xx"]).unwrap_err();
        assert!(error.to_string().contains("en, es"));

        let locale = |set: &'static [(&str, &str)]| {
            language_of_locale(|name| {
                let found = set.iter().find(|(variable, _)| *variable == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(locale(&[("LANG", "es_ES.UTF-8")]), Some(Language::Spanish));
        assert_eq!(
            locale(&[("LC_ALL", "en_US.UTF-8"), ("LANG", "es_ES.UTF-8")]),
            Some(Language::English)
        );
        assert_eq!(
            locale(&[("LC_ALL", ""), ("LC_MESSAGES", "es_AR")]),
            Some(Language::Spanish)
        );
        assert_eq!(locale(&[("LANG", "C.UTF-8")]), Some(Language::English));
        assert_eq!(locale(&[]), None);
    }
}
