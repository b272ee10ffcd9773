//! The browsers: their drivers and settings.

use std::env::consts::ARCH;
use std::fmt;
use std::path::Path;
use std::process::Command;

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::page::Window;
use super::phone;

/// A browser that the lab can drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BrowserKind {
    /// Chromium with chromedriver.
    Chromium,
    /// Firefox ESR with geckodriver.
    Firefox,
    /// WebKit, which is Safari's engine, in the build for GTK: without WebRTC, which no distribution compiles in, and
    /// with a display. Only tests open it.
    #[value(skip)]
    Webkit,
}

/// Whether the browser's administrator allows pages to use WebRTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WebRtcPolicy {
    /// The browser's default.
    #[default]
    Allowed,
    /// Chromium: no UDP that does not go through a proxy. Firefox: no RTCPeerConnection at all.
    Off,
    /// Firefox with its former implementation of SCTP, usrsctp, as earlier versions have it. Chromium has none.
    FormerSctp,
}

/// Prevents Chromium from opening windows, needing privileges that a lab does not have, and calling home.
const CHROMIUM_ARGUMENTS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
];

const FIREFOX_PROFILE: &str = "profile";

/// These do without what a lab does not have: privileges for a sandbox, a graphics card, buses.
const WEBKIT_VARIABLES: [(&str, &str); 5] = [
    ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("LIBGL_ALWAYS_SOFTWARE", "1"),
    ("NO_AT_BRIDGE", "1"),
    ("DBUS_SESSION_BUS_ADDRESS", "disabled:"),
];

const CHROMIUM_DARK: &str = "--force-dark-mode";

const CHROMIUM_NO_UDP: &str = "--webrtc-ip-handling-policy=disable_non_proxied_udp";

impl BrowserKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::Webkit];

    /// Those in which the page can test UDP.
    pub const WITH_WEBRTC: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// A word for file names and test names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }

    /// The programs that it needs, each with its Debian package.
    pub(super) const fn programs(self) -> &'static [(&'static str, &'static str)] {
        const CERTUTIL: (&str, &str) = ("certutil", "libnss3-tools");
        match self {
            Self::Chromium => &[
                ("chromium", "chromium"),
                ("chromedriver", "chromium-driver"),
                CERTUTIL,
            ],
            Self::Firefox => &[
                ("firefox-esr", "firefox-esr"),
                ("geckodriver", "(cargo install geckodriver)"),
                CERTUTIL,
            ],
            Self::Webkit => &[("WebKitWebDriver", "webkit2gtk-driver"), ("Xvfb", "xvfb")],
        }
    }

    pub(super) fn program(self) -> String {
        match self {
            Self::Chromium => "chromium".to_owned(),
            Self::Firefox => "firefox-esr".to_owned(),
            // Debian has it in its folder of libraries.
            Self::Webkit => format!("/usr/lib/{ARCH}-linux-gnu/webkit2gtk-4.1/MiniBrowser"),
        }
    }

    /// For a person's own window.
    pub(super) fn window_arguments(self, home: &Path) -> Vec<String> {
        let profile = home.join("profile").display().to_string();
        match self {
            Self::Chromium => CHROMIUM_ARGUMENTS
                .iter()
                .filter(|argument| !argument.starts_with("--headless"))
                .map(ToString::to_string)
                .chain([format!("--user-data-dir={profile}")])
                .collect(),
            Self::Firefox => vec!["-no-remote".to_owned(), "-profile".to_owned(), profile],
            Self::Webkit => Vec::new(),
        }
    }

    pub(super) const fn driver_name(self) -> &'static str {
        match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
            Self::Webkit => "WebKitWebDriver",
        }
    }

    /// Each site has its own loopback, so the ports need not be searched for.
    pub(super) const fn driver_port(self) -> u16 {
        match self {
            Self::Chromium => 9515,
            Self::Firefox => 4444,
            Self::Webkit => 4567,
        }
    }

    pub(super) fn driver_url(self) -> String {
        format!("http://127.0.0.1:{}", self.driver_port())
    }

    /// What the driver prints when it accepts sessions; `None` if it prints nothing.
    pub(super) const fn driver_is_ready(self) -> Option<&'static str> {
        match self {
            Self::Chromium => Some("started successfully"),
            Self::Firefox => Some("Listening on"),
            Self::Webkit => None,
        }
    }

    /// Whether it draws nothing without a display.
    pub(super) const fn needs_display(self) -> bool {
        matches!(self, Self::Webkit)
    }

    pub(super) fn driver(self, home: &Path) -> Command {
        let mut command = Command::new(self.driver_name());
        command
            .arg(format!("--port={}", self.driver_port()))
            .env("HOME", home)
            // The variables of a desktop would lead out of the lab.
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_CACHE_HOME")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        if self == Self::Webkit {
            // Otherwise it would listen on a name that has no address in a site.
            command.arg("--host=127.0.0.1").envs(WEBKIT_VARIABLES);
            command.env("XDG_RUNTIME_DIR", home);
        }
        command
    }

    /// The folder, below a home, in which the browser looks for further roots; `None` if the browser uses only those of
    /// the system.
    pub(super) const fn trust_folder(self) -> Option<&'static str> {
        match self {
            Self::Chromium => Some(".pki/nssdb"),
            Self::Firefox => Some(FIREFOX_PROFILE),
            Self::Webkit => None,
        }
    }

    pub(super) fn capabilities(
        self,
        home: &Path,
        policy: WebRtcPolicy,
        window: &Window,
    ) -> Map<String, Value> {
        let wanted = match self {
            Self::Chromium => {
                let profile = format!("--user-data-dir={}", home.join("profile").display());
                let arguments: Vec<String> = CHROMIUM_ARGUMENTS
                    .iter()
                    .map(ToString::to_string)
                    .chain([profile])
                    .chain((policy == WebRtcPolicy::Off).then(|| CHROMIUM_NO_UDP.to_owned()))
                    .chain(window.dark.then(|| CHROMIUM_DARK.to_owned()))
                    .chain(window.user_agent.map(|name| format!("--user-agent={name}")))
                    .collect();
                let mut options = json!({ "args": arguments });
                if let (Some(options), true) = (options.as_object_mut(), window.is_phone()) {
                    let emulation = phone::emulation(window.width, window.height);
                    options.insert("mobileEmulation".to_owned(), emulation);
                }
                json!({ "goog:chromeOptions": options })
            }
            Self::Firefox => json!({ "moz:firefoxOptions": {
                "binary": "/usr/bin/firefox-esr",
                "args": ["-headless", "-profile", home.join(FIREFOX_PROFILE)],
                "prefs": firefox_preferences(policy, window),
            } }),
            Self::Webkit => json!({ "webkitgtk:browserOptions": {
                "binary": self.program(),
                "args": ["--automation"],
            } }),
        };
        match wanted {
            Value::Object(wanted) => wanted,
            _ => Map::new(),
        }
    }
}

/// Prevents Firefox from calling home, and from drawing more than a picture shows; its name resolution and traffic are
/// otherwise unchanged.
fn firefox_preferences(policy: WebRtcPolicy, window: &Window) -> Value {
    json!({
        // 0 is dark, 1 is light.
        "layout.css.prefers-color-scheme.content-override": u8::from(!window.dark),
        "media.peerconnection.enabled": policy != WebRtcPolicy::Off,
        "media.peerconnection.sctp.use_dcsctp": policy != WebRtcPolicy::FormerSctp,
        "app.normandy.enabled": false,
        "app.update.enabled": false,
        "browser.aboutwelcome.enabled": false,
        "datareporting.healthreport.uploadEnabled": false,
        "datareporting.policy.dataSubmissionEnabled": false,
        "extensions.systemAddon.update.enabled": false,
        // Without a graphics card, the processor draws every frame: at 60 a second, that takes more time than the test.
        "layout.frame_rate": 10,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "network.trr.mode": 5,
        "services.settings.server": "",
        "toolkit.telemetry.enabled": false,
    })
}

impl fmt::Display for BrowserKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
