//! The whole of the work of a run, counted beside it, so that the progress bar can show what is left.

use std::fs;
use std::sync::{Arc, OnceLock};
use std::thread;

use super::jobs::{Job, Jobs};

/// The whole of the work, in the unit in which it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// So many inputs.
    Inputs(u64),
    /// So many bytes, in files of lines.
    Bytes(u64),
}

/// An extent that is being counted, or that cannot be known.
pub struct Counting(Arc<OnceLock<Option<Extent>>>);

impl Counting {
    /// Counts the files that `count` is about, in a thread of its own: a walk over a large mirror takes its time.
    pub fn begin(count: impl FnOnce() -> Option<Extent> + Send + 'static) -> Self {
        let counted = Arc::new(OnceLock::new());
        let result = Arc::clone(&counted);
        // Without a thread there is no count, and the bar shows what is done.
        let _ = thread::Builder::new().spawn(move || result.set(count()));
        Self(counted)
    }

    /// The extent, once it is known.
    pub fn extent(&self) -> Option<Extent> {
        self.0.get().copied().flatten()
    }
}

/// The number of inputs among these files.
pub fn inputs(files: Jobs) -> Extent {
    let count = files.filter(|job| !matches!(job, Job::Skipped(_))).count();
    Extent::Inputs(u64::try_from(count).unwrap_or(u64::MAX))
}

/// The bytes of these files of lines. `None` if one is a pipe, whose length nobody knows.
pub fn bytes(files: Jobs) -> Option<Extent> {
    let mut total = 0_u64;
    for job in files {
        if let Job::File(path) = job {
            match fs::metadata(path) {
                Ok(file) if file.is_file() => total = total.saturating_add(file.len()),
                Ok(_) => return None,
                // A file that cannot be read is an input without bytes.
                Err(_) => {}
            }
        }
    }
    Some(Extent::Bytes(total))
}
