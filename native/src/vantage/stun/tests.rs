use camcheck_codec::stun::Request;
use tokio::io::duplex;

use super::*;

const MAPPED: ([u8; 4], u16) = ([203, 0, 113, 7], 40_000);

async fn answer(make: impl Fn(Transaction) -> Vec<u8>) -> Result<SocketAddr, Cause> {
    let (client, mut server) = duplex(256);
    let serve = async {
        let mut request = [0; 20];
        server.read_exact(&mut request).await.unwrap();
        let request = Request::parse(&request).unwrap();
        server.write_all(&make(request.transaction)).await.unwrap();
        drop(server);
    };
    tokio::join!(binding(client), serve).0
}

#[tokio::test]
async fn the_mapped_address_comes_back() {
    let mapped = answer(|id| Response::success(id, MAPPED.into()).encode(None)).await;
    assert_eq!(mapped, Ok(MAPPED.into()));
}

#[tokio::test]
async fn the_answer_to_another_request_does_not_count() {
    let other = Transaction::from([7; 12]);
    let mapped = answer(|_| Response::success(other, MAPPED.into()).encode(None)).await;
    assert_eq!(mapped, Err(Cause::BadReply));
}

#[tokio::test]
async fn a_refusal_for_rate_is_told_apart_from_other_errors() {
    let refuse = |code| move |id| Response::error(id, code).encode(None);
    let limited = answer(refuse(ErrorCode::RATE_LIMITED)).await;
    assert_eq!(limited, Err(Cause::RateLimited));
    let other = answer(refuse(ErrorCode::BAD_REQUEST)).await;
    assert_eq!(other, Err(Cause::BadReply));
}

#[tokio::test]
async fn garbage_and_silence_are_told_apart() {
    assert_eq!(answer(|_| vec![0xFF; 64]).await, Err(Cause::BadReply));
    assert_eq!(answer(|_| Vec::new()).await, Err(Cause::Reset));
}
