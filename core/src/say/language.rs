//! The languages. No other code refers to a specific language, except the folder with its texts.
//!
//! The page is built once for each language, since no reader needs the texts of the others (docs/decisions/0015). The
//! variable `CAMCHECK_LANGUAGE`, a tag, then names the only one.

use super::en::English;
use super::es::Spanish;
use super::fr::French;
use super::texts::{ProgramTexts, Texts};

/// A language in which every message exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// English
    #[default]
    English,
    /// Spanish
    Spanish,
    /// French
    French,
}

impl Language {
    /// Every language, in the order of the choice that a reader sees.
    pub const ALL: [Self; 3] = [Self::English, Self::Spanish, Self::French];

    /// The tag (RFC 5646), as in the attribute `lang` of a page.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::French => "fr",
        }
    }

    /// The only language in this build; `None` if it has all.
    pub const ONLY: Option<Self> = match option_env!("CAMCHECK_LANGUAGE") {
        None => None,
        Some(tag) => match tag.as_bytes() {
            b"en" => Some(Self::English),
            b"es" => Some(Self::Spanish),
            b"fr" => Some(Self::French),
            _ => panic!("CAMCHECK_LANGUAGE is not the tag of a language"),
        },
    };

    /// The name of the language in itself.
    #[must_use]
    pub const fn autonym(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
            Self::French => "Français",
        }
    }

    /// All texts of the language, if they are in this build.
    pub(crate) fn texts(self) -> &'static dyn Texts {
        match self.or_only() {
            Self::English => &English,
            Self::Spanish => &Spanish,
            Self::French => &French,
        }
    }

    /// The additional texts of the native program in the language.
    pub(super) fn program_texts(self) -> &'static dyn ProgramTexts {
        match self.or_only() {
            Self::English => &English,
            Self::Spanish => &Spanish,
            Self::French => &French,
        }
    }

    /// A constant in the build for one language, so that the compiler leaves out the others.
    const fn or_only(self) -> Self {
        match Self::ONLY {
            Some(only) => only,
            None => self,
        }
    }

    /// The language of a tag (RFC 5646) or of a POSIX locale, such as `es`, `es-MX` or
    /// `es_MX.UTF-8`; `None` if there are no texts in it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next()?.trim();
        Self::ALL
            .into_iter()
            .find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The first language of a list of preferences for which there are texts, or else English; the only one of this
    /// build if it has one.
    #[must_use]
    pub fn preferred<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter()
            .find_map(Self::from_tag)
            .unwrap_or_default()
            .or_only()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_or_a_locale_names_a_language() {
        for (tag, language) in [
            ("es-MX", Some(Language::Spanish)),
            ("ES", Some(Language::Spanish)),
            ("es_US.UTF-8", Some(Language::Spanish)),
            ("es@euro", Some(Language::Spanish)),
            ("en-GB", Some(Language::English)),
            ("est", None),
            ("C.UTF-8", None),
            ("", None),
        ] {
            assert_eq!(Language::from_tag(tag), language, "{tag}");
        }
        assert_eq!(
            Language::preferred(["xx", "es-ES", "en"]),
            Language::Spanish
        );
        assert_eq!(Language::preferred(["xx"]), Language::English);
    }

    #[test]
    fn the_page_is_built_for_every_language() {
        let tags = Language::ALL.map(Language::tag).join(" ");
        let list = format!("\nlanguages=({tags})\n");
        assert!(include_str!("../../../dev").contains(&list), "{list}");
    }

    #[test]
    fn every_language_names_itself() {
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
            assert!(!language.autonym().is_empty());
        }
    }
}
