//! Reads a report, which may come from anybody. Fields that are not known yet are ignored.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Network, Report, Row};
use crate::json::{Entry, Fault, read};
use crate::verdict::Evidence;

impl TryFrom<Value> for Report {
    type Error = Fault;

    fn try_from(document: Value) -> Result<Self, Fault> {
        read(&document, report)
    }
}

impl<'de> Deserialize<'de> for Report {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let document = Value::deserialize(deserializer)?;
        Self::try_from(document).map_err(D::Error::custom)
    }
}

fn report(top: &Entry<'_>) -> Option<Report> {
    Some(Report {
        format: top.field("format").string(),
        version: top.field("version").number(),
        tool: top.field("tool").string(),
        vantage: top.field("vantage").named()?,
        started: top.field("started").string(),
        duration_ms: top.field("duration_ms").number(),
        overall: top.field("overall").named()?,
        network: network(&top.field("network"))?,
        requirements: rows(top)?,
        diagnoses: top.names("diagnoses")?.into_iter().collect(),
        notes: match top.optional("notes") {
            Some(_) => top.names("notes")?.into_iter().collect(),
            None => Default::default(),
        },
    })
}

fn network(entry: &Entry<'_>) -> Option<Network> {
    let mut network = Network {
        local_addresses: Vec::new(),
        mapped_addresses: Vec::new(),
        nat: entry.field("nat").named()?,
        mapping: entry.field("mapping").named()?,
        filtering: entry.field("filtering").named()?,
        udp_blocked: Vec::new(),
        udp_sampled: number_or_0(entry, "udp_sampled"),
        udp_open: number_or_0(entry, "udp_open"),
    };
    for address in entry.list("local_addresses") {
        network.local_addresses.push(address.ip());
    }
    for address in entry.list("mapped_addresses") {
        network.mapped_addresses.push(address.ip());
    }
    for range in entry.list("udp_blocked") {
        network.udp_blocked.push(range.parsed()?);
    }
    Some(network)
}

fn number_or_0(entry: &Entry<'_>, key: &str) -> usize {
    entry.optional(key).map_or(0, |number| number.number())
}

fn rows(top: &Entry<'_>) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    for row in top.list("requirements") {
        rows.push(Row {
            id: row.field("id").named()?,
            level: row.field("level").named()?,
            status: row.field("status").named()?,
            reason: row.field("reason").named()?,
            evidence: evidence(&row),
        });
    }
    Some(rows)
}

fn evidence(row: &Entry<'_>) -> Vec<Evidence> {
    let mut list = Vec::new();
    for entry in row.list("evidence") {
        let mut evidence = Evidence::new(
            entry.field("test").text(),
            entry.field("target").text(),
            entry.field("result").text(),
        );
        evidence.round_trip_ms = entry.optional("round_trip_ms").map(|time| time.number());
        if let Some(details) = entry.optional("details") {
            for (name, value) in details.fields() {
                evidence.details.insert(name.to_owned(), value.string());
            }
        }
        list.push(evidence);
    }
    list
}
