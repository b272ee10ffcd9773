//! The lab's NATs, classified by coturn's client: against coturn, and against our far end, whose
//! RFC 5780 must give the same.

use std::process::Command;

use camcheck_lab::{FAR_END, FarEnd, Lab, NamedSite, SiteLab};
use libtest_mimic::Failed;

use super::programs::programs;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// Asked for when a test runs: a list of the tests needs no programs.
type FarEndOf = fn() -> Result<FarEnd, Failed>;

/// Site, mapping and filtering in the words of `turnutils_natdiscovery`, which does not compare
/// addresses and so calls a missing NAT endpoint-independent.
const SITES: [(&str, &str, &str); 7] = [
    ("full-cone", "Endpoint Independent", "Endpoint Independent"),
    (
        "address-restricted",
        "Endpoint Independent",
        "Address Dependent",
    ),
    (
        "port-restricted",
        "Endpoint Independent",
        "Address and Port Dependent",
    ),
    (
        "address-dependent-mapping",
        "Address Dependent",
        "Address and Port Dependent",
    ),
    (
        "symmetric",
        "Address and Port Dependent",
        "Address and Port Dependent",
    ),
    (
        "no-nat",
        "Endpoint Independent",
        "Address and Port Dependent",
    ),
    (
        "no-nat-open",
        "Endpoint Independent",
        "Endpoint Independent",
    ),
];

/// In its third mapping test the client goes by the OTHER-ADDRESS of the second answer, which
/// RFC 5780 section 7.4 makes the primary address again; coturn names the alternate one there. So
/// here only coturn can be judged by its own client; the site's own test judges our far end.
const FOOLED: &str = "address-dependent-mapping";

pub(super) fn tests() -> Vec<(String, Test)> {
    let far_ends: [(&str, FarEndOf); 2] = [
        ("coturn", || Ok(FarEnd::Coturn)),
        ("camcheck", || Ok(FarEnd::responder(programs()?.responder))),
    ];
    let mut tests: Vec<(String, Test)> = Vec::new();
    for (site, mapping, filtering) in SITES {
        for (name, far_end) in far_ends {
            if (site, name) == (FOOLED, "camcheck") {
                continue;
            }
            let test: Test = Box::new(move |lab| {
                let site = NamedSite::find(site)?.site;
                let built = SiteLab::build(lab, &site, &far_end()?)?;
                expect(&built, "-m", &format!("NAT with {mapping} Mapping!"))?;
                expect(&built, "-f", &format!("NAT with {filtering} Filtering!"))
            });
            tests.push((format!("discovery::{site}::{name}"), test));
        }
    }
    tests
}

/// Mapping and filtering are asked by two processes, on separate sockets.
fn expect(site: &SiteLab, what: &str, sentence: &str) -> Result<(), Failed> {
    let mut client = Command::new("turnutils_natdiscovery");
    let output = site
        .run_in_device(client.args([what, &FAR_END.to_string()]))
        .map_err(|error| format!("turnutils_natdiscovery (Debian package coturn): {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    if text.contains(sentence) {
        Ok(())
    } else {
        Err(format!("expected \"{sentence}\" in\n{text}").into())
    }
}
