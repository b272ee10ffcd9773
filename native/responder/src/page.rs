//! The page as the far end serves it: the files of a folder, and what a browser may do with them.

mod coding;
mod entity_tag;
mod files;
mod header_list;
mod policy;

use std::path::PathBuf;

use camcheck_core::catalogue::Catalogue;
use tracing::warn;

use crate::cli::FrameAncestors;
pub(crate) use coding::{BROTLI, accepts_brotli};
pub(crate) use entity_tag::is_known;
pub(crate) use files::Files;
pub(crate) use policy::{NO_FEATURES, NO_PAGE, PagePolicy};

/// Where the page comes from.
#[derive(Debug)]
pub(crate) struct Source {
    /// The folder of `--web`.
    pub(crate) folder: PathBuf,
    pub(crate) frame_ancestors: FrameAncestors,
}

impl Source {
    /// Reads the folder again; `old` is what was read from it before.
    ///
    /// # Errors
    /// A sentence that names the path at fault, for the operator.
    pub(crate) fn read(&self, catalogue: &Catalogue, old: &Files) -> Result<Files, String> {
        let files = Files::read(&self.folder, &self.policy(catalogue))
            .map_err(|error| format!("--web: {error}"))?
            .following(old);
        if let Err(error) = files.compress_in_background() {
            warn!("files are not compressed: {error}");
        }
        Ok(files)
    }

    /// What its HTML files may do.
    pub(crate) fn policy(&self, catalogue: &Catalogue) -> PagePolicy {
        PagePolicy::new(catalogue, self.frame_ancestors.clone())
    }
}
