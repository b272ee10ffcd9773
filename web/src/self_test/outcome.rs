//! What a self test has shown, and how it travels in a link.

use serde::{Deserialize, Serialize};

use crate::vantage::self_test::{Check, Verdict};

/// The longest fragment that is read, in characters.
const MAX_FRAGMENT: usize = 16 * 1024;

/// What one technique has shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub(crate) check: Check,
    pub(crate) verdict: Verdict,
    /// In a sentence.
    pub(crate) seen: String,
}

/// What a whole self test has shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// Of the page.
    pub(crate) version: String,
    /// RFC 3339.
    pub(crate) started: String,
    /// Of the browser.
    pub(crate) user_agent: String,
    /// In the order of [`Check::ALL`].
    pub(crate) findings: Vec<Finding>,
}

impl Outcome {
    /// As the fragment of a link, without `#`.
    pub(crate) fn to_fragment(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        js_sys::encode_uri_component(&json).into()
    }

    /// Reads the fragment of a link, with `#`.
    ///
    /// # Errors
    /// For anything else, in a sentence.
    pub(crate) fn from_fragment(fragment: &str) -> Result<Self, &'static str> {
        const DAMAGED: &str = "This link is damaged. Ask for the link again.";
        if fragment.len() > MAX_FRAGMENT {
            return Err(DAMAGED);
        }
        let encoded = fragment.trim_start_matches('#');
        let json = js_sys::decode_uri_component(encoded).map_err(|_| DAMAGED)?;
        serde_json::from_str(&String::from(json)).map_err(|_| DAMAGED)
    }
}
