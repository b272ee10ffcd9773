//! By what a change of files is noticed, without reading them.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The files, as the file system describes them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Mark(Vec<(PathBuf, Option<State>)>);

/// The state of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    /// Another one if the file, or the target of a link, was replaced.
    file: (u64, u64),
    /// When it was written, or its permissions changed.
    changed: (i64, i64),
}

impl Mark {
    /// Of these files; one that does not exist yet is noticed when it does.
    pub(super) fn of_files<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Self {
        let states = paths.into_iter().map(|path| (path.clone(), state(path)));
        Self(states.collect())
    }

    /// Of the files in a folder and its folders.
    pub(super) fn of_folder(path: &Path) -> Self {
        let mut states = Vec::new();
        add_entries(path, &mut states);
        states.sort_by(|(a, _), (b, _)| a.cmp(b));
        Self(states)
    }
}

fn add_entries(folder: &Path, states: &mut Vec<(PathBuf, Option<State>)>) {
    // What cannot be listed is reported when it is read.
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        // Neither hidden files nor links are published.
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            add_entries(&entry.path(), states);
        } else {
            let metadata = entry.metadata().ok();
            states.push((entry.path(), metadata.map(|metadata| State::of(&metadata))));
        }
    }
}

fn state(path: &Path) -> Option<State> {
    fs::metadata(path).ok().map(|metadata| State::of(&metadata))
}

impl State {
    fn of(metadata: &fs::Metadata) -> Self {
        Self {
            file: (metadata.dev(), metadata.ino()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}
