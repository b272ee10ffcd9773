//! Short words around a report, for every renderer.

/// One language's labels; a missing one does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    /// Between a name and its value, with the spaces around it.
    pub colon: &'static str,
    /// Before what to change.
    pub fix: &'static str,
    /// Before what a row means for video.
    pub meaning: &'static str,
    /// Before how sure a row is.
    pub certainty: &'static str,
    /// Before a note.
    pub note: &'static str,
    /// Before questions of the guided path and their answers.
    pub answers: &'static str,
    /// Before the address of the article.
    pub requirements: &'static str,
    /// Before the link to a report.
    pub link: &'static str,
    /// Above the observations of a row.
    pub evidence: &'static str,
    /// Above the diagnoses.
    pub diagnoses: &'static str,
    /// The same where nothing fails that is required.
    pub worth_knowing: &'static str,
    /// Before a diagnosis that has a line of its own.
    pub diagnosis: &'static str,
    /// The level `required`.
    pub required: &'static str,
    /// The level `recommended`.
    pub recommended: &'static str,
    /// The level `advice`.
    pub advice: &'static str,
    /// In the picture of the UDP range: ports that let traffic out.
    pub open: &'static str,
    /// In the picture of the UDP range: ports that do not.
    pub blocked: &'static str,
    /// In the picture of the UDP range: silent ports that may be blocked or not.
    pub unconfirmed: &'static str,
    /// In the picture of the UDP range: ports between the samples.
    pub untried: &'static str,
    /// The status of inbound UDP if only answers come in.
    pub replies_only: &'static str,
    /// In the drawing of the NAT: the site's side.
    pub inside: &'static str,
    /// In the drawing of the NAT: the internet's side.
    pub outside: &'static str,
    /// Before the interface that was used.
    pub via: &'static str,
    /// An interface with a cable.
    pub wired: &'static str,
    /// A wireless interface.
    pub wifi: &'static str,
    /// Any other interface.
    pub other_kind: &'static str,
    /// Before the address of the router.
    pub gateway: &'static str,
    /// Ends the sentence on from where the site was tested.
    pub same_network: &'static str,
    /// The sentence after it: what a pass does not prove.
    pub pass_is_no_proof: &'static str,
}
