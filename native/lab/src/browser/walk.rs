//! A person at the page: opens addresses, presses what is there, uses the keyboard, reads.

use camcheck_core::model::report::Report;
use fantoccini::Client;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::Value;

use super::browser_fault;
use super::devtools::{ClaimedDevice, Command};
use super::page::{element, run, unexpected, until};
use crate::error::LabError;

/// One session in a browser.
#[derive(Debug)]
pub struct Walk<'a> {
    client: &'a Client,
}

/// Serious and critical findings of axe-core, each with the elements that it is about.
const AXE: &str = r"
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        result => done(result.violations
            .filter(found => found.impact === 'serious' || found.impact === 'critical')
            .map(found => found.id + ': ' + found.nodes.slice(0, 3)
                .map(node => node.target.join(' ') + ' (' + node.failureSummary + ')').join('; '))),
        error => done(['axe-core failed: ' + error]));
";

impl<'a> Walk<'a> {
    pub(super) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Opens an address, also one that differs from the open one in its fragment only.
    ///
    /// # Errors
    /// [`LabError`] if the browser does not follow a command.
    pub async fn open(&self, url: &str) -> Result<(), LabError> {
        self.client
            .goto("about:blank")
            .await
            .map_err(browser_fault)?;
        self.client.goto(url).await.map_err(browser_fault)
    }

    /// Gives the browser out as another device to pages that are opened from now on; Chromium only.
    ///
    /// # Errors
    /// [`LabError`] if the browser does not follow a command.
    pub async fn claim(&self, device: ClaimedDevice) -> Result<(), LabError> {
        let claim = Command::claim(device);
        self.client.issue_cmd(claim).await.map_err(browser_fault)?;
        Ok(())
    }

    /// Presses the element that a CSS selector names, once it is there.
    ///
    /// # Errors
    /// [`LabError`] if it does not come, or cannot be pressed.
    pub async fn press(&self, css: &str) -> Result<(), LabError> {
        let element = element(self.client, css).await?;
        element.click().await.map_err(browser_fault)
    }

    /// Presses a key, wherever the focus is.
    ///
    /// # Errors
    /// [`LabError`] if the browser does not follow a command.
    pub async fn key(&self, key: Key) -> Result<(), LabError> {
        self.keys([char::from(key)]).await
    }

    /// Writes a text into the field that has the focus.
    ///
    /// # Errors
    /// If the browser cannot be driven.
    pub async fn write(&self, text: &str) -> Result<(), LabError> {
        self.keys(text.chars()).await
    }

    async fn keys(&self, values: impl IntoIterator<Item = char>) -> Result<(), LabError> {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for value in values {
            keys = keys
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.client
            .perform_actions(keys)
            .await
            .map_err(browser_fault)
    }

    /// What a script returns.
    ///
    /// # Errors
    /// [`LabError`] if it fails.
    pub async fn read(&self, script: &str) -> Result<Value, LabError> {
        run(self.client, script).await
    }

    /// The text of an element; empty if it is not there.
    ///
    /// # Errors
    /// [`LabError`] if the browser does not follow a command.
    pub async fn text(&self, css: &str) -> Result<String, LabError> {
        let script = format!("return document.querySelector({css:?})?.textContent ?? ''");
        let text = self.read(&script).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until an expression is true.
    ///
    /// # Errors
    /// [`LabError`], with the expression, if it does not become true within a minute.
    pub async fn until(&self, expression: &str) -> Result<(), LabError> {
        until(self.client, expression).await
    }

    /// The report in the page.
    ///
    /// # Errors
    /// [`LabError`] if there is none.
    pub async fn report(&self) -> Result<Report, LabError> {
        let script = "return document.getElementById('camcheck-report')?.textContent ?? ''";
        let json = self.read(script).await?;
        Report::parse(json.as_str().unwrap_or_default()).map_err(|error| unexpected(&error))
    }

    /// What axe-core, given as its script, finds serious or critical in the page as it is now.
    ///
    /// # Errors
    /// [`LabError`] if it cannot run.
    pub async fn accessibility_faults(&self, axe: &str) -> Result<Vec<String>, LabError> {
        self.read(axe).await?;
        let found = self.client.execute_async(AXE, Vec::new()).await;
        let found = found.map_err(browser_fault)?;
        let found = found.as_array().cloned().unwrap_or_default();
        Ok(found.iter().map(ToString::to_string).collect())
    }
}
