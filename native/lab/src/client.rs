//! The lab's own calls of a responder's HTTP interface, with the native prober.

use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use camcheck::vantage::{NativeProber, Trust};
use camcheck_core::catalogue::Scheme;
use camcheck_core::probe::prober::ByKind;
use camcheck_core::probe::{HttpEndpoint, HttpMethod, HttpProbe, Timing};
use camcheck_core::wire::http::{Health, RunCreated};
use camcheck_core::wire::token::RunToken;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::catalogue::FAR_END_NAMES;
use crate::namespace::Namespace;
use crate::net::FAR_END;

const TIMING: Timing = Timing {
    names: Duration::ZERO,
    deadline: Duration::from_secs(10),
    retransmit: Duration::from_secs(1),
    tries: 1,
    gap: Duration::ZERO,
};

/// Measures from inside a namespace, trusting the lab's CA.
pub(crate) fn with_prober<T: Send>(
    namespace: &Namespace,
    ca_pem: &Path,
    work: impl AsyncFnOnce(NativeProber) -> io::Result<T> + Send,
) -> io::Result<T> {
    let trust = trust(ca_pem)?;
    let run = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(async { work(NativeProber::new(trust)).await })
    };
    namespace.run(run).and_then(|done| done)
}

/// What the lab's CA has signed, and what the public ones have.
pub(crate) fn trust(ca_pem: &Path) -> io::Result<Trust> {
    let ca = CertificateDer::from_pem_file(ca_pem).map_err(io::Error::other)?;
    Trust::mozilla_and(&[ca]).map_err(io::Error::other)
}

/// A new run's token.
pub(crate) async fn run_token(prober: &NativeProber) -> io::Result<RunToken> {
    let [name, _] = FAR_END_NAMES;
    let reply = call(prober, (FAR_END, name), HttpMethod::Post, "/v1/runs").await?;
    let created: RunCreated = serde_json::from_str(&reply)?;
    Ok(created.token)
}

/// Whether a responder has finished its first check of the others and of itself.
pub(crate) fn has_checked_health(
    namespace: &Namespace,
    ca_pem: &Path,
    responder: (Ipv4Addr, &str),
) -> io::Result<bool> {
    with_prober(namespace, ca_pem, async |prober| {
        let reply = call(&prober, responder, HttpMethod::Get, "/v1/control").await?;
        let health = reply
            .parse()
            .map_err(|_| io::Error::other(format!("not the answer of a far end: {reply}")))?;
        Ok(matches!(health, Health::Ready(_)))
    })
}

async fn call(
    prober: &NativeProber,
    (ip, name): (Ipv4Addr, &str),
    method: HttpMethod,
    path: &str,
) -> io::Result<String> {
    let probe = HttpProbe {
        endpoint: HttpEndpoint {
            ip: ip.into(),
            host: Some(name.to_owned()),
            port: 443,
            scheme: Scheme::Https,
        },
        method,
        path: path.to_owned(),
        attempt: 0,
    };
    let reply = prober
        .http(&probe, TIMING)
        .await
        .map_err(io::Error::other)?;
    Ok(reply.body)
}
