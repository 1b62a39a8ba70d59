//! Many jobs on many threads, results in the order of the jobs.
//!
//! Workers take the next job from one shared iterator, so files are verified while the walk goes on.
//! A worker may run ahead of the slowest result by a bounded number of jobs: memory stays flat. Whoever
//! has the result that is next in order gives it, and those that waited for it: nobody is woken for that.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope};
use std::time::Duration;

/// How many results may wait for an earlier one, for each thread.
const AHEAD: usize = 64;

/// How often the gatherer is told that it may look around.
const TICK: Duration = Duration::from_millis(50);

/// What happens while results are gathered.
pub trait Gather<R>: Send {
    /// The next result, in the order of the jobs.
    fn result(&mut self, result: R);
    /// Comes again and again, whether there are results or not.
    fn tick(&mut self);
}

/// Runs every job through a worker and gives the results, in order, to `gather`.
///
/// `new_worker` is called once on each thread; a worker answers every job and does not panic. A thread that has found a
/// job starts the next thread, up to `threads`: a few jobs start a few. Where the system gives fewer threads, fewer do
/// the work, if need be the caller's alone: the results are the same. Whoever gathers and wants to stop early ends the
/// process: a worker may be waiting for input that never comes.
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
    let jobs = Mutex::new(Some(jobs.enumerate()));
    let results = Results::new(gather, AHEAD.saturating_mul(threads.get()));
    let crew = Crew { jobs, results, new_worker, wanted: Mutex::new(threads.get()) };
    // Nothing is ever sent: the channel closes when the last worker is done.
    let (working, done) = mpsc::channel::<Infallible>();
    thread::scope(|scope| {
        if !crew.start_another(scope, &working) {
            // No thread but this one, which looks around between two results.
            crew.work(|| crew.results.lock().gather.tick());
        }
        drop(working);
        while done.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
            crew.results.lock().gather.tick();
        }
    });
}

/// What the threads share.
struct Crew<'g, I, R, G, N> {
    jobs: Mutex<Option<I>>,
    results: Results<'g, R, G>,
    new_worker: N,
    /// How many more threads may be started.
    wanted: Mutex<usize>,
}

impl<J, R, G, I, W, N> Crew<'_, I, R, G, N>
where
    J: Send,
    R: Send,
    G: Gather<R>,
    I: Iterator<Item = (usize, J)> + Send,
    W: FnMut(J) -> R,
    N: Fn() -> W + Sync,
{
    /// Starts a thread, if one more is wanted and the system gives one; says whether it did.
    fn start_another<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>, working: &Sender<Infallible>) -> bool {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
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
        // Where one cannot be started, the next cannot either.
        *wanted = if is_started { *wanted - 1 } else { 0 };
        is_started
    }

    /// Works until no job is left; `before` comes before each.
    fn work(&self, mut before: impl FnMut()) {
        let mut worker = (self.new_worker)();
        while let Some((number, job)) = next(&self.jobs, &self.results) {
            before();
            self.results.give(number, worker(job));
        }
    }
}

/// The next job and its number, once it is not too far ahead of the results.
///
/// Finding it may wait for ever, for a pipe that nobody writes to: results are given without this lock.
fn next<J, R: Send, G: Gather<R>>(
    jobs: &Mutex<Option<impl Iterator<Item = (usize, J)>>>,
    results: &Results<R, G>,
) -> Option<(usize, J)> {
    let mut jobs = jobs.lock().unwrap_or_else(PoisonError::into_inner);
    let Some((number, job)) = jobs.as_mut()?.next() else {
        *jobs = None;
        return None;
    };
    results.wait_for(number);
    Some((number, job))
}

/// Puts results in order.
struct Results<'g, R, G> {
    ordered: Mutex<Ordered<'g, R, G>>,
    moved: Condvar,
    ahead: usize,
}

struct Ordered<'g, R, G> {
    /// Results that an earlier one is missing for.
    early: BTreeMap<usize, R>,
    /// The number of the result to be given next.
    next: usize,
    /// Whether somebody waits for `next` to move. One waits at most: it holds the lock on the jobs.
    awaited: bool,
    gather: &'g mut G,
}

impl<'g, R, G: Gather<R>> Results<'g, R, G> {
    const fn new(gather: &'g mut G, ahead: usize) -> Self {
        let ordered = Ordered { early: BTreeMap::new(), next: 0, awaited: false, gather };
        Self { ordered: Mutex::new(ordered), moved: Condvar::new(), ahead }
    }

    fn lock(&self) -> MutexGuard<'_, Ordered<'g, R, G>> {
        self.ordered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a result to whoever gathers, once every earlier one was given.
    fn give(&self, number: usize, result: R) {
        let mut ordered = self.lock();
        if number != ordered.next {
            ordered.early.insert(number, result);
            return;
        }
        ordered.pass_on(result);
        while let Some(result) = ordered.take_next() {
            ordered.pass_on(result);
        }
        if ordered.awaited {
            self.moved.notify_one();
        }
    }

    /// Waits until a job of this number is not too far ahead.
    fn wait_for(&self, number: usize) {
        let mut ordered = self.lock();
        while number >= ordered.next.saturating_add(self.ahead) {
            ordered.awaited = true;
            ordered = self.moved.wait(ordered).unwrap_or_else(PoisonError::into_inner);
            ordered.awaited = false;
        }
    }
}

impl<R, G: Gather<R>> Ordered<'_, R, G> {
    fn take_next(&mut self) -> Option<R> {
        self.early.remove(&self.next)
    }

    fn pass_on(&mut self, result: R) {
        self.next += 1;
        self.gather.result(result);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
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

    /// The third job comes only once the first two results were given and a tick came: with a
    /// gatherer that waits for whoever looks for jobs, this never ends.
    #[test]
    fn results_are_given_while_the_next_job_is_awaited() {
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

    /// However many threads may be started, two jobs start three: one that finds no job left is the last.
    #[test]
    fn a_few_jobs_start_a_few_threads() {
        let workers = std::sync::atomic::AtomicUsize::new(0);
        let new_worker = || {
            workers.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            |job| job
        };
        let mut kept = Kept::default();
        run(0..2, NonZeroUsize::new(1000).unwrap(), new_worker, &mut kept);
        assert_eq!(kept.results, [0, 1]);
        assert!((1..=3).contains(&workers.into_inner()));
    }

    /// As if the system gave no thread at all: the caller's does the work and looks around.
    #[test]
    fn without_another_thread_the_work_is_done_all_the_same() {
        let mut kept = Kept::default();
        let results = Results::new(&mut kept, AHEAD);
        let jobs = Mutex::new(Some((0..300).enumerate()));
        let crew = Crew { jobs, results, new_worker: || |job: usize| job, wanted: Mutex::new(0) };
        let (working, _done) = mpsc::channel();
        thread::scope(|scope| assert!(!crew.start_another(scope, &working)));
        crew.work(|| crew.results.lock().gather.tick());
        drop(crew);
        assert_eq!(kept.results, (0..300).collect::<Vec<_>>());
        assert_eq!(kept.ticks, 300);
    }

    #[test]
    fn nobody_runs_far_ahead_of_a_slow_job() {
        let taken = std::sync::atomic::AtomicUsize::new(0);
        let most = std::sync::atomic::AtomicUsize::new(0);
        let jobs = (0..5000).inspect(|_| {
            taken.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        });
        let new_worker = || {
            |job: usize| {
                if job == 0 {
                    thread::sleep(Duration::from_millis(200));
                    most.store(taken.load(std::sync::atomic::Ordering::SeqCst), std::sync::atomic::Ordering::SeqCst);
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
