//! What can happen to the page while it is open: a browser translates it or suspends it for a while, or a
//! bug of ours ends its program.

use std::borrow::Cow;

use camcheck_core::model::report::{Note, Report};
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::say::Language;
use camcheck_lab::{Browser, FAR_END, FIREWALL_PAGE, LabError, SiteLab, Walk, Window};
use libtest_mimic::Failed;

use super::browsers::overall_of_an_open_site;
use super::people::{DONE, RUNNING, STARTABLE, expect, expect_same, speak};
use super::watch::nft;

/// Chromium puts what it translates into elements of its own, at once and whenever something new
/// appears. Here a translation is the same text in brackets.
const TRANSLATE: &str = "
    const translate = (root) => {
        const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const found = [];
        while (texts.nextNode()) found.push(texts.currentNode);
        for (const text of found) {
            if (!text.data.trim() || text.parentElement.closest('font, script, svg')) continue;
            const outer = document.createElement('font');
            const inner = outer.appendChild(document.createElement('font'));
            inner.textContent = `[${text.data}]`;
            text.replaceWith(outer);
        }
    };
    const page = document.querySelector('#app');
    translate(page);
    new MutationObserver(() => translate(page)).observe(page, { childList: true, subtree: true });
";

/// The feed that follows the verdict is over.
const FEED_IS_OVER: &str = "document.getElementById('camcheck').dataset.feed === 'done'";

/// From now on, inserting into the page fails, which ends the page's program.
const BREAK: &str = "
    const refuse = () => { throw new Error('refused by the test'); };
    Node.prototype.insertBefore = refuse;
    Node.prototype.appendChild = refuse;
";

pub(super) fn translated(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let (report, english, spanish) = browser.walk(&Window::default(), async |walk| {
        walk.open(&url).await?;
        walk.until(STARTABLE).await?;
        walk.read(TRANSLATE).await?;
        walk.press("#camcheck-start").await?;
        walk.until(RUNNING).await?;
        walk.until(DONE).await?;
        // Until then its row changes.
        walk.until(FEED_IS_OVER).await?;
        let report = walk.report().await?;
        let english = shown(walk, &report).await?;
        speak(walk, Language::Spanish, DONE).await?;
        // In the page as it was shipped, this is another document, which the browser translates as well.
        walk.read(TRANSLATE).await?;
        Ok((report.clone(), english, shown(walk, &report).await?))
    })?;
    expect_same(&english, &words(&report, Language::English))?;
    expect_same(&spanish, &words(&report, Language::Spanish))
}

/// The headline and the status of each row as a reader sees them, translated.
async fn shown(walk: &Walk<'_>, report: &Report) -> Result<Vec<String>, LabError> {
    walk.until("document.querySelector('.headline font')")
        .await?;
    let mut shown = vec![walk.text(".headline").await?];
    for row in &report.requirements {
        let status = format!("[data-requirement={}] .status", row.id.as_str());
        shown.push(walk.text(&status).await?);
    }
    Ok(shown)
}

fn words(report: &Report, language: Language) -> Vec<String> {
    let rows = report.requirements.iter();
    let statuses = rows.map(|row| language.row_status(row.id, row.status));
    [language.headline(report)]
        .into_iter()
        .chain(statuses.map(Cow::Borrowed))
        .map(|text| format!("[{text}]"))
        .collect()
}

/// The page's own server does not answer for the list of test servers any more.
const LOSE_CATALOGUE: &str = "
    const fetch = window.fetch;
    window.fetch = (request, ...rest) => new URL(request.url).pathname === '/catalogue.json'
        ? fetch('https://nowhere.invalid/') : fetch(request, ...rest);
";

/// A page that was opened on another network tests with the list that it read there.
pub(super) fn without_catalogue(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let report = browser.walk(&Window::default(), async |walk| {
        walk.open(&url).await?;
        walk.until(CATALOGUE_IS_READ).await?;
        walk.read(LOSE_CATALOGUE).await?;
        walk.press("#camcheck-start").await?;
        walk.until(DONE).await?;
        walk.report().await
    })?;
    let ready = overall_of_an_open_site(browser.kind());
    expect("the verdict", &report.overall.to_string(), ready.as_str())
}

const CATALOGUE_IS_READ: &str = "performance.getEntriesByType('resource')
    .some((entry) => entry.name.endsWith('/catalogue.json') && entry.responseEnd > 0)";

/// Waits until the page with all that it consists of is on the device.
const KEEP: &str = "return (async () => {
    for (;;) {
        const cache = await caches.open('page');
        const kept = (await cache.keys()).map((request) => request.url);
        const parts = [location.origin + '/', '.js', '.wasm', '/catalogue.json'];
        if (parts.every((part) => kept.some((url) => url.endsWith(part)))) return kept.length;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
})()";

/// From now on, the site swallows what would reach a web server.
const SWALLOW_WEB: &str = "table inet swallow { \
    chain forward { type filter hook forward priority -200; tcp dport 443 drop; }; }";

/// A page that was opened once, on another network, opens again where a firewall shows its own page instead, and that
/// page replaces neither the kept one nor the catalogue.
pub(super) fn kept_from_a_block_page(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let redirect = format!(
        "table ip firewall {{ chain in {{ type nat hook prerouting priority -110; \
         tcp dport 443 dnat to {FIREWALL_PAGE}; }}; \
         chain earlier {{ type filter hook forward priority -200; \
         ip daddr {FAR_END} tcp dport 443 reject with tcp reset; }}; }}"
    );
    let foreign = browser.walk(&Window::default(), async |walk| {
        walk.open(&url).await?;
        walk.until(CATALOGUE_IS_READ).await?;
        walk.read(KEEP).await?;
        nft(site.router(), &redirect)?;
        // Twice, because the first visit could keep what the second would then show.
        for _ in 0..2 {
            walk.open(&url).await?;
            walk.until(CATALOGUE_IS_READ).await?;
            walk.until(STARTABLE).await?;
        }
        walk.read(KEPT_OF_OTHERS).await
    })?;
    expect(
        "kept pages of others, and the catalogue",
        &foreign.to_string(),
        "[0,1]",
    )
}

/// How many files of others are kept, and the version of the catalogue that the page gets.
const KEPT_OF_OTHERS: &str = "return (async () => {
    const cache = await caches.open('page');
    const kept = await Promise.all((await cache.keys()).map((request) => cache.match(request)));
    const texts = await Promise.all(kept.map((response) => response.text()));
    const foreign = texts.filter((text) => text.includes('Blocked by your firewall'));
    return [foreign.length, (await (await fetch('catalogue.json')).json()).version];
})()";

/// A page that was opened once, on another network, opens again where its server cannot be reached, and tests there.
pub(super) fn kept(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let report = browser.walk(&Window::default(), async |walk| {
        walk.open(&url).await?;
        walk.until(CATALOGUE_IS_READ).await?;
        walk.read(KEEP).await?;
        nft(site.router(), SWALLOW_WEB)?;
        walk.open(&url).await?;
        walk.press("#camcheck-start").await?;
        walk.until(DONE).await?;
        walk.report().await
    })?;
    let status = |id| report.row(id).map(|row| row.status);
    let port = |id, expected| match status(id) {
        Some(status) if status == expected => Ok(()),
        _ => Err(Failed::from(format!("{id:?}: {report:#?}"))),
    };
    port(RequirementId::Tcp443, Status::Fail)?;
    port(RequirementId::Tcp8883, Status::Pass)
}

/// As long as this script runs, nothing else of the page does.
const PAUSE: &str = "const end = Date.now() + 8000; while (Date.now() < end);";

pub(super) fn paused(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let report = browser.walk(&Window::default(), async |walk| {
        walk.open(&url).await?;
        walk.press("#camcheck-start").await?;
        walk.until("document.querySelector('[data-status=pass]')")
            .await?;
        walk.read(PAUSE).await?;
        walk.until(DONE).await?;
        walk.report().await
    })?;
    if report.notes.contains(Note::BegunAnew) && report.overall <= Overall::ReadyWithAdvice {
        return Ok(());
    }
    Err(format!("not begun anew, or not ready: {report:#?}").into())
}

pub(super) fn trapped(site: &SiteLab, browser: &Browser<'_>) -> Result<(), Failed> {
    let url = site.page_url()?;
    let (before, said, message) = browser.walk(&Window::default(), async |walk| {
        walk.open(&url).await?;
        walk.until(STARTABLE).await?;
        let before = walk
            .read("return document.querySelector('#ended').hidden")
            .await?;
        walk.read(BREAK).await?;
        walk.press("#camcheck-start").await?;
        walk.until("!document.querySelector('#ended').hidden")
            .await?;
        let message = walk.text("#ended-message").await?;
        Ok((before, walk.text("#ended").await?, message))
    })?;
    expect("hidden before", &before.to_string(), "true")?;
    expect("what is said in the end", &said, "This page has failed")?;
    // Where in the code, and then Yew's own words.
    expect("the panic's message", &message, "panicked at")?;
    expect("the panic's message", &message, ".rs:")
}
