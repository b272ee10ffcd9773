//! TCP services: resolve, connect, handshake, and one exchange of the service's protocol.

use std::net::{IpAddr, SocketAddr};

use camcheck_codec::random;
use camcheck_core::catalogue::Scheme;
use camcheck_core::model::failure::{Cause, Layer, TcpFailure};
use camcheck_core::probe::{
    HttpEndpoint, HttpMethod, HttpProbe, HttpReply, LoadOutcome, LoadProbe, MAX_HTTP_BODY,
    TcpOutcome, TcpProbe, TcpService, TcpTarget,
};
use camcheck_core::wire::http::Hello;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::client::TlsStream;

use super::certificate::hexadecimal;
use super::dns::{self, Resolver};
use super::http::{self, CAMCHECK, Call};
use super::outlet::Outlet;
use super::tcp::{self, Connected};
use super::tls::{self, Trust};
use super::{load, mqtt, stun};

/// The longest answer to `/v1/hello`, in bytes; a portal's page is cut off, and wrong anyway.
const LONGEST_HELLO: usize = 16 << 10;

/// What a service is tried with.
#[derive(Clone, Copy)]
pub(crate) struct Services<'a> {
    pub(crate) resolver: &'a Resolver,
    pub(crate) trust: &'a Trust,
    pub(crate) outlet: &'a Outlet,
    /// Until when a name may resolve.
    pub(crate) names: Instant,
    /// Until when all the rest may take, if no name has to be resolved.
    pub(crate) deadline: Instant,
}

impl Services<'_> {
    /// Tries a TCP service.
    pub(crate) async fn tcp(mut self, probe: &TcpProbe) -> TcpOutcome {
        let mut outcome = TcpOutcome::failed(Layer::Service, Cause::Opaque);
        let begun = Instant::now();
        let addresses = self.addresses(&probe.target, &mut outcome).await;
        // Name resolution has its own deadline.
        self.deadline += begun.elapsed();
        let result = match addresses {
            Ok(addresses) => self.attempt(probe, &addresses, &mut outcome).await,
            Err(failure) => Err(failure),
        };
        outcome.result = result.map_err(|failure| blame_the_resolver(failure, probe, &outcome));
        outcome
    }

    /// Transfers bulk data.
    pub(crate) async fn load(self, probe: &LoadProbe) -> LoadOutcome {
        let transfer = self.transfer(probe);
        let done = timeout_at(self.deadline, transfer).await;
        done.map_or(LoadOutcome::Failed, |outcome| {
            outcome.unwrap_or(LoadOutcome::Failed)
        })
    }

    async fn transfer(self, probe: &LoadProbe) -> Result<LoadOutcome, TcpFailure> {
        let mut outcome = TcpOutcome::failed(Layer::Service, Cause::Opaque);
        let address = SocketAddr::new(probe.endpoint.ip, probe.endpoint.port);
        let Connected { stream, flow, .. } = self.connect(&[address], &mut outcome).await?;
        let transferred = self.transfer_on(stream, probe, &mut outcome).await;
        flow.ended(&transferred);
        transferred
    }

    async fn transfer_on(
        self,
        stream: TcpStream,
        probe: &LoadProbe,
        outcome: &mut TcpOutcome,
    ) -> Result<LoadOutcome, TcpFailure> {
        let target = target(&probe.endpoint);
        let (authority, path) = (authority(&target), probe.path());
        Ok(match probe.endpoint.scheme {
            Scheme::Http => load::transfer(stream, &authority, &path, probe.is_upload).await,
            Scheme::Https => {
                let stream = self.shake_hands(&target, stream, outcome).await?;
                load::transfer(stream, &authority, &path, probe.is_upload).await
            }
        })
    }

    /// Calls the far end's HTTP interface.
    pub(crate) async fn http(self, probe: &HttpProbe) -> Result<HttpReply, TcpFailure> {
        let mut outcome = TcpOutcome::failed(Layer::Service, Cause::Opaque);
        let address = SocketAddr::new(probe.endpoint.ip, probe.endpoint.port);
        let Connected { stream, flow, .. } = self.connect(&[address], &mut outcome).await?;
        let reply = self.http_on(stream, probe, &mut outcome).await;
        flow.ended(&reply);
        reply
    }

    async fn http_on(
        self,
        stream: TcpStream,
        probe: &HttpProbe,
        outcome: &mut TcpOutcome,
    ) -> Result<HttpReply, TcpFailure> {
        let target = target(&probe.endpoint);
        let call = Call {
            method: probe.method,
            authority: &authority(&target),
            path: &probe.path,
            user_agent: CAMCHECK,
            longest_body: MAX_HTTP_BODY,
        };
        match probe.endpoint.scheme {
            Scheme::Http => self.call(stream, call).await,
            Scheme::Https => {
                let stream = self.shake_hands(&target, stream, outcome).await?;
                self.call(stream, call).await
            }
        }
    }

    async fn attempt(
        self,
        probe: &TcpProbe,
        addresses: &[SocketAddr],
        outcome: &mut TcpOutcome,
    ) -> Result<(), TcpFailure> {
        if probe.service == TcpService::IceTcp {
            return Err(not_possible_here());
        }
        let Connected { stream, flow, .. } = self.connect(addresses, outcome).await?;
        let result = self.speak(probe, stream, outcome).await;
        flow.ended(&result);
        result
    }

    async fn speak(
        self,
        probe: &TcpProbe,
        stream: TcpStream,
        outcome: &mut TcpOutcome,
    ) -> Result<(), TcpFailure> {
        let target = &probe.target;
        match &probe.service {
            TcpService::Hello {
                responder,
                scheme: Scheme::Http,
            } => self.hello(stream, target, responder, outcome).await,
            TcpService::Hello {
                responder,
                scheme: Scheme::Https,
            } => {
                let stream = self.shake_hands(target, stream, outcome).await?;
                self.hello(stream, target, responder, outcome).await
            }
            TcpService::StunOverTcp => {
                outcome.seen_from = Some(self.service(stun::binding(stream)).await?);
                Ok(())
            }
            TcpService::StunOverTls => {
                let stream = self.shake_hands(target, stream, outcome).await?;
                outcome.seen_from = Some(self.service(stun::binding(stream)).await?);
                Ok(())
            }
            TcpService::Mqtt => {
                let stream = self.shake_hands(target, stream, outcome).await?;
                self.service(mqtt::connect(stream)).await
            }
            TcpService::Tls | TcpService::Site { .. } => {
                self.only_shake_hands(target, stream, outcome).await
            }
            TcpService::Https => {
                let stream = self.shake_hands(target, stream, outcome).await?;
                self.any_answer(stream, target).await
            }
            TcpService::Portal { path } => self.portal(stream, target, path).await,
            TcpService::IceTcp => Err(not_possible_here()),
        }
    }

    async fn connect(
        self,
        addresses: &[SocketAddr],
        outcome: &mut TcpOutcome,
    ) -> Result<Connected, TcpFailure> {
        let connected = tcp::connect(self.outlet, addresses, self.deadline).await?;
        outcome.round_trip = connected.round_trip;
        Ok(connected)
    }

    /// Resolves the name if no address is given.
    async fn addresses(
        self,
        target: &TcpTarget,
        outcome: &mut TcpOutcome,
    ) -> Result<Vec<SocketAddr>, TcpFailure> {
        let at = |ip| SocketAddr::new(ip, target.port);
        let host = match (target.ip, &target.host) {
            (Some(ip), _) => return Ok(vec![at(ip)]),
            (None, Some(host)) => host,
            (None, None) => return Err(failure(Layer::Dns, Cause::NoAddress)),
        };
        let begun = Instant::now();
        let resolve = self.resolver.resolve(host, self.names).await;
        outcome.resolved = resolve.map_err(|cause| failure(Layer::Dns, cause))?;
        outcome.resolved_in = Some(begun.elapsed());
        let public = dns::is_public_name(host);
        // If some of the answers can be real, the others are not tried.
        let real = |ip: &IpAddr| !(public && dns::is_sinkhole(*ip));
        let any_real = outcome.resolved.iter().any(real);
        Ok(outcome
            .resolved
            .iter()
            .filter(|ip| !any_real || real(ip))
            .map(|ip| at(*ip))
            .collect())
    }

    async fn shake_hands(
        self,
        target: &TcpTarget,
        stream: TcpStream,
        outcome: &mut TcpOutcome,
    ) -> Result<TlsStream<TcpStream>, TcpFailure> {
        let handshake = self.handshake(target, stream).await?;
        outcome.certificate = handshake.certificate;
        outcome.system_trusts = handshake.system_trusts;
        handshake.result.map_err(|cause| failure(Layer::Tls, cause))
    }

    async fn only_shake_hands(
        self,
        target: &TcpTarget,
        stream: TcpStream,
        outcome: &mut TcpOutcome,
    ) -> Result<(), TcpFailure> {
        let handshake = self.handshake(target, stream).await?;
        outcome.certificate = handshake.certificate;
        outcome.system_trusts = handshake.system_trusts;
        match handshake.result {
            Ok(_) => Ok(()),
            Err(_) if handshake.wants_client_certificate => Ok(()),
            Err(cause) => Err(failure(Layer::Tls, cause)),
        }
    }

    async fn handshake(
        self,
        target: &TcpTarget,
        stream: TcpStream,
    ) -> Result<tls::Handshake, TcpFailure> {
        let name = tls::server_name(target.host.as_deref(), target.ip)
            .map_err(|cause| failure(Layer::Tls, cause))?;
        Ok(tls::handshake(self.trust, name, stream, self.deadline).await)
    }

    async fn hello<S>(
        self,
        stream: S,
        target: &TcpTarget,
        responder: &str,
        outcome: &mut TcpOutcome,
    ) -> Result<(), TcpFailure>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let nonce = hexadecimal(&random::bytes::<16>());
        let call = Call {
            method: HttpMethod::Get,
            authority: &authority(target),
            path: &Hello::path(&nonce),
            user_agent: CAMCHECK,
            longest_body: LONGEST_HELLO,
        };
        let reply = self.call(stream, call).await?;
        let hello = Hello::check(reply.status, &reply.body, &nonce, responder, target.ip)
            .map_err(|cause| failure(Layer::Service, cause))?;
        outcome.seen_from = Some(SocketAddr::new(hello.address, hello.port));
        Ok(())
    }

    /// The content of a foreign server does not matter, as long as it is HTTP.
    async fn any_answer(
        self,
        stream: TlsStream<TcpStream>,
        target: &TcpTarget,
    ) -> Result<(), TcpFailure> {
        let call = Call {
            method: HttpMethod::Get,
            authority: &authority(target),
            path: "/",
            user_agent: CAMCHECK,
            longest_body: 0,
        };
        self.call(stream, call).await.map(drop)
    }

    /// Our far end answers with its health; a captive portal answers with something else.
    async fn portal(
        self,
        stream: TcpStream,
        target: &TcpTarget,
        path: &str,
    ) -> Result<(), TcpFailure> {
        let call = Call {
            method: HttpMethod::Get,
            authority: &authority(target),
            path,
            user_agent: CAMCHECK,
            longest_body: LONGEST_HELLO,
        };
        let reply = self.call(stream, call).await?;
        if reply.status == 200 && reply.body.trim() == "ok" {
            Ok(())
        } else if reply.status == 429 {
            Err(failure(Layer::Service, Cause::RateLimited))
        } else {
            Err(failure(Layer::Service, Cause::BadReply))
        }
    }

    /// Makes a request, whose answer of any status counts.
    async fn call<S>(self, stream: S, call: Call<'_>) -> Result<HttpReply, TcpFailure>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let (head, body) = self.service(http::call(stream, call)).await?.into_parts();
        Ok(HttpReply {
            status: head.status.as_u16(),
            body,
        })
    }

    async fn service<T>(
        self,
        work: impl Future<Output = Result<T, Cause>>,
    ) -> Result<T, TcpFailure> {
        self.within(Layer::Service, work).await
    }

    async fn within<T>(
        self,
        layer: Layer,
        work: impl Future<Output = Result<T, Cause>>,
    ) -> Result<T, TcpFailure> {
        match timeout_at(self.deadline, work).await {
            Ok(result) => result.map_err(|cause| failure(layer, cause)),
            Err(_) => Err(failure(layer, Cause::Timeout)),
        }
    }
}

fn target(endpoint: &HttpEndpoint) -> TcpTarget {
    TcpTarget {
        ip: Some(endpoint.ip),
        host: endpoint.host.clone(),
        port: endpoint.port,
    }
}

/// The plan never requests this of this vantage: the native program has no ICE agent, and STUN over TCP
/// shows more.
const fn not_possible_here() -> TcpFailure {
    failure(Layer::Service, Cause::Opaque)
}

/// If every address of a public name is private and its service then fails, the answer came from a filter.
/// If the service is genuine nevertheless (a company may have a private path to it), the address is not a
/// fault.
fn blame_the_resolver(fault: TcpFailure, probe: &TcpProbe, outcome: &TcpOutcome) -> TcpFailure {
    let public = probe
        .target
        .host
        .as_deref()
        .is_some_and(dns::is_public_name);
    let resolved = &outcome.resolved;
    let sinkhole = !resolved.is_empty() && resolved.iter().all(|ip| dns::is_sinkhole(*ip));
    if public && sinkhole {
        failure(Layer::Dns, Cause::Sinkhole)
    } else {
        fault
    }
}

/// The Host field of a request.
fn authority(target: &TcpTarget) -> String {
    target.to_string()
}

const fn failure(layer: Layer, cause: Cause) -> TcpFailure {
    TcpFailure { layer, cause }
}

#[cfg(test)]
mod tests;
