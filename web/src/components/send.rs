//! Sending the changes to the firewall administrator.

use camcheck_core::remedy::{ChangeRequest, mail as mails};
use camcheck_core::say::Language;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::{AttrValue, Html, MouseEvent, html};

use super::mail;
use crate::state::Shown;

/// The link that opens a mail with the changes, or where there is one, the device's own dialogue for sharing.
pub(super) fn send(language: Language, shown: &Shown, class: &'static str) -> Html {
    let (report, links) = (&*shown.report, &shown.links);
    let subject = ChangeRequest::of(report).subject(report, language);
    let [[full, full_link], [short, short_link]] =
        [&links.full, &links.short].map(|link| mails::texts(report, language, link.as_deref()));
    let texts = [full, short, full_link, short_link];
    let mail: AttrValue = mail::address(&subject, &texts).unwrap_or_default().into();
    let text = texts.into_iter().next().unwrap_or_default();
    let onclick = {
        let mail = mail.clone();
        move |event: MouseEvent| {
            if let Some(shared) = share(&subject, &text) {
                event.prevent_default();
                let mail = mail.clone();
                spawn_local(async move { mail_if_forbidden(shared, &mail).await });
            }
        }
    };
    html! {
        <a id="camcheck-send" {class} href={mail} {onclick}>{ language.page().send }</a>
    }
}

/// Opens the device's dialogue for sharing (Web Share API), where there is one.
fn share(title: &str, text: &str) -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let share = Reflect::get(&navigator, &JsValue::from_str("share")).ok()?;
    let data = Object::new();
    for (name, value) in [("title", title), ("text", text)] {
        Reflect::set(&data, &JsValue::from_str(name), &JsValue::from_str(value)).ok()?;
    }
    let opened = share.dyn_into::<Function>().ok()?.call1(&navigator, &data);
    opened.ok()?.dyn_into().ok()
}

/// A frame may need permission to share. A visitor who closes the dialogue wants no mail either.
async fn mail_if_forbidden(shared: Promise, mail: &str) {
    let Err(error) = JsFuture::from(shared).await else {
        return;
    };
    let name = Reflect::get(&error, &JsValue::from_str("name"));
    if name.is_ok_and(|name| name == "NotAllowedError")
        && let Some(window) = web_sys::window()
    {
        // If that is forbidden as well, the change request can still be copied.
        let _ = window.location().assign(mail);
    }
}
