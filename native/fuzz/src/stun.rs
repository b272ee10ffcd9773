//! STUN (RFC 8489): requests as the far end reads them, responses as the program does, and both on streams.

use camcheck_codec::stun::{
    BindingRequest, Change, ErrorCode, FrameReader, Framing, IceCheck, Key, Request, Response,
    Role, Transaction, parse_response,
};

use crate::Target;

const PASSWORD: &str = "q/3+AbCdEfGhIjKlMnOpQrSt";
const TRANSACTION: [u8; 12] = *b"transaction!";

pub(crate) const REQUEST: Target = Target {
    name: "stun-request",
    read: |input| {
        if let Ok(request) = Request::parse(input) {
            let _ = request.verify(&Key::short_term(PASSWORD));
        }
    },
    seeds: requests,
};

pub(crate) const RESPONSE: Target = Target {
    name: "stun-response",
    read: |input| {
        if let Ok(response) = parse_response(input) {
            let written = response.encode(None);
            let again = parse_response(&written).expect("what was read can be written");
            assert_eq!(again.transaction, response.transaction);
        }
    },
    seeds: responses,
};

pub(crate) const STREAM: Target = Target {
    name: "stun-stream",
    read: |input| {
        let Ok(Some(framing)) = Framing::detect(input) else {
            return;
        };
        let mut reader = FrameReader::new(framing);
        for part in input.chunks(7) {
            reader.push(part);
            while let Ok(Some(message)) = reader.next_message() {
                let _ = Request::parse(&message);
            }
        }
    },
    seeds: || {
        let streams = [Framing::Rfc8489, Framing::Rfc4571].into_iter();
        let of = |framing: Framing| {
            let messages = requests().into_iter();
            messages
                .flat_map(|message| framing.wrap(&message))
                .collect()
        };
        streams.map(of).collect()
    },
};

pub(crate) fn requests() -> Vec<Vec<u8>> {
    let transaction = Transaction::from(TRANSACTION);
    let plain = BindingRequest {
        transaction,
        change: Some(Change {
            address: true,
            port: true,
        }),
        token: "ABCDEFGHIJKLMNOP".parse().ok(),
        asks_nonce: true,
    };
    let check = IceCheck {
        transaction,
        username: format!("CCxpib+ABCDEFGHIJKLMNOP/{PASSWORD}:bRow"),
        priority: 1_853_824_767,
        role: Role::Controlling(7),
        use_candidate: true,
    };
    vec![plain.encode(), check.encode(&Key::short_term(PASSWORD))]
}

fn responses() -> Vec<Vec<u8>> {
    let transaction = Transaction::from(TRANSACTION);
    let mapped = "203.0.113.7:40000".parse().expect("an address");
    let success = Response::success(transaction, mapped);
    let refusal = Response::error(transaction, ErrorCode::new(420).expect("a code"));
    vec![
        success.encode(None),
        success.encode(Some(&Key::short_term(PASSWORD))),
        refusal.encode(None),
    ]
}
