use camcheck_codec::mqtt::Reading;
use tokio::io::duplex;

use super::*;

async fn answer(bytes: &'static [u8]) -> Result<(), Cause> {
    let (client, mut server) = duplex(256);
    let serve = async {
        let mut packet = Vec::new();
        while let Reading::More(count) = mqtt::read_connect(&packet, 200).unwrap() {
            let start = packet.len();
            packet.resize(start + count, 0);
            server.read_exact(&mut packet[start..]).await.unwrap();
        }
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
    let busy = answer(&[0x20, 2, 0, 3]).await;
    assert_eq!(busy, Err(Cause::RateLimited));
}

#[tokio::test]
async fn anything_else_is_not_mqtt() {
    assert_eq!(answer(b"HTTP/1.1 400").await, Err(Cause::BadReply));
    assert_eq!(answer(&[0x20, 2]).await, Err(Cause::Reset));
}
