//! The programs that the page offers to its visitor.

use std::path::Path;

use camcheck_core::downloads::{Arch, FILE_NAME, Os};
use camcheck_lab::{Browser, BrowserKind, ClaimedDevice, FarEnd, Lab, NamedSite, SiteLab, Window};
use libtest_mimic::Failed;
use serde_json::json;

use super::browsers::page;
use super::people::expect;
use super::programs::programs;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// Visitors, each with the programs that are offered first.
const VISITORS: [(ClaimedDevice, &[&str]); 7] = [
    (
        ClaimedDevice {
            user_agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
            platform: "Windows",
            architecture: "x86",
        },
        &["camcheck-windows-x86_64"],
    ),
    (
        ClaimedDevice {
            user_agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
            platform: "Windows",
            architecture: "arm",
        },
        &["camcheck-windows-aarch64"],
    ),
    (
        ClaimedDevice {
            user_agent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
            platform: "macOS",
            architecture: "arm",
        },
        &["camcheck-macos-aarch64"],
    ),
    (
        ClaimedDevice {
            user_agent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15",
            platform: "",
            architecture: "",
        },
        &["camcheck-macos-x86_64", "camcheck-macos-aarch64"],
    ),
    (
        ClaimedDevice {
            user_agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
            platform: "Linux",
            architecture: "arm",
        },
        &["camcheck-linux-aarch64"],
    ),
    (
        ClaimedDevice {
            user_agent: "Mozilla/5.0 (X11; Linux aarch64; rv:140.0) Gecko/20100101 Firefox/140.0",
            platform: "",
            architecture: "",
        },
        &["camcheck-linux-aarch64"],
    ),
    (
        ClaimedDevice {
            user_agent: "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
            platform: "Android",
            architecture: "arm",
        },
        &[],
    ),
];

pub(super) fn tests() -> Vec<(String, Test)> {
    let mut tests: Vec<(String, Test)> = BrowserKind::ALL
        .map(|kind| {
            let test: Test = Box::new(move |lab| to_this_system(lab, kind));
            (
                format!("page::{kind}::offers_the_program_for_this_system"),
                test,
            )
        })
        .into();
    tests.push((
        "page::chromium::offers_each_visitor_the_right_program".to_owned(),
        Box::new(to_every_system),
    ));
    tests
}

fn to_this_system(lab: &Lab, kind: BrowserKind) -> Result<(), Failed> {
    let built = site_with_programs(lab, &format!("downloads-{kind}"))?;
    let url = built.page_url()?;
    let browser = Browser::start(&built, kind)?;
    let (said, first, copied) = browser.walk(&Window::default(), async |walk| {
        walk.open(&url).await?;
        walk.press(".program summary").await?;
        walk.until("document.querySelector('.offer a')").await?;
        let first = walk
            .read("return document.querySelector('.offer a').href")
            .await?;
        let said = walk.text(".program").await?;
        walk.read(KEEP_WHAT_IS_COPIED).await?;
        walk.press(".offer button").await?;
        walk.until("document.querySelector('.offer [role=status]').textContent")
            .await?;
        Ok((said, first, walk.read("return window.copied").await?))
    })?;
    let file = "camcheck-linux-x86_64";
    let command = format!("curl -fLO \"{url}{file}\" && chmod +x {file} && ./{file}");
    if copied != command.as_str() {
        return Err(format!("copied was {copied} instead of {command}").into());
    }
    expect("the offer", &first.to_string(), &format!("{url}{file}"))?;
    expect("the offer", &said, "Windows")?;
    expect("the checksum", &said, &CHECKSUM.repeat(32))
}

const KEEP_WHAT_IS_COPIED: &str = "
    navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); };
";

/// By the user agent and, where there are any, the client hints.
fn to_every_system(lab: &Lab) -> Result<(), Failed> {
    let built = site_with_programs(lab, "downloads-of-visitors")?;
    let url = built.page_url()?;
    let browser = Browser::start(&built, BrowserKind::Chromium)?;
    for (device, expected) in VISITORS {
        let offered = browser.walk(&Window::default(), async |walk| {
            walk.claim(device).await?;
            walk.open(&url).await?;
            walk.press(".program summary").await?;
            walk.until("document.querySelector('.offer a')").await?;
            walk.read(OFFERED_FIRST).await
        })?;
        if offered != json!(expected) {
            return Err(format!("{device:?} is offered {offered} instead of {expected:?}").into());
        }
    }
    Ok(())
}

/// The others are in a list of their own.
const OFFERED_FIRST: &str = "
    const offers = document.querySelectorAll('.program > .offer a');
    return [...offers].map(link => link.getAttribute('href'));
";

/// Half a byte of each file's checksum, twice.
const CHECKSUM: &str = "a1";

/// A site whose far end serves the page with a manifest; what that names need not be there to be offered.
fn site_with_programs(lab: &Lab, folder: &str) -> Result<SiteLab, Failed> {
    let web = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    if web.exists() {
        std::fs::remove_dir_all(&web)?;
    }
    std::fs::create_dir_all(&web)?;
    for file in std::fs::read_dir(page()?)? {
        let file = file?;
        std::fs::copy(file.path(), web.join(file.file_name()))?;
    }
    std::fs::write(web.join(FILE_NAME), manifest())?;
    let far_end = FarEnd::Responder {
        program: programs()?.responder,
        web: Some(web),
        feeds: false,
    };
    let site = NamedSite::find("full-cone")?.site;
    Ok(SiteLab::build(lab, &site, &far_end)?)
}

/// Of a program for each system.
fn manifest() -> String {
    let files: Vec<_> = Os::ALL
        .into_iter()
        .flat_map(|os| Arch::ALL.map(|arch| (os.as_str(), arch.as_str())))
        .map(|(os, arch)| {
            json!({
                "os": os,
                "arch": arch,
                "file": format!("camcheck-{os}-{arch}"),
                "size": 3_000_000,
                "sha256": CHECKSUM.repeat(32),
            })
        })
        .collect();
    json!({ "version": "0.1.0", "files": files }).to_string()
}
