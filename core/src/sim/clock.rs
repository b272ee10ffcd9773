//! Virtual time: sleeping costs nothing, and the order of events depends on durations alone.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// A virtual clock that also runs futures.
#[derive(Debug, Clone, Default)]
pub struct Clock(Rc<RefCell<State>>);

#[derive(Debug, Default)]
struct State {
    now: Duration,
    next: u64,
    sleepers: BTreeMap<(Duration, u64), Waker>,
}

impl Clock {
    /// Time since the clock was made.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.0.borrow().now
    }

    /// Sleeps in virtual time.
    #[must_use]
    pub fn sleep(&self, duration: Duration) -> Sleep {
        Sleep {
            clock: self.clone(),
            until: self.now() + duration,
            registered: None,
        }
    }

    /// Runs a future to its end, and jumps to the next wake-up whenever no future can progress.
    ///
    /// # Panics
    /// If the future waits for something other than this clock.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return output;
            }
            let wakers = self.advance();
            assert!(
                !wakers.is_empty(),
                "a future waits for something besides the clock"
            );
            wakers.into_iter().for_each(Waker::wake);
        }
    }

    /// Jumps to the next wake-up and removes every sleeper that is due then.
    fn advance(&self) -> Vec<Waker> {
        let mut state = self.0.borrow_mut();
        let Some((until, _)) = state.sleepers.keys().next().copied() else {
            return Vec::new();
        };
        state.now = until;
        let later = state.sleepers.split_off(&(until, u64::MAX));
        std::mem::replace(&mut state.sleepers, later)
            .into_values()
            .collect()
    }
}

/// See [`Clock::sleep`].
#[derive(Debug)]
pub struct Sleep {
    clock: Clock,
    until: Duration,
    registered: Option<(Duration, u64)>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.clock.0.borrow_mut();
        if state.now >= self.until {
            return Poll::Ready(());
        }
        let key = self.registered.unwrap_or_else(|| {
            state.next += 1;
            (self.until, state.next)
        });
        state.sleepers.insert(key, context.waker().clone());
        drop(state);
        self.registered = Some(key);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.registered {
            self.clock.0.borrow_mut().sleepers.remove(&key);
        }
    }
}
