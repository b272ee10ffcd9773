//! `camcheck-lab page`: the page in a browser on the device of a site, for a person to look at.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use clap::Args;

use super::kind::BrowserKind;
use super::page::{Seen, Window};
use super::{Browser, trust};
use crate::error::LabError;
use crate::site_lab::SiteLab;

/// What to open, and how.
#[derive(Debug, Args)]
pub(crate) struct Visit {
    /// Folder with the built page.
    #[arg(long, value_name = "DIR")]
    pub(crate) web: PathBuf,
    /// In which browser.
    #[arg(long, value_enum, default_value_t = BrowserKind::Chromium)]
    browser: BrowserKind,
    /// Press the button in a browser without a window, and keep a picture here.
    #[arg(long, value_name = "PNG")]
    screenshot: Option<PathBuf>,
    /// Width of the picture in CSS pixels.
    #[arg(long, default_value_t = 1280)]
    width: u32,
    /// Height of the picture in CSS pixels.
    #[arg(long, default_value_t = 900)]
    height: u32,
    /// With dark colours.
    #[arg(long)]
    dark: bool,
}

/// The picture's place if there is no display and none was named.
const PICTURE: &str = "camcheck-page.png";

impl Visit {
    /// Opens a window where there is a display, and presses the button itself where there is none.
    pub(crate) fn make(&self, site: &SiteLab) -> Result<(), LabError> {
        let has_display = ["DISPLAY", "WAYLAND_DISPLAY"]
            .into_iter()
            .any(|name| env::var_os(name).is_some());
        if has_display && self.screenshot.is_none() {
            return self.open_window(site);
        }
        let window = Window {
            width: self.width,
            height: self.height,
            picture: true,
            dark: self.dark,
            ..Window::default()
        };
        let seen = Browser::start(site, self.browser)?.press(&site.page_url()?, &window)?;
        print(&seen);
        let path = self.screenshot.clone().unwrap_or_else(|| PICTURE.into());
        fs::write(&path, seen.picture.unwrap_or_default()).map_err(LabError::system("picture"))?;
        anstream::println!("picture: {}", path.display());
        Ok(())
    }

    fn open_window(&self, site: &SiteLab) -> Result<(), LabError> {
        let home = trust::home(site, self.browser)?;
        let mut command = Command::new(self.browser.program());
        command
            .args(self.browser.window_arguments(&home))
            .arg(site.page_url()?)
            .env("HOME", &home);
        let child = site.spawn_in_device(&mut command);
        let mut child = child.map_err(LabError::system("browser"))?;
        child.wait().map_err(LabError::system("browser"))?;
        Ok(())
    }
}

/// The rows, the verdict and what the page logged.
pub(super) fn print(seen: &Seen) {
    for row in &seen.report.requirements {
        let status = seen.rows.get(row.id.as_str()).map_or("", String::as_str);
        anstream::println!("{:22} {status:14} {}", row.id, row.reason);
    }
    anstream::println!(
        "{}: first row after {:.1} s, verdict after {:.1} s",
        seen.overall,
        seen.first_row.as_secs_f64(),
        seen.verdict.as_secs_f64()
    );
    if let Some(shift) = seen.layout_shift {
        anstream::println!("layout shift: {shift:.3}");
    }
    for fault in &seen.faults {
        anstream::println!("logged by the page: {fault}");
    }
}
