//! What the far end counts and measures about itself.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};

use crate::namespace::Namespace;

/// Where the far end serves its metrics by default.
const ADDRESS: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 9464);

/// All metrics at one moment, in the text format of Prometheus.
#[derive(Debug, Clone)]
pub(crate) struct Metrics(String);

impl Metrics {
    /// Those of the far end on this machine.
    pub(crate) fn read(machine: &Namespace) -> io::Result<Self> {
        machine.run(fetch)?.map(Self)
    }

    /// The value of a metric, by its name and labels; `None` if there is no such metric.
    pub(crate) fn value(&self, name: &str) -> Option<u64> {
        let mut lines = self.0.lines();
        lines.find_map(|line| {
            line.strip_prefix(name)?
                .strip_prefix(' ')?
                .trim()
                .parse()
                .ok()
        })
    }
}

fn fetch() -> io::Result<String> {
    let mut stream = TcpStream::connect(ADDRESS)?;
    stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
