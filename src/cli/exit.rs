//! Messages on stderr, and the exit codes of runs that end without a result.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use pith::report::Verdict;
use pith::text::escape;

use crate::cli::platform;

/// The reason that a run ends without a result. A text alone is a problem on the user's side.
pub enum Stop {
    /// A problem on the user's side: usage, files.
    Unchecked(String),
    /// The input is not a document that can be judged.
    Malformed(String),
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::Unchecked(message)
    }
}

impl Stop {
    /// Prints the reason on stderr and returns the exit code.
    pub fn report(&self) -> u8 {
        let (message, verdict) = match self {
            Self::Unchecked(message) => (message, Verdict::Unchecked),
            Self::Malformed(message) => (message, Verdict::Malformed),
        };
        complain(message);
        verdict.exit_code()
    }
}

/// Whether standard error is a file that the run reads, so that a message would change it.
static IS_SILENT: AtomicBool = AtomicBool::new(false);

/// From now on, nothing is printed on stderr.
pub fn fall_silent() {
    IS_SILENT.store(true, Ordering::Relaxed);
}

/// Prints one line on stderr. A failure to write it is ignored: there is nowhere left to report it.
pub fn complain(message: &str) {
    if IS_SILENT.load(Ordering::Relaxed) {
        return;
    }
    let _ = writeln!(io::stderr(), "pith: {}", escape(message));
}

/// Reports that standard output could not be written, and returns the exit code. A closed pipe ends the run silently,
/// but never with success.
pub fn unwritten(error: &io::Error) -> u8 {
    if !platform::is_closed_pipe(error) {
        complain(&format!("standard output: {error}"));
    }
    Verdict::Unchecked.exit_code()
}

/// The one of two exit codes that decides, in the order of the verdicts of a run.
pub fn first(one: u8, other: u8) -> u8 {
    let verdicts = Verdict::ALL.into_iter().filter(|verdict| [one, other].contains(&verdict.exit_code()));
    Verdict::of_run(verdicts).exit_code()
}
