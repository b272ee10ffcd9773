//! The page's self test (`?selftest`) at a site where all that it should see is to be seen.

use camcheck_lab::{Browser, BrowserKind, Lab, LabError, NamedSite, SiteLab, Walk, Window};
use libtest_mimic::Failed;
use serde_json::Value;

use super::browsers::far_end_with;
use super::people::{DONE, expect};
use super::webkit::SAFARI;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// As many as the page has.
const CHECKS: usize = 10;

/// Each check with its verdict and its text.
const FINDINGS: &str = "
    const findings = document.querySelectorAll('[data-check]');
    return [...findings].map(finding => [finding.dataset.verdict, finding.textContent]);
";

const LINK: &str = "return document.getElementById('self-test-link').href";

pub(super) fn tests() -> Vec<(String, Test)> {
    let browsers = [
        ("chromium", BrowserKind::Chromium, None),
        ("firefox", BrowserKind::Firefox, None),
        ("as_safari", BrowserKind::Chromium, Some(SAFARI)),
    ];
    let tests = browsers.map(|(name, kind, user_agent)| {
        let test: Test = Box::new(move |lab| sees_what_it_should(lab, kind, user_agent));
        (format!("page::{name}::tests_itself"), test)
    });
    tests.into()
}

fn sees_what_it_should(
    lab: &Lab,
    kind: BrowserKind,
    user_agent: Option<&'static str>,
) -> Result<(), Failed> {
    let site = NamedSite::find("full-cone")?.site;
    let built = SiteLab::build(lab, &site, &far_end_with(true)?)?;
    let url = built.page_url()?;
    let window = Window {
        user_agent,
        ..Window::default()
    };
    let browser = Browser::start(&built, kind)?;
    let (findings, sent, damaged) =
        browser.walk(&window, async |walk| test_itself(walk, &url).await)?;
    let found = findings.as_array().map(Vec::as_slice).unwrap_or_default();
    let is_right = |finding: &Value| finding.get(0).is_some_and(|it| it == "as-expected");
    if found.len() != CHECKS || !found.iter().all(is_right) {
        return Err(format!("{findings:#}").into());
    }
    if sent != findings {
        return Err(format!("the link shows {sent:#}").into());
    }
    expect("a damaged link", &damaged, "damaged")
}

/// What it found, what its link shows, and what a damaged link shows.
async fn test_itself(walk: &Walk<'_>, url: &str) -> Result<(Value, Value, String), LabError> {
    let url = format!("{url}?selftest");
    walk.open(&url).await?;
    walk.press("#camcheck-start").await?;
    walk.until(DONE).await?;
    let findings = walk.read(FINDINGS).await?;
    let link = walk.read(LINK).await?;
    walk.open(link.as_str().unwrap_or_default()).await?;
    walk.until(DONE).await?;
    let sent = walk.read(FINDINGS).await?;
    walk.open(&format!("{url}#%7B")).await?;
    walk.until("document.querySelector('.card .fault')").await?;
    Ok((findings, sent, walk.text("#camcheck .card .fault").await?))
}
