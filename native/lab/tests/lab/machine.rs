//! How much of this machine each test takes, so that no more tests run at a time than the machine bears: what a browser
//! measures while it gets too little processor time is about the machine and not about the site.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};

/// Tests that may wait at the same time, each in a thread.
pub(super) const THREADS: usize = 16;

/// What there is: hundredths of a core, of two cores. More than 160 at a time made Firefox stop for longer than a test
/// bears (measured).
const ALL: u32 = 160;

/// What a test takes, by the first of these that its name contains.
const TAKES: [(&str, u32); 9] = [
    // Attackers and far end keep the machine busy.
    ("attack::", ALL),
    // Sweeps keep a core busy, and what a busy machine drops is lost to them; a browser that a busy machine stops for
    // seconds has paused more often than the test of a pause wants.
    ("sweep::", ALL),
    ("begins_anew_after_a_pause", ALL),
    // One at a time: what a busy machine does not send shows nothing of the line.
    ("feed::native", 90),
    // An emulator takes a core while it starts.
    ("system::", 90),
    ("firefox", 60),
    // Beside Firefox and Chromium, its page lost what a test wrote into a field.
    ("webkit", 120),
    ("chromium", 40),
    ("page::", 40),
];

/// Without a browser, a test mostly waits.
const OTHERS_TAKE: u32 = 16;

/// Who uses the machine and who waits for it.
#[derive(Debug)]
pub(super) struct Machine {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    free: u32,
    /// The tests that wait, in the order in which they came, so that one that takes much gets its turn.
    waiting: VecDeque<u64>,
    came: u64,
}

impl Machine {
    /// One that is idle.
    pub(super) const fn new() -> Self {
        Self {
            state: Mutex::new(State {
                free: ALL,
                waiting: VecDeque::new(),
                came: 0,
            }),
            changed: Condvar::new(),
        }
    }

    /// Runs a test when there is room for it.
    pub(super) fn run<T>(&self, name: &str, test: impl FnOnce() -> T) -> T {
        let takes = takes(name);
        self.enter(takes);
        // What a test that panics leaves must be free for the others.
        let _leave = Leave {
            machine: self,
            takes,
        };
        test()
    }

    fn enter(&self, takes: u32) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let own = state.came;
        state.came += 1;
        state.waiting.push_back(own);
        while state.waiting.front() != Some(&own) || state.free < takes {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.waiting.pop_front();
        state.free -= takes;
        self.changed.notify_all();
    }
}

struct Leave<'a> {
    machine: &'a Machine,
    takes: u32,
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        let state = self.machine.state.lock();
        state.unwrap_or_else(PoisonError::into_inner).free += self.takes;
        self.machine.changed.notify_all();
    }
}

fn takes(name: &str) -> u32 {
    let known = TAKES.iter().find(|(part, _)| name.contains(part));
    known.map_or(OTHERS_TAKE, |(_, takes)| *takes)
}
