//! One network namespace with its own view of `/etc/resolv.conf`.

use std::env;
use std::fs::{self, File};
use std::io;
use std::net::IpAddr;
use std::os::fd::AsRawFd;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::thread;

use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, setns, unshare};

use crate::error::LabError;

/// A network namespace and a mount namespace. They live as long as this value or a process in
/// them does.
#[derive(Debug)]
pub struct Namespace {
    name: &'static str,
    net: File,
    mounts: File,
}

impl Namespace {
    /// Makes a namespace with only loopback in it. `/etc/resolv.conf` names the resolvers, if there are
    /// any.
    pub(crate) fn create(
        name: &'static str,
        directory: &Path,
        resolvers: &[IpAddr],
    ) -> Result<Self, LabError> {
        let resolv_conf = directory.join(format!("resolv-{name}.conf"));
        let make = || -> io::Result<(File, File)> {
            unshare(CloneFlags::CLONE_NEWNET | CloneFlags::CLONE_NEWNS)?;
            if !resolvers.is_empty() {
                // One short retry, so that a lost answer does not cost a test its deadline.
                let mut text = "options timeout:2 attempts:2\n".to_owned();
                for resolver in resolvers {
                    text += &format!("nameserver {resolver}\n");
                }
                fs::write(&resolv_conf, text)?;
                bind(&resolv_conf, Path::new("/etc/resolv.conf"))?;
            }
            // Link-local addresses and duplicate address detection would only add noise.
            disable_ipv6(true)?;
            Ok((
                File::open("/proc/thread-self/ns/net")?,
                File::open("/proc/thread-self/ns/mnt")?,
            ))
        };
        let (net, mounts) = on_new_thread(make)
            .and_then(|made| made)
            .map_err(LabError::system(format!("namespace of the {name}")))?;
        Ok(Self { name, net, mounts })
    }

    /// Lets links that are made from now on have IPv6.
    pub(crate) fn switch_ipv6_on(&self) -> Result<(), LabError> {
        self.run(|| disable_ipv6(false))
            .and_then(|done| done)
            .map_err(LabError::system("IPv6"))
    }

    /// What the namespace represents.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// A path that names the network namespace to other programs of the lab.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        PathBuf::from(format!("/proc/1/fd/{}", self.net.as_raw_fd()))
    }

    /// Runs a closure on a thread inside the namespace. Sockets that it opens stay there, and so
    /// do threads and processes that it starts; an async runtime may be built in it.
    ///
    /// # Errors
    /// If the kernel refuses the namespace or the thread.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> io::Result<T> {
        on_new_thread(|| {
            self.enter_thread()?;
            Ok(work())
        })
        .and_then(|done| done)
    }

    /// Starts a program inside the namespace.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn spawn(&self, command: &mut Command) -> io::Result<Child> {
        self.run(|| command.spawn()).and_then(|child| child)
    }

    /// Runs a program inside the namespace to its end, and collects what it printed.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn output(&self, command: &mut Command) -> io::Result<Output> {
        self.run(|| command.output()).and_then(|output| output)
    }

    /// Puts a file in the place of another one, for programs that are started inside from now on.
    pub(crate) fn bind(&self, source: &Path, target: &Path) -> io::Result<()> {
        self.run(|| bind(source, target)).and_then(|bound| bound)
    }

    fn enter_thread(&self) -> io::Result<()> {
        let directory = env::current_dir()?;
        setns(&self.net, CloneFlags::CLONE_NEWNET)?;
        // A thread shares root and working directory with its process, which a mount namespace
        // of its own forbids.
        unshare(CloneFlags::CLONE_FS)?;
        setns(&self.mounts, CloneFlags::CLONE_NEWNS)?;
        env::set_current_dir(directory)
    }
}

fn disable_ipv6(disable: bool) -> io::Result<()> {
    for scope in ["all", "default"] {
        let switch = format!("/proc/sys/net/ipv6/conf/{scope}/disable_ipv6");
        if Path::new(&switch).exists() {
            fs::write(switch, if disable { "1" } else { "0" })?;
        }
    }
    Ok(())
}

fn bind(source: &Path, target: &Path) -> io::Result<()> {
    let none = None::<&str>;
    mount(Some(source), target, none, MsFlags::MS_BIND, none)?;
    Ok(())
}

/// A thread that ends afterwards, so that the caller keeps its own namespaces.
fn on_new_thread<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let worker = thread::Builder::new().spawn_scoped(scope, work)?;
        worker.join().map_err(|panic| resume_unwind(panic))
    })
}
