//! The NAT as a small drawing: the camera, the firewall and the internet, and what gets through.

use camcheck_core::model::network::{BehaviorSeen, NatPresence, Network};
use camcheck_core::say::Language;
use yew::{Html, html};

/// What there is to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nat {
    None,
    FullCone,
    Narrower,
    Symmetric,
}

impl Nat {
    fn of(network: &Network) -> Option<Self> {
        use BehaviorSeen::{
            AddressAndPortDependent, AddressDependent, EndpointIndependent, Unknown,
        };
        match (network.nat, network.mapping, network.filtering) {
            (NatPresence::Absent, _, _) => Some(Self::None),
            (_, AddressDependent | AddressAndPortDependent, _) => Some(Self::Symmetric),
            (_, EndpointIndependent, EndpointIndependent) => Some(Self::FullCone),
            (_, EndpointIndependent, AddressDependent | AddressAndPortDependent) => {
                Some(Self::Narrower)
            }
            (_, EndpointIndependent | Unknown, _) => None,
        }
    }

    fn caption(nat: Option<Self>, language: Language) -> &'static str {
        let words = language.page();
        match nat {
            None => words.nat_unknown,
            Some(Self::None) => words.nat_none,
            Some(Self::FullCone) => words.nat_full_cone,
            Some(Self::Narrower) => words.nat_stable,
            Some(Self::Symmetric) => words.nat_symmetric,
        }
    }

    /// Arrows from the firewall to three servers: outwards, and back from those that get in.
    fn arrows(self) -> Html {
        match self {
            Self::None => html! { <path d="M88 45H228M228 45l-9-5m9 5-9 5M88 45l9-5m-9 5 9 5" /> },
            Self::FullCone => html! {
                <>
                    <path d="M88 45H140M180 45 228 18M180 45h48M180 45l48 27" />
                    <path
                        d="m183 40 2 5-5 2m39-29 9-0-4 8m-5 14 9 5-9 5m5 14 4 8-9 0"
                    />
                </>
            },
            Self::Narrower => html! {
                <>
                    <path d="M88 45H140M180 45h48m-9-5 9 5-9 5" />
                    <path class="shut" d="M228 18 184 40M228 72 184 50" />
                    <path class="cross" d="m198 26 8 8m0-8-8 8m0 22 8 8m0-8-8 8" />
                </>
            },
            Self::Symmetric => html! {
                <>
                    <path d="M88 45H140M180 30 228 18M180 45h48M180 60l48 12" />
                    <path d="m220 15 8 3-6 6m-3 16 9 5-9 5m3 16 6 6-8 3" />
                </>
            },
        }
    }

    /// The height of each outside port that the firewall uses.
    const fn ports(self) -> &'static [u32] {
        match self {
            Self::None => &[],
            Self::FullCone | Self::Narrower => &[45],
            Self::Symmetric => &[30, 45, 60],
        }
    }
}

/// The drawing with its sentence; only the sentence if nothing is known.
pub(super) fn nat_drawing(language: Language, network: &Network) -> Html {
    let nat = Nat::of(network);
    html! {
        <figure class="nat">
            if let Some(nat) = nat {
                { drawing(nat, language) }
            }
            <figcaption class="quiet">{ Nat::caption(nat, language) }</figcaption>
        </figure>
    }
}

/// Hidden from screen readers, as the caption has the same in words.
fn drawing(nat: Nat, language: Language) -> Html {
    let words = language.page();
    html! {
        <svg viewBox="0 0 320 104" aria-hidden="true">
            <rect class="box" x="8" y="26" width="80" height="38" rx="6" />
            if nat != Nat::None {
                <rect class="box" x="140" y="8" width="40" height="74" rx="6" />
                <text x="160" y="98">{ words.firewall_box }</text>
            }
            <rect class="box" x="228" y="8" width="84" height="74" rx="37" />
            { nat.arrows() }
            for port in nat.ports() {
                <circle cx="180" cy={port.to_string()} r="4" />
            }
            <text x="48" y="49">{ words.camera }</text>
            <text x="270" y="49">{ words.internet }</text>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_measured_is_drawn() {
        let network = Network::default();
        assert_eq!(Nat::of(&network), None);
        let symmetric = Network {
            nat: NatPresence::Present,
            mapping: BehaviorSeen::AddressAndPortDependent,
            ..Network::default()
        };
        assert_eq!(Nat::of(&symmetric), Some(Nat::Symmetric));
        let half = Network {
            mapping: BehaviorSeen::EndpointIndependent,
            ..symmetric
        };
        assert_eq!(Nat::of(&half), None);
    }
}
