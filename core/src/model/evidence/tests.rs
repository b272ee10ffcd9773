use super::*;
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::support::json;

fn read(json: &str) -> Evidence {
    json::read(json).expect("evidence")
}

#[test]
fn it_is_written_as_names_and_read_back() {
    let failure = TcpFailure {
        layer: Layer::Tls,
        cause: Cause::UntrustedIssuer,
    };
    let evidence = Evidence::new(Test::Https, "probe.example:443", Err(failure))
        .with(Detail::Tries, 2)
        .with(Detail::Issuer, "Acme");
    let json = r#"{"test":"https","target":"probe.example:443","result":"tls: untrusted-issuer","details":{"issuer":"Acme","tries":"2"}}"#;
    assert_eq!(serde_json::to_string(&evidence).expect("JSON"), json);
    assert_eq!(read(json), evidence);
    assert_eq!(evidence.number(Detail::Tries), Some(2_u8));
    assert_eq!(evidence.detail(Detail::Issuer), Some("Acme"));
    assert_eq!(evidence.number::<u8>(Detail::Issuer), None);
    assert_eq!(evidence.word(Detail::Vantage), None);
}

#[test]
fn names_that_are_not_known_are_kept() {
    for json in [
        r#"{"test":"new","target":"there","result":"new","details":{"answered":"1","new":"2"}}"#,
        r#"{"test":"https","target":"own-device","result":"tls: new"}"#,
        r#"{"test":"https","target":"x","result":"new: timeout"}"#,
        r#"{"test":"HTTPS","target":"","result":""}"#,
    ] {
        let written = serde_json::to_string(&read(json)).expect("JSON");
        assert_eq!(written, json);
    }
}

#[test]
fn every_name_is_read_as_itself() {
    assert!(Test::ALL.iter().all(|it| it.as_str().parse() == Ok(*it)));
    assert!(Target::ALL.iter().all(|it| it.as_str().parse() == Ok(*it)));
    assert!(Seen::ALL.iter().all(|it| it.as_str().parse() == Ok(*it)));
    assert!(Detail::ALL.iter().all(|it| it.as_str().parse() == Ok(*it)));
    assert!(Word::ALL.iter().all(|it| it.as_str().parse() == Ok(*it)));
}
