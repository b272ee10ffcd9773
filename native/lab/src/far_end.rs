//! What answers on the far end's two addresses.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use camcheck_codec::stun::{BindingRequest, MAX_MESSAGE, Transaction, parse_response};
use camcheck_core::wire::{ALTERNATE_PORT, STUN_PORT};

use crate::daemon::Daemon;
use crate::enter::check_programs;
use crate::error::LabError;
use crate::namespace::Namespace;
use crate::net::{FAR_END, FAR_END_ALTERNATE};
use crate::pki::Leaf;

/// The program in the far end's role.
#[derive(Debug, Clone)]
pub enum FarEnd {
    /// Our own.
    Responder {
        /// `camcheck-responder`.
        program: PathBuf,
        /// A built page to serve.
        web: Option<PathBuf>,
        /// Whether it streams feeds. They keep the machine busy, and with it whatever is measured at the same
        /// time.
        feeds: bool,
    },
    /// coturn, which answers RFC 5780 on ports 3478 and 3479: a second opinion.
    Coturn,
    /// coturn as a plain STUN server: port 3478 and nothing else.
    PlainStun,
}

impl FarEnd {
    /// Our own far end without a page.
    #[must_use]
    pub const fn responder(program: PathBuf) -> Self {
        Self::Responder {
            program,
            web: None,
            feeds: false,
        }
    }
}

/// How long one readiness question waits for its answer.
const ANSWER_WAIT: Duration = Duration::from_millis(20);

/// The arguments of our own far end.
pub(crate) struct Given<'a> {
    pub(crate) address: Ipv4Addr,
    pub(crate) alternate: Option<Ipv4Addr>,
    pub(crate) leaf: &'a Leaf,
    pub(crate) catalogue: &'a Path,
    pub(crate) ca_pem: &'a Path,
    /// To how many it streams at a time; `None` for as many as it comes with.
    pub(crate) max_feeds: Option<u8>,
    /// Whether it takes part in the tests of the path.
    pub(crate) path_tests: bool,
}

/// Starts the far end.
pub(crate) fn start(
    kind: &FarEnd,
    namespace: &Namespace,
    directory: &Path,
    given: &Given<'_>,
) -> Result<Daemon, LabError> {
    let mut command = match kind {
        FarEnd::Responder {
            program,
            web,
            feeds,
        } => {
            let mut command = responder(program, web.as_deref(), given);
            let max_feeds = if *feeds { given.max_feeds } else { Some(0) };
            if let Some(most) = max_feeds {
                command.args(["--max-feeds", &most.to_string()]);
            }
            if !given.path_tests {
                command.arg("--no-path-tests");
            }
            command
        }
        FarEnd::Coturn => coturn(directory)?,
        FarEnd::PlainStun => {
            let mut command = coturn(directory)?;
            command.arg("--no-rfc5780");
            command
        }
    };
    Daemon::start(namespace.name(), namespace, directory, &mut command)
}

/// Waits until the far end answers.
pub(crate) fn wait(
    kind: &FarEnd,
    daemon: &mut Daemon,
    namespace: &Namespace,
) -> Result<(), LabError> {
    match kind {
        FarEnd::Responder { .. } => {
            daemon.wait_until(|log| log.lines().any(|line| line == "ready"))
        }
        FarEnd::Coturn => wait_for_stun(daemon, namespace, &[STUN_PORT, ALTERNATE_PORT]),
        FarEnd::PlainStun => wait_for_stun(daemon, namespace, &[STUN_PORT]),
    }
}

fn wait_for_stun(
    daemon: &mut Daemon,
    namespace: &Namespace,
    ports: &[u16],
) -> Result<(), LabError> {
    let answers = || {
        ports.iter().all(|port| {
            [FAR_END, FAR_END_ALTERNATE]
                .into_iter()
                .all(|address| ask((address, *port).into()).is_ok())
        })
    };
    daemon.wait_until(|_| namespace.run(answers).unwrap_or(false))
}

fn responder(program: &Path, web: Option<&Path>, given: &Given<'_>) -> Command {
    let mut command = Command::new(program);
    // Not with the options of a far end that this machine may have.
    command.args(["--config", "/dev/null"]);
    command.args(["--address", &given.address.to_string()]);
    if let Some(alternate) = given.alternate {
        command.args(["--alternate-address", &alternate.to_string()]);
    }
    command
        .arg("--tls-cert")
        .arg(&given.leaf.certificate)
        .arg("--tls-key")
        .arg(&given.leaf.key)
        .arg("--catalogue")
        .arg(given.catalogue)
        .arg("--ca-file")
        .arg(given.ca_pem);
    if let Some(web) = web {
        command.arg("--web").arg(web);
    }
    command
}

fn coturn(directory: &Path) -> Result<Command, LabError> {
    check_programs(&[("turnserver", "coturn")])?;
    let mut command = Command::new("turnserver");
    command
        .args(["-n", "--stun-only", "--no-cli", "--no-tls", "--no-dtls"])
        .args(["--listening-ip", &FAR_END.to_string()])
        .args(["--listening-ip", &FAR_END_ALTERNATE.to_string()])
        .args(["--log-file", "stdout", "--pidfile"])
        .arg(directory.join("coturn.pid"))
        .arg("--userdb")
        .arg(directory.join("coturn.db"));
    Ok(command)
}

/// Asks a STUN server once from a fresh socket.
fn ask(server: SocketAddr) -> io::Result<()> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    socket.set_read_timeout(Some(ANSWER_WAIT))?;
    socket.connect(server)?;
    let request = BindingRequest {
        transaction: Transaction::random(),
        change: None,
        token: None,
        asks_nonce: false,
    };
    socket.send(&request.encode())?;
    let mut answer = [0; MAX_MESSAGE];
    let length = socket.recv(&mut answer)?;
    let answer = answer.get(..length).unwrap_or_default();
    parse_response(answer).map_err(io::Error::other)?;
    Ok(())
}
