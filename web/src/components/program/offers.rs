//! The programs that can be downloaded.

use camcheck_core::downloads::{Download, Downloads};
use camcheck_core::say::Language;
use yew::{Html, html};

use crate::frame;

/// The one for this system, and the others in a collapsed list.
pub(super) fn offers(language: Language, downloads: &Downloads) -> Html {
    let own = frame::system().and_then(|(os, arch)| downloads.for_system(os, arch));
    let others: Vec<_> = downloads
        .files
        .iter()
        .filter(|file| Some(*file) != own)
        .collect();
    let offer = |file| offer(language, &downloads.version, file);
    html! {
        <>
            { own.map(offer).unwrap_or_default() }
            if !others.is_empty() {
                <details open={own.is_none()}>
                    <summary>{ language.page().other_systems }</summary>
                    for file in others {
                        { offer(file) }
                    }
                </details>
            }
        </>
    }
}

fn offer(language: Language, version: &str, file: &Download) -> Html {
    let words = language.page();
    let (os, arch) = (file.os.name(), file.arch.as_str());
    html! {
        <p class="offer">
            <a class="button second" href={file.file.clone()} download={file.file.clone()}>
                { format!("{}: {os} {arch}", words.download) }
            </a>
            <span class="quiet">
                { format!("{version}, {}, {} ", megabytes(file.size), words.checksum) }
                <code>{ &file.sha256 }</code>
            </span>
        </p>
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_never_looks_larger_than_it_is() {
        assert_eq!(megabytes(3_190_000), "3.1 MB");
        assert_eq!(megabytes(950_000), "0.9 MB");
    }
}
