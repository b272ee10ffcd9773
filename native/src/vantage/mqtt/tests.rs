use tokio::io::duplex;

use super::*;

async fn answer(bytes: &'static [u8]) -> Result<(), Cause> {
    let (client, mut server) = duplex(256);
    let serve = async {
        let mut start = [0; 12];
        server.read_exact(&mut start).await.unwrap();
        assert_eq!(start[0], 0x10);
        assert_eq!(start[2..9], PROTOCOL);
        let mut rest = vec![0; usize::from(start[1]) + 2 - start.len()];
        server.read_exact(&mut rest).await.unwrap();
        server.write_all(bytes).await.unwrap();
        drop(server);
    };
    tokio::join!(connect(client), serve).0
}

#[tokio::test]
async fn a_connack_is_an_answer_whatever_it_thinks_of_us() {
    assert_eq!(answer(&[0x20, 2, 0, 0]).await, Ok(()));
    assert_eq!(answer(&[0x20, 2, 0, 5]).await, Ok(()));
}

#[tokio::test]
async fn a_busy_broker_is_no_fault_of_the_site() {
    let busy = answer(&[0x20, 2, 0, SERVER_UNAVAILABLE]).await;
    assert_eq!(busy, Err(Cause::RateLimited));
}

#[tokio::test]
async fn anything_else_is_not_mqtt() {
    assert_eq!(answer(b"HTTP/1.1 400").await, Err(Cause::BadReply));
    assert_eq!(answer(&[0x20, 2]).await, Err(Cause::Reset));
}
