//! A phone, as Chromium plays one: its screen and touch, its name, and a processor that is slower than this machine's.

use std::num::NonZeroU32;

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// As Chrome on Android calls itself.
const USER_AGENT: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/140.0.0.0 Mobile Safari/537.36";

/// Device pixels of a CSS pixel, as on most phones.
const PIXELS: f64 = 2.0;

/// Chromedriver's option for a screen of this size in CSS pixels.
pub(super) fn emulation(width: u32, height: u32) -> Value {
    json!({
        "deviceMetrics": { "width": width, "height": height, "pixelRatio": PIXELS, "mobile": true, "touch": true },
        "userAgent": USER_AGENT,
    })
}

/// Lets the page's own thread have only a part of the processor (DevTools protocol, `Emulation`).
#[derive(Debug)]
pub(super) struct SlowDown {
    /// By how many times it is slower.
    pub(super) times: NonZeroU32,
}

impl WebDriverCompatibleCommand for SlowDown {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let command = json!({
            "cmd": "Emulation.setCPUThrottlingRate",
            "params": { "rate": self.times },
        });
        (Method::POST, Some(command.to_string()))
    }
}
