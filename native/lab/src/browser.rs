//! Real browsers on the device of a site, driven by WebDriver (W3C) against the real page. The browser, its
//! driver and this program's connection to it are all in the device's namespace, so that the browser sees
//! only the site.

mod devtools;
mod display;
mod embed;
mod here;
mod kind;
mod page;
mod phone;
mod trust;
mod visit;
mod walk;

use std::io;
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tokio::runtime;

use crate::daemon::Daemon;
use crate::enter::check_programs;
use crate::error::LabError;
use crate::middlebox::{PROXY_FILE, WebProxy};
use crate::site_lab::SiteLab;

pub use devtools::ClaimedDevice;
use display::Display;
pub use embed::Embedded;
pub(crate) use here::press_here;
pub use kind::{BrowserKind, WebRtcPolicy};
pub use page::{Seen, Window};
pub(crate) use visit::Visit;
pub use walk::Walk;

/// A browser with its driver, ready to open pages.
#[derive(Debug)]
pub struct Browser<'a> {
    site: &'a SiteLab,
    kind: BrowserKind,
    policy: WebRtcPolicy,
    home: PathBuf,
    // The driver ends first: fields are dropped in this order.
    _driver: Daemon,
    _display: Option<Display>,
}

impl<'a> Browser<'a> {
    /// Starts a browser's driver on the site's device. The browser trusts the lab's CA.
    ///
    /// # Errors
    /// [`LabError`] if a program is missing or does not start.
    pub fn start(site: &'a SiteLab, kind: BrowserKind) -> Result<Self, LabError> {
        check_programs(kind.programs())?;
        let home = trust::home(site, kind)?;
        let mut command = kind.driver(&home);
        let display = match kind.needs_display() {
            true => Some(Display::start(site, &home)?),
            false => None,
        };
        if let Some(display) = &display {
            command.env("DISPLAY", display.name());
        }
        let mut driver = Daemon::start(kind.driver_name(), site.device(), &home, &mut command)?;
        driver.wait_until(|log| match kind.driver_is_ready() {
            Some(line) => log.contains(line),
            None => listens(site, kind.driver_port()),
        })?;
        Ok(Self {
            site,
            kind,
            policy: WebRtcPolicy::default(),
            home,
            _driver: driver,
            _display: display,
        })
    }

    /// The same browser under this policy.
    #[must_use]
    pub fn with_policy(mut self, policy: WebRtcPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Which one it is.
    #[must_use]
    pub const fn kind(&self) -> BrowserKind {
        self.kind
    }

    /// Opens the page in a fresh session, presses its button and waits for the verdict.
    ///
    /// # Errors
    /// [`LabError`] if the browser does not follow a command, or no verdict comes within a minute.
    pub fn press(&self, url: &str, window: &Window) -> Result<Seen, LabError> {
        self.in_device(window, async |client| {
            page::press(client, url, window).await
        })
    }

    /// The same, and waits for the feed that follows. `begins` is called when it begins.
    ///
    /// # Errors
    /// As for [`Browser::press`].
    pub fn press_and_stream(
        &self,
        url: &str,
        begins: impl FnMut() + Send,
    ) -> Result<Seen, LabError> {
        self.in_device(&Window::default(), async |client| {
            page::press_and_stream(client, url, begins).await
        })
    }

    /// Opens the page in a frame of a foreign page, presses its button and waits for the verdict.
    ///
    /// # Errors
    /// As for [`Browser::press`].
    pub fn embed(&self, url: &str) -> Result<Embedded, LabError> {
        self.in_device(&Window::default(), async |client| {
            embed::embed(client, url).await
        })
    }

    /// Simulates a user of the page in a fresh session.
    ///
    /// # Errors
    /// [`LabError`] if the browser does not follow a command, and the errors of the walk.
    pub fn walk<T: Send>(
        &self,
        window: &Window,
        walk: impl AsyncFnOnce(&Walk<'_>) -> Result<T, LabError> + Send,
    ) -> Result<T, LabError> {
        self.in_device(window, async |client| walk(&Walk::new(client)).await)
    }

    /// Whether a page of this host may show the page in a frame.
    ///
    /// # Errors
    /// As for [`Browser::press`].
    pub fn is_shown_by(&self, host: &str, url: &str) -> Result<bool, LabError> {
        self.in_device(&Window::default(), async |client| {
            embed::is_shown_by(client, host, url).await
        })
    }

    fn in_device<T: Send>(
        &self,
        window: &Window,
        work: impl AsyncFnOnce(&Client) -> Result<T, LabError> + Send,
    ) -> Result<T, LabError> {
        let session = || in_session(self.kind, self.capabilities(window), work);
        self.site
            .device()
            .run(session)
            .map_err(LabError::system("device"))?
    }

    fn capabilities(&self, window: &Window) -> Map<String, Value> {
        let mut capabilities = self.kind.capabilities(&self.home, self.policy, window);
        if let Some(proxy) = self.site.proxy() {
            let proxy = match proxy {
                WebProxy::Named(proxy) => {
                    let proxy = proxy.to_string();
                    json!({ "proxyType": "manual", "httpProxy": proxy, "sslProxy": proxy })
                }
                WebProxy::ByFile(proxy) => {
                    let file = format!("http://{proxy}{PROXY_FILE}");
                    json!({ "proxyType": "pac", "proxyAutoconfigUrl": file })
                }
            };
            capabilities.insert("proxy".to_owned(), proxy);
        }
        capabilities
    }
}

/// Whether a driver on the site's device takes connections.
fn listens(site: &SiteLab, port: u16) -> bool {
    let connect = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
    site.device().run(connect).unwrap_or(false)
}

/// Works in a fresh session of the browser whose driver runs where this thread does.
fn in_session<T>(
    kind: BrowserKind,
    capabilities: Map<String, Value>,
    work: impl AsyncFnOnce(&Client) -> Result<T, LabError>,
) -> Result<T, LabError> {
    runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(LabError::system("runtime"))?
        .block_on(async {
            let client = ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities)
                .connect(&kind.driver_url())
                .await
                .map_err(browser_fault)?;
            let worked = work(&client).await;
            // The driver's end would leave the browser behind.
            let closed = client.close().await.map_err(browser_fault);
            worked.and_then(|value| closed.map(|()| value))
        })
}

/// How long a page may take to its verdict; the slowest site needs half of it.
const VERDICT_LIMIT: Duration = Duration::from_secs(60);

fn browser_fault(error: impl std::error::Error + Send + Sync + 'static) -> LabError {
    LabError::system("browser")(io::Error::other(error))
}
