//! SIGINT, SIGTERM and SIGHUP end a run without leaving a temporary file behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::cli::new_file;
use crate::cli::platform::Signals;

/// The time that a run has to end by itself, with a message on how far it came.
const GRACE: Duration = Duration::from_millis(500);

/// More than the thread needs.
const STACK_BYTES: usize = 128 << 10;

/// The signal that ends this run, once it has arrived. By default none is awaited: a signal has its usual effect.
#[derive(Clone, Default)]
pub struct Ending(Arc<AtomicI32>);

impl Ending {
    /// The exit code of a run that a signal ends: 128 plus its number, as in a shell.
    pub fn code(&self) -> Option<i32> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            signal => Some(128 + signal),
        }
    }
}

/// From now on, a signal removes the temporary files and ends the process at once.
pub fn remove_files() {
    watch(Duration::ZERO);
}

/// From now on, a signal is noted, so that the run can report how far it came. If the run has not ended soon after, for
/// example because its output is not read, the temporary files are removed and the process ends.
pub fn note() -> Ending {
    watch(GRACE)
}

/// If no thread can be started, signals keep their default effect.
fn watch(grace: Duration) -> Ending {
    let ending = Ending(Arc::new(AtomicI32::new(0)));
    let noted = Arc::clone(&ending.0);
    let (listens, ready) = mpsc::channel();
    let wait = move || {
        let Some(mut signals) = Signals::catch() else { return };
        let _ = listens.send(());
        if let Some(signal) = signals.wait() {
            noted.store(signal, Ordering::Relaxed);
            thread::sleep(grace);
            new_file::abandon_all(128 + signal);
        }
    };
    if thread::Builder::new().stack_size(STACK_BYTES).spawn(wait).is_ok() {
        // An error means that the signals cannot be caught: then there is nothing to wait for.
        let _ = ready.recv();
    }
    ending
}
