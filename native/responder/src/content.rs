//! What is served over HTTP and can be replaced while the far end runs: the catalogue and the page.

use std::future::pending;
use std::sync::Arc;

use tokio::sync::watch;

use crate::catalogue::Served;
use crate::page::Files;

/// A catalogue, and the page with a policy that fits it.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) catalogue: Arc<Served>,
    pub(crate) files: Files,
}

/// The content for the one that replaces it.
#[derive(Debug)]
pub(crate) struct Writer(watch::Sender<Arc<Content>>);

/// The content for those who use it.
#[derive(Debug, Clone)]
pub(crate) struct Reader(watch::Receiver<Arc<Content>>);

impl Writer {
    /// The first content.
    pub(crate) fn new(content: Content) -> Self {
        Self(watch::Sender::new(Arc::new(content)))
    }

    /// What is served now.
    pub(crate) fn get(&self) -> Arc<Content> {
        Arc::clone(&self.0.borrow())
    }

    /// Serves something else. Answers under way keep what they began with.
    pub(crate) fn replace(&self, content: Content) {
        self.0.send_replace(Arc::new(content));
    }

    /// For one more user.
    pub(crate) fn reader(&self) -> Reader {
        Reader(self.0.subscribe())
    }
}

impl Reader {
    /// What is served now.
    pub(crate) fn get(&self) -> Arc<Content> {
        Arc::clone(&self.0.borrow())
    }

    /// Waits until it is replaced.
    pub(crate) async fn replaced(&mut self) {
        if self.0.changed().await.is_err() {
            // There is no writer any more.
            pending().await
        }
    }
}
