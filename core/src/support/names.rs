//! Enums whose variants have stable names, which are contracts.

/// Enums of stable names: each variant with its text.
macro_rules! names {
    ($(#[$meta:meta])* $enum:ident { $($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $enum {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl $enum {
            /// Every one of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }

        impl AsRef<str> for $enum {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $enum {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $enum {
            type Err = $crate::support::names::Unknown;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let known = Self::ALL.iter().find(|known| known.as_str() == text);
                known.copied().ok_or($crate::support::names::Unknown)
            }
        }
    };
}

/// A name that this version does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unknown;

/// Enums whose names are in reports: each variant with its text. What else is derived is up to the caller.
macro_rules! report_names {
    ($(#[$meta:meta])* $enum:ident { $($(#[$about:meta])+ $variant:ident = $name:literal,)+ }) => {
        $(#[$meta])*
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $enum {
            $(
                $(#[$about])+
                #[cfg_attr(feature = "schema", schemars(rename = $name))]
                $variant,
            )+
        }

        impl $enum {
            /// Every one of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }

        impl std::fmt::Display for $enum {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        $crate::support::names::json_by_name!($enum);
    };
}

/// Writes and reads an enum by its stable names: a report's, and a site file's by serde.
macro_rules! json_by_name {
    ($enum:ident) => {
        impl serde::Serialize for $enum {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $enum {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let known = Self::ALL.iter().find(|known| known.as_str() == text);
                known.copied().ok_or_else(|| {
                    serde::de::Error::custom(format_args!("\"{text}\" is not known"))
                })
            }
        }

        impl $crate::support::json::FromJson for $enum {
            fn from_json(
                json: &$crate::support::json::Json,
            ) -> Result<Self, $crate::support::json::Refused> {
                json.one_of(&Self::ALL, Self::as_str)
            }
        }
    };
}

pub(crate) use {json_by_name, names, report_names};
