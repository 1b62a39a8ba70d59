//! Many jobs on many threads, with results in the order of the jobs.
//!
//! Workers take the next job from one shared iterator, so files are verified while the walk continues. A bounded number
//! of results may wait for a slower one, so memory stays flat. Results are delivered in input order, by whichever
//! worker finishes the next one; no thread has to be woken for that.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::iter::{Enumerate, Fuse};
use std::num::NonZeroUsize;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope};
use std::time::Duration;

/// The number of results per thread that may wait for an earlier one.
const AHEAD: usize = 64;

/// The time between two calls of [`Gather::tick`].
const TICK: Duration = Duration::from_millis(50);

/// The receiver of the results.
pub trait Gather<R>: Send {
    /// Takes the next result, in the order of the jobs.
    fn result(&mut self, result: R);
    /// Called at regular intervals, whether there are results or not.
    fn tick(&mut self);
}

/// Runs every job and delivers the results, in order, to `gather`.
///
/// `new_worker` is called once on each thread. A worker returns a result for every job and does not panic. A thread
/// that has found a job starts the next thread, up to `threads`, so a few jobs start a few threads. If the system
/// provides fewer threads, fewer do the work, in the worst case only the caller's; the results are the same. A `gather`
/// that wants to stop early ends the process, because a worker may be waiting for input that never comes.
pub fn run<J, R, W>(
    jobs: impl Iterator<Item = J> + Send,
    threads: NonZeroUsize,
    new_worker: impl Fn() -> W + Sync,
    gather: &mut impl Gather<R>,
) where
    J: Send,
    R: Send,
    W: FnMut(J) -> R,
{
    let crew = Crew::new(jobs, threads.get(), new_worker, gather);
    // Nothing is ever sent: the channel closes when the last worker is done.
    let (working, done) = mpsc::channel::<Infallible>();
    thread::scope(|scope| {
        if !crew.start_another(scope, &working) {
            // There is no thread but this one.
            crew.work(|| crew.results.tick());
        }
        drop(working);
        while done.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
            crew.results.tick();
        }
    });
}

/// Runs every job on this thread: for so few that starting a thread would take longer.
pub fn run_here<J, R>(jobs: impl Iterator<Item = J>, worker: impl FnMut(J) -> R, gather: &mut impl Gather<R>) {
    jobs.map(worker).for_each(|result| gather.result(result));
    gather.tick();
}

/// The data that the threads share.
struct Crew<'g, I, R, G, N> {
    jobs: Mutex<Fuse<Enumerate<I>>>,
    results: Results<'g, R, G>,
    new_worker: N,
    /// The number of threads that may still be started.
    wanted: Mutex<usize>,
}

impl<'g, J, R, G, I, W, N> Crew<'g, I, R, G, N>
where
    J: Send,
    R: Send,
    G: Gather<R>,
    I: Iterator<Item = J> + Send,
    W: FnMut(J) -> R,
    N: Fn() -> W + Sync,
{
    fn new(jobs: I, threads: usize, new_worker: N, gather: &'g mut G) -> Self {
        let results = Results::new(gather, AHEAD.saturating_mul(threads));
        Self { jobs: Mutex::new(jobs.enumerate().fuse()), results, new_worker, wanted: Mutex::new(threads) }
    }

    /// Starts a thread, if one more is wanted and the system provides it. Returns whether it did.
    fn start_another<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>, working: &Sender<Infallible>) -> bool {
        let mut wanted = lock(&self.wanted);
        if *wanted == 0 {
            return false;
        }
        let working = working.clone();
        let work = move || {
            let mut is_first = true;
            self.work(|| {
                if std::mem::replace(&mut is_first, false) {
                    self.start_another(scope, &working);
                }
            });
        };
        let is_started = thread::Builder::new().spawn_scoped(scope, work).is_ok();
        // After one failure, no further attempt is made.
        *wanted = if is_started { *wanted - 1 } else { 0 };
        is_started
    }

    /// Works until no job is left. Calls `before` before each job.
    fn work(&self, mut before: impl FnMut()) {
        let mut worker = (self.new_worker)();
        while let Some((number, job)) = self.next() {
            before();
            self.results.deliver(number, worker(job));
        }
    }

    /// The next job and its number, once it is not too far ahead of the results.
    ///
    /// Finding it may block for ever, for example on a pipe without a writer. Delivering results needs no such lock.
    fn next(&self) -> Option<(usize, J)> {
        let mut jobs = lock(&self.jobs);
        let (number, job) = jobs.next()?;
        self.results.wait_for(number);
        Some((number, job))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts results in order.
struct Results<'g, R, G> {
    ordered: Mutex<Ordered<'g, R, G>>,
    delivered: Condvar,
    ahead: usize,
}

struct Ordered<'g, R, G> {
    /// Results that wait for an earlier one.
    early: BTreeMap<usize, R>,
    /// The number of the result to deliver next.
    next: usize,
    /// Whether a thread waits for `next` to change. Only one can: it holds the lock on the jobs.
    is_awaited: bool,
    gather: &'g mut G,
}

impl<'g, R, G: Gather<R>> Results<'g, R, G> {
    const fn new(gather: &'g mut G, ahead: usize) -> Self {
        let ordered = Ordered { early: BTreeMap::new(), next: 0, is_awaited: false, gather };
        Self { ordered: Mutex::new(ordered), delivered: Condvar::new(), ahead }
    }

    fn tick(&self) {
        lock(&self.ordered).gather.tick();
    }

    /// Delivers a result and the later ones that wait for it, or keeps it until all earlier ones are delivered.
    fn deliver(&self, number: usize, result: R) {
        let mut guard = lock(&self.ordered);
        let ordered = &mut *guard;
        ordered.early.insert(number, result);
        while let Some(result) = ordered.early.remove(&ordered.next) {
            ordered.next += 1;
            ordered.gather.result(result);
        }
        if ordered.is_awaited {
            self.delivered.notify_one();
        }
    }

    /// Waits until a job of this number is not too far ahead.
    fn wait_for(&self, number: usize) {
        let mut ordered = lock(&self.ordered);
        while number >= ordered.next.saturating_add(self.ahead) {
            ordered.is_awaited = true;
            ordered = self.delivered.wait(ordered).unwrap_or_else(PoisonError::into_inner);
            ordered.is_awaited = false;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[derive(Default)]
    struct Kept {
        results: Vec<usize>,
        ticks: usize,
    }

    impl Gather<usize> for Kept {
        fn result(&mut self, result: usize) {
            self.results.push(result);
        }

        fn tick(&mut self) {
            self.ticks += 1;
        }
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        for threads in [1, 2, 7] {
            let mut kept = Kept::default();
            let new_worker = || {
                |job: usize| {
                    if job.is_multiple_of(97) {
                        thread::sleep(Duration::from_millis(1));
                    }
                    job
                }
            };
            run(0..2000, NonZeroUsize::new(threads).unwrap(), new_worker, &mut kept);
            assert_eq!(kept.results, (0..2000).collect::<Vec<_>>());
        }
    }

    /// The third job is found only after two results and a tick. If delivering results waited for the search for jobs,
    /// this test would never end.
    #[test]
    fn results_are_delivered_while_the_next_job_is_awaited() {
        struct Signals(mpsc::Sender<()>, usize);
        impl Gather<usize> for Signals {
            fn result(&mut self, _: usize) {
                self.1 += 1;
            }

            fn tick(&mut self) {
                if self.1 == 2 {
                    let _ = self.0.send(());
                }
            }
        }
        let (sender, receiver) = mpsc::channel();
        let jobs = (0..3).inspect(move |job| {
            if *job == 2 {
                receiver.recv().unwrap();
            }
        });
        let mut signals = Signals(sender, 0);
        run(jobs, NonZeroUsize::new(2).unwrap(), || |job| job, &mut signals);
        assert_eq!(signals.1, 3);
    }

    /// Two jobs start at most three threads: the last one finds no job left.
    #[test]
    fn a_few_jobs_start_a_few_threads() {
        let workers = AtomicUsize::new(0);
        let new_worker = || {
            workers.fetch_add(1, Ordering::SeqCst);
            |job| job
        };
        let mut kept = Kept::default();
        run(0..2, NonZeroUsize::new(1000).unwrap(), new_worker, &mut kept);
        assert_eq!(kept.results, [0, 1]);
        assert!((1..=3).contains(&workers.into_inner()));
    }

    /// As if the system provided no thread at all.
    #[test]
    fn without_another_thread_the_caller_does_the_work() {
        let mut kept = Kept::default();
        let crew = Crew { wanted: Mutex::new(0), ..Crew::new(0..300, 1, || |job: usize| job, &mut kept) };
        let (working, _done) = mpsc::channel();
        thread::scope(|scope| assert!(!crew.start_another(scope, &working)));
        crew.work(|| crew.results.tick());
        drop(crew);
        assert_eq!(kept.results, (0..300).collect::<Vec<_>>());
        assert_eq!(kept.ticks, 300);
    }

    #[test]
    fn no_thread_runs_far_ahead_of_a_slow_job() {
        let taken = AtomicUsize::new(0);
        let most = AtomicUsize::new(0);
        let jobs = (0..5000).inspect(|_| {
            taken.fetch_add(1, Ordering::SeqCst);
        });
        let new_worker = || {
            |job: usize| {
                if job == 0 {
                    thread::sleep(Duration::from_millis(200));
                    most.store(taken.load(Ordering::SeqCst), Ordering::SeqCst);
                }
                job
            }
        };
        let mut kept = Kept::default();
        run(jobs, NonZeroUsize::new(2).unwrap(), new_worker, &mut kept);
        assert_eq!(kept.results.len(), 5000);
        let most = most.into_inner();
        assert!(most <= 2 * AHEAD + 1, "{most} jobs were taken while the first was worked on");
    }
}
