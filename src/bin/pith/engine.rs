//! Many jobs on many threads, results in the order of the jobs.
//!
//! Workers take the next job from one shared iterator, so files are verified while the walk goes on.
//! A worker may run ahead of the slowest result by a bounded number of jobs: memory stays flat.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How many results may wait for an earlier one, for each thread.
const AHEAD: usize = 64;

/// How often the thread that gathers looks whether it should stop.
const TICK: Duration = Duration::from_millis(50);

/// What happens while results are gathered.
pub trait Gather<R> {
    /// The next result, in the order of the jobs.
    fn result(&mut self, result: R);
    /// Everything that has arrived was given, and nothing more is there for now.
    fn idle(&mut self);
}

/// Runs every job through a worker and gives the results, in order, to `gather`.
///
/// `new_worker` is called once on each thread; a worker answers every job and does not panic. Where the
/// system gives fewer threads than `threads`, fewer do the work: the results are the same. Whoever
/// gathers and wants to stop early ends the process: a worker may be waiting for input that never comes.
pub fn run<J, R, W>(
    jobs: impl Iterator<Item = J> + Send,
    threads: NonZeroUsize,
    new_worker: impl Fn() -> W + Sync,
    gather: &mut impl Gather<R>,
) -> io::Result<()>
where
    J: Send,
    R: Send,
    W: FnMut(J) -> R,
{
    let queue = Queue::new(jobs, AHEAD.saturating_mul(threads.get()));
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for number in 0..threads.get() {
            let (queue, sender, new_worker) = (&queue, sender.clone(), &new_worker);
            let work = move || {
                let mut worker = new_worker();
                while let Some((number, job)) = queue.next() {
                    if sender.send((number, worker(job))).is_err() {
                        return;
                    }
                }
            };
            match thread::Builder::new().spawn_scoped(scope, work) {
                Ok(_) => {}
                Err(error) if number == 0 => return Err(error),
                Err(_) => break,
            }
        }
        drop(sender);
        in_order(&receiver, &queue, gather);
        Ok(())
    })
}

/// Hands results on in the order of their jobs, until every worker is done.
fn in_order<J, R, I>(receiver: &mpsc::Receiver<(usize, R)>, queue: &Queue<I>, gather: &mut impl Gather<R>)
where
    I: Iterator<Item = J>,
{
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    loop {
        let arrived = receiver.try_recv().or_else(|_| {
            gather.idle();
            receiver.recv_timeout(TICK)
        });
        match arrived {
            Ok((number, result)) => waiting.insert(number, result),
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        while let Some(result) = waiting.remove(&next) {
            next += 1;
            gather.result(result);
        }
        queue.delivered(next);
    }
}

/// The jobs, and how far the results have been given.
///
/// Finding the next job may wait for ever, for a pipe that nobody writes to. Whoever gathers needs
/// `delivered` alone, so it never waits for that.
struct Queue<I> {
    jobs: Mutex<Jobs<I>>,
    delivered: Mutex<usize>,
    moved: Condvar,
    ahead: usize,
}

struct Jobs<I> {
    /// `None` once there are no more.
    rest: Option<I>,
    taken: usize,
}

impl<J, I: Iterator<Item = J>> Queue<I> {
    const fn new(jobs: I, ahead: usize) -> Self {
        let jobs = Mutex::new(Jobs { rest: Some(jobs), taken: 0 });
        Self { jobs, delivered: Mutex::new(0), moved: Condvar::new(), ahead }
    }

    /// The next job and its number, once it is not too far ahead of the results.
    fn next(&self) -> Option<(usize, J)> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = jobs.rest.as_mut()?;
        let Some(job) = rest.next() else {
            jobs.rest = None;
            return None;
        };
        let number = jobs.taken;
        jobs.taken += 1;
        self.wait_for(number);
        Some((number, job))
    }

    /// Waits until a job of this number is not too far ahead.
    fn wait_for(&self, number: usize) {
        let mut delivered = self.delivered.lock().unwrap_or_else(PoisonError::into_inner);
        while number >= delivered.saturating_add(self.ahead) {
            delivered = self.moved.wait(delivered).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn delivered(&self, count: usize) {
        *self.delivered.lock().unwrap_or_else(PoisonError::into_inner) = count;
        // One waits at most: it holds the lock on the jobs.
        self.moved.notify_one();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Kept {
        results: Vec<usize>,
        idle: usize,
    }

    impl Gather<usize> for Kept {
        fn result(&mut self, result: usize) {
            self.results.push(result);
        }

        fn idle(&mut self) {
            self.idle += 1;
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
            run(0..2000, NonZeroUsize::new(threads).unwrap(), new_worker, &mut kept).unwrap();
            assert_eq!(kept.results, (0..2000).collect::<Vec<_>>());
        }
    }

    /// The third job comes only once the first two results were given and the gatherer was idle: with
    /// a gatherer that waits for whoever looks for jobs, this never ends.
    #[test]
    fn results_are_given_while_the_next_job_is_awaited() {
        struct Signals(mpsc::Sender<()>, usize);
        impl Gather<usize> for Signals {
            fn result(&mut self, _: usize) {
                self.1 += 1;
            }

            fn idle(&mut self) {
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
        run(jobs, NonZeroUsize::new(2).unwrap(), || |job| job, &mut signals).unwrap();
        assert_eq!(signals.1, 3);
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
        run(jobs, NonZeroUsize::new(2).unwrap(), new_worker, &mut kept).unwrap();
        assert_eq!(kept.results.len(), 5000);
        let most = most.into_inner();
        assert!(most <= 2 * AHEAD + 1, "{most} jobs were taken while the first was worked on");
    }
}
