//! Short words around a change request.

/// One language's words around a change request; a missing one does not compile.
pub(crate) struct RequestWords {
    pub(crate) title: &'static str,
    pub(crate) nothing_to_change: &'static str,
    pub(crate) introduction: &'static str,
    pub(crate) action: &'static str,
    pub(crate) protocol: &'static str,
    pub(crate) direction: &'static str,
    pub(crate) source: &'static str,
    pub(crate) camera: &'static str,
    pub(crate) destination: &'static str,
    pub(crate) all: &'static str,
    pub(crate) by_name: &'static str,
    pub(crate) ports: &'static str,
    pub(crate) blocked_now: &'static str,
    pub(crate) also_silent: &'static str,
    /// After the ports that are.
    pub(crate) not_confirmed: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) remark: &'static str,
    pub(crate) tested: &'static str,
    pub(crate) afterwards: &'static str,
}
