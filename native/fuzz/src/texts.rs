//! Texts: what web servers and far ends answer, catalogues, reports and links to them, orders in a ufrag.

use camcheck_core::catalogue::Catalogue;
use camcheck_core::downloads::{Downloads, newer_version};
use camcheck_core::share::link;
use camcheck_core::wire::http::{HealthCheck, Hello, LoadReceived, Receipts, RunCreated};
use camcheck_core::wire::orders::Orders;
use serde_json::{from_slice, to_value};

use crate::Target;

pub(crate) const DOCUMENTS: Target = Target {
    name: "documents",
    read: |input| {
        let _ = from_slice::<Hello>(input);
        let _ = from_slice::<RunCreated>(input);
        let _ = from_slice::<LoadReceived>(input);
        let _ = from_slice::<HealthCheck>(input);
        if let Ok(receipts) = from_slice::<Receipts>(input) {
            to_value(receipts).expect("what was read can be written");
        }
        let Ok(text) = std::str::from_utf8(input) else {
            return;
        };
        let _ = Catalogue::parse(text);
        let _ = Downloads::parse(text);
        let _ = newer_version(text, "0.1.0");
        if let Ok(orders) = text.parse::<Orders>() {
            assert_eq!(orders.to_string().parse(), Ok(orders));
        }
    },
    seeds: documents,
};

pub(crate) const LINKS: Target = Target {
    name: "reports",
    read: |input| {
        let Ok(text) = std::str::from_utf8(input) else {
            return;
        };
        let _ = link::read(text);
        if let Ok(report) = link::accept(text) {
            let link = link::full("https://check.example/", &report).expect("a link");
            assert_eq!(link::read(&link), Ok(report));
        }
    },
    seeds: reports,
};

/// Reports of earlier versions, which have to stay readable.
const REPORTS: [&[u8]; 2] = [
    include_bytes!("../../../core/tests/golden/kept.native.report.json"),
    include_bytes!("../../../core/tests/golden/kept.page.report.json"),
];

fn reports() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for text in REPORTS {
        let text = std::str::from_utf8(text).expect("a text");
        let report = link::accept(text).expect("a report");
        seeds.push(text.as_bytes().to_vec());
        let link = link::full("https://check.example/", &report);
        seeds.push(link.expect("a link").into_bytes());
    }
    seeds
}

fn documents() -> Vec<Vec<u8>> {
    let texts = [
        r#"{"version":1,"page":"https://check.example/","responders":[{"name":"a","addresses":[{"ip":"198.51.100.10","name":"a.example"}],"tcp":{"443":443},"udp":"3478,4000-4063"}],"domains":[{"pattern":"*.latch.com","hosts":["support.latch.com/a"]}],"destinations":[{"host":"b.example","port":8883,"speak":"tls"}],"http":"http://a.example/"}"#,
        r#"{"version":"0.1.0","files":[{"os":"linux","arch":"x86_64","file":"camcheck-0.1.0-linux-x86_64","size":7,"sha256":"ab"}]}"#,
        r#"{"token":"ABCDEFGHIJKLMNOP","expires_s":120}"#,
        r#"{"udp":[{"server":"198.51.100.10","ports":"3478,4000-4063"}],"own_checks":[],"dtls":[],"feeds":[],"sip":[]}"#,
        "CC1xpib+ABCDEFGHIJKLMNOP/q/3+AbCdEfGhIjKlMnOpQrSt",
    ];
    texts.map(|text| text.as_bytes().to_vec()).to_vec()
}
