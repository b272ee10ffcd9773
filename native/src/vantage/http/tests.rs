use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

use super::*;

const CALL: Call<'_> = Call {
    method: HttpMethod::Get,
    authority: "probe.camcheck.test:443",
    path: "/v1/hello?nonce=1",
    user_agent: CAMCHECK,
    longest_body: 8,
};

async fn answer(
    request: Call<'_>,
    reply: &'static str,
) -> (Result<Response<String>, Cause>, String) {
    let (client, mut server) = duplex(4096);
    let serve = async move {
        let mut seen = Vec::new();
        while !seen.ends_with(b"\r\n\r\n") {
            seen.push(server.read_u8().await.unwrap());
        }
        server.write_all(reply.as_bytes()).await.unwrap();
        String::from_utf8(seen).unwrap()
    };
    tokio::join!(call(client, request), serve)
}

#[tokio::test]
async fn any_status_is_an_answer() {
    let (reply, request) = answer(CALL, "HTTP/1.1 429 Slow\r\nContent-Length: 2\r\n\r\nno").await;
    let reply = reply.unwrap();
    assert_eq!(reply.status(), 429);
    assert_eq!(reply.body(), "no");
    assert!(request.starts_with("GET /v1/hello?nonce=1 HTTP/1.1\r\n"));
    assert!(request.contains("host: probe.camcheck.test:443\r\n"));
    assert!(request.contains("user-agent: camcheck/"));
}

#[tokio::test]
async fn a_post_says_that_it_is_empty() {
    let post = Call {
        method: HttpMethod::Post,
        ..CALL
    };
    let (_, request) = answer(post, "HTTP/1.1 200 OK\r\n\r\n").await;
    assert!(request.starts_with("POST "));
    assert!(request.contains("content-length: 0\r\n"), "{request}");
}

#[tokio::test]
async fn a_long_body_is_cut_off() {
    let (reply, _) = answer(CALL, "HTTP/1.1 200 OK\r\n\r\n0123456789").await;
    assert_eq!(reply.unwrap().body(), "01234567");
}

#[tokio::test]
async fn a_body_that_ends_early_is_a_reset() {
    let (reply, _) = answer(CALL, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nno").await;
    assert_eq!(reply.unwrap_err(), Cause::Reset);
}

#[tokio::test]
async fn what_is_not_http_is_a_bad_reply() {
    let (reply, _) = answer(CALL, "220 mail.example ESMTP ready\r\n").await;
    assert_eq!(reply.unwrap_err(), Cause::BadReply);
}

#[tokio::test]
async fn an_end_without_an_answer_is_a_reset() {
    let (reply, _) = answer(CALL, "").await;
    assert_eq!(reply.unwrap_err(), Cause::Reset);
}
