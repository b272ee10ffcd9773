//! A far end that a test starts, asks and ends.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use camcheck::vantage::{NativeProber, Trust};
use camcheck_core::catalogue::{Catalogue, Responder};
use camcheck_core::probe::prober::ByKind;
use camcheck_core::probe::{TcpOutcome, TcpProbe, TcpService, TcpTarget, Timing};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use serde::de::DeserializeOwned;

use super::PATIENCE;

/// A running demo. Dropping it ends it.
pub(crate) struct Demo {
    pub(crate) ip: IpAddr,
    child: Child,
    stdout: BufReader<ChildStdout>,
    log: PathBuf,
}

impl Demo {
    /// Starts a demo on a loopback address of its own and waits until it is ready.
    pub(crate) fn start(test: u8, arguments: &[&str]) -> Self {
        let ip = Self::address(test);
        let log = scratch("logs").join(format!("{test}.log"));
        let stderr = fs::File::create(&log).expect("a file");
        let mut child = Command::new(env!("CARGO_BIN_EXE_camcheck-responder"))
            .args(["--demo", "--udp", "3478,3479,40000-40019", "--address"])
            .arg(ip.to_string())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .expect("the far end starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("its stdout"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        assert_eq!(line, "ready\n");
        Self {
            ip: ip.into(),
            child,
            stdout,
            log,
        }
    }

    /// The loopback address of a test's demo. Other runs of these tests may be in progress at the
    /// same time.
    pub(crate) fn address(test: u8) -> Ipv4Addr {
        let [.., high, low] = std::process::id().to_be_bytes();
        Ipv4Addr::new(127, high.max(1), low, test)
    }

    /// What it has written on stderr so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("the log")
    }

    /// Sends SIGHUP, and waits for a line of the log that it causes.
    pub(crate) fn reload(&self, line: &str) {
        let before = self.log().len();
        self.signal(Signal::SIGHUP);
        let until = Instant::now() + PATIENCE;
        while !self.log()[before..].contains(line) {
            assert!(Instant::now() < until, "no \"{line}\" in {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Its `/v1/hello`. Port 8883 needs no privilege, so it is never replaced by another.
    fn responder(&self) -> Responder {
        let body = String::from_utf8(self.get("/catalogue.json").body).expect("text");
        let catalogue = Catalogue::parse(&body).expect("a sound catalogue");
        catalogue.responders.into_iter().next().expect("itself")
    }

    pub(crate) fn tcp_ports(&self) -> Vec<u16> {
        self.responder().tcp.values().copied().collect()
    }

    pub(crate) fn udp_ports(&self) -> Vec<u16> {
        let ranges = self.responder().udp;
        let ranges = ranges.ranges().iter();
        ranges
            .flat_map(|range| range.first()..=range.last())
            .collect()
    }

    /// Tries a service as the native program does.
    pub(crate) async fn try_service(
        &self,
        port: u16,
        identity: &Identity,
        service: TcpService,
    ) -> TcpOutcome {
        let trust = Trust::mozilla_and(std::slice::from_ref(&identity.root)).expect("roots");
        let probe = TcpProbe {
            target: TcpTarget {
                ip: Some(self.ip),
                host: Some(identity.name.clone()),
                port,
            },
            service,
            attempt: 0,
        };
        let timing = Timing {
            names: PATIENCE,
            deadline: PATIENCE,
            retransmit: PATIENCE,
            tries: 1,
            gap: PATIENCE,
        };
        NativeProber::new(trust).tcp(&probe, timing).await
    }

    pub(crate) fn connect(&self, port: u16) -> TcpStream {
        let stream = TcpStream::connect(SocketAddr::new(self.ip, port)).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// Sends bytes and reads exactly this many.
    pub(crate) fn exchange(&self, port: u16, bytes: &[u8], length: usize) -> Vec<u8> {
        let mut stream = self.connect(port);
        stream.write_all(bytes).expect("sent");
        let mut answer = vec![0; length];
        stream.read_exact(&mut answer).expect("an answer");
        answer
    }

    /// Sends bytes and reads until the far end closes.
    pub(crate) fn exchange_to_end(&self, port: u16, bytes: &[u8]) -> Vec<u8> {
        let stream = self.connect(port);
        let mut writer = stream.try_clone().expect("a second handle");
        let bytes = bytes.to_vec();
        // The far end answers while it is still being asked.
        let writing = std::thread::spawn(move || {
            // It may hang up on garbage before it has read all of it.
            let _ = writer.write_all(&bytes);
        });
        let mut answer = Vec::new();
        if let Err(error) = (&stream).read_to_end(&mut answer) {
            assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}");
        }
        writing.join().expect("written");
        answer
    }

    /// One HTTP request, after which the connection ends.
    pub(crate) fn http(&self, request: &str) -> Answer {
        Answer::parse(&self.exchange_to_end(8883, request.as_bytes()))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.get_from(8883, path)
    }

    pub(crate) fn get_from(&self, port: u16, path: &str) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Answer::parse(&self.exchange_to_end(port, request.as_bytes()))
    }

    pub(crate) fn post(&self, path: &str) -> Answer {
        self.http(&format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ))
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).expect("a pid"));
        kill(pid, signal).expect("the signal is sent");
    }

    /// Sends SIGTERM; gives the exit status and what came on stdout after "ready".
    pub(crate) fn terminate(self) -> (ExitStatus, String) {
        self.signal(Signal::SIGTERM);
        self.ended()
    }

    /// The same after a signal.
    pub(crate) fn ended(mut self) -> (ExitStatus, String) {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("text");
        (self.child.wait().expect("it ends"), rest)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // After `terminate` there is nothing left to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An HTTP answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let (head, body) = bytes.split_at(end.expect("a head") + 4);
        let head = String::from_utf8(head.to_vec()).expect("text");
        let status = head.split(' ').nth(1).and_then(|text| text.parse().ok());
        Self {
            status: status.expect("a status"),
            head,
            body: body.to_vec(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).expect("the body of the interface")
    }
}

/// A certificate under an authority of its own, in files.
pub(crate) struct Identity {
    pub(crate) name: String,
    pub(crate) root: CertificateDer<'static>,
    folder: PathBuf,
}

impl Identity {
    pub(crate) fn new(name: &str) -> Self {
        Self::in_folder(name, scratch(name))
    }

    /// Replaces the files by another certificate with this name.
    pub(crate) fn renewed(&self, name: &str) -> Self {
        Self::in_folder(name, self.folder.clone())
    }

    /// Replaces the files by a certificate that expired at the end of 2020.
    pub(crate) fn expired(&self) -> Self {
        Self::until(2021, &self.name, self.folder.clone())
    }

    fn in_folder(name: &str, folder: PathBuf) -> Self {
        Self::until(4096, name, folder)
    }

    fn until(year: i32, name: &str, folder: PathBuf) -> Self {
        let mut authority = CertificateParams::default();
        authority
            .distinguished_name
            .push(DnType::CommonName, "Test authority");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority =
            CertifiedIssuer::self_signed(authority, KeyPair::generate().expect("a key"))
                .expect("an authority");
        let key = KeyPair::generate().expect("a key");
        let mut parameters = CertificateParams::new([name.to_owned()]).expect("a name");
        parameters.not_after = date_time_ymd(year, 1, 1);
        let certificate = parameters.signed_by(&key, &authority);
        let certificate = certificate.expect("a certificate");
        fs::write(folder.join("chain.pem"), certificate.pem()).expect("a file");
        fs::write(folder.join("key.pem"), key.serialize_pem()).expect("a file");
        Self {
            name: name.to_owned(),
            root: authority.der().clone(),
            folder,
        }
    }

    pub(crate) fn chain(&self) -> String {
        self.folder.join("chain.pem").display().to_string()
    }

    pub(crate) fn key(&self) -> String {
        self.folder.join("key.pem").display().to_string()
    }

    pub(crate) fn arguments(&self) -> [&'static str; 4] {
        // Tests are short-lived, and `Demo::start` takes borrowed arguments.
        [
            "--tls-cert",
            self.chain().leak(),
            "--tls-key",
            self.key().leak(),
        ]
    }
}

/// An empty folder of this test run.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("responder-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

/// The far end refuses the arguments: exit code 2, nothing on stdout, and this on stderr.
pub(crate) fn refuses(arguments: &[String], message: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_camcheck-responder"))
        .args(arguments)
        .output()
        .expect("the far end starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert!(stderr.contains(message), "{arguments:?}: {stderr}");
}
