//! Planted by `tests/mutants`: which mutant is chosen, and which were reached.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the program is to behave as this mutant.
#[inline(never)]
pub fn chosen(number: u32) -> bool {
    static CHOSEN: OnceLock<u32> = OnceLock::new();
    static TRACE: OnceLock<Option<Trace>> = OnceLock::new();
    if let Some(trace) = TRACE.get_or_init(Trace::new) {
        trace.reach(number);
    }
    *CHOSEN.get_or_init(|| std::env::var("PITH_MUTANT").ok().and_then(|text| text.parse().ok()).unwrap_or(0)) == number
}

struct Trace {
    file: File,
    reached: Vec<AtomicBool>,
}

impl Trace {
    fn new() -> Option<Self> {
        let file = OpenOptions::new().append(true).create(true).open(std::env::var_os("PITH_MUTANT_TRACE")?).ok()?;
        Some(Self { file, reached: (0..20_000).map(|_| AtomicBool::new(false)).collect() })
    }

    fn reach(&self, number: u32) {
        let seen = usize::try_from(number).ok().and_then(|index| self.reached.get(index));
        if seen.is_some_and(|seen| !seen.swap(true, Ordering::Relaxed)) {
            let _ = (&self.file).write_all(&number.to_le_bytes());
        }
    }
}
