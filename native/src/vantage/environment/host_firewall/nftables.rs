//! The firewall of Linux, by the rules of nftables.

use std::process::{Command, Stdio};

/// Whether it drops them. Only root may read the rules; nothing is known without them.
pub(crate) fn drops_unsolicited() -> Option<bool> {
    let listing = Command::new("nft")
        .args(["-t", "list", "ruleset"])
        .stdin(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    Some(input_drops(&String::from_utf8_lossy(&listing.stdout)))
}

/// A chain at the input hook that drops or rejects by its policy, or by a rule about everything, all new
/// flows or all UDP. Rules about single ports or invalid packets say nothing about an answer from another
/// address.
fn input_drops(ruleset: &str) -> bool {
    ruleset.split("chain ").any(|chain| {
        let chain = chain.split_once('}').map_or(chain, |(chain, _)| chain);
        chain.contains("hook input")
            && (chain.contains("policy drop") || chain.lines().any(rule_drops_unsolicited))
    })
}

fn rule_drops_unsolicited(rule: &str) -> bool {
    const WHOM: [&str; 3] = ["", "meta l4proto udp", "ct state new"];
    let words: Vec<&str> = rule.split_whitespace().collect();
    let verdict = words
        .iter()
        .position(|word| matches!(*word, "drop" | "reject"));
    let Some(matches) = verdict.and_then(|verdict| words.get(..verdict)) else {
        return false;
    };
    let counted = matches.iter().position(|word| *word == "counter");
    let matches = matches.get(..counted.unwrap_or(matches.len()));
    matches.is_some_and(|matches| WHOM.contains(&matches.join(" ").as_str()))
}

#[cfg(test)]
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
        for rule in [
            "drop",
            "counter packets 7 bytes 9 reject",
            "ct state new drop",
        ] {
            let chain = chain("input", &format!("policy accept;\n\t\t{rule}"));
            assert!(input_drops(&chain), "{rule}");
        }
        for rule in ["ct state invalid drop", "tcp dport 22 drop", "accept"] {
            let chain = chain("input", &format!("policy accept;\n\t\t{rule}"));
            assert!(!input_drops(&chain), "{rule}");
        }
        assert!(!input_drops(&chain("input", "policy accept;")));
        assert!(!input_drops(&chain("forward", "policy drop;")));
        assert!(!input_drops(""));
    }
}
