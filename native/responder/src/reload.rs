//! Reads certificate, catalogue and page again while the far end runs: on SIGHUP, and when their files have
//! changed. A file that cannot be used is refused, and the previous one stays in use.

mod mark;

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use tokio::signal::unix::Signal;
use tokio::time::sleep;
use tracing::{info, warn};

use crate::catalogue::{self, Served};
use crate::certificate::{self, Certificate};
use crate::content::{Content, Writer};
use crate::limits;
use crate::page::{self, Files};
use crate::tls::Tls;
use mark::Mark;

/// What can be read again, and where it goes.
#[derive(Debug)]
pub(crate) struct Reload {
    /// The certificate's files, and the TLS configuration that presents it.
    certificate: Option<(certificate::Files, Tls)>,
    catalogue: catalogue::Source,
    page: Option<page::Source>,
    pub(crate) content: Writer,
    pub(crate) reloads: Reloads,
}

type Labels = Vec<(&'static str, &'static str)>;

/// How often each part was reloaded or refused, and whether its latest reload was refused.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reloads {
    pub(crate) counts: Family<Labels, Counter>,
    pub(crate) refused: Family<Labels, Gauge>,
}

impl Reloads {
    /// All counters at zero, for the parts that exist.
    fn of(parts: impl IntoIterator<Item = Part>) -> Self {
        let reloads = Self::default();
        for part in parts {
            reloads.refused(part).set(0);
            for done in [true, false] {
                reloads.count(part, done);
            }
        }
        reloads
    }

    fn note(&self, part: Part, done: bool) {
        self.count(part, done).inc();
        self.refused(part).set(i64::from(!done));
    }

    fn count(&self, part: Part, done: bool) -> Counter {
        let result = if done { "read" } else { "refused" };
        let labels = vec![("file", part.name()), ("result", result)];
        self.counts.get_or_create_owned(&labels)
    }

    fn refused(&self, part: Part) -> Gauge {
        self.refused
            .get_or_create_owned(&vec![("file", part.name())])
    }
}

/// The files that are looked at.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    pub(crate) certificate: Option<certificate::Files>,
    pub(crate) catalogue: Option<PathBuf>,
    pub(crate) page: Option<PathBuf>,
}

/// The state of all files at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marks {
    certificate: Mark,
    catalogue: Mark,
    page: Mark,
}

/// What can be read again, from where, and what is known of the files.
#[derive(Debug)]
pub(crate) struct Readable {
    reload: Arc<Reload>,
    paths: Paths,
    /// The files when they were read.
    read: Marks,
    /// The files at the last look.
    last: Marks,
}

/// One of the things that are read, each by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Certificate,
    Catalogue,
    Page,
}

/// What is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parts {
    certificate: bool,
    catalogue: bool,
    page: bool,
}

/// How often the files are looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// Between two looks.
    pub(crate) look: Duration,
    /// How long changed files must stay the same before they are read.
    pub(crate) settle: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            look: limits::FILES_LOOK,
            settle: limits::FILES_SETTLE,
        }
    }
}

impl Paths {
    /// The state of the files now. Take it before they are read, so that no change is missed.
    pub(crate) fn marks(&self) -> Marks {
        let certificate = self.certificate.iter();
        let certificate = certificate.flat_map(|files| [&files.chain, &files.key]);
        Marks {
            certificate: Mark::of_files(certificate),
            catalogue: Mark::of_files(&self.catalogue),
            page: self
                .page
                .as_deref()
                .map(Mark::of_folder)
                .unwrap_or_default(),
        }
    }
}

impl Readable {
    /// What can be read again, and the marks of the files from before they were read.
    pub(crate) fn new(reload: Reload, paths: Paths, marks: Marks) -> Self {
        Self {
            reload: Arc::new(reload),
            paths,
            last: marks.clone(),
            read: marks,
        }
    }

    /// Reads again whenever a signal comes or files have changed.
    pub(crate) async fn follow(mut self, hang_up: &mut Signal, pace: Pace) -> Infallible {
        let mut pause = pace.look;
        loop {
            let asked = tokio::select! {
                _ = hang_up.recv() => true,
                () = sleep(pause) => false,
            };
            let settled = self.look(asked).await;
            pause = if settled { pace.look } else { pace.settle };
        }
    }

    /// Reads what has changed, or everything; `false` if files are still being written.
    async fn look(&mut self, everything: bool) -> bool {
        let paths = self.paths.clone();
        let Some(now) = on_a_thread(move || paths.marks()).await else {
            return true;
        };
        let parts = if everything {
            Parts::ALL
        } else {
            Parts::that_differ(&now, &self.read)
        };
        let is_due = everything || now == self.last;
        if parts.any() && is_due {
            let reload = Arc::clone(&self.reload);
            on_a_thread(move || reload.read_again(parts)).await;
            self.read.clone_from(&now);
        }
        self.last = now;
        is_due || !parts.any()
    }
}

/// Files may be slow to read, and the caller's thread serves connections as well.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| warn!("files are not read again: {error}"))
        .ok()
}

impl Parts {
    const ALL: Self = Self {
        certificate: true,
        catalogue: true,
        page: true,
    };

    fn that_differ(now: &Marks, before: &Marks) -> Self {
        Self {
            certificate: now.certificate != before.certificate,
            catalogue: now.catalogue != before.catalogue,
            page: now.page != before.page,
        }
    }

    const fn any(self) -> bool {
        self.certificate || self.catalogue || self.page
    }
}

impl Reload {
    /// What can be read again, and was read once.
    pub(crate) fn new(
        certificate: Option<(certificate::Files, Tls)>,
        catalogue: catalogue::Source,
        page: Option<page::Source>,
        content: Content,
    ) -> Self {
        let parts = [
            certificate.as_ref().map(|_| Part::Certificate),
            Some(Part::Catalogue),
            page.as_ref().map(|_| Part::Page),
        ];
        Self {
            certificate,
            catalogue,
            page,
            content: Writer::new(content),
            reloads: Reloads::of(parts.into_iter().flatten()),
        }
    }

    fn read_again(&self, parts: Parts) {
        let mut log = Log::default();
        let new_certificate = parts.certificate && self.read_certificate(&mut log);
        let is_generated = self.catalogue.file.is_none();
        let catalogue = if is_generated {
            new_certificate
        } else {
            parts.catalogue
        };
        let before = self.content.get();
        let served = catalogue
            .then(|| self.read_catalogue(&before.catalogue, &mut log))
            .flatten();
        let files = self.page.as_ref().filter(|_| parts.page).and_then(|page| {
            let catalogue = served.as_ref().unwrap_or(&before.catalogue);
            let files = page.read(&catalogue.catalogue, &before.files);
            log.take(Part::Page, files)
        });
        if new_certificate || served.is_some() {
            let catalogue = served.as_ref().unwrap_or(&before.catalogue);
            log.warnings.extend(self.concerns(catalogue));
        }
        if served.is_some() || files.is_some() {
            self.content
                .replace(self.put_together(&before, served, files));
        }
        log.write(&self.reloads);
    }

    /// What is wrong with what is served now.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let served = &self.content.get().catalogue;
        let mut warnings = self.catalogue.warnings(served);
        warnings.extend(self.concerns(served));
        warnings
    }

    /// What is wrong with the certificate for this catalogue.
    fn concerns(&self, catalogue: &Served) -> Vec<String> {
        let certificate = self.certificate.as_ref().map(|(_, tls)| tls.certificate());
        certificate
            .iter()
            .flat_map(|certificate| certificate.concerns(SystemTime::now(), catalogue.own_names()))
            .map(|concern| concern.to_string())
            .collect()
    }

    /// Whether there is a new one.
    fn read_certificate(&self, log: &mut Log) -> bool {
        let Some((files, tls)) = &self.certificate else {
            return false;
        };
        let read = files
            .read()
            .and_then(|new| better(new, &tls.certificate(), SystemTime::now()));
        let Some(certificate) = log.take(Part::Certificate, read) else {
            return false;
        };
        tls.replace(certificate);
        true
    }

    /// `None` also if it has not changed, so that nothing is checked again because of it.
    fn read_catalogue(&self, before: &Served, log: &mut Log) -> Option<Arc<Served>> {
        let certificate = self.certificate.as_ref();
        let certificate = certificate.map(|(_, tls)| tls.certificate());
        let names = certificate
            .iter()
            .flat_map(|certificate| &certificate.names);
        let names: Vec<_> = names.cloned().collect();
        let served = log.take(Part::Catalogue, self.catalogue.read(&names))?;
        log.warnings.extend(self.catalogue.warnings(&served));
        (served.json != before.json).then(|| Arc::new(served))
    }

    /// A page that was not read again gets a policy for the new catalogue.
    fn put_together(
        &self,
        before: &Content,
        served: Option<Arc<Served>>,
        files: Option<Files>,
    ) -> Content {
        let catalogue = served.unwrap_or_else(|| Arc::clone(&before.catalogue));
        let files = files.unwrap_or_else(|| match &self.page {
            Some(page) => before.files.with_policy(&page.policy(&catalogue.catalogue)),
            None => Files::default(),
        });
        Content { catalogue, files }
    }
}

/// The new certificate, unless clients would refuse it, and do not refuse the old one.
fn better(new: Certificate, old: &Certificate, now: SystemTime) -> Result<Certificate, String> {
    let concern = new.concerns(now, []).into_iter().next();
    match concern {
        Some(concern) if !new.is_valid_at(now) && old.is_valid_at(now) => Err(concern.to_string()),
        Some(_) | None => Ok(new),
    }
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Catalogue => "catalogue",
            Self::Page => "page",
        }
    }
}

/// What is reported to the operator once everything is in place.
#[derive(Debug, Default)]
struct Log {
    outcomes: Vec<(Part, Result<(), String>)>,
    warnings: Vec<String>,
}

impl Log {
    fn take<T>(&mut self, part: Part, read: Result<T, String>) -> Option<T> {
        let (new, outcome) = match read {
            Ok(new) => (Some(new), Ok(())),
            Err(error) => (None, Err(error)),
        };
        self.outcomes.push((part, outcome));
        new
    }

    fn write(&self, reloads: &Reloads) {
        for (part, outcome) in &self.outcomes {
            reloads.note(*part, outcome.is_ok());
            let name = part.name();
            match outcome {
                Ok(()) => info!("read the {name} again"),
                Err(error) => {
                    warn!("the {name} was not replaced; the previous one stays in use: {error}")
                }
            }
        }
        for warning in &self.warnings {
            warn!("{warning}");
        }
    }
}

#[cfg(test)]
mod tests;
