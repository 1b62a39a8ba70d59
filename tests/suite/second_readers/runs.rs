//! The runs: every fixture by itself, and together with those of the same options, in all formats at once.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use serde_json::Value;

use crate::catalogue::Case;
use crate::second_readers::foreign;

pub const FORMATS: [&str; 6] = ["human", "junit", "github", "sarif", "html", "ndjson"];

/// A run, and all that it wrote.
pub struct Run {
    /// What was verified, for messages.
    pub name: String,
    /// The JSON report.
    pub report: Value,
    /// The reports in the other formats.
    pub texts: BTreeMap<&'static str, String>,
}

impl Run {
    /// The elements of `inputs`.
    pub fn inputs(&self) -> &[Value] {
        self.report["inputs"].as_array().unwrap()
    }
}

/// One run for each list of arguments and inputs, in every format at once.
pub fn run_all(runs: &[(Vec<String>, Vec<String>)]) -> Vec<Run> {
    let folder = tempfile::tempdir().unwrap();
    let file = |place: usize, format: &str| folder.path().join(format!("{place}.{format}"));
    let lines = runs.iter().enumerate().map(|(place, (args, inputs))| {
        let mut line: Vec<String> = ["verify", "--all", "--format", "json"].map(String::from).to_vec();
        for format in FORMATS {
            line.push(format!("--report={format}={}", file(place, format).display()));
        }
        line.extend(args.iter().chain(inputs).cloned());
        line
    });
    let lines: Vec<_> = lines.collect();
    let outcomes = crate::cli::run_all(&lines).into_iter().enumerate();
    let read = outcomes.map(|(place, outcome)| {
        let name = lines[place].iter().skip(4 + FORMATS.len()).cloned().collect::<Vec<_>>().join(" ");
        let report = outcome.report.unwrap_or_else(|| panic!("{name}: {}", outcome.stderr));
        assert_eq!(report["exit_code"], outcome.exit_code, "{name}");
        let texts = FORMATS.map(|format| (format, fs::read_to_string(file(place, format)).unwrap()));
        Run { name, report, texts: texts.into() }
    });
    read.collect()
}

/// Every fixture by itself, an input that is not there, and foreign ones.
pub static ALONE: LazyLock<Vec<Run>> = LazyLock::new(|| {
    let mut runs: Vec<_> = crate::catalogue::all().iter().map(|case| (case.args.clone(), vec![path(case)])).collect();
    assert!(runs.len() > 400, "{} fixtures", runs.len());
    runs.push((Vec::new(), vec!["no-such-file.json".to_owned()]));
    runs.extend(foreign::RUNS.iter().cloned());
    run_all(&runs)
});

/// The fixtures that are verified with the same options, together.
pub static TOGETHER: LazyLock<Vec<Run>> = LazyLock::new(|| {
    let mut groups: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    for case in crate::catalogue::all() {
        groups.entry(case.args.clone()).or_default().push(path(&case));
    }
    let mut runs: Vec<_> = groups.into_iter().filter(|(_, inputs)| inputs.len() > 1).collect();
    assert!(runs.len() > 3, "{} groups", runs.len());
    for (_, inputs) in &mut runs {
        inputs.insert(1, "no-such-file.json".to_owned());
    }
    run_all(&runs)
});

pub fn path(case: &Case) -> String {
    format!("fixtures/{}", case.path)
}

/// Every run whose format says something else than the JSON report, with what.
pub fn compare(runs: &[Run], differences: impl Fn(&Run) -> Vec<String>) {
    let mut wrong = Vec::new();
    for run in runs {
        wrong.extend(differences(run).into_iter().map(|difference| format!("{}\n    {difference}", run.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Collects what is not equal.
#[derive(Default)]
pub struct Differences(pub Vec<String>);

impl Differences {
    /// Notes `what`, if it is not as wanted.
    pub fn equal<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, found: &T, wanted: &T) {
        if found != wanted {
            self.0.push(format!("{what}: shows {found:?}, the report has {wanted:?}"));
        }
    }
}
