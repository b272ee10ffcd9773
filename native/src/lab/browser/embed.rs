//! The page inside a foreign page, as in an article of a help center.

use fantoccini::{Client, Locator};
use serde_json::Value;

use super::super::error::LabError;
use super::page::{run, state, wait_for_verdict};
use super::{VERDICT_LIMIT, browser_fault};

/// What an embedding page saw.
#[derive(Debug, Clone)]
pub struct Embedded {
    /// `data-state` before anybody pressed the button.
    pub state_before: String,
    /// Everything that was posted to the embedding page.
    pub messages: Vec<Value>,
}

/// Opens a foreign page, which has no origin at all, with the page in a sandboxed frame; presses
/// the button in the frame and waits for the verdict.
pub(super) async fn embed(client: &Client, url: &str) -> Result<Embedded, LabError> {
    let outer = format!(
        "data:text/html,<script>got=[];onmessage=e=>got.push(e.data)</script>\
         <iframe width=600 height=900 sandbox=allow-scripts src='{url}'></iframe>"
    );
    client.goto(&outer).await.map_err(browser_fault)?;
    client.enter_frame(0).await.map_err(browser_fault)?;
    let button = client
        .wait()
        .at_most(VERDICT_LIMIT)
        .for_element(Locator::Id("camcheck-start"))
        .await
        .map_err(browser_fault)?;
    let state_before = state(client).await?;
    button.click().await.map_err(browser_fault)?;
    wait_for_verdict(client).await?;
    client.enter_parent_frame().await.map_err(browser_fault)?;
    let messages = run(client, "return got").await?;
    Ok(Embedded {
        state_before,
        messages: messages.as_array().cloned().unwrap_or_default(),
    })
}
