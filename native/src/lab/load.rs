//! Load on the far end: a sweep of every port, and a flood of one.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

use camcheck_core::catalogue::Scheme;
use camcheck_core::ports::ARTICLE_UDP;
use camcheck_core::probe::{
    HttpEndpoint, HttpMethod, HttpProbe, Pace, Timing, UdpOutcome, UdpProbe,
};
use camcheck_core::prober::Prober;
use camcheck_core::wire::STUN_PORT;
use camcheck_core::wire::http::RunCreated;
use camcheck_core::wire::token::RunToken;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::stun::{BindingRequest, MAX_MESSAGE, Transaction, parse_response};
use crate::vantage::{NativeProber, Trust};

use super::catalogue::FAR_END_NAMES;
use super::net::FAR_END;
use super::site_lab::SiteLab;

/// For the call that makes a run.
const CALL: Timing = Timing {
    deadline: Duration::from_secs(10),
    retransmit: Duration::from_secs(1),
    tries: 1,
    gap: Duration::ZERO,
};

/// Asks all 64,511 ports of the far end from the site's device, with the native prober and under
/// a run's token: without one the far end allows no source so many requests.
///
/// # Errors
/// If there is no token to be had.
pub fn sweep(site: &SiteLab, timing: Timing) -> io::Result<UdpOutcome> {
    in_device(site, async |prober| {
        let probe = UdpProbe {
            server: FAR_END.into(),
            ports: (ARTICLE_UDP.first()..=ARTICLE_UDP.last()).collect(),
            token: Some(token(&prober).await?),
            pace: Pace::Brisk,
            attempt: 0,
        };
        Ok(prober.udp(&probe, timing).await)
    })
}

/// Requests in one go; a thread cannot sleep much less than a millisecond.
const BATCH: u32 = 20;

/// What came of a flood.
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
/// is our own, which else would refuse so many.
///
/// # Errors
/// If a socket fails, or there is no token to be had.
pub fn flood(site: &SiteLab, per_second: u32, lasting: Duration, ours: bool) -> io::Result<Flood> {
    let token = if ours {
        Some(in_device(site, async |prober| token(&prober).await)?)
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
    let request = BindingRequest {
        transaction: Transaction::random()?,
        change: None,
        token,
    }
    .encode();
    let started = Instant::now();
    let mut sent = 0;
    while started.elapsed() < lasting {
        for _ in 0..BATCH {
            socket.send(&request)?;
        }
        sent += BATCH;
        let due = Duration::from_secs(1) * sent / per_second;
        thread::sleep(due.saturating_sub(started.elapsed()));
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

/// Runs something asynchronous on the device.
fn in_device<T: Send>(
    site: &SiteLab,
    work: impl AsyncFnOnce(NativeProber) -> io::Result<T> + Send,
) -> io::Result<T> {
    let ca = CertificateDer::from_pem_file(site.ca_pem()).map_err(io::Error::other)?;
    let trust = Trust::mozilla_and(&[ca]).map_err(io::Error::other)?;
    let run = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(async { work(NativeProber::new(trust)).await })
    };
    site.device().run(run).and_then(|done| done)
}

async fn token(prober: &NativeProber) -> io::Result<RunToken> {
    let [name, _] = FAR_END_NAMES;
    let call = HttpProbe {
        endpoint: HttpEndpoint {
            ip: FAR_END.into(),
            host: Some(name.to_owned()),
            port: 443,
            scheme: Scheme::Https,
        },
        method: HttpMethod::Post,
        path: "/v1/runs".to_owned(),
        attempt: 0,
    };
    let reply = prober.http(&call, CALL).await.map_err(io::Error::other)?;
    let created: RunCreated = serde_json::from_str(&reply.body)?;
    Ok(created.token)
}
