//! Words to the person at the terminal, and how an obstacle on this side ends a run.

use std::io::Write as _;

use pith::report::Verdict;
use pith::text::escape;

/// One line on stderr. If that cannot be written there is nobody to tell.
pub fn complain(message: &str) {
    let _ = writeln!(std::io::stderr(), "pith: {}", escape(message));
}

/// Complains and gives the exit code for an obstacle on this side.
pub fn unchecked(message: &str) -> u8 {
    complain(message);
    Verdict::Unchecked.exit_code()
}

/// Complains about what could not be written; a closed pipe is a quiet end, but not a good one.
pub fn unwritten(what: &str, error: &std::io::Error) -> u8 {
    if error.kind() != std::io::ErrorKind::BrokenPipe {
        complain(&format!("{what}: {error}"));
    }
    Verdict::Unchecked.exit_code()
}

/// The code of two that decides, in the order of the verdicts of a run.
pub fn first(one: u8, other: u8) -> u8 {
    let verdicts = Verdict::ALL.into_iter().filter(|verdict| [one, other].contains(&verdict.exit_code()));
    Verdict::of_run(verdicts).exit_code()
}
