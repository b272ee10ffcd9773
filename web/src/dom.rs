//! Elements of the page, one call for each thing that an element has.
//!
//! Yew's `html!` writes the making of an element out wherever one stands, a quarter of a kilobyte
//! each and 40 KB in all. These calls make the same nodes, with the code for it once; that is why
//! they take plain text, and why those that do something must not be inlined.

use std::rc::Rc;

use web_sys::Event;
use yew::virtual_dom::AttributeOrProperty::Attribute;
use yew::virtual_dom::{Attributes, Key, Listener, ListenerKind, VTag, VText};
use yew::{AttrValue, Callback, Html};

use crate::view::{Message, View};

/// An element that is being made.
pub(crate) struct Tag(Box<VTag>);

/// An element with its attributes, such as `tag!("p", "class" = "quiet")`. A value may be an
/// `Option`; an attribute without a value is left out.
macro_rules! tag {
    ($name:literal $(, $attribute:literal = $value:expr)* $(,)?) => {
        $crate::dom::Tag::new($name, &[$($attribute),*], &[$(Option::from($value)),*])
    };
}
pub(crate) use tag;

impl Tag {
    /// See [`tag`]; there are as many values as attributes.
    #[inline(never)]
    pub(crate) fn new(
        name: &'static str,
        attributes: &'static [&'static str],
        values: &[Option<&str>],
    ) -> Self {
        let value = |value: &Option<&str>| value.map(|value| Attribute(shared(value)));
        let mut tag = VTag::new(name);
        tag.set_attributes(Attributes::Dynamic {
            keys: attributes,
            values: values.iter().map(value).collect(),
        });
        Self(Box::new(tag))
    }

    /// Sets what stands in a text area.
    pub(crate) fn value(mut self, value: &str) -> Self {
        self.0.set_value(shared(value));
        self
    }

    /// Tells it from its siblings when the page is drawn again.
    pub(crate) fn key(mut self, key: impl Into<Key>) -> Self {
        self.0.key = Some(key.into());
        self
    }

    /// Adds text.
    #[inline(never)]
    pub(crate) fn text(self, text: &str) -> Self {
        self.node(VText::new(shared(text)).into())
    }

    /// Adds an element.
    #[inline(never)]
    pub(crate) fn child(self, child: Tag) -> Self {
        self.node(child.into())
    }

    /// Adds an element, or keeps its place, so that those behind it stay the same elements.
    #[inline(never)]
    pub(crate) fn maybe(self, child: Option<Tag>) -> Self {
        self.node(child.map_or_else(Html::default, Html::from))
    }

    /// Adds elements.
    pub(crate) fn children(self, children: impl IntoIterator<Item = Tag>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Adds ready markup. Whoever calls this vouches that nothing in it comes from outside.
    #[inline(never)]
    pub(crate) fn markup(self, markup: &str) -> Self {
        self.node(Html::from_html_unchecked(shared(markup)))
    }

    /// Sends a message at an event.
    #[inline(never)]
    pub(crate) fn on(mut self, event: On, view: &View, message: Message) -> Self {
        self.0.add_listener(Rc::new(Sender {
            event,
            page: view.page.clone(),
            message,
        }));
        self
    }

    #[inline(never)]
    fn node(mut self, node: Html) -> Self {
        self.0.add_child(node);
        self
    }
}

impl From<Tag> for Html {
    #[inline(never)]
    fn from(tag: Tag) -> Self {
        (*tag.0).into()
    }
}

/// What can happen to an element.
#[derive(Clone, Copy)]
pub(crate) enum On {
    /// It is pressed.
    Press,
    /// Something else is chosen in it.
    Change,
    /// It is folded or unfolded.
    Toggle,
}

/// Sends the page a message at an event.
struct Sender {
    event: On,
    page: Callback<Message>,
    message: Message,
}

impl Listener for Sender {
    fn kind(&self) -> ListenerKind {
        match self.event {
            On::Press => ListenerKind::onclick,
            On::Change => ListenerKind::onchange,
            On::Toggle => ListenerKind::ontoggle,
        }
    }

    fn handle(&self, _event: Event) {
        self.page.emit(self.message.clone());
    }

    fn passive(&self) -> bool {
        false
    }
}

#[inline(never)]
fn shared(text: &str) -> AttrValue {
    AttrValue::Rc(Rc::from(text))
}
