use serde_json::{Value, json};

use super::*;

fn sound() -> Value {
    json!({
        "version": 1,
        "page": "https://check.example/",
        "responders": [{
            "name": "lab",
            "addresses": [
                { "ip": "198.51.100.10", "name": "probe.camcheck.test" },
                { "ip": "198.51.100.11" }
            ],
            "tcp": { "443": 443, "3478": 3478, "5349": 5349, "8883": 8883 },
            "udp": "1025-65535"
        }],
        "domains": [{ "pattern": "*.latch.com", "hosts": ["www.latch.com/health"] }],
        "destinations": [{ "host": "broker.example", "port": 8883, "speak": "tls" }],
        "http": "http://probe.camcheck.test/healthz"
    })
}

#[test]
fn the_embedded_catalogue_is_sound_and_names_every_domain() {
    let catalogue = Catalogue::embedded().expect("the embedded catalogue");
    assert!(catalogue.responders.is_empty());
    assert!(catalogue.patterns_without_host().is_empty());
}

#[test]
fn a_sound_catalogue_is_read_whole() {
    let catalogue = Catalogue::parse(&sound().to_string()).expect("a sound catalogue");
    let [responder] = catalogue.responders.as_slice() else {
        panic!("one responder");
    };
    assert_eq!(responder.addresses.len(), 2);
    // The order of the article, whatever that of the file is.
    assert!(responder.tcp.keys().copied().eq(TcpPort::ALL));
    assert_eq!(responder.tcp.get(&TcpPort::P8883), Some(&8883));
    assert_eq!(
        catalogue.domains[0].hosts,
        [DomainHost {
            host: "www.latch.com".to_owned(),
            path: "/health".to_owned()
        }]
    );
    assert_eq!(catalogue.patterns_without_host().len(), 2);
}

#[test]
fn a_field_that_is_not_known_is_ignored() {
    // One that may come, and one that earlier catalogues have.
    for (field, value) in [("motd", json!("hello")), ("stun", json!(["a:3478"]))] {
        let mut json = sound();
        json[field] = value;
        assert!(Catalogue::parse(&json.to_string()).is_ok(), "{field}");
    }
}

#[test]
fn a_bad_entry_is_named_by_its_path() {
    let cases = [
        ("/version", json!(2), "version"),
        ("/page", json!("ftp://x"), "page"),
        (
            "/responders/0/addresses/1/ip",
            json!("nowhere"),
            "responders[0].addresses[1].ip",
        ),
        (
            "/responders/0/addresses/1/ip",
            json!("198.51.100.10"),
            "responders[0].addresses",
        ),
        (
            "/responders/0/addresses/0/name",
            json!("a b"),
            "responders[0].addresses[0].name",
        ),
        (
            "/responders/0/udp",
            json!("65535-1025"),
            "responders[0].udp",
        ),
        (
            "/responders/0/tcp/443",
            json!(8443),
            "responders[0].tcp.443",
        ),
        (
            "/domains/0/pattern",
            json!("*.example.com"),
            "domains[0].pattern",
        ),
        (
            "/domains/0/hosts/0",
            json!("www.example.com"),
            "domains[0].hosts[0]",
        ),
        ("/domains/0/hosts", json!([]), "domains[0].hosts"),
        ("/destinations/0/port", json!(80), "destinations[0].port"),
        (
            "/destinations/0/speak",
            json!("ftp"),
            "destinations[0].speak",
        ),
        ("/http", json!("https://x/"), "http"),
        ("/responders", json!({}), "responders"),
        ("/responders/0", json!("lab"), "responders[0]"),
        ("/responders/0/tcp/443", json!(-1), "responders[0].tcp.443"),
        (
            "/responders/0/tcp/443",
            json!(443.5),
            "responders[0].tcp.443",
        ),
        (
            "/responders/0/tcp",
            json!({ "80": 80 }),
            "responders[0].tcp.80",
        ),
        ("/destinations/0/port", json!(443.5), "destinations[0].port"),
        ("/destinations/0/host", json!(7), "destinations[0].host"),
    ];
    for (pointer, value, path) in cases {
        let mut json = sound();
        *json.pointer_mut(pointer).expect(pointer) = value;
        let error = Catalogue::parse(&json.to_string()).expect_err(pointer);
        assert_eq!(error.path, path, "{error}");
    }
}

#[test]
fn a_missing_entry_and_broken_json_are_named() {
    let mut json = sound();
    json["responders"][0]
        .as_object_mut()
        .expect("an object")
        .remove("name");
    let error = Catalogue::parse(&json.to_string()).expect_err("no name");
    assert_eq!(
        error.to_string(),
        "catalogue entry responders[0].name: is missing"
    );
    let error = Catalogue::parse("{").expect_err("broken");
    assert!(error.to_string().contains("is not JSON"), "{error}");
}

#[test]
fn an_error_says_what_would_be_right() {
    for (pointer, value, expected) in [
        (
            "/version",
            json!(2),
            "version: must be 1; a newer catalogue needs a newer camcheck",
        ),
        (
            "/responders/0/addresses/1/ip",
            json!("nowhere"),
            "responders[0].addresses[1].ip: must be an IPv4 or IPv6 address",
        ),
        (
            "/responders/0/addresses",
            json!([]),
            "responders[0].addresses: must have one or two addresses",
        ),
        (
            "/responders/0/tcp/443",
            json!(0),
            "responders[0].tcp.443: must be a port from 1 to 65535",
        ),
        (
            "/domains/0/hosts/0",
            json!("www.example.com"),
            "domains[0].hosts[0]: must be a host under *.latch.com",
        ),
        (
            "/destinations/0/port",
            json!(80),
            "destinations[0].port: must be one of 443, 3478, 5349, 8883",
        ),
        (
            "/destinations/0/host",
            json!("a_b-"),
            "destinations[0].host: must be a host name",
        ),
        (
            "/http",
            json!("https://x/"),
            "http: must be a plain http:// address",
        ),
    ] {
        let mut json = sound();
        *json.pointer_mut(pointer).expect(pointer) = value;
        let error = Catalogue::parse(&json.to_string()).expect_err(pointer);
        assert_eq!(error.to_string(), format!("catalogue entry {expected}"));
    }
}

#[test]
fn lists_and_options_may_be_null_or_missing() {
    let mut json = sound();
    for field in ["domains", "destinations", "http"] {
        json[field] = Value::Null;
    }
    for field in ["tcp", "udp", "demo", "scheme"] {
        json["responders"][0][field] = Value::Null;
    }
    json["responders"][0]["addresses"][0]["name"] = Value::Null;
    let read = Catalogue::parse(&json.to_string()).expect("a short catalogue");
    let short = json!({
        "version": 1,
        "page": "https://check.example/",
        "responders": [{
            "name": "lab",
            "addresses": [{ "ip": "198.51.100.10" }, { "ip": "198.51.100.11" }]
        }]
    });
    assert_eq!(Catalogue::parse(&short.to_string()), Ok(read));
}

#[test]
fn twice_the_same_responder_is_refused() {
    let mut json = sound();
    let twin = json["responders"][0].clone();
    json["responders"]
        .as_array_mut()
        .expect("a list")
        .push(twin);
    let error = Catalogue::parse(&json.to_string()).expect_err("a twin");
    assert_eq!(error.path, "responders[1]");
}

#[test]
fn only_a_demo_may_use_other_ports_and_plain_http() {
    let mut json = sound();
    json["responders"][0]["demo"] = json!(true);
    json["responders"][0]["scheme"] = json!("http");
    json["responders"][0]["tcp"]["443"] = json!(8443);
    let catalogue = Catalogue::parse(&json.to_string()).expect("a demo");
    assert!(catalogue.is_demo());
    json["responders"][0]["tcp"]["443"] = json!(443);
    json["responders"][0]["demo"] = json!(false);
    let error = Catalogue::parse(&json.to_string()).expect_err("plain http");
    assert_eq!(error.path, "responders[0].scheme");
}
