//! The way into the lab: private namespaces, and the end of everything in them.
//!
//! The program starts itself a second time. The outer process only waits; the inner one is
//! process 1 of a process namespace and is killed when the outer one ends, and with process 1
//! the kernel ends all others.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::ops::Deref;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, exit};
use std::sync::atomic::{AtomicU32, Ordering};

use nix::errno::Errno;
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::sched::{CloneFlags, unshare};
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;
use nix::unistd::{getegid, geteuid, getpid};
use tokio::signal::unix::{SignalKind, signal};

use crate::error::LabError;
use crate::pki::Pki;

/// The exit code of a program that could not enter the lab, so that "not run" is never green.
pub const NO_LAB_EXIT: u8 = 77;

/// Names the lab's directory to the inner process.
const INSIDE: &str = "CAMCHECK_LAB_DIRECTORY";

/// Holds the outer process's id.
const OWNER: &str = "owner";

/// Where servers and network tools live; not on every user's PATH.
const SYSTEM_PATH: &str = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";

/// The programs that every site needs, each with its Debian package.
const PROGRAMS: [(&str, &str); 5] = [
    ("dnsmasq", "dnsmasq-base"),
    ("ethtool", "ethtool"),
    ("ip", "iproute2"),
    ("nft", "nftables"),
    ("nginx", "nginx-light"),
];

/// A process inside the lab: private namespaces and a private directory in memory.
#[derive(Debug)]
pub struct Lab {
    directory: PathBuf,
    pki: Pki,
    sites: AtomicU32,
}

impl Lab {
    /// Enters the lab. Called before any thread is started: the outer process never returns
    /// from here but exits with the inner one's code.
    ///
    /// # Errors
    /// [`LabError`]; see [`LabError::is_unavailable`].
    pub fn enter() -> Result<Self, LabError> {
        match entered() {
            Some(directory) => Self::inside(directory),
            None => {
                check_programs(&PROGRAMS)?;
                Err(outside())
            }
        }
    }

    /// Whether this process is the inner one, which [`Lab::enter`] started.
    #[must_use]
    pub fn is_entered() -> bool {
        entered().is_some()
    }

    fn inside(directory: PathBuf) -> Result<Self, LabError> {
        let refused = |doing| {
            move |errno: nix::Error| LabError::NotPermitted {
                doing,
                source: errno.into(),
            }
        };
        set_pdeathsig(Signal::SIGKILL).map_err(refused("parent death signal"))?;
        let none = None::<&str>;
        mount(none, "/", none, MsFlags::MS_REC | MsFlags::MS_PRIVATE, none)
            .map_err(refused("private mounts"))?;
        mount(Some("proc"), "/proc", Some("proc"), MsFlags::empty(), none)
            .map_err(refused("mount of /proc"))?;
        mount(
            Some("tmpfs"),
            &directory,
            Some("tmpfs"),
            MsFlags::empty(),
            Some("mode=0755"),
        )
        .map_err(refused("mount of a tmpfs"))?;
        let pki = Pki::create("Camcheck lab test CA", directory.join("ca.pem"))?;
        Ok(Self {
            directory,
            pki,
            sites: AtomicU32::new(0),
        })
    }

    /// The lab's directory, in memory; gone when the lab ends.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The test CA's certificate (PEM), which signed every certificate of the lab.
    #[must_use]
    pub fn ca_pem(&self) -> &Path {
        self.pki.ca_pem()
    }

    pub(crate) fn pki(&self) -> &Pki {
        &self.pki
    }

    pub(crate) fn site_directory(&self) -> Result<SiteDirectory, LabError> {
        let number = self.sites.fetch_add(1, Ordering::Relaxed);
        let directory = self.directory.join(format!("site-{number}"));
        fs::create_dir(&directory).map_err(LabError::system("site directory"))?;
        Ok(SiteDirectory(directory))
    }
}

/// The directory of a site, removed when dropped: it is in memory, of which a Windows takes 0.7 GB.
#[derive(Debug)]
pub(crate) struct SiteDirectory(PathBuf);

impl Deref for SiteDirectory {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for SiteDirectory {
    fn drop(&mut self) {
        // What a process that is still ending writes is removed with the lab's directory.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The lab's directory, in the inner process.
fn entered() -> Option<PathBuf> {
    // Only process 1 of a fresh process namespace may touch mounts.
    let directory = env::var_os(INSIDE).filter(|_| getpid().as_raw() == 1)?;
    Some(PathBuf::from(directory))
}

/// Looks for programs where the lab will look for them.
///
/// # Errors
/// [`LabError::MissingPrograms`] with every one that is missing.
pub(crate) fn check_programs(wanted: &[(&str, &str)]) -> Result<(), LabError> {
    let path = search_path();
    let is_there = |program: &str| {
        env::split_paths(&path).any(|directory| {
            fs::metadata(directory.join(program))
                .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
        })
    };
    let missing: Vec<_> = wanted
        .iter()
        .filter(|(program, _)| !is_there(program))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let column = |pick: fn(&(&str, &str)) -> String| -> String {
        let words: Vec<_> = missing.iter().map(|entry| pick(entry)).collect();
        words.join(" ")
    };
    Err(LabError::MissingPrograms {
        programs: column(|entry| entry.0.to_owned()),
        packages: column(|entry| entry.1.to_owned()),
    })
}

fn search_path() -> OsString {
    let mut path = env::var_os("PATH").unwrap_or_default();
    if !path.is_empty() {
        path.push(":");
    }
    path.push(SYSTEM_PATH);
    path
}

/// The outer process: returns only if the inner one could not be started.
fn outside() -> LabError {
    if let Err(error) = leave_namespaces() {
        return error;
    }
    let directory = match private_directory() {
        Ok(directory) => directory,
        Err(source) => return LabError::system("temporary directory")(source),
    };
    let ended = run_inner(&directory);
    let removed = remove(&directory);
    match ended.and_then(|code| removed.map(|()| code)) {
        Ok(code) => exit(code),
        Err(source) => LabError::system("inner process")(source),
    }
}

/// Root needs no user namespace, and without one keeps access to other users' files.
fn leave_namespaces() -> Result<(), LabError> {
    let (user, group) = (geteuid(), getegid());
    let private = CloneFlags::CLONE_NEWNET | CloneFlags::CLONE_NEWNS | CloneFlags::CLONE_NEWPID;
    if user.is_root() && unshare(private).is_ok() {
        return Ok(());
    }
    unshare(CloneFlags::CLONE_NEWUSER | private)
        .map_err(io::Error::from)
        .and_then(|()| fs::write("/proc/self/setgroups", "deny"))
        .and_then(|()| fs::write("/proc/self/uid_map", format!("0 {user} 1")))
        .and_then(|()| fs::write("/proc/self/gid_map", format!("0 {group} 1")))
        .map_err(|source| LabError::NotPermitted {
            doing: "unshare",
            source,
        })
}

/// The directory on which the inner process mounts its tmpfs. A file below the mount keeps others
/// from removing it: the kernel would let them, and take the tmpfs away with it.
fn private_directory() -> io::Result<PathBuf> {
    let directory = nix::unistd::mkdtemp(&env::temp_dir().join("camcheck-lab-XXXXXX"))?;
    fs::write(directory.join(OWNER), std::process::id().to_string())?;
    Ok(directory)
}

/// The tmpfs that the inner process mounted, if it came so far, and the directory below.
fn remove(directory: &Path) -> io::Result<()> {
    match umount2(directory, MntFlags::MNT_DETACH) {
        Ok(()) | Err(Errno::EINVAL) => {}
        Err(errno) => return Err(errno.into()),
    }
    fs::remove_file(directory.join(OWNER))?;
    fs::remove_dir(directory)
}

/// Runs the inner process. No thread may be started here: the kernel refuses one while the
/// process namespace of children differs from one's own.
fn run_inner(directory: &Path) -> io::Result<i32> {
    tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?
        .block_on(async {
            let mut interrupted = signal(SignalKind::interrupt())?;
            let mut terminated = signal(SignalKind::terminate())?;
            let mut inner = tokio::process::Command::new(env::current_exe()?)
                .args(env::args_os().skip(1))
                .env(INSIDE, directory)
                .env("TMPDIR", directory)
                .env("PATH", search_path())
                .spawn()?;
            tokio::select! {
                status = inner.wait() => return status.map(code_of),
                _ = interrupted.recv() => {},
                _ = terminated.recv() => {},
            }
            inner.kill().await?;
            Ok(128 + Signal::SIGINT as i32)
        })
}

fn code_of(status: ExitStatus) -> i32 {
    status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or_default())
}
