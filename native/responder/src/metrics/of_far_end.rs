//! The far end's own numbers, read when they are asked for.

use std::fmt;
use std::sync::Arc;

use camcheck_core::wire::http::{Health, HealthCheck};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;

use super::gauge;
use crate::engine::{Counter, Counts, Event, Sizes};
use crate::http::Interface;
use crate::tasks;
use crate::tcp::Connections;
use crate::udp::Drops;

/// What is measured.
#[derive(Debug)]
pub(crate) struct FarEnd {
    pub(crate) interface: Arc<Interface>,
    pub(crate) drops: Arc<Drops>,
    pub(crate) connections: Connections,
}

impl Collector for FarEnd {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let (counts, sizes) = {
            let engine = self.interface.engine.lock();
            (engine.counts().clone(), engine.sizes())
        };
        for counter in Counter::ALL {
            encode_counter(&mut encoder, counter, &counts)?;
        }
        let drops = ConstCounter::new(self.drops.total());
        let help = "Datagrams that the own sockets dropped because their buffers were full";
        let kind = drops.metric_type();
        drops.encode(encoder.encode_descriptor("udp_socket_drops", help, None, kind)?)?;
        let panics = ConstCounter::new(tasks::panics());
        let help = "Faults of the program, each of which ended one connection, or a service that was started again";
        let kind = panics.metric_type();
        panics.encode(encoder.encode_descriptor("panics", help, None, kind)?)?;
        self.encode_sizes(&mut encoder, sizes)?;
        self.encode_certificate(&mut encoder)?;
        self.encode_health(&mut encoder)
    }
}

impl FarEnd {
    fn encode_sizes(&self, encoder: &mut DescriptorEncoder<'_>, sizes: Sizes) -> fmt::Result {
        for (name, help, value) in [
            ("runs", "Live runs", sizes.runs),
            (
                "sources",
                "Sources with a budget of their own",
                sizes.sources,
            ),
            ("dtls_handshakes", "DTLS connections in memory", sizes.dtls),
            ("feeds", "Feeds that run now", sizes.feeds),
            (
                "tcp_connections",
                "Open TCP connections",
                self.connections.count(),
            ),
        ] {
            gauge(encoder, name, help, None, number(value))?;
        }
        Ok(())
    }

    /// Nothing without a certificate, which only a demo may lack.
    fn encode_certificate(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let Some(tls) = &self.interface.tls else {
            return Ok(());
        };
        let certificate = tls.certificate();
        let name = "certificate_not_after_timestamp";
        let help = "Until when the certificate is valid, since 1970";
        let until = certificate.not_after();
        gauge(encoder, name, help, Some(&Unit::Seconds), until)?;
        let content = self.interface.content.get();
        let names = content.catalogue.own_names();
        let uncovered = names.filter(|name| !certificate.covers(name)).count();
        let help = "Names of this responder in the catalogue that the certificate does not cover";
        gauge(
            encoder,
            "certificate_uncovered_names",
            help,
            None,
            number(uncovered),
        )
    }

    fn encode_health(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let ready = u64::from(self.interface.unready().is_none());
        let help = "1 if this machine should get traffic, as /readyz answers";
        gauge(encoder, "ready", help, None, ready)?;
        let Health::Ready(check) = self.interface.last_check() else {
            return Ok(());
        };
        let help = "Age of the last check of the own listeners and of the catalogue's hosts";
        let unit = Some(&Unit::Seconds);
        gauge(encoder, "health_check_age", help, unit, check.age)?;
        encode_listeners(encoder, &check)
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn encode_counter(
    encoder: &mut DescriptorEncoder<'_>,
    counter: Counter,
    counts: &Counts,
) -> fmt::Result {
    let (name, label, help) = counter.described();
    let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
    for event in Event::ALL {
        let (place, value) = event.place();
        if place == counter {
            let labels: Vec<_> = label.iter().map(|label| (*label, value)).collect();
            ConstCounter::new(counts.get(event)).encode(metric.encode_family(&labels)?)?;
        }
    }
    Ok(())
}

fn encode_listeners(encoder: &mut DescriptorEncoder<'_>, check: &HealthCheck) -> fmt::Result {
    let help = "1 for each own listener that answered the last check";
    let mut metric = encoder.encode_descriptor("listener_up", help, None, MetricType::Gauge)?;
    let tcp = check.listeners.tcp.iter();
    let tcp = tcp.map(|state| ("tcp", state.address, state.port.to_string(), state.up));
    let udp = check.listeners.udp.iter();
    let udp = udp.map(|state| ("udp", state.address, state.ports.clone(), state.up));
    for (transport, address, port, up) in tcp.chain(udp) {
        let labels = [
            ("transport", transport.to_owned()),
            ("address", address.to_string()),
            ("port", port),
        ];
        ConstGauge::new(i64::from(up)).encode(metric.encode_family(&labels)?)?;
    }
    Ok(())
}
