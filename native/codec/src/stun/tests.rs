use std::net::{IpAddr, SocketAddr};

use camcheck_core::wire::token::RunToken;
use proptest::prelude::*;
use stun_types::message::{LongTermKeyCredentials, MessageIntegrityCredentials};

use super::message::read;
use super::*;
use crate::nonce::Nonce;

/// The password of RFC 5769 sections 2.1 to 2.3.
const PASSWORD: &str = "VOkJxbRl1RmTxUk/WvJxBt";
const TRANSACTION: [u8; 12] = [
    0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae,
];

/// RFC 5769 section 2.1.
const SAMPLE_REQUEST: &str = "00010058 2112a442 b7e7a701 bc34d686 fa87dfae
    80220010 5354554e 20746573 7420636c 69656e74 00240004 6e0001ff
    80290008 932ff9b1 51263b36 00060009 6576746a 3a683676 59202020
    00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2 80280004 e57a3bcf";

/// RFC 5769 section 2.2.
const SAMPLE_IPV4_RESPONSE: &str = "0101003c 2112a442 b7e7a701 bc34d686 fa87dfae
    8022000b 74657374 20766563 746f7220 00200008 0001a147 e112a643
    00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7 80280004 c07d4c96";

/// RFC 5769 section 2.3.
const SAMPLE_IPV6_RESPONSE: &str = "01010048 2112a442 b7e7a701 bc34d686 fa87dfae
    8022000b 74657374 20766563 746f7220
    00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9
    00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41 80280004 c8fb0b4c";

/// RFC 5769 section 2.4.
const SAMPLE_LONG_TERM_REQUEST: &str = "00010060 2112a442 78ad3433 c6ad72c0 29da412e
    00060012 e3839ee3 8388e383 aae38383 e382afe3 82b90000
    0015001c 662f2f34 39396b39 35346436 4f4c3334 6f4c3946 53547679 36347341
    0014000b 6578616d 706c652e 6f726700
    00080014 f6702465 6dd64a3e 02b8e071 2e85c9a2 8ca89666";

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).expect("two digits"))
        .collect()
}

#[test]
fn rfc5769_request() {
    let bytes = bytes(SAMPLE_REQUEST);
    let request = Request::parse(&bytes).expect("a request");
    assert_eq!(request.transaction, TRANSACTION.into());
    assert_eq!(request.username.as_deref(), Some("evtj:h6vY"));
    assert_eq!(request.priority, Some(0x6e00_01ff));
    assert_eq!(request.role, Some(Role::Controlled(0x932f_f9b1_5126_3b36)));
    assert!(request.unknown.is_empty());
    assert!(request.verify(&Key::short_term(PASSWORD)));
    assert!(!request.verify(&Key::short_term("another")));
}

#[test]
fn rfc5769_responses() {
    for (hex, mapped) in [
        (SAMPLE_IPV4_RESPONSE, "192.0.2.1:32853"),
        (
            SAMPLE_IPV6_RESPONSE,
            "[2001:db8:1234:5678:11:2233:4455:6677]:32853",
        ),
    ] {
        let bytes = bytes(hex);
        let response = parse_response(&bytes).expect("a response");
        assert_eq!(response.transaction, TRANSACTION.into());
        assert_eq!(response.error, None);
        assert_eq!(response.mapped, Some(mapped.parse().expect("an address")));
        assert_eq!(response.software.as_deref(), Some("test vector"));
        let key = Key::short_term(PASSWORD);
        let message = read(&bytes).expect("a message");
        assert!(message.validate_integrity_with_key(&key.0).is_ok());
    }
}

#[test]
fn rfc5769_long_term_request() {
    let bytes = bytes(SAMPLE_LONG_TERM_REQUEST);
    let request = Request::parse(&bytes).expect("a request");
    assert_eq!(request.username.as_deref(), Some("マトリックス"));
    assert!(request.unknown.is_empty());
    let credentials: MessageIntegrityCredentials = LongTermKeyCredentials::new(
        "マトリックス".to_owned(),
        "TheMatrIX".to_owned(),
        "example.org".to_owned(),
    )
    .into();
    let message = read(&bytes).expect("a message");
    assert!(message.validate_integrity(&credentials).is_ok());
}

#[test]
fn a_wrong_fingerprint_is_refused() {
    let mut bytes = bytes(SAMPLE_IPV4_RESPONSE);
    bytes[30] ^= 1;
    assert_eq!(parse_response(&bytes), Err(ParseError::Fingerprint));
}

#[test]
fn trailing_and_missing_bytes_are_refused() {
    let whole = bytes(SAMPLE_REQUEST);
    let mut longer = whole.clone();
    longer.push(0);
    for bytes in [&whole[..whole.len() - 1], &longer, &whole[..19], &[]] {
        assert_eq!(Request::parse(bytes).err(), Some(ParseError::NotStun));
    }
}

#[test]
fn padding_and_response_port_are_unknown() {
    let mut bytes = BindingRequest {
        transaction: TRANSACTION.into(),
        change: None,
        token: None,
        asks_nonce: false,
    }
    .encode();
    bytes.extend_from_slice(&[0x00, 0x26, 0, 4, 1, 2, 3, 4, 0x00, 0x27, 0, 4, 1, 1, 0, 0]);
    bytes[3] = 16;
    let request = Request::parse(&bytes).expect("a request");
    assert_eq!(request.unknown, [0x0026, 0x0027]);
}

#[test]
fn an_answer_with_a_nonce_is_no_longer_than_the_request() {
    for token in ["abcdefghij012345", "abcdefghij0123456789"] {
        let request = BindingRequest {
            transaction: TRANSACTION.into(),
            change: None,
            token: Some(token.parse().expect("a token")),
            asks_nonce: true,
        };
        let address: SocketAddr = ([0; 8], 1).into();
        let response = Response {
            response_origin: Some(address),
            other_address: Some(address),
            nonce: Some(Nonce([1; 16])),
            ..Response::success(TRANSACTION.into(), address)
        };
        assert!(response.encode(None).len() <= request.encode().len());
    }
}

#[test]
fn requests_and_responses_are_told_apart() {
    let request = bytes(SAMPLE_REQUEST);
    let response = bytes(SAMPLE_IPV4_RESPONSE);
    assert_eq!(parse_response(&request), Err(ParseError::WrongClass));
    assert_eq!(
        Request::parse(&response).err(),
        Some(ParseError::WrongClass)
    );
}

#[test]
fn framing_is_seen_from_the_first_bytes() {
    let message = bytes(SAMPLE_REQUEST);
    for framing in [Framing::Rfc4571, Framing::Rfc8489] {
        let stream = framing.wrap(&message);
        assert_eq!(Framing::detect(&stream), Ok(Some(framing)));
        for seen in 0..8 {
            assert_eq!(Framing::detect(&stream[..seen]), Ok(None), "{seen} bytes");
        }
    }
    for other in [
        b"GET / HTTP/1.1\r\n".as_slice(),
        &[0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3],
    ] {
        assert_eq!(Framing::detect(other), Err(FrameError::NotStun));
    }
}

#[test]
fn a_frame_that_is_too_long_is_refused_at_once() {
    let mut reader = FrameReader::new(Framing::Rfc4571);
    reader.push(&[0xff, 0xff]);
    assert_eq!(reader.next_message(), Err(FrameError::TooLong));
}

fn any_transaction() -> impl Strategy<Value = Transaction> {
    any::<[u8; 12]>().prop_map(Transaction::from)
}

fn any_address() -> impl Strategy<Value = SocketAddr> {
    (any::<IpAddr>(), any::<u16>()).prop_map(|(ip, port)| SocketAddr::new(ip, port))
}

fn any_token() -> impl Strategy<Value = RunToken> {
    "[A-Za-z0-9]{16,20}".prop_map(|text| text.parse().expect("a token"))
}

prop_compose! {
    fn any_response()(
        transaction in any_transaction(),
        error in proptest::option::of((300..700_u16).prop_filter_map("a code", ErrorCode::new)),
        mapped in proptest::option::of(any_address()),
        response_origin in proptest::option::of(any_address()),
        other_address in proptest::option::of(any_address()),
        nonce in proptest::option::of(any::<[u8; 16]>()),
        software in proptest::option::of("[ -~]{0,40}"),
        unknown in proptest::collection::vec(any::<u16>(), 0..5),
    ) -> Response {
        let nonce = nonce.map(Nonce);
        Response { transaction, error, mapped, response_origin, other_address, nonce, software, unknown }
    }
}

proptest! {
    #[test]
    fn no_bytes_cause_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Request::parse(&bytes);
        let _ = parse_response(&bytes);
        let _ = Framing::detect(&bytes);
    }

    /// Random bytes rarely get past the header, so these do.
    #[test]
    fn no_attributes_cause_a_panic(
        kind in prop::sample::select(vec![[0, 1], [1, 1], [1, 0x11]]),
        numbers in proptest::collection::vec((prop::sample::select(vec![
            1_u16, 3, 6, 8, 9, 10, 0x1c, 0x20, 0x24, 0x25, 0x8022, 0x8028, 0x8029, 0x802b, 0xc0cc,
        ]), proptest::collection::vec(any::<u8>(), 0..40)), 0..8),
    ) {
        let mut body = Vec::new();
        for (number, value) in numbers {
            body.extend_from_slice(&number.to_be_bytes());
            body.extend_from_slice(&u16::try_from(value.len()).expect("short").to_be_bytes());
            body.extend_from_slice(&value);
            body.resize(body.len().next_multiple_of(4), 0);
        }
        let mut bytes = kind.to_vec();
        bytes.extend_from_slice(&u16::try_from(body.len()).expect("short").to_be_bytes());
        bytes.extend_from_slice(&[0x21, 0x12, 0xa4, 0x42]);
        bytes.extend_from_slice(&TRANSACTION);
        bytes.extend_from_slice(&body);
        if let Ok(request) = Request::parse(&bytes) {
            let _ = request.verify(&Key::short_term(PASSWORD));
        }
        let _ = parse_response(&bytes);
    }

    #[test]
    fn responses_survive_the_wire(response in any_response(), keyed in any::<bool>()) {
        let key = keyed.then(|| Key::short_term(PASSWORD));
        prop_assert_eq!(parse_response(&response.encode(key.as_ref())), Ok(response));
    }

    #[test]
    fn requests_survive_the_wire(
        transaction in any_transaction(),
        change in proptest::option::of((any::<bool>(), any::<bool>())),
        token in proptest::option::of(any_token()),
        asks_nonce in any::<bool>(),
    ) {
        let change = change.map(|(address, port)| Change { address, port });
        let bytes = BindingRequest { transaction, change, token: token.clone(), asks_nonce }.encode();
        let request = Request::parse(&bytes).expect("own request");
        prop_assert_eq!(request.transaction, transaction);
        prop_assert_eq!(request.change, change);
        prop_assert_eq!(&request.token, &token);
        prop_assert_eq!(request.asks_nonce, asks_nonce);
        prop_assert_eq!(request.username.as_deref(), None);
    }

    #[test]
    fn checks_survive_the_wire(
        transaction in any_transaction(),
        username in "[A-Za-z0-9+/]{4,200}:[A-Za-z0-9+/]{4,256}",
        priority in any::<u32>(),
        tie_breaker in any::<u64>(),
        controlled in any::<bool>(),
        use_candidate in any::<bool>(),
    ) {
        let role = if controlled { Role::Controlled(tie_breaker) } else { Role::Controlling(tie_breaker) };
        let check = IceCheck { transaction, username, priority, role, use_candidate };
        let bytes = check.encode(&Key::short_term(PASSWORD));
        let request = Request::parse(&bytes).expect("own check");
        prop_assert!(request.verify(&Key::short_term(PASSWORD)));
        prop_assert_eq!(request.username.as_deref(), Some(check.username.as_str()));
        prop_assert_eq!(request.priority, Some(priority));
        prop_assert_eq!(request.role, Some(role));
        prop_assert_eq!(request.use_candidate, use_candidate);
    }

    #[test]
    fn streams_are_cut_whatever_the_pieces(
        framed in any::<bool>(),
        responses in proptest::collection::vec(any_response(), 1..4),
        piece in 1..50_usize,
    ) {
        let framing = if framed { Framing::Rfc4571 } else { Framing::Rfc8489 };
        let messages: Vec<_> = responses.iter().map(|response| response.encode(None)).collect();
        let stream: Vec<u8> = messages.iter().flat_map(|message| framing.wrap(message)).collect();
        let mut reader = FrameReader::new(framing);
        let mut cut = Vec::new();
        for bytes in stream.chunks(piece) {
            reader.push(bytes);
            while let Some(message) = reader.next_message().expect("well framed") {
                cut.push(message);
            }
        }
        prop_assert_eq!(cut, messages);
    }
}
