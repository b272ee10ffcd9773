//! Makes a report from untrusted JSON.

use super::bounds::bounded;
use super::{LinkError, MAX_INFLATED, ReportFault};
use crate::model::reason::Reason;
use crate::model::report::{FORMAT, Report, Row, TOOL, VERSION};
use crate::model::requirement::RequirementId;
use crate::model::time;
use crate::model::verdict::Status;
use crate::support::json::{self, from_json};

from_json! {
    Head { format, version, tool: optional }
}

/// Characters of the version in `tool`.
const MAX_TOOL_VERSION: usize = 30;

/// The fields that every version of the format has.
struct Head {
    format: String,
    version: u64,
    tool: Option<String>,
}

/// Reads a report from an untrusted source: a link, or a file.
///
/// The rows come back in order, with their own levels; rows that are missing are `not-tested`;
/// the overall verdict is computed again.
///
/// # Errors
/// [`LinkError`], any but `NotALink` and `Damaged`.
pub fn accept(text: &str) -> Result<Report, LinkError> {
    if text.len() > MAX_INFLATED {
        return Err(LinkError::TooLarge);
    }
    let head: Head = json::read(text).map_err(|_| LinkError::NotAReport)?;
    if head.format != FORMAT {
        return Err(LinkError::NotAReport);
    }
    if head.version > u64::from(VERSION) {
        return Err(LinkError::Newer);
    }
    let tool = head.tool.unwrap_or_default();
    let version = tool_version(&tool).ok_or(LinkError::Malformed(ReportFault::Tool))?;
    let report: Report = json::read(text).map_err(|_| {
        // A later program may know names that this one does not.
        if Some(version) > tool_version(TOOL) {
            LinkError::Newer
        } else {
            LinkError::Malformed(ReportFault::Value)
        }
    })?;
    sound(report).map_err(LinkError::Malformed)
}

/// `camcheck 1.2.3-rc.1` without what follows the three numbers.
fn tool_version(tool: &str) -> Option<(u32, u32, u32)> {
    let version = tool.strip_prefix("camcheck ")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".+-".contains(&byte);
    if version.len() > MAX_TOOL_VERSION || !version.bytes().all(plain) {
        return None;
    }
    let core = version.split(['-', '+']).next()?;
    let mut numbers = core.split('.').map(|number| number.parse().ok());
    let version = (numbers.next()??, numbers.next()??, numbers.next()??);
    numbers.next().is_none().then_some(version)
}

fn sound(report: Report) -> Result<Report, ReportFault> {
    if report.version != VERSION {
        return Err(ReportFault::Value);
    }
    if time::seconds(&report.started).is_none() {
        return Err(ReportFault::Time);
    }
    let (sampled, open) = (report.network.udp_sampled, report.network.udp_open);
    if open > sampled || sampled > usize::from(u16::MAX) {
        return Err(ReportFault::PortCounts);
    }
    let mut report = bounded(&report);
    report.requirements = every_row(report.requirements)?;
    report.judge();
    Ok(report)
}

/// Every row once, in order, at its own level.
fn every_row(mut given: Vec<Row>) -> Result<Vec<Row>, ReportFault> {
    let mut rows = Vec::with_capacity(RequirementId::ALL.len());
    for id in RequirementId::ALL {
        let place = given.iter().position(|row| row.id == id);
        let row = place.map_or_else(|| missing(id), |place| given.swap_remove(place));
        rows.push(Row {
            level: id.level(),
            ..row
        });
    }
    // Each row was taken once.
    if given.is_empty() {
        Ok(rows)
    } else {
        Err(ReportFault::DuplicateRow)
    }
}

/// An earlier program did not have this row.
fn missing(id: RequirementId) -> Row {
    Row {
        id,
        level: id.level(),
        status: Status::NotTested,
        reason: Reason::NotInThisVersion,
        evidence: Vec::new(),
    }
}
