//! The programs that the lab runs, which other packages make.

use std::io;
use std::path::{Path, PathBuf};

/// Where the project's programs lie.
#[derive(Debug, Clone)]
pub struct Programs {
    /// `camcheck`
    pub camcheck: PathBuf,
    /// `camcheck-responder`
    pub responder: PathBuf,
}

impl Programs {
    /// As cargo leaves them: in one folder, together with the lab's own program.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] if one of them is missing, with the command that makes it.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        let find = |name: &str| {
            let program = folder.join(name);
            if program.is_file() {
                return Ok(program);
            }
            let message = format!(
                "there is no {} (cargo build -p {name} makes it)",
                program.display()
            );
            Err(io::Error::new(io::ErrorKind::NotFound, message))
        };
        Ok(Self {
            camcheck: find("camcheck")?,
            responder: find("camcheck-responder")?,
        })
    }
}
