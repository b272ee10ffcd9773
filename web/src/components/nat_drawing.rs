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

    /// Arrows from the firewall to three servers: outwards, and back from those that get in.
    fn arrows(self) -> Html {
        match self {
            Self::None => html! { <path d="M88 45H228M228 45l-9-5m9 5-9 5M88 45l9-5m-9 5 9 5" /> },
            Self::FullCone => html! {
                <>
                    <path d="M88 45H140M180 45 228 18M180 45h48M180 45l48 27" />
                    <path d="M222 26l6-8h-10M219 40l9 5-9 5M222 64l6 8h-10M196 38l-10 7 10 7" />
                </>
            },
            Self::Narrower => html! {
                <>
                    <path d="M88 45H140M180 45h48m-9-5 9 5-9 5M195 40l-9 5 9 5" />
                    <path d="M196 35h-10l6-8M196 55h-10l6 8" />
                    <path class="shut" d="M228 14 186 35M228 76 186 55" />
                    <path class="cross" d="m204 20 8 8m0-8-8 8m0 34 8 8m0-8-8 8" />
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

/// The drawing, if the NAT is known. Hidden from screen readers, as the sentence of the row has the same in words.
pub(super) fn nat_drawing(language: Language, network: &Network) -> Html {
    let Some(nat) = Nat::of(network) else {
        return Html::default();
    };
    let words = language.page();
    html! {
        <figure class="nat" aria-hidden="true">
            <svg viewBox="0 0 320 104">
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
        </figure>
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
