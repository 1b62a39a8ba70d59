//! Every renderer's statements, held against the JSON report of the same run, over every fixture: each format is
//! read back by a reader of the tests' own (`tests/support/readers`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use catalogue::Case;
use readers::report::{people, said, text};
use readers::{Finding, Said, github, html, human, junit, page};
use serde_json::Value;

#[macro_use]
mod support;
#[path = "support/catalogue/mod.rs"]
mod catalogue;
#[path = "support/cli.rs"]
mod cli;
#[path = "support/hostile.rs"]
mod hostile;
#[path = "support/readers/mod.rs"]
mod readers;

const FORMATS: [&str; 5] = ["human", "junit", "github", "html", "ndjson"];

/// A run, and all that it wrote.
struct Run {
    /// What was verified, for messages.
    name: String,
    /// The JSON report.
    report: Value,
    /// The reports in the other formats.
    texts: BTreeMap<&'static str, String>,
}

impl Run {
    fn inputs(&self) -> &[Value] {
        self.report["inputs"].as_array().unwrap()
    }
}

/// One run for each list of arguments and inputs, in every format at once.
fn run_all(runs: &[(Vec<String>, Vec<String>)]) -> Vec<Run> {
    let folder = tempfile::tempdir().unwrap();
    let file = |place: usize, format: &str| folder.path().join(format!("{place}.{format}"));
    let lines = runs.iter().enumerate().map(|(place, (args, inputs))| {
        let mut line: Vec<String> = ["verify", "--format", "json"].map(String::from).to_vec();
        for format in FORMATS {
            line.push(format!("--report={format}={}", file(place, format).display()));
        }
        line.extend(args.iter().chain(inputs).cloned());
        line
    });
    let lines: Vec<_> = lines.collect();
    let outcomes = cli::run_all(&lines).into_iter().enumerate();
    let read = outcomes.map(|(place, outcome)| {
        let name = lines[place].iter().skip(3 + FORMATS.len()).cloned().collect::<Vec<_>>().join(" ");
        let report = outcome.report.unwrap_or_else(|| panic!("{name}: {}", outcome.stderr));
        assert_eq!(report["exit_code"], outcome.exit_code, "{name}");
        let texts = FORMATS.map(|format| (format, fs::read_to_string(file(place, format)).unwrap()));
        Run { name, report, texts: texts.into() }
    });
    read.collect()
}

/// Every fixture by itself, and an input that is not there.
static ALONE: LazyLock<Vec<Run>> = LazyLock::new(|| {
    let mut runs: Vec<_> =
        catalogue::all().iter().map(|case| (case.args.clone(), vec![path(case)])).collect();
    assert!(runs.len() > 400, "{} fixtures", runs.len());
    runs.push((Vec::new(), vec!["no-such-file.json".to_owned()]));
    run_all(&runs)
});

/// The fixtures that are verified with the same options, together.
static TOGETHER: LazyLock<Vec<Run>> = LazyLock::new(|| {
    let mut groups: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    for case in catalogue::all() {
        groups.entry(case.args.clone()).or_default().push(path(&case));
    }
    let mut runs: Vec<_> = groups.into_iter().filter(|(_, inputs)| inputs.len() > 1).collect();
    assert!(runs.len() > 3, "{} groups", runs.len());
    for (_, inputs) in &mut runs {
        inputs.insert(1, "no-such-file.json".to_owned());
    }
    run_all(&runs)
});

fn path(case: &Case) -> String {
    format!("fixtures/{}", case.path)
}

/// Every run whose format says something else than the JSON report, with what.
fn compare(runs: &[Run], differences: impl Fn(&Run) -> Vec<String>) {
    let mut wrong = String::new();
    for run in runs {
        for difference in differences(run) {
            wrong += &format!("{}\n    {difference}\n", run.name);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Collects what is not equal.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn equal<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, found: &T, wanted: &T) {
        if found != wanted {
            self.0.push(format!("{what}: shows {found:?}, the report has {wanted:?}"));
        }
    }
}

/// Without what was skipped, which some formats say elsewhere.
fn without_skips(findings: &[Finding]) -> Vec<Finding> {
    findings.iter().filter(|finding| finding.status != "skip").cloned().collect()
}

/// What failed first, then what is open, then warnings.
fn by_weight(findings: &[Finding]) -> Vec<Finding> {
    let of = |status: &'static str| findings.iter().filter(move |finding| finding.status == status).cloned();
    of("fail").chain(of("open")).chain(of("warn")).collect()
}

/// Findings that keep only what a list page or a test case shows.
fn sorted(mut omitted: Vec<readers::Omitted>) -> Vec<readers::Omitted> {
    omitted.sort();
    omitted
}

/// The finding that has to be named as the reason of a verdict.
fn cause(said: &Said) -> Option<&Finding> {
    let of = |status: &str| said.findings.iter().find(|finding| finding.status == status);
    match said.verdict.as_str() {
        "untrusted" => said.findings.iter().find(|finding| finding.code == "trust.keys"),
        "undetermined" => of("open"),
        _ => of("fail"),
    }
}

#[test]
fn ndjson_has_the_inputs_and_the_sum_of_json() {
    for runs in [&*ALONE, &*TOGETHER] {
        compare(runs, |run| {
            let mut differences = Differences::default();
            let mut lines: Vec<Value> =
                run.texts["ndjson"].lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let take_type = |line: &mut Value| line.as_object_mut().unwrap().remove("type").unwrap();
            let mut last = lines.pop().unwrap();
            differences.equal("the last line", &take_type(&mut last), &Value::from("summary"));
            let mut sum = run.report.clone();
            sum.as_object_mut().unwrap().remove("inputs");
            differences.equal("the sum", &last, &sum);
            lines.retain(|line| line["type"] != "run");
            for line in &mut lines {
                differences.equal("an input", &take_type(line), &Value::from("input"));
            }
            differences.equal("the inputs", &lines, &run.inputs().to_vec());
            differences.0
        });
    }
}

#[test]
fn the_sum_of_a_report_is_that_of_its_inputs() {
    for run in ALONE.iter().chain(&*TOGETHER) {
        let summary = run.report["summary"].as_object().unwrap();
        assert_eq!(summary["inputs"].as_u64(), Some(run.inputs().len() as u64), "{}", run.name);
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for input in run.inputs() {
            *counts.entry(text(input, "verdict")).or_default() += 1;
        }
        for (verdict, count) in &counts {
            assert_eq!(summary[verdict].as_u64(), Some(*count), "{verdict} {}", run.name);
        }
        let total: u64 = counts.keys().map(|verdict| summary[verdict].as_u64().unwrap()).sum();
        assert_eq!(total, run.inputs().len() as u64);
        let worst = ["internal", "fail", "malformed", "unchecked", "untrusted", "undetermined", "pass"];
        let worst = worst.into_iter().find(|verdict| counts.contains_key(*verdict)).unwrap();
        assert_eq!(run.report["verdict"], worst, "{}", run.name);
    }
}

#[test]
fn junit_says_what_the_report_says() {
    for runs in [&*ALONE, &*TOGETHER] {
        compare(runs, |run| {
            let mut differences = Differences::default();
            let (counts, cases) = junit::read(&run.texts["junit"]);
            let elements = |name: &str| cases.iter().filter(|case| case.element == name).count() as u64;
            let wanted = [run.inputs().len() as u64, elements("failure"), elements("error")];
            differences.equal("counts", &counts, &wanted);
            differences.equal("test cases", &cases.len(), &run.inputs().len());
            for (case, input) in cases.into_iter().zip(run.inputs()) {
                let said = said(input);
                let element = match said.verdict.as_str() {
                    "pass" => "system-out",
                    "unchecked" | "internal" => "error",
                    _ => "failure",
                };
                differences.equal("element", &case.element.as_str(), &element);
                let message = match (cause(&said), &said.error) {
                    _ if said.verdict == "pass" => None,
                    (Some(cause), _) => Some(format!("{}: {}", cause.code, cause.message)),
                    (None, Some(error)) => Some(error.clone()),
                    (None, None) => Some("not passed".to_owned()),
                };
                differences.equal("message", &case.message, &message);
                let findings = junit::joined(&said.findings);
                differences.equal("test case", &case.said, &Said { findings, ..said });
            }
            differences.0
        });
    }
}

#[test]
fn github_says_what_the_report_says() {
    for runs in [&*ALONE, &*TOGETHER] {
        compare(runs, |run| {
            let mut differences = Differences::default();
            let (mut commands, lines) = github::read(&run.texts["github"]);
            let bad: Vec<Said> = run.inputs().iter().map(said).filter(|said| said.verdict != "pass").collect();
            if bad.len() > 10 {
                let more = commands.pop().unwrap();
                let noun = if bad.len() == 11 { "input" } else { "inputs" };
                let message = format!("{} more {noun} did not pass", bad.len() - 10);
                differences.equal("the rest", &(more.name.as_str(), more.message), &("warning", message));
            }
            differences.equal("annotations", &commands.len(), &bad.len().min(10));
            for (command, said) in commands.iter().zip(&bad) {
                let level = if said.verdict == "undetermined" { "warning" } else { "error" };
                differences.equal("level", &command.name.as_str(), &level);
                differences.equal("file", &command.property("file"), &Some(said.input.as_str()));
                let cause = cause(said);
                let (line, column) = cause.and_then(|cause| cause.position).unwrap_or((1, 1));
                differences.equal("line", &command.property("line"), &Some(line.to_string().as_str()));
                differences.equal("column", &command.property("col"), &Some(column.to_string().as_str()));
                let code = cause.map(|cause| format!(" {}", cause.code)).unwrap_or_default();
                let title = format!("{}{code}", said.verdict);
                differences.equal("title", &command.property("title"), &Some(title.as_str()));
                let message = cause.map(|cause| &cause.message).or(said.error.as_ref());
                differences.equal("message", &Some(&command.message), &message);
            }
            differences.equal("last line", &lines, &vec![format!("pith: {}", sum(&run.report))]);
            differences.0
        });
    }
}

/// `3 inputs: 2 pass, 1 fail`: every verdict that occurs, a pass first and the worst last.
fn sum(report: &Value) -> String {
    let summary = &report["summary"];
    let inputs = summary["inputs"].as_u64().unwrap();
    let order = ["pass", "undetermined", "untrusted", "unchecked", "malformed", "fail", "internal"];
    let counts = order.iter().filter_map(|verdict| {
        let count = summary[verdict].as_u64().filter(|count| *count > 0)?;
        Some(format!("{count} {verdict}"))
    });
    let noun = if inputs == 1 { "input" } else { "inputs" };
    format!("{inputs} {noun}: {}", counts.collect::<Vec<_>>().join(", "))
}

#[test]
fn people_read_what_the_report_says() {
    compare(&ALONE, |run| {
        let mut differences = Differences::default();
        let input = &run.inputs()[0];
        let whole = human::read_one(&run.texts["human"]);
        differences.equal("report", &whole.said, &for_people(said(input)));
        differences.equal("sentence", &whole.meaning.as_str(), &meaning(input));
        let rows = |label: &str| -> Vec<String> {
            whole.rows.iter().filter(|(known, _)| known == label).map(|(_, value)| value.clone()).collect()
        };
        if matches!(input["verdict"].as_str(), Some("malformed" | "unchecked" | "internal")) {
            differences.equal("rows", &whole.rows.len(), &0);
            return differences.0;
        }
        differences.equal("number", &rows("number"), &vec![or_none(text(input, "pith_number"))]);
        differences.equal("source", &rows("source"), &vec![or_none(source(input))]);
        differences.equal("signers", &rows("signed by"), &signed_by(input));
        differences.equal("digests", &rows("digests"), &digests_for_people(input));
        let events = &input["events"];
        differences.equal("events", &rows("events"), &vec![format!("{}/{} valid", events["valid"], events["total"])]);
        let signatures = rows("signatures").join("");
        let verified = signatures.split_once('/').map(|(verified, _)| verified.to_owned());
        differences.equal("signatures", &verified, &Some(signatures_of(input).to_string()));
        differences.equal("rules", &rows("merge rules"), &rules_for_people(input));
        let expected: Vec<String> = policy(&run.report)
            .into_iter()
            .map(|[option, value, held]| {
                format!("{}: --{option} {value}", if held == "held" { "held" } else { "NOT held" })
            })
            .collect();
        differences.equal("expectations", &rows("expected"), &expected);
        let mut not_checked = rows("not checked");
        let last = not_checked.pop();
        differences.equal("what no check says", &last.as_deref(), &Some(NEVER_CHECKED));
        differences.equal("skips", &not_checked, &skipped(&said(input)));
        differences.equal("unsigned", &rows("unsigned"), &strings(&input["unsigned"]));
        differences.0
    });
}

const NEVER_CHECKED: &str =
    "whether the paper is right, whether events were withheld, and whether links lead anywhere";

/// The findings as people are shown them: failures, what is open, warnings; an error only where nothing was found.
fn for_people(said: Said) -> Said {
    let error = said.error.filter(|_| said.findings.is_empty());
    let omitted = said.omitted.into_iter().filter(|(status, ..)| status != "skip");
    let rank = |status: &str| ["fail", "open", "warn"].iter().position(|known| *known == status);
    let mut omitted: Vec<_> = omitted.collect();
    omitted.sort_by_key(|(status, ..)| rank(status));
    Said { findings: by_weight(&said.findings), passes: Vec::new(), omitted, error, ..said }
}

/// What a verdict says, in a sentence.
fn meaning(input: &Value) -> &'static str {
    match (input["verdict"].as_str().unwrap(), input["assurance"].as_str().unwrap()) {
        ("pass", "embedded") => {
            "Consistent in itself. The embedded keys were taken at face value: this does not say who made it."
        }
        ("pass", _) => "Every digest and signature is right, by keys that are trusted; the events give this state.",
        ("fail", _) => "At least one check failed: do not rely on this document.",
        ("untrusted", _) => {
            "Everything verifies against the embedded keys, but nobody you trust vouches for these keys."
        }
        ("malformed", _) => "This is not a document that can be judged.",
        ("unchecked", _) => "This could not be checked; it says nothing about the bundle.",
        (other, _) => panic!("no sentence for {other}"),
    }
}

fn or_none(text: String) -> String {
    if text.is_empty() { "none".to_owned() } else { text }
}

fn source(input: &Value) -> String {
    let source = &input["source"];
    let version = source["version"].as_str().map_or_else(|| source["version"].to_string(), str::to_owned);
    if source.is_null() {
        return String::new();
    }
    format!("{} {} version {version}", text(source, "kind"), text(source, "id"))
}

/// What trust in a key rests on, in words.
fn trust(signer: &Value) -> &'static str {
    match signer["trust"].as_str().unwrap() {
        "builtin" => "trusted: this key is built into pith",
        "pinned" => "trusted: you gave this key",
        "embedded" => "taken at face value (--trust-embedded)",
        "untrusted" => "NOT trusted",
        other => panic!("no words for {other}"),
    }
}

fn signers(input: &Value) -> &[Value] {
    input["signers"].as_array().unwrap()
}

fn signatures_of(input: &Value) -> u64 {
    signers(input).iter().map(|signer| signer["signatures"].as_u64().unwrap()).sum()
}

fn signed_by(input: &Value) -> Vec<String> {
    let lines = signers(input).iter().flat_map(|signer| {
        let count = signer["signatures"].as_u64().unwrap();
        let noun = if count == 1 { "signature" } else { "signatures" };
        let key = format!("key SHA-256 {}", text(signer, "key_sha256"));
        [format!("{}, {count} {noun}, {}", text(signer, "key_id"), trust(signer)), key]
    });
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() { vec!["nobody".to_owned()] } else { lines }
}

/// Name, computed and stated digest of those that were computed.
fn digests(input: &Value) -> Vec<[String; 3]> {
    let rows = [("record", "canonical"), ("state", "state"), ("bundle", "bundle")].into_iter().filter_map(|(name, of)| {
        let pair = &input["digests"][of];
        let computed = pair["computed"].as_str()?.to_owned();
        let stated = if pair["stated"].is_null() { "nothing".to_owned() } else { text(pair, "stated") };
        Some([name.to_owned(), computed, stated])
    });
    rows.collect()
}

fn digests_for_people(input: &Value) -> Vec<String> {
    let rows = digests(input).into_iter().map(|[name, computed, stated]| {
        let remark = if computed == stated { "" } else { "  (the document states another)" };
        format!("{name:<6} {computed}{remark}")
    });
    rows.collect()
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|text| people(text.as_str().unwrap())).collect()
}

fn rules_for_people(input: &Value) -> Vec<String> {
    let (proven, inferred) = (strings(&input["rules"]["proven"]), strings(&input["rules"]["inferred"]));
    let mut rows = vec![format!("proven   {}", proven.join(" "))];
    if !inferred.is_empty() {
        rows.push(format!("inferred {} (no published text: our reading)", inferred.join(" ")));
    }
    rows
}

/// Option, value and outcome of each expectation.
fn policy(report: &Value) -> Vec<[String; 3]> {
    let outcomes = report["policy"].as_array().unwrap().iter().map(|one| {
        let outcome = if one["held"].as_bool().unwrap() { "held" } else { "did not hold" };
        [text(one, "option"), text(one, "value"), outcome.to_owned()]
    });
    outcomes.collect()
}

fn skipped(said: &Said) -> Vec<String> {
    let skipped = said.findings.iter().filter(|finding| finding.status == "skip");
    skipped.map(|finding| finding.message.clone()).collect()
}

#[test]
fn people_read_what_the_report_says_of_many() {
    compare(&TOGETHER, |run| {
        let mut differences = Differences::default();
        let (listed, more, last) = human::read_many(&run.texts["human"]);
        let (mut wanted, mut passes) = (Vec::new(), 0_u64);
        for said in run.inputs().iter().map(said) {
            let number = run.inputs().iter().find(|input| text(input, "input") == said.input).unwrap();
            if said.verdict != "pass" {
                wanted.push(for_people(said));
                continue;
            }
            passes += 1;
            if passes <= 20 {
                let input = format!("{}  {}", said.input, text(number, "pith_number"));
                wanted.push(Said { input, verdict: said.verdict, ..Said::default() });
            }
        }
        differences.equal("inputs", &listed, &wanted);
        differences.equal("passes that are counted", &more, &passes.saturating_sub(20));
        let verdict = text(&run.report, "verdict").to_uppercase();
        differences.equal("last line", &last, &format!("{verdict} {}", sum(&run.report)));
        differences.0
    });
}

/// In the order of a page: by the worst status of a code, then as the report has them.
fn as_on_a_page(said: Said) -> Said {
    let rank = |status: &str| ["fail", "open", "warn", "skip"].iter().position(|known| *known == status).unwrap();
    let worst = |code: &str| said.findings.iter().filter(|f| f.code == code).map(|f| rank(&f.status)).min();
    let mut findings = said.findings.clone();
    findings.sort_by_key(|finding| worst(&finding.code));
    for finding in &mut findings {
        shown_or_left_out(finding);
    }
    let mut omitted: BTreeMap<String, u64> = BTreeMap::new();
    for (_, code, count) in &said.omitted {
        *omitted.entry(code.clone()).or_default() += count;
    }
    let omitted = omitted.into_iter().map(|(code, count)| (String::new(), code, count)).collect();
    Said { findings, omitted, ..said }
}

/// A page leaves out values that are empty.
fn shown_or_left_out(finding: &mut Finding) {
    for value in [&mut finding.expected, &mut finding.actual] {
        value.get_or_insert_default();
    }
}

#[test]
fn the_page_of_one_input_says_what_the_report_says() {
    compare(&ALONE, |run| {
        let mut differences = Differences::default();
        let input = &run.inputs()[0];
        let page = html::read(&run.texts["html"]);
        let mut shown = page::read_one(&page);
        shown.omitted = sorted(shown.omitted);
        differences.equal("report", &shown, &as_on_a_page(said(input)));
        let (verdict, sentence) = page::banner(&page);
        differences.equal("banner", &(verdict, sentence.as_str()), &(text(input, "verdict"), meaning(input)));
        differences.equal("expectations", &page.table("Expectations"), &policy(&run.report).map_rows());
        differences.equal("digests", &page.table("Digests"), &digest_cells(input));
        differences.equal("signers", &page.table("Who signed"), &signer_cells(input));
        let nobody = page.section("Who signed").unwrap().text().contains("Nobody: no signature verifies.");
        differences.equal("nobody signed", &nobody, &signers(input).is_empty());
        differences.equal("document", &document_facts(&page), &wanted_facts(input));
        let heading = if input["verdict"] == "pass" { "Document" } else { "What the document says of itself" };
        differences.equal("heading", &page.section(heading).is_some(), &true);
        differences.equal("what it does not say", &not_said(&page), &wanted_not_said(input));
        let whole = human::read_one(&run.texts["human"]);
        let title = whole.rows.iter().find(|(label, _)| label == "paper").map(|(_, title)| title.clone());
        let title = title.filter(|title| !title.is_empty());
        if !matches!(input["verdict"].as_str(), Some("malformed" | "unchecked")) {
            differences.equal("heading", &page.first("h1").text(), &title.unwrap_or_else(|| text(input, "input")));
        }
        events(&page, input, &mut differences);
        differences.0
    });
}

trait Rows {
    fn map_rows(self) -> Vec<Vec<String>>;
}

impl<const N: usize> Rows for Vec<[String; N]> {
    fn map_rows(self) -> Vec<Vec<String>> {
        self.into_iter().map(Vec::from).collect()
    }
}

fn digest_cells(input: &Value) -> Vec<Vec<String>> {
    let rows = digests(input).into_iter().map(|[name, computed, stated]| {
        let agree = if computed == stated { "yes" } else { "no" };
        vec![name, agree.to_owned(), computed, stated]
    });
    rows.collect()
}

fn signer_cells(input: &Value) -> Vec<Vec<String>> {
    let rows = signers(input).iter().map(|signer| {
        let cells = [text(signer, "key_id"), trust(signer).to_owned()];
        cells.into_iter().chain([signer["signatures"].to_string(), text(signer, "key_sha256")]).collect()
    });
    rows.collect()
}

/// The first facts of the page, but for how many signatures there should be, which the JSON report does not say.
fn document_facts(page: &html::Node) -> Vec<(String, String)> {
    let section = ["Document", "What the document says of itself"].into_iter().find_map(|name| page.section(name));
    let cut = |(name, value): (String, String)| {
        let verified = value.split_once(" of ").filter(|_| name == "Signatures").map(|(count, _)| count.to_owned());
        (name, verified.unwrap_or(value))
    };
    section.unwrap().facts().into_iter().map(cut).collect()
}

fn wanted_facts(input: &Value) -> Vec<(String, String)> {
    let judged = input["events"]["total"] != 0 || !signers(input).is_empty();
    let events = format!("{} of {} valid", input["events"]["valid"], input["events"]["total"]);
    let size = input["bytes"].as_u64().map(|bytes| format!("{bytes} bytes")).unwrap_or_default();
    let facts = [
        ("Input", text(input, "input")),
        ("Number", text(input, "pith_number")),
        ("Source", source(input)),
        ("Events", if judged { events } else { String::new() }),
        ("Signatures", if judged { signatures_of(input).to_string() } else { String::new() }),
        ("Size", size),
        ("SHA-256", text(input, "sha256")),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    facts.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn not_said(page: &html::Node) -> Vec<String> {
    page.section("What this does not say").unwrap().all("li").iter().map(|item| item.text()).collect()
}

fn wanted_not_said(input: &Value) -> Vec<String> {
    let skips = skipped(&said(input)).into_iter().map(|message| format!("Not checked: {message}"));
    let mut lines: Vec<String> = skips.collect();
    lines.push(format!("W{}.", &NEVER_CHECKED[1..]));
    let (proven, inferred) = (strings(&input["rules"]["proven"]), strings(&input["rules"]["inferred"]));
    if !inferred.is_empty() {
        let begin = "The verdict rests on merge rules of which no text was published; these are our reading:";
        lines.push(format!("{begin} {}. Proven on real data: {}.", inferred.join(" "), proven.join(" ")));
    }
    lines.extend(strings(&input["unsigned"]).into_iter().map(|pointer| format!("Signed by nothing: {pointer}")));
    lines
}

/// A mark for each event: a dot if it is valid, a cross if not; where events share an id, neither is said.
fn events(page: &html::Node, input: &Value, differences: &mut Differences) {
    let (valid, total) = (input["events"]["valid"].as_u64().unwrap(), input["events"]["total"].as_u64().unwrap());
    let rows = page.table("Events");
    let shared = |row: &&Vec<String>| rows.iter().filter(|other| other[6] == row[6]).count() > 1;
    let of = |word: &str| rows.iter().filter(|row| row[4] == word).count() as u64;
    let unsaid = rows.iter().filter(shared).count() as u64;
    differences.equal("rows", &(rows.len() as u64), &total);
    differences.equal("standing of events that share an id", &of("unverified"), &unsaid);
    if unsaid == 0 {
        differences.equal("standings", &(of("valid"), of("not valid")), &(valid, total - valid));
    }
    let dots = |class: &str| page.all("circle").iter().filter(|dot| dot.is_of(class)).count() as u64;
    let crosses = page.all("path").iter().filter(|path| path.is_of("cross")).count() as u64;
    let marks = (dots("valid"), dots("unknown"), crosses);
    differences.equal("dots and crosses", &marks, &(of("valid"), of("unverified"), of("not valid")));
}

#[test]
fn the_list_page_says_what_the_report_says() {
    compare(&TOGETHER, |run| {
        let mut differences = Differences::default();
        let page = html::read(&run.texts["html"]);
        let (verdict, sentence) = page::banner(&page);
        differences.equal("banner", &(verdict, sentence), &(text(&run.report, "verdict"), sum(&run.report)));
        differences.equal("expectations", &page.table("Expectations"), &policy(&run.report).map_rows());
        let (filters, rows) = page::read_many(&page);
        let mut wanted = vec![("all".to_owned(), run.inputs().len() as u64)];
        for verdict in ["internal", "fail", "malformed", "unchecked", "untrusted", "undetermined", "pass"] {
            let count = run.report["summary"][verdict].as_u64().unwrap_or_default();
            wanted.extend((count > 0).then(|| (verdict.to_owned(), count)));
        }
        differences.equal("filters, the worst verdict first", &filters, &wanted);
        differences.equal("rows", &rows.len(), &run.inputs().len());
        for (row, input) in rows.iter().zip(run.inputs()) {
            let mut said = said(input);
            said.findings = without_skips(&said.findings);
            said.findings.iter_mut().for_each(shown_or_left_out);
            said.error = said.error.filter(|_| said.findings.is_empty());
            differences.equal("row", &row.said, &Said { omitted: Vec::new(), passes: Vec::new(), ..said });
            differences.equal("number", &row.number.clone().unwrap_or_default(), &text(input, "pith_number"));
            let facts: Vec<_> =
                row.facts.iter().filter(|(name, _)| !["Title", "Authors"].contains(&name.as_str())).collect();
            let wanted = row_facts(input);
            differences.equal("facts", &facts, &wanted.iter().collect());
        }
        differences.0
    });
}

fn row_facts(input: &Value) -> Vec<(String, String)> {
    let events = format!("{} of {} valid", input["events"]["valid"], input["events"]["total"]);
    let signers = signers(input).iter().map(|signer| {
        format!("{} ({}), {}", text(signer, "key_id"), signer["signatures"], trust(signer))
    });
    let facts = [
        ("Source", source(input)),
        ("Events", if input["events"]["total"] == 0 { String::new() } else { events }),
        ("Signed by", signers.collect::<Vec<_>>().join("; ")),
        ("SHA-256", text(input, "sha256")),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    facts.map(|(name, value)| (name.to_owned(), value)).collect()
}
