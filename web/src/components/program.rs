//! The native program, offered from the manifest beside the page.

use camcheck_core::downloads::{Download, Downloads};

use crate::dom::{On, Tag, tag};
use crate::frame;
use crate::state::Programs;
use crate::view::{Message, View};

/// What it is for, and where it can be had. The manifest is fetched when this is opened.
pub(crate) fn program(view: &View) -> Tag {
    let words = view.words();
    // As many places as there can be, so that the summary stays the element that was pressed.
    let (first, second) = match &view.state.programs {
        Programs::Unknown => (None, None),
        Programs::None => (Some(tag!("p").text(words.no_downloads)), None),
        Programs::NoAnswer => (Some(tag!("p").text(words.downloads_missing)), None),
        Programs::Unsound(error) => {
            let error = tag!("code").text(&error.to_string());
            let said = tag!("p").text(words.no_downloads).child(tag!("br"));
            (Some(said.child(error)), None)
        }
        Programs::Offered(downloads) => offers(view, downloads),
    };
    tag!("details", "class" = "card program")
        .on(On::Toggle, view, Message::FindPrograms)
        .child(tag!("summary").child(tag!("h2").text(words.native)))
        .child(tag!("p").text(words.native_hint))
        .maybe(first)
        .maybe(second)
}

/// The one for this system, and the others folded away.
fn offers(view: &View, downloads: &Downloads) -> (Option<Tag>, Option<Tag>) {
    let own = frame::system().and_then(|(os, arch)| downloads.for_system(os, arch));
    let others = downloads.files.iter().filter(|file| Some(*file) != own);
    let others = (own.is_none() || downloads.files.len() > 1).then(|| {
        tag!("details", "open" = own.is_none().then_some("open"))
            .child(tag!("summary").text(view.words().other_systems))
            .children(others.map(|file| offer(view, downloads, file)))
    });
    (own.map(|file| offer(view, downloads, file)), others)
}

fn offer(view: &View, downloads: &Downloads, file: &Download) -> Tag {
    let words = view.words();
    let label = format!(
        "{}: {} {}",
        words.download,
        file.os.name(),
        file.arch.as_str()
    );
    let about = format!(
        "{}, {}.{} MB, {} ",
        downloads.version,
        file.size / 1_000_000,
        file.size % 1_000_000 / 100_000,
        words.checksum
    );
    let link = tag!(
        "a",
        "class" = "button second",
        "href" = file.file.as_str(),
        "download" = file.file.as_str()
    )
    .text(&label);
    let about = tag!("span", "class" = "quiet")
        .text(&about)
        .child(tag!("code").text(&file.sha256));
    tag!("p", "class" = "offer").child(link).child(about)
}
