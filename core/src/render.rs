//! A report as a document: text for a terminal, Markdown, HTML; its change request for
//! spreadsheets; and a link as a QR code.

pub mod csv;
pub mod feeds;
pub mod html;
pub mod junit;
pub mod markdown;
pub mod qr;
pub mod text;
