//! Whether the device's own firewall drops packets that nobody on it asked for. It would make the
//! site's filtering look narrower than it is.

/// Windows' firewall is on unless somebody turned it off, and drops unsolicited UDP.
#[cfg(windows)]
pub(super) fn drops_unsolicited() -> Option<bool> {
    Some(true)
}

/// Only root may read the ruleset.
#[cfg(target_os = "linux")]
pub(super) fn drops_unsolicited() -> Option<bool> {
    let listing = std::process::Command::new("nft")
        .args(["-t", "list", "ruleset"])
        .stdin(std::process::Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    Some(input_drops(&String::from_utf8_lossy(&listing.stdout)))
}

#[cfg(not(any(windows, target_os = "linux")))]
pub(super) fn drops_unsolicited() -> Option<bool> {
    None
}

/// A chain at the input hook that drops or rejects by policy or by a rule.
#[cfg(target_os = "linux")]
fn input_drops(ruleset: &str) -> bool {
    ruleset.split("chain ").any(|chain| {
        let chain = chain.split_once('}').map_or(chain, |(chain, _)| chain);
        let verdicts = ["policy drop", " drop", "\tdrop", "reject"];
        chain.contains("hook input") && verdicts.iter().any(|verdict| chain.contains(verdict))
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_an_input_chain_that_drops_counts() {
        let chain = |hook: &str, rules: &str| {
            format!(
                "table inet f {{\n\tchain c {{\n\t\ttype filter hook {hook} priority 0; {rules}\n\t}}\n}}\n"
            )
        };
        assert!(input_drops(&chain("input", "policy drop;")));
        assert!(input_drops(&chain(
            "input",
            "policy accept;\n\t\tmeta l4proto udp drop"
        )));
        assert!(!input_drops(&chain("input", "policy accept;")));
        assert!(!input_drops(&chain("forward", "policy drop;")));
        assert!(!input_drops(""));
    }
}
