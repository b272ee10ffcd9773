//! A small far end on loopback, in the manner of a local demo: it serves its catalogue and one row.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::json;

/// The address of the catalogue of a far end that lives until the test process ends. Whether a request of the row is
/// answered as it should be is decided by how many came before it.
pub(crate) fn far_end(is_good: impl Fn(usize) -> bool + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("a bound socket");
    let (is_good, asked) = (Arc::new(is_good), Arc::new(AtomicUsize::new(0)));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (is_good, asked) = (Arc::clone(&is_good), Arc::clone(&asked));
            // A client that has gone away misses nothing.
            thread::spawn(move || {
                answer(&stream, address, || {
                    is_good(asked.fetch_add(1, Ordering::SeqCst))
                })
            });
        }
    });
    format!("http://{address}/catalogue.json")
}

fn answer(
    mut stream: &TcpStream,
    address: SocketAddr,
    is_good: impl FnOnce() -> bool,
) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = request.split(' ').nth(1).unwrap_or_default();
    let body = if path.starts_with("/v1/hello") {
        let nonce = path.split('=').nth(1).unwrap_or_default();
        let nonce = if is_good() { nonce } else { "another" };
        json!({
            "nonce": nonce, "address": "127.0.0.1", "port": 1, "responder": "demo",
            "server_address": address.ip(), "server_version": "0.1.0",
        })
    } else {
        json!({
            "version": 1, "page": format!("http://{address}/"),
            "responders": [{
                "name": "demo", "demo": true, "scheme": "http",
                "addresses": [{ "ip": address.ip() }],
                "tcp": { "443": address.port() }, "udp": "3478",
            }],
        })
    }
    .to_string();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 200 -\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
