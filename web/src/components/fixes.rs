//! What to do: the change request for IT, and help in the words of the reader's firewall.

use camcheck_core::remedy::{ChangeRequest, Step, Vendor, vendor_help};
use camcheck_core::report::Report;

use super::copying;
use crate::dom::{On, Tag, tag};
use crate::frame;
use crate::state::Copied;
use crate::view::{Message, View};

/// The element that names the card.
const TITLE_ID: &str = "camcheck-fixes";

/// The element in which a firewall is chosen.
const FIREWALL_ID: &str = "camcheck-firewall";

/// Windows hands no longer address over to the mail program (`INTERNET_MAX_URL_LENGTH`, 2,083, with
/// room to spare), and says nothing.
const MAIL_MOST: usize = 2000;

/// The card; nothing where nothing is to be changed.
pub(crate) fn fixes(view: &View, report: &Report) -> Option<Tag> {
    let (language, words) = (view.language(), view.words());
    let request = ChangeRequest::of(report);
    if request.is_empty() {
        return None;
    }
    let text = request.text(report, language);
    let mail = mail(&request.subject(language), &text, || {
        format!(
            "{}\n{}\n",
            ChangeRequest::brief(report, language),
            words.mail_rest
        )
    });
    let mail = tag!("a", "class" = "button second", "href" = mail.as_str()).text(words.mail);
    let listing = listing(Some("camcheck-request"), words.request, &text);
    let buttons = tag!("p", "class" = "buttons");
    let steps = view.state.vendor.map(|vendor| {
        let help = vendor_help(vendor, report, language);
        tag!("ol", "class" = "steps").children(help.iter().map(|help| step(view, help)))
    });
    let card = tag!(
        "section",
        "class" = "card fixes",
        "aria-labelledby" = TITLE_ID
    )
    .child(tag!("h2", "id" = TITLE_ID).text(words.what_to_do))
    .child(tag!("h3").text(words.request))
    .child(listing)
    .child(copying::add(buttons, view, Copied::Request, words.copy, &text, true).child(mail))
    .child(vendors(view))
    .maybe(steps);
    Some(card)
}

/// The firewall that the page shows as chosen.
pub(crate) fn chosen() -> Option<Vendor> {
    let chosen = frame::chosen(FIREWALL_ID)?;
    Vendor::ALL
        .into_iter()
        .find(|vendor| vendor.as_str() == chosen)
}

/// The address of a mail, with a shorter body where this one makes it too long.
fn mail(subject: &str, body: &str, brief: impl Fn() -> String) -> String {
    let encoded = js_sys::encode_uri_component;
    let subject = encoded(subject);
    let mail = |body: &str| {
        // RFC 6068 section 5 wants line breaks as %0D%0A.
        let body = String::from(encoded(body)).replace("%0A", "%0D%0A");
        format!("mailto:?subject={subject}&body={body}")
    };
    let whole = mail(body);
    if whole.len() <= MAIL_MOST {
        whole
    } else {
        mail(&brief())
    }
}

/// Text as it is, which can be scrolled by keyboard too.
fn listing(id: Option<&str>, label: &str, text: &str) -> Tag {
    tag!(
        "pre",
        "id" = id,
        "tabindex" = "0",
        "role" = "region",
        "aria-label" = label
    )
    .text(text)
}

fn vendors(view: &View) -> Tag {
    let words = view.words();
    let option = |vendor: Option<Vendor>, value: &str, name: &str| {
        let selected = (view.state.vendor == vendor).then_some("selected");
        tag!("option", "value" = value, "selected" = selected).text(name)
    };
    let vendors = Vendor::ALL
        .map(|vendor| option(Some(vendor), vendor.as_str(), vendor.name(view.language())));
    let label = tag!("label", "for" = FIREWALL_ID).child(tag!("b").text(words.firewall));
    let select = tag!("select", "id" = FIREWALL_ID)
        .on(On::Change, view, Message::ChooseFirewall)
        .child(option(None, "", words.firewall_choose))
        .children(vendors);
    tag!("p").child(label).child(select)
}

fn step(view: &View, step: &Step) -> Tag {
    let words = view.words();
    let wanted = step.wanted.iter().map(|wanted| tag!("li").text(wanted));
    let menu = (!step.menu.is_empty()).then(|| {
        let menu = tag!("b", "lang" = "en").text(step.menu);
        tag!("p").text(words.menu).text(": ").child(menu)
    });
    let has_commands = !step.commands.is_empty();
    tag!("li")
        .child(tag!("h4").text(step.title))
        .child(tag!("ul", "class" = "notes").children(wanted))
        .child(tag!("p").text(step.text))
        .maybe(menu)
        .maybe(has_commands.then(|| tag!("p").text(words.commands).text(":")))
        .maybe(has_commands.then(|| listing(None, words.commands, step.commands)))
        .child(source(view, step))
}

fn source(view: &View, step: &Step) -> Tag {
    let words = view.words();
    let said = tag!("p", "class" = "quiet");
    let Some(source) = step.source else {
        return said.text(words.generic_rule);
    };
    let title = match source.url {
        Some(url) => tag!(
            "a",
            "href" = url,
            "target" = "_blank",
            "rel" = "noreferrer",
            "lang" = "en"
        ),
        None => tag!("span", "lang" = "en"),
    };
    said.text(words.source)
        .text(": ")
        .child(title.text(source.title))
}
