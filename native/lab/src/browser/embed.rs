//! The page inside a foreign page, as in an article of a help center.

use fantoccini::{Client, Locator};
use serde_json::Value;

use super::browser_fault;
use super::page::{START, element, run, state, until, wait_for_verdict};
use crate::catalogue::HELP_CENTER;
use crate::error::LabError;
use crate::web::ARTICLE_FILE;

const VERDICT_IS_TOLD: &str = "got.some((message) => message.type === 'camcheck:done')";

/// The verdict is there again.
const IS_SPANISH: &str =
    "document.documentElement.lang === 'es' && camcheck.dataset.state === 'done'";

const OVERALL: &str = "return camcheck.dataset.overall ?? ''";

/// What an embedding page saw.
#[derive(Debug, Clone)]
pub struct Embedded {
    /// `data-state` before anybody pressed the button.
    pub state_before: String,
    /// Everything that was posted to the embedding page.
    pub messages: Vec<Value>,
    /// `data-overall` after the visitor then chose Spanish.
    pub overall_in_spanish: String,
}

/// Opens an article of the help center with the page in a sandboxed frame, where it has no origin
/// at all; presses the button in the frame, waits for the verdict and then chooses another language.
pub(super) async fn embed(client: &Client, url: &str) -> Result<Embedded, LabError> {
    enter_article(client, HELP_CENTER, url).await?;
    let button = element(client, START).await?;
    let state_before = state(client).await?;
    button.click().await.map_err(browser_fault)?;
    wait_for_verdict(client).await?;
    client.enter_parent_frame().await.map_err(browser_fault)?;
    // What is posted arrives later than what is shown.
    until(client, VERDICT_IS_TOLD).await?;
    let messages = run(client, "return got").await?;
    client.enter_frame(0).await.map_err(browser_fault)?;
    let spanish = element(client, ".languages [lang=es]").await?;
    spanish.click().await.map_err(browser_fault)?;
    until(client, IS_SPANISH).await?;
    let overall = run(client, OVERALL).await?;
    Ok(Embedded {
        state_before,
        messages: messages.as_array().cloned().unwrap_or_default(),
        overall_in_spanish: overall.as_str().unwrap_or_default().to_owned(),
    })
}

/// Whether a page of this host may show the page in a sandboxed frame.
pub(super) async fn is_shown_by(client: &Client, host: &str, url: &str) -> Result<bool, LabError> {
    enter_article(client, host, url).await?;
    // In its place there is the browser's own page about what it refused.
    let found = client.find_all(Locator::Id("camcheck")).await;
    Ok(!found.map_err(browser_fault)?.is_empty())
}

/// Opens an article and goes into its frame.
async fn enter_article(client: &Client, host: &str, url: &str) -> Result<(), LabError> {
    let article = format!("https://{host}/{ARTICLE_FILE}#{url}");
    client.goto(&article).await.map_err(browser_fault)?;
    element(client, "#loaded").await?;
    client.enter_frame(0).await.map_err(browser_fault)
}
