use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use camcheck_core::wire::STUN_PORT;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::timeout;

use super::*;
use crate::catalogue::Own;
use crate::cli::FrameAncestors;
use crate::content::Reader;

/// No time for a file system, and short for a test.
const PACE: Pace = Pace {
    look: Duration::from_millis(20),
    settle: Duration::from_millis(20),
};
const PATIENCE: Duration = Duration::from_secs(20);

/// A far end's files, of which it has read the first versions.
struct Disk {
    folder: Folder,
    tls: Tls,
    content: Reader,
}

/// A folder that is removed with its content.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("camcheck-reload-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(path.join("page")).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn write_identity(folder: &Path, name: &str) -> (String, String) {
    write_identity_until(folder, name, 4096)
}

fn write_identity_until(folder: &Path, name: &str, year: i32) -> (String, String) {
    let key = KeyPair::generate().expect("a key");
    let mut parameters = CertificateParams::new([name.to_owned()]).expect("a name");
    parameters.not_after = date_time_ymd(year, 1, 1);
    let certificate = parameters.self_signed(&key).expect("a certificate");
    let (chain, key) = (certificate.pem(), key.serialize_pem());
    fs::write(folder.join("chain.pem"), &chain).expect("a file");
    fs::write(folder.join("key.pem"), &key).expect("a file");
    (chain, key)
}

impl Disk {
    /// Without a file, the catalogue is generated.
    fn new(catalogue: Option<&str>) -> (Self, Readable) {
        let folder = Folder::new();
        let path = |name: &str| folder.0.join(name);
        write_identity(&folder.0, "first.example");
        fs::write(path("page/index.html"), "first").expect("a file");
        if let Some(json) = catalogue {
            fs::write(path("catalogue.json"), json).expect("a file");
        }
        let paths = Paths {
            certificate: Some(certificate::Files {
                chain: path("chain.pem"),
                key: path("key.pem"),
            }),
            catalogue: catalogue.map(|_| path("catalogue.json")),
            page: Some(path("page")),
        };
        let marks = paths.marks();
        let reload = read(&paths);
        let disk = Self {
            tls: reload.certificate.clone().expect("a certificate").1,
            content: reload.content.reader(),
            folder,
        };
        (disk, Readable::new(reload, paths, marks))
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.0.join(name), text).expect("a file");
    }

    fn names(&self) -> Vec<String> {
        self.tls.certificate().names.clone()
    }

    fn page(&self) -> String {
        let content = self.content.get();
        content.files.text("/").expect("the page")
    }

    fn domains(&self) -> usize {
        self.content.get().catalogue.catalogue.domains.len()
    }
}

fn read(paths: &Paths) -> Reload {
    let source = catalogue::Source {
        file: paths.catalogue.clone(),
        own: Own {
            addresses: vec!["192.0.2.1".parse().expect("an address")],
            tcp: [443, 3478, 5349, 8883].map(|port| (port, port)).to_vec(),
            udp: STUN_PORT.to_string().parse().expect("ports"),
            demo: true,
            tls: true,
            http: None,
        },
    };
    let files = paths.certificate.clone().expect("files");
    let certificate = files.read().expect("a certificate");
    let served = source.read(&certificate.names).expect("a catalogue");
    let page = page::Source {
        folder: paths.page.clone().expect("a folder"),
        frame_ancestors: FrameAncestors::default(),
    };
    let pages = page.read(&served.catalogue, &Files::default());
    let content = Content {
        catalogue: Arc::new(served),
        files: pages.expect("a page"),
    };
    let tls = Tls::new(certificate).expect("TLS");
    Reload::new(Some((files, tls)), source, Some(page), content)
}

const ONE_DOMAIN: &str = r#"{ "version": 1, "page": "https://a.example/",
  "domains": [{ "pattern": "*.latch.com", "hosts": ["www.latch.com"] }],
  "responders": [{ "name": "one", "addresses": [{ "ip": "192.0.2.1" }],
    "tcp": { "443": 443, "3478": 3478, "5349": 5349, "8883": 8883 }, "udp": "3478" }] }"#;

/// Follows the files until the condition holds.
async fn until(readable: Readable, condition: impl Fn() -> bool) {
    let mut never_sent = signal(SignalKind::user_defined2()).expect("a signal");
    let seen = async {
        while !condition() {
            sleep(PACE.look).await;
        }
    };
    tokio::select! {
        never = readable.follow(&mut never_sent, PACE) => match never {},
        seen = timeout(PATIENCE, seen) => seen.expect("the change is noticed"),
    }
}

#[tokio::test]
async fn a_changed_page_is_noticed() {
    let (disk, readable) = Disk::new(None);
    assert_eq!(disk.page(), "first");
    disk.write("page/index.html", "second");
    until(readable, || disk.page() == "second").await;
}

#[tokio::test]
async fn a_changed_certificate_is_noticed_and_names_a_generated_catalogue() {
    let (disk, readable) = Disk::new(None);
    assert_eq!(disk.names(), ["first.example"]);
    write_identity(&disk.folder.0, "second.example");
    until(readable, || disk.names() == ["second.example"]).await;
    let content = disk.content.get();
    let own = content.catalogue.own().expect("itself");
    assert_eq!(own.addresses[0].name.as_deref(), Some("second.example"));
}

#[tokio::test]
async fn a_changed_catalogue_is_noticed_and_the_page_stays() {
    let (disk, readable) = Disk::new(Some(ONE_DOMAIN));
    assert_eq!(disk.domains(), 1);
    let other = ONE_DOMAIN.replace("https://a.example/", "https://b.example/");
    disk.write("catalogue.json", &other);
    let page = || disk.content.get().catalogue.catalogue.page.clone();
    until(readable, || page() == "https://b.example/").await;
    assert_eq!(disk.page(), "first");
}

/// The chain has been replaced, and its key has not yet.
#[tokio::test]
async fn half_a_renewal_is_refused_and_the_whole_one_read() {
    let (disk, mut readable) = Disk::new(None);
    let first_key = fs::read_to_string(disk.folder.0.join("key.pem")).expect("a file");
    let (_, second_key) = write_identity(&disk.folder.0, "second.example");
    disk.write("key.pem", &first_key);
    assert!(!readable.look(false).await, "it may still be written");
    assert!(readable.look(false).await);
    assert_eq!(disk.names(), ["first.example"]);
    disk.write("key.pem", &second_key);
    until(readable, || disk.names() == ["second.example"]).await;
}

#[tokio::test]
async fn an_expired_certificate_does_not_replace_a_valid_one() {
    let (disk, mut readable) = Disk::new(None);
    write_identity_until(&disk.folder.0, "second.example", 2020);
    readable.look(true).await;
    assert_eq!(disk.names(), ["first.example"]);
    write_identity(&disk.folder.0, "third.example");
    readable.look(true).await;
    assert_eq!(disk.names(), ["third.example"]);
}

#[tokio::test]
async fn what_is_not_published_is_no_change() {
    let (disk, mut readable) = Disk::new(None);
    disk.write("page/.hidden", "new");
    fs::create_dir(disk.folder.0.join("page/empty")).expect("a folder");
    assert!(readable.look(false).await);
    assert_eq!(readable.read, readable.paths.marks());
    disk.write("page/empty/file.txt", "new");
    assert!(!readable.look(false).await);
}

#[tokio::test]
async fn what_is_bad_leaves_the_others_alone() {
    let (disk, mut readable) = Disk::new(Some(ONE_DOMAIN));
    write_identity(&disk.folder.0, "second.example");
    disk.write("catalogue.json", "{");
    disk.write("page/index.html", "second");
    readable.look(true).await;
    assert_eq!(disk.names(), ["second.example"]);
    assert_eq!(disk.domains(), 1);
    assert_eq!(disk.page(), "second");
    fs::remove_file(disk.folder.0.join("page/index.html")).expect("removed");
    disk.write("chain.pem", "");
    readable.look(true).await;
    assert_eq!(disk.names(), ["second.example"]);
    assert_eq!(disk.page(), "second");
}

#[tokio::test]
async fn what_has_not_changed_is_not_read() {
    let (disk, mut readable) = Disk::new(Some(ONE_DOMAIN));
    let before = disk.content.get();
    assert!(readable.look(false).await);
    assert!(Arc::ptr_eq(&before, &disk.content.get()));
    readable.look(true).await;
    let after = disk.content.get();
    assert!(
        Arc::ptr_eq(&before.catalogue, &after.catalogue),
        "nothing is checked again"
    );
}
