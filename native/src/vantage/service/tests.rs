use std::net::Ipv4Addr;

use camcheck_codec::stun::{Request, Response};
use camcheck_core::probe::HttpEndpoint;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::super::testing::{Authority, BRIEF, PATIENT, closed_tcp_port, tcp_server, tls_server};
use super::*;

const NAME: &str = "probe.camcheck.test";
const RESPONDER: &str = "lab";

/// What a far end says to `/v1/hello`; `{nonce}` is replaced.
const HELLO: &str = r#"{"nonce":"{nonce}","address":"203.0.113.7","port":40000,
    "responder":"lab","server_address":"127.0.0.1","server_version":"0.1.0"}"#;

fn probe(address: SocketAddr, service: TcpService) -> TcpProbe {
    TcpProbe {
        target: TcpTarget {
            ip: Some(address.ip()),
            host: Some(NAME.to_owned()),
            port: address.port(),
        },
        service,
        attempt: 0,
    }
}

fn hello(scheme: Scheme) -> TcpService {
    TcpService::Hello {
        responder: RESPONDER.to_owned(),
        scheme,
    }
}

async fn run(trust: &Trust, probe: &TcpProbe) -> TcpOutcome {
    run_with(&Resolver::of_system(&Outlet::default()), trust, probe).await
}

async fn run_with(resolver: &Resolver, trust: &Trust, probe: &TcpProbe) -> TcpOutcome {
    let services = Services {
        outlet: &Outlet::default(),
        resolver,
        trust,
        names: Instant::now() + PATIENT.names,
        deadline: Instant::now() + PATIENT.deadline,
    };
    services.tcp(probe).await
}

/// Reads a request, and answers it with the body in which the nonce is filled in.
async fn serve_http<S>(mut stream: S, status: &str, body: &str)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => request.push(byte),
            Err(_) => return,
        }
    }
    let request = String::from_utf8(request).unwrap();
    let nonce = request.split(['=', ' ']).nth(2).unwrap_or_default();
    let body = body.replace("{nonce}", nonce);
    let length = body.len();
    let reply = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}");
    let _ = stream.write_all(reply.as_bytes()).await;
    let _ = stream.read_to_end(&mut Vec::new()).await;
}

async fn hello_outcome(status: &'static str, body: &'static str) -> TcpOutcome {
    let authority = Authority::new("Test Root");
    let address = tls_server(authority.issue(NAME), move |stream| {
        serve_http(stream, status, body)
    })
    .await;
    run(&authority.trust(), &probe(address, hello(Scheme::Https))).await
}

#[tokio::test]
async fn a_hello_over_tls_tells_from_where_we_are_seen() {
    let outcome = hello_outcome("200 OK", HELLO).await;
    assert_eq!(outcome.result, Ok(()));
    assert_eq!(outcome.seen_from, Some(([203, 0, 113, 7], 40_000).into()));
    assert_eq!(outcome.certificate.unwrap().issuer, "CN=Test Root");
}

#[tokio::test]
async fn a_hello_in_a_demo_needs_no_tls() {
    let address = tcp_server(|stream| serve_http(stream, "200 OK", HELLO)).await;
    let trust = Trust::mozilla_and(&[]).unwrap();
    let outcome = run(&trust, &probe(address, hello(Scheme::Http))).await;
    assert_eq!(outcome.result, Ok(()));
    assert_eq!(outcome.certificate, None);
}

#[tokio::test]
async fn wrong_hellos_have_their_causes() {
    let wrong_nonce = r#"{"nonce":"stale","address":"203.0.113.7","port":1,
        "responder":"lab","server_address":"127.0.0.1","server_version":"0.1.0"}"#;
    for (status, body, cause) in [
        ("200 OK", wrong_nonce, Cause::WrongResponder),
        ("200 OK", "<html>Please log in</html>", Cause::BadReply),
        ("302 Found", "", Cause::BadReply),
        ("429 Too Many Requests", "", Cause::RateLimited),
    ] {
        let outcome = hello_outcome(status, body).await;
        assert_eq!(outcome.result, Err(failure(Layer::Service, cause)));
    }
}

#[tokio::test]
async fn each_layer_that_fails_is_named() {
    let authority = Authority::new("Test Root");
    let (_closed, closed) = closed_tcp_port();
    let other_root = tls_server(Authority::new("Other").issue(NAME), |_| async {}).await;
    let hangs_up = tls_server(authority.issue(NAME), |_| async {}).await;
    for (address, layer, cause) in [
        (closed, Layer::Connect, Cause::Refused),
        (other_root, Layer::Tls, Cause::UntrustedIssuer),
        (hangs_up, Layer::Service, Cause::Reset),
    ] {
        let outcome = run(&authority.trust(), &probe(address, hello(Scheme::Https))).await;
        assert_eq!(outcome.result, Err(failure(layer, cause)));
    }
}

#[tokio::test]
async fn the_deadline_holds_in_the_service_too() {
    let authority = Authority::new("Test Root");
    let address = tls_server(authority.issue(NAME), |mut stream| async move {
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    let services = Services {
        outlet: &Outlet::default(),
        resolver: &Resolver::of_system(&Outlet::default()),
        trust: &authority.trust(),
        names: Instant::now() + BRIEF.names,
        deadline: Instant::now() + BRIEF.deadline,
    };
    let outcome = services.tcp(&probe(address, TcpService::Mqtt)).await;
    assert_eq!(outcome.result, Err(failure(Layer::Service, Cause::Timeout)));
}

async fn serve_stun<S>(mut stream: S)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut request = [0; 20];
    if stream.read_exact(&mut request).await.is_ok() {
        let id = Request::parse(&request).unwrap().transaction;
        let mapped = ([203, 0, 113, 7], 40_000).into();
        let answer = Response::success(id, mapped).encode(None);
        let _ = stream.write_all(&answer).await;
    }
    let _ = stream.read_to_end(&mut Vec::new()).await;
}

#[tokio::test]
async fn stun_is_spoken_over_tcp_and_over_tls() {
    let authority = Authority::new("Test Root");
    let plain = tcp_server(serve_stun).await;
    let secure = tls_server(authority.issue(NAME), serve_stun).await;
    for (address, service) in [
        (plain, TcpService::StunOverTcp),
        (secure, TcpService::StunOverTls),
    ] {
        let outcome = run(&authority.trust(), &probe(address, service)).await;
        assert_eq!(outcome.result, Ok(()));
        assert_eq!(outcome.seen_from, Some(([203, 0, 113, 7], 40_000).into()));
    }
}

#[tokio::test]
async fn https_is_answered_by_any_status_of_a_server_that_is_believed() {
    let authority = Authority::new("Test Root");
    for status in ["200 OK", "301 Elsewhere", "403 Forbidden", "503 Later"] {
        let address = tls_server(authority.issue(NAME), move |stream| {
            serve_http(stream, status, "whatever")
        })
        .await;
        let probe = probe(address, TcpService::Https);
        let outcome = run(&authority.trust(), &probe).await;
        assert_eq!(outcome.result, Ok(()), "{status}");
        let distrusting = run(&Trust::mozilla_and(&[]).unwrap(), &probe).await;
        let expected = failure(Layer::Tls, Cause::UntrustedIssuer);
        assert_eq!(distrusting.result, Err(expected));
    }
}

#[tokio::test]
async fn https_is_not_answered_by_a_handshake_alone() {
    let authority = Authority::new("Test Root");
    let hangs_up = tls_server(authority.issue(NAME), |_| async {}).await;
    let is_no_http = tls_server(authority.issue(NAME), |mut stream| async move {
        let _ = stream.write_all(b"220 mail.example ESMTP\r\n\r\n").await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    for (address, cause) in [(hangs_up, Cause::Reset), (is_no_http, Cause::BadReply)] {
        let outcome = run(&authority.trust(), &probe(address, TcpService::Https)).await;
        assert_eq!(outcome.result, Err(failure(Layer::Service, cause)));
    }
}

#[tokio::test]
async fn mqtt_is_spoken_over_tls() {
    let authority = Authority::new("Test Root");
    let address = tls_server(authority.issue(NAME), |mut stream| async move {
        let _ = stream.write_all(&[0x20, 2, 0, 0]).await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    let outcome = run(&authority.trust(), &probe(address, TcpService::Mqtt)).await;
    assert_eq!(outcome.result, Ok(()));
}

#[tokio::test]
async fn a_broker_that_wants_a_certificate_has_shaken_hands() {
    let authority = Authority::new("Test Root");
    let address = authority.broker(NAME).await;
    let outcome = run(&authority.trust(), &probe(address, TcpService::Tls)).await;
    assert_eq!(outcome.result, Ok(()));
}

#[tokio::test]
async fn ice_over_tcp_is_left_to_the_page() {
    let address = (Ipv4Addr::LOCALHOST, 9).into();
    let trust = Trust::mozilla_and(&[]).unwrap();
    let outcome = run(&trust, &probe(address, TcpService::IceTcp)).await;
    assert_eq!(outcome.result, Err(not_possible_here()));
}

/// A site whose name is asked of a resolver that answers with this address.
async fn site(authority: &Authority, root: &Authority, answer: Ipv4Addr) -> TcpOutcome {
    let site = tls_server(authority.issue(NAME), |_| async {}).await;
    let resolver = Resolver::at(&[dns::tests::resolver(0, vec![answer]).await]);
    let mut probe = probe(
        site,
        TcpService::Site {
            path: "/".to_owned(),
        },
    );
    probe.target.ip = None;
    run_with(&resolver, &root.trust(), &probe).await
}

#[tokio::test]
async fn a_private_answer_is_a_sinkhole_unless_the_site_proves_itself() {
    let authority = Authority::new("Test Root");
    let genuine = site(&authority, &authority, Ipv4Addr::LOCALHOST).await;
    assert_eq!(genuine.result, Ok(()));
    assert_eq!(genuine.resolved, [IpAddr::from(Ipv4Addr::LOCALHOST)]);
    let filter = site(&Authority::new("Filter"), &authority, Ipv4Addr::LOCALHOST).await;
    assert_eq!(filter.result, Err(failure(Layer::Dns, Cause::Sinkhole)));
    assert_eq!(filter.certificate.unwrap().issuer, "CN=Filter");
}

#[tokio::test]
async fn the_interface_is_called_and_read() {
    let authority = Authority::new("Test Root");
    let address = tls_server(authority.issue(NAME), |stream| {
        serve_http(stream, "503 Later", "wait")
    })
    .await;
    let probe = HttpProbe {
        endpoint: HttpEndpoint {
            ip: address.ip(),
            host: Some(NAME.to_owned()),
            port: address.port(),
            scheme: Scheme::Https,
        },
        method: HttpMethod::Post,
        path: "/v1/runs".to_owned(),
        attempt: 0,
    };
    let services = Services {
        outlet: &Outlet::default(),
        resolver: &Resolver::of_system(&Outlet::default()),
        trust: &authority.trust(),
        names: Instant::now() + PATIENT.names,
        deadline: Instant::now() + PATIENT.deadline,
    };
    let expected = HttpReply {
        status: 503,
        body: "wait".to_owned(),
    };
    assert_eq!(services.http(&probe).await, Ok(expected));
    let distrusting = Services {
        trust: &Trust::mozilla_and(&[]).unwrap(),
        ..services
    };
    assert_eq!(
        distrusting.http(&probe).await,
        Err(failure(Layer::Tls, Cause::UntrustedIssuer))
    );
}
