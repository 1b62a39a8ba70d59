//! Many jobs on many threads, results in the order of the jobs.
//!
//! Workers take the next job from one shared iterator, so files are verified while the walk goes on.
//! A worker may run ahead of the slowest result by a bounded number of jobs: memory stays flat.

use std::collections::BTreeMap;
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
/// `new_worker` is called once on each thread. Whoever gathers and wants to stop early ends the
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
    let queue = Queue::new(jobs, AHEAD * threads.get());
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads.get() {
            let (queue, sender, new_worker) = (&queue, sender.clone(), &new_worker);
            scope.spawn(move || {
                let mut worker = new_worker();
                while let Some((number, job)) = queue.next() {
                    if sender.send((number, worker(job))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        in_order(&receiver, &queue, gather);
    });
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
struct Queue<I> {
    state: Mutex<State<I>>,
    moved: Condvar,
    ahead: usize,
}

struct State<I> {
    /// `None` once there are no more.
    jobs: Option<I>,
    taken: usize,
    delivered: usize,
}

impl<J, I: Iterator<Item = J>> Queue<I> {
    const fn new(jobs: I, ahead: usize) -> Self {
        let state = State { jobs: Some(jobs), taken: 0, delivered: 0 };
        Self { state: Mutex::new(state), moved: Condvar::new(), ahead }
    }

    /// The next job and its number, once it is not too far ahead of the results.
    fn next(&self) -> Option<(usize, J)> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.jobs.is_some() && state.taken >= state.delivered + self.ahead {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let job = state.jobs.as_mut()?.next();
        let Some(job) = job else {
            state.jobs = None;
            drop(state);
            self.moved.notify_all();
            return None;
        };
        let number = state.taken;
        state.taken += 1;
        Some((number, job))
    }

    fn delivered(&self, count: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let was_full = state.taken >= state.delivered + self.ahead;
        state.delivered = count;
        drop(state);
        if was_full {
            self.moved.notify_all();
        }
    }
}
