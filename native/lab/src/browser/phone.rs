//! A phone, as Chromium plays one: its screen and touch, and its name.

use serde_json::{Value, json};

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
