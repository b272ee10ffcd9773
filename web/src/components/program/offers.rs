//! The programs that can be downloaded.

use camcheck_core::downloads::{Download, Downloads, Os};
use yew::{Callback, Html, html};

use crate::components::copy_button::CopyButtons;
use crate::frame;
use crate::state::{Action, Copied, State};

/// Those for this system, and the others in a collapsed list.
pub(super) fn offers(state: &State, downloads: &Downloads, dispatch: &Callback<Action>) -> Html {
    let system = frame::system();
    let (own, others): (Vec<_>, Vec<_>) = downloads
        .files
        .iter()
        .partition(|file| system.is_some_and(|(os, arch)| downloads.fits(file, os, arch)));
    let is_alone = own.is_empty();
    let offer = |file| offer(state, &downloads.version, file, dispatch);
    html! {
        <>
            for file in own {
                { offer(file) }
            }
            if !others.is_empty() {
                <details open={is_alone}>
                    <summary>{ state.language.page().other_systems }</summary>
                    for file in others {
                        { offer(file) }
                    }
                </details>
            }
        </>
    }
}

fn offer(state: &State, version: &str, file: &Download, dispatch: &Callback<Action>) -> Html {
    let words = state.language.page();
    let colon = state.language.labels().colon;
    let name = file.system_name();
    let copy = CopyButtons {
        language: state.language,
        copied: state.copied,
        dispatch,
    };
    // The files are beside the page.
    let folder = state
        .address
        .rfind('/')
        .and_then(|end| state.address.get(..=end));
    let command = folder.and_then(|folder| file.command(folder));
    let has_command = command.is_some();
    html! {
        <p class="offer">
            <a class="button second" href={file.file.clone()} download={file.file.clone()}>
                { [words.download, colon, &name].concat() }
            </a>
            if let Some(command) = command {
                { copy.button(
                    Copied::Command(file.os, file.arch),
                    [words.copy_command, colon, &name].concat(),
                    command,
                ) }
            }
            if file.os == Os::Macos && has_command {
                <span class="quiet">{ words.quarantine }</span>
            }
            if file.is_untried() {
                <span class="quiet">{ words.untried }</span>
            }
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
