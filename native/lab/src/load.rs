//! Load on the far end: a sweep of every port, and a flood of one.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use camcheck_codec::stun::{MAX_MESSAGE, parse_response};
use camcheck_core::model::report::Report;
use camcheck_core::wire::STUN_PORT;
use camcheck_core::wire::token::RunToken;

use crate::client::{run_token, with_prober};
use crate::net::FAR_END;
use crate::sending::{Pace, binding};
use crate::site_lab::SiteLab;

/// Runs camcheck's sweep of all 64,511 ports, with this many new ports a second, on the site's
/// device.
///
/// # Errors
/// If it does not start, or does not end with a report.
pub fn sweep(site: &SiteLab, camcheck: &Path, rate: u32) -> io::Result<Report> {
    let mut camcheck = site.camcheck(camcheck);
    camcheck
        .args(["--full-sweep", "--rate", &rate.to_string()])
        .args(["--only", "udp-outbound", "--format", "json", "--quiet"]);
    let output = site.run_in_device(&mut camcheck)?;
    Report::parse(&String::from_utf8_lossy(&output.stdout)).map_err(|error| {
        let complaint = String::from_utf8_lossy(&output.stderr);
        io::Error::other(format!("{}: {error}: {complaint}", output.status))
    })
}

/// The outcome of a flood.
#[derive(Debug, Clone, Copy)]
pub struct Flood {
    /// Requests sent.
    pub sent: u32,
    /// Success answers.
    pub answered: u32,
    /// Processor time of the far end's program.
    pub far_end_time: Duration,
}

/// Sends Binding requests to port 3478 of the far end at this rate, with a token if the far end
/// is our own, which would otherwise refuse so many.
///
/// # Errors
/// If a socket fails, or there is no token to be had.
pub fn flood(site: &SiteLab, per_second: u32, lasting: Duration, ours: bool) -> io::Result<Flood> {
    let token = if ours {
        Some(with_prober(site.device(), site.ca_pem(), async |prober| {
            run_token(&prober).await
        })?)
    } else {
        None
    };
    let before = site.far_end_time()?;
    let (sent, answered) = site
        .device()
        .run(|| ask_one_port(per_second, lasting, token))
        .and_then(|counts| counts)?;
    Ok(Flood {
        sent,
        answered,
        far_end_time: site.far_end_time()?.saturating_sub(before),
    })
}

fn ask_one_port(
    per_second: u32,
    lasting: Duration,
    token: Option<RunToken>,
) -> io::Result<(u32, u32)> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    socket.connect(SocketAddr::from((FAR_END, STUN_PORT)))?;
    // Longer than any answer takes here: when it is over, nothing more comes.
    socket.set_read_timeout(Some(Duration::from_millis(500)))?;
    let receiver = socket.try_clone()?;
    let answers = thread::spawn(move || count_answers(&receiver));
    let request = binding(token.as_ref());
    let started = Instant::now();
    let mut pace = Pace::begin();
    let mut sent = 0;
    while started.elapsed() < lasting {
        socket.send(&request)?;
        sent += 1;
        pace.keep(per_second);
    }
    let answered = answers.join().unwrap_or_default();
    Ok((sent, answered))
}

fn count_answers(socket: &UdpSocket) -> u32 {
    let mut buffer = [0; MAX_MESSAGE];
    let mut answered = 0;
    while let Ok(length) = socket.recv(&mut buffer) {
        let response = parse_response(buffer.get(..length).unwrap_or_default());
        if response.is_ok_and(|response| response.error.is_none()) {
            answered += 1;
        }
    }
    answered
}
