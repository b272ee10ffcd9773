//! What can prevent a lab from being built.

use std::io;
use std::path::PathBuf;
use std::process::Output;

const NO_LAB_ADVICE: &str = "run as root, or allow user namespaces: \
    sysctl -w kernel.unprivileged_userns_clone=1 (Debian), \
    sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu); \
    a container needs --privileged";

/// Why the lab, or a site in it, could not be built.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// The kernel or a policy refuses namespaces.
    #[error("network namespaces are refused here ({doing}: {source}); {NO_LAB_ADVICE}")]
    NotPermitted {
        /// What was tried.
        doing: &'static str,
        /// What the kernel said.
        source: io::Error,
    },
    /// Programs that the lab is made of are not installed.
    #[error("missing: {programs}; on Debian or Ubuntu: apt-get install {packages}")]
    MissingPrograms {
        /// Their names.
        programs: String,
        /// The packages that hold them.
        packages: String,
    },
    /// The operating system refused something.
    #[error("{doing}: {source}")]
    System {
        /// What was tried.
        doing: String,
        /// What the kernel said.
        source: io::Error,
    },
    /// A set-up command failed.
    #[error("{command} failed: {message}")]
    Command {
        /// Which.
        command: String,
        /// What it printed.
        message: String,
    },
    /// A helper did not come up.
    #[error("{helper} is not ready: {message}")]
    NotReady {
        /// Which.
        helper: String,
        /// Why, with the end of its log.
        message: String,
    },
    /// The test certificates could not be made.
    #[error("test certificates: {0}")]
    Certificates(#[from] rcgen::Error),
    /// The lab does not support what the site file requires.
    #[error("the lab cannot express {0}")]
    Unsupported(String),
    /// A site file is broken.
    #[error("{}: {message}", path.display())]
    SiteFile {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// There is no site of that name.
    #[error("there is no site \"{name}\"; the sites are: {known}")]
    UnknownSite {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
}

impl LabError {
    /// Wraps a refusal of the operating system.
    pub(crate) fn system(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::System {
            doing: doing.into(),
            source,
        }
    }

    /// An error with what a set-up command printed, unless it succeeded.
    pub(crate) fn unless_succeeded(command: String, output: &Output) -> Result<(), Self> {
        if output.status.success() {
            return Ok(());
        }
        Err(Self::Command {
            command,
            message: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        })
    }

    /// Whether this machine cannot run the lab at all, for want of a privilege or a program.
    #[must_use]
    pub const fn is_unavailable(&self) -> bool {
        matches!(
            self,
            Self::NotPermitted { .. } | Self::MissingPrograms { .. }
        )
    }
}
