//! Tries each mutant against the tests that reach it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::plant::Mutant;
use crate::tests::{Test, workers};

/// What became of a mutant.
pub enum Outcome<'t> {
    /// This test fails.
    Caught(&'t str),
    /// All tests that reach it pass.
    Survived(usize),
    /// The tests that were run in time pass.
    Undecided(usize, usize),
    /// No test reaches it.
    Unreached,
}

impl Outcome<'_> {
    /// One word.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Caught(_) => "caught",
            Self::Survived(_) => "survived",
            Self::Undecided(..) => "undecided",
            Self::Unreached => "unreached",
        }
    }
}

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Caught(test) => write!(f, "caught\t{test}"),
            Self::Survived(tests) => write!(f, "survived\t{tests} tests"),
            Self::Undecided(run, all) => write!(f, "undecided\t{run} of {all} tests"),
            Self::Unreached => write!(f, "unreached\t"),
        }
    }
}

/// Tries the mutants on all cores, and passes each outcome on as it is known.
pub fn each(arguments: &Arguments, mutants: &[Mutant], tests: &[Test], seen: impl FnMut(&Mutant, Outcome<'_>) + Send) {
    let mut mutants: Vec<_> = mutants.iter().filter(|mutant| arguments.place(mutant).is_some()).collect();
    mutants.sort_by_key(|mutant| (arguments.place(mutant), mutant.number));
    let (next, seen, catchers) = (AtomicUsize::new(0), Mutex::new(seen), Catchers::default());
    std::thread::scope(|scope| {
        for _ in 0..workers() {
            scope.spawn(|| {
                while let Some(mutant) = mutants.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = outcome(mutant, catchers.first(mutant, tests), arguments.budget);
                    catchers.learn(mutant, &outcome);
                    seen.lock().expect("a lock")(mutant, outcome);
                }
            });
        }
    });
}

/// The tests that have caught a mutant of a file. They are the likeliest to catch its next one.
#[derive(Default)]
struct Catchers(Mutex<BTreeMap<String, BTreeSet<String>>>);

impl Catchers {
    /// The tests that reach a mutant, those that caught one in the same file first.
    fn first<'t>(&self, mutant: &Mutant, tests: &'t [Test]) -> Vec<&'t Test> {
        let caught = self.0.lock().expect("a lock").get(&mutant.file).cloned().unwrap_or_default();
        let reaching = tests.iter().filter(|test| test.reaches.contains(&mutant.number));
        let (mut first, rest): (Vec<_>, Vec<_>) = reaching.partition(|test| caught.contains(&test.name));
        first.extend(rest);
        first
    }

    fn learn(&self, mutant: &Mutant, outcome: &Outcome<'_>) {
        if let Outcome::Caught(test) = outcome {
            self.0.lock().expect("a lock").entry(mutant.file.clone()).or_default().insert((*test).to_owned());
        }
    }
}

fn outcome<'t>(mutant: &Mutant, reaching: Vec<&'t Test>, budget: Duration) -> Outcome<'t> {
    if reaching.is_empty() {
        return Outcome::Unreached;
    }
    let started = Instant::now();
    let number = mutant.number.to_string();
    for (run, test) in reaching.iter().enumerate() {
        if started.elapsed() > budget {
            return Outcome::Undecided(run, reaching.len());
        }
        if !test.passes(("PITH_MUTANT", &number), test.time * 10 + Duration::from_secs(10)) {
            return Outcome::Caught(&test.name);
        }
    }
    Outcome::Survived(reaching.len())
}
