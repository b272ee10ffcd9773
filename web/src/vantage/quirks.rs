//! The differences between the browsers' ICE agents, each with its workaround. No other module depends on
//! them.
//! | behaviour | workaround |
//! |---|---|
//! | Chromium stops checking once an answer contains its own address, as it does without a NAT | flag `x`: the far end answers with a false address |
//! | Chromium checks some 15.6 ports a second on a connection, and not many more than 40 | ports are spread over connections by the pace that is wanted |
//! | Chromium discards pairs that succeeded long ago | every look counts ([`super::pairs::Tally`]) |
//! | Chromium removes the pair of a TCP connection that is refused, often before the first look | a few looks without a pair mean "refused" |
//! | Safari's agent is Chromium's (libwebrtc), but a process may have 256 sockets, N connections at a time open up to N² of them, and the oldest are closed without a word (WebKit, `NetworkRTCProvider.h`, bug 321225; read in the source, not tried) | as Chromium, with few connections at a time |
//! | Firefox cancels all other checks at the first success | one port on each connection |
//! | Firefox limits what all connections together send | new connections start one by one |
//! | If the answer arrives first, Firefox stops before the far end's own checks arrive | its answer is delayed |
//! | Firefox shows several pairs for one port | merged by port ([`super::pairs::Tally`]) |
//! | Firefox shows no `dtlsState` in its statistics | `connectionState` is read, which both have |
//! | both never send to some ports, yet Chromium counts those checks as sent | left out of samples (core's grid) |
//! | both give up by themselves late, or never | every probe has its own deadline |

use std::time::Duration;

use camcheck_core::probe::Browser;
use camcheck_core::wire::orders::{Answer, Flags};

/// Chromium's pause between two checks of one connection.
const CHROMIUM_PACE: Duration = Duration::from_millis(64);

/// Candidates of one connection in Chromium; more make it slow.
const CHROMIUM_PORTS: usize = 40;

/// Connections of one probe in Safari. With those of the probes beside it, at most 16 are open at a time, hence at most
/// 256 sockets (checked in Chromium, `native/lab/tests/lab/webkit.rs`).
const SAFARI_CONNECTIONS: usize = 6;

/// How long Firefox waits for the answer of a connection that listens for own checks, in steps
/// of the delay digit (2 steps are 1 s).
const FIREFOX_ANSWER_DELAY: u8 = 2;

/// Chromium makes the pair of a TCP candidate at once, so after this many looks without one, at
/// least 0.4 s, it has been removed.
const CHROMIUM_LOOKS_WITHOUT_PAIR: u32 = 4;

/// The behaviour of one browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quirks {
    browser: Browser,
}

/// One connection of a UDP probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Share {
    /// When it is made, from the beginning of the probe.
    pub(super) start: Duration,
    /// Its ports.
    pub(super) ports: Vec<u16>,
}

impl Quirks {
    pub(super) const fn of(browser: Browser) -> Self {
        Self { browser }
    }

    pub(super) const fn browser(self) -> Browser {
        self.browser
    }

    /// Orders for a test of many ports.
    pub(super) fn survey_flags(self) -> Flags {
        Flags {
            answer: Some(if self.has_libwebrtc() {
                Answer::FalseAddress
            } else {
                Answer::Truthful
            }),
            ..Flags::default()
        }
    }

    /// Orders for a test of what comes in from other endpoints.
    pub(super) fn filtering_flags(self) -> Flags {
        Flags {
            delay: if self.has_libwebrtc() {
                0
            } else {
                FIREFOX_ANSWER_DELAY
            },
            other_port: true,
            other_address: true,
            both: true,
            ..self.survey_flags()
        }
    }

    /// After how many looks without a candidate pair a TCP connection counts as refused, if that
    /// proves anything in this browser.
    pub(super) fn looks_without_pair(self) -> Option<u32> {
        (self.browser == Browser::Chromium).then_some(CHROMIUM_LOOKS_WITHOUT_PAIR)
    }

    /// Whether its ICE agent is that of Chromium.
    const fn has_libwebrtc(self) -> bool {
        matches!(self.browser, Browser::Chromium | Browser::Safari)
    }

    /// Spreads ports over connections, so that a new port is tried about every `gap`.
    pub(super) fn shares(self, ports: &[u16], gap: Duration) -> Vec<Share> {
        match self.browser {
            Browser::Chromium => return many_a_connection(ports, gap, usize::MAX),
            Browser::Safari => return many_a_connection(ports, gap, SAFARI_CONNECTIONS),
            // One port per connection works in every agent, so unknown ones get it too.
            Browser::Firefox | Browser::Other => {}
        }
        ports
            .iter()
            .zip(0_u32..)
            .map(|(port, index)| Share {
                start: gap * index,
                ports: vec![*port],
            })
            .collect()
    }
}

fn many_a_connection(ports: &[u16], gap: Duration, most: usize) -> Vec<Share> {
    let for_pace = CHROMIUM_PACE
        .as_micros()
        .checked_div(gap.as_micros())
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or(ports.len());
    let for_size = ports.len().div_ceil(CHROMIUM_PORTS);
    let count = for_pace
        .max(for_size)
        .min(most)
        .clamp(1, ports.len().max(1));
    (0..count)
        .map(|first| Share {
            start: Duration::ZERO,
            ports: ports.iter().copied().skip(first).step_by(count).collect(),
        })
        .collect()
}

/// The engine behind a user agent string. Everything on iOS is WebKit, whatever it is called.
pub(super) fn browser_of(user_agent: &str) -> Browser {
    let has = |word: &str| user_agent.contains(word);
    if has("iPhone") || has("iPad") || has("CriOS") || has("FxiOS") {
        Browser::Safari
    } else if has("Firefox/") {
        Browser::Firefox
    } else if has("Chrome/") || has("Chromium/") {
        Browser::Chromium
    } else if has("AppleWebKit/") {
        Browser::Safari
    } else {
        Browser::Other
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const CHROMIUM: Quirks = Quirks::of(Browser::Chromium);
    const FIREFOX: Quirks = Quirks::of(Browser::Firefox);
    const SAFARI: Quirks = Quirks::of(Browser::Safari);

    #[test]
    fn chromium_gets_as_many_connections_as_the_pace_needs_and_no_overlong_one() {
        let ports: Vec<u16> = (2000..2100).collect();
        for (gap, connections) in [(0, 100), (20, 3), (40, 3), (1000, 3)] {
            let shares = CHROMIUM.shares(&ports, Duration::from_millis(gap));
            assert_eq!(shares.len(), connections, "gap {gap}");
            let all: BTreeSet<u16> = shares
                .iter()
                .flat_map(|share| share.ports.clone())
                .collect();
            assert!(all.into_iter().eq(ports.iter().copied()));
            assert!(
                shares
                    .iter()
                    .all(|share| share.ports.len() <= CHROMIUM_PORTS)
            );
        }
        assert_eq!(CHROMIUM.shares(&[1025], Duration::from_millis(20)).len(), 1);
    }

    #[test]
    fn safari_gets_chromiums_way_with_few_connections() {
        let ports: Vec<u16> = (2000..2100).collect();
        for (gap, connections) in [(0, 6), (10, 6), (20, 3)] {
            let shares = SAFARI.shares(&ports, Duration::from_millis(gap));
            assert_eq!(shares.len(), connections, "gap {gap}");
            let asked: usize = shares.iter().map(|share| share.ports.len()).sum();
            assert_eq!(asked, ports.len());
        }
        assert_eq!(SAFARI.survey_flags().answer, CHROMIUM.survey_flags().answer);
        assert_eq!(SAFARI.filtering_flags().delay, 0);
        // The behaviour after a refused TCP connection has not been tested in Safari.
        assert_eq!(SAFARI.looks_without_pair(), None);
    }

    #[test]
    fn firefox_gets_one_port_a_connection_one_after_the_other() {
        let shares = FIREFOX.shares(&[1025, 2033, 3041], Duration::from_millis(40));
        assert!(shares.iter().all(|share| share.ports.len() == 1));
        let starts: Vec<_> = shares.iter().map(|share| share.start.as_millis()).collect();
        assert_eq!(starts, [0, 40, 80]);
    }

    #[test]
    fn nothing_to_ask_needs_nothing_special() {
        assert!(FIREFOX.shares(&[], Duration::ZERO).is_empty());
        let shares = CHROMIUM.shares(&[], Duration::ZERO);
        assert!(shares.iter().all(|share| share.ports.is_empty()));
    }

    #[test]
    fn engines_are_told_apart() {
        for (user_agent, browser) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
                Browser::Chromium,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
                Browser::Firefox,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
                Browser::Safari,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
                Browser::Safari,
            ),
            ("Lynx/2.9", Browser::Other),
        ] {
            assert_eq!(browser_of(user_agent), browser, "{user_agent}");
        }
    }
}
