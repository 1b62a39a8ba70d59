//! Threads for one large bundle: a pool of our own, started for the first large bundle.
//!
//! Work is spread over threads only inside this pool. Outside of any pool, rayon would start a global one, and panic if
//! the system provides no threads. The result does not depend on the number of threads.

use std::num::NonZeroUsize;
use std::sync::{Mutex, TryLockError};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Smaller bundles have too few events to be spread over threads.
const LARGE: usize = 64 << 10;

/// The threads that large bundles are spread over.
#[derive(Debug)]
pub struct Pool {
    /// The most threads that are wanted.
    wanted: Option<NonZeroUsize>,
    started: Mutex<Option<ThreadPool>>,
}

impl Pool {
    /// A pool of one thread per core, none of which is started yet.
    pub fn of_all_cores() -> Self {
        Self::of(None)
    }

    /// A pool of at most this many threads, and of at most one per core. None is started yet.
    pub const fn of(wanted: Option<NonZeroUsize>) -> Self {
        Self { wanted, started: Mutex::new(None) }
    }

    /// Does the work for an input of this many bytes: in the pool if the input is large, and on the caller's thread if
    /// it is small, if the pool is busy with another input, or if the system provides no threads.
    pub fn run<T: Send>(&self, bytes: usize, work: impl FnOnce() -> T + Send) -> T {
        if bytes < LARGE || self.wanted == Some(NonZeroUsize::MIN) {
            return work();
        }
        let mut pool = match self.started.try_lock() {
            Ok(pool) => pool,
            // A panic over another input leaves the pool usable.
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return work(),
        };
        if pool.is_none() {
            let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
            *pool = start(self.wanted.unwrap_or(cores).min(cores).get());
        }
        match &*pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}

/// A pool of this many threads, or of as many as the system provides.
fn start(threads: usize) -> Option<ThreadPool> {
    let halves = std::iter::successors(Some(threads), |threads| Some(threads / 2)).take_while(|threads| *threads > 1);
    halves.into_iter().find_map(|threads| ThreadPoolBuilder::new().num_threads(threads).build().ok())
}

/// Whether there are other threads to share work with.
pub(crate) fn are_many() -> bool {
    // The order matters: asking for the number of threads outside of a pool starts one.
    rayon::current_thread_index().is_some() && rayon::current_num_threads() > 1
}

/// Parts per thread. More parts let all threads end at about the same time, but the results of all parts are in memory
/// until the last part is done.
const PARTS: usize = 16;

/// Splits `items` into parts and returns the result of `work` for each part, in order. `work` receives the index of the
/// first item of its part.
///
/// Without a pool, or with at most `size` items, there is a single part.
pub(crate) fn map_parts<'i, I: Sync, T: Send>(
    items: &'i [I],
    size: usize,
    work: impl Fn(usize, &'i [I]) -> T + Sync,
) -> Vec<T> {
    if items.len() <= size || !are_many() {
        return vec![work(0, items)];
    }
    let size = size.max(items.len().div_ceil(PARTS * rayon::current_num_threads()));
    items.par_chunks(size).enumerate().map(|(number, part)| work(number * size, part)).collect()
}

/// Does `work`, and meanwhile `other` on another thread. If there is no other thread, `other` is not done at all.
pub(crate) fn meanwhile<T>(other: impl FnOnce() + Send, work: impl FnOnce() -> T) -> T {
    if !are_many() {
        return work();
    }
    rayon::in_place_scope(|scope| {
        scope.spawn(|_| other());
        work()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_in_their_order_in_a_pool_and_without_one() {
        let items: Vec<usize> = (0..1000).collect();
        let parts = || map_parts(&items, 64, |start, part| (start, part.to_vec()));
        assert_eq!(parts(), [(0, items.clone())]);
        let pool = ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let shared = pool.install(parts);
        assert_eq!(shared.len(), 16);
        assert!(shared.iter().all(|(start, part)| part.first() == Some(start)));
        assert_eq!(shared.into_iter().flat_map(|(_, part)| part).collect::<Vec<_>>(), items);
        assert!(!are_many(), "no pool was left behind on this thread");
    }

    #[test]
    fn a_pool_starts_for_the_first_large_input_and_goes_on_after_a_panic() {
        let pool = Pool::of(NonZeroUsize::new(2));
        let is_started = || pool.started.lock().is_ok_and(|started| started.is_some());
        assert!(!pool.run(LARGE - 1, are_many));
        assert!(!is_started());
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        assert_eq!(pool.run(LARGE, are_many), cores > 1);
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| pool.run(LARGE, || assert_eq!(1, 2))));
        assert!(panic.is_err());
        assert_eq!(pool.run(LARGE, are_many), cores > 1);
    }

    #[test]
    fn one_thread_starts_no_pool() {
        let pool = Pool::of(Some(NonZeroUsize::MIN));
        assert!(!pool.run(LARGE, are_many));
        assert!(pool.started.lock().unwrap().is_none());
    }

    #[test]
    fn an_input_that_finds_the_pool_busy_is_judged_without_it() {
        let pool = Pool::of(NonZeroUsize::new(2));
        let inner = pool.run(LARGE, || pool.run(LARGE, || std::thread::current().id()) == std::thread::current().id());
        assert!(inner);
    }
}
