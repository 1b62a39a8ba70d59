//! SIGINT, SIGTERM and SIGHUP end a run without leaving a temporary file behind.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;

use crate::cli::new_file;

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
        let Ok(mut signals) = Signals::new(ending_signals()) else { return };
        let _ = listens.send(());
        if let Some(signal) = signals.forever().next() {
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

/// SIGHUP stays ignored under `nohup`.
fn ending_signals() -> Vec<i32> {
    let mut signals = vec![SIGINT, SIGTERM];
    signals.extend((!is_ignored(SIGHUP)).then_some(SIGHUP));
    signals
}

/// Whether this process was started with the signal ignored. Only Linux tells.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask & (1 << (signal - 1)) != 0
}

/// Makes a file that grows beyond the limit on its size (`ulimit -f`) an error to report, instead of the end of the
/// process.
pub fn survive_the_size_limit() {
    // If it cannot be caught, it keeps its default effect.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
}
