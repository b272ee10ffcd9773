//! What Chromium does only on a command of the DevTools protocol, through its driver.

use std::num::NonZeroU32;

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// The device as which Chromium gives itself out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimedDevice {
    /// The user agent.
    pub user_agent: &'static str,
    /// The client hint "platform", such as `macOS`.
    pub platform: &'static str,
    /// The client hint "architecture": `arm`, `x86`, or empty for none.
    pub architecture: &'static str,
}

/// A command of the protocol.
#[derive(Debug)]
pub(super) struct Command {
    name: &'static str,
    parameters: Value,
}

impl Command {
    /// Lets the page's own thread have only a part of the processor: it becomes slower by this factor.
    pub(super) fn slow_down(times: NonZeroU32) -> Self {
        Self {
            name: "Emulation.setCPUThrottlingRate",
            parameters: json!({ "rate": times }),
        }
    }

    /// Gives the browser out as another device to pages that are opened from now on.
    pub(super) fn claim(device: ClaimedDevice) -> Self {
        Self {
            name: "Emulation.setUserAgentOverride",
            parameters: json!({
                "userAgent": device.user_agent,
                "userAgentMetadata": {
                    "platform": device.platform,
                    "platformVersion": "",
                    "architecture": device.architecture,
                    "model": "",
                    "mobile": false,
                },
            }),
        }
    }
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let command = json!({ "cmd": self.name, "params": self.parameters });
        (Method::POST, Some(command.to_string()))
    }
}
