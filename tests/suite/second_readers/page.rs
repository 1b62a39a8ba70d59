//! The HTML pages: of one input, and of many.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::readers::report::{said, text};
use crate::readers::{Finding, Said, html, human, page};
use crate::second_readers::runs::{ALONE, Differences, TOGETHER, compare};
use crate::second_readers::wanted::{
    NEVER_CHECKED, agrees, digests, is_unsealed, policy, reading, signers, skipped, source, strings, sum, trust,
};
use crate::support::hostile::shown;

/// Without what was skipped, which some formats say elsewhere.
fn without_skips(findings: &[Finding]) -> Vec<Finding> {
    findings.iter().filter(|finding| finding.status != "skip").cloned().collect()
}

/// In an order that page and report share: a page has what the causes explain before or after the rest.
fn ordered(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (&a.code, &a.status).cmp(&(&b.code, &b.status)));
}

/// With what a page leaves out, and in a common order.
fn as_on_a_page(said: Said) -> Said {
    let mut findings = said.findings.clone();
    ordered(&mut findings);
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
fn the_page_of_one_input_agrees_with_the_json_report() {
    compare(&ALONE, |run| {
        let mut differences = Differences::default();
        let input = &run.inputs()[0];
        let page = html::read(&run.texts["html"]);
        let mut shown = page::read_one(&page);
        shown.omitted.sort();
        ordered(&mut shown.findings);
        let causes = page.section("Causes").map(page::causes).unwrap_or_default();
        differences.equal("causes", &whole_values(causes, &wanted_causes(input)), &wanted_causes(input));
        differences.equal("report", &shown, &as_on_a_page(said(input)));
        let (verdict, sentence) = page::banner(&page);
        let meaning = human::read_one(&run.texts["human"]).meaning;
        differences.equal("banner", &(verdict, sentence), &(text(input, "verdict"), meaning));
        differences.equal("expectations", &page.table("Expectations"), &policy(&run.report).map_rows());
        differences.equal("digests", &page.table("Digests"), &digest_cells(input));
        differences.equal("signers", &page.table("Signers"), &signer_cells(input));
        let about_signers = page.section("Signers").map(html::Node::text).unwrap_or_default();
        let more = input["signers_more"].as_u64().filter(|more| *more > 0);
        let has_more = about_signers.contains(&match more {
            Some(more) => format!("And {more} more."),
            None => " more.".to_owned(),
        });
        differences.equal("keys that are only counted", &has_more, &more.is_some());
        if input["events"]["total"] != 0 {
            let is_none = about_signers.contains("None: no signature verifies.");
            differences.equal("no signer", &is_none, &signers(input).is_empty());
        }
        differences.equal("document", &document_facts(&page, input), &wanted_facts(input));
        let heading = match input["verdict"].as_str().unwrap() {
            "pass" => "Document",
            "malformed" | "unchecked" => "Input",
            _ => "Claims of the document",
        };
        differences.equal("heading", &page.section(heading).is_some(), &true);
        differences.equal("limits", &limits(&page), &wanted_limits(input));
        let whole = human::read_one(&run.texts["human"]);
        let title = whole.rows.iter().find(|(label, _)| label == "paper").map(|(_, title)| title.clone());
        let title = title.filter(|title| !title.is_empty());
        if !matches!(input["verdict"].as_str(), Some("malformed" | "unchecked")) {
            differences.equal("heading", &page.first("h1").text(), &title.unwrap_or_else(|| text(input, "input")));
        }
        if !is_unsealed(&said(input)) {
            events(&page, input, &mut differences);
        }
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
    let rows = digests(input).into_iter().flat_map(|[name, computed, stated]| {
        if computed == stated {
            return vec![vec![name, "computed and stated".to_owned(), computed]];
        }
        vec![vec![name.clone(), "computed".to_owned(), computed], vec![name, "stated".to_owned(), stated]]
    });
    rows.collect()
}

/// The causes of a page with the values of the report in the place of those that are cut, if their parts are in these.
fn whole_values(mut shown: Causes, wanted: &Causes) -> Causes {
    for (cause, wanted) in shown.0.iter_mut().zip(&wanted.0) {
        for (value, wanted) in cause.values.iter_mut().zip(&wanted.values) {
            let mut rest = wanted.as_str();
            let parts = value.split('\u{2026}').filter(|part| !part.is_empty());
            let are_there = parts.into_iter().all(|part| match rest.split_once(part) {
                Some((_, after)) => {
                    rest = after;
                    true
                }
                None => false,
            });
            if are_there && value.contains('\u{2026}') {
                value.clone_from(wanted);
            }
        }
    }
    shown
}

type Causes = (Vec<page::Cause>, Option<String>);

/// The causes of the JSON report, in the words of a page, and what remains.
fn wanted_causes(input: &Value) -> Causes {
    let causes = input["causes"].as_array().unwrap().iter().map(|cause| {
        let kind = text(cause, "kind");
        let value = |member: &str, nothing: &str| match &cause[member] {
            _ if kind == nothing => "nothing".to_owned(),
            value @ (Value::Array(_) | Value::Object(_)) => shown(&serde_json::to_string_pretty(value).unwrap()),
            value => shown(&value.to_string()),
        };
        page::Cause {
            pointer: Some(text(cause, "pointer"))
                .filter(|at| !at.is_empty())
                .unwrap_or("the whole document".to_owned()),
            position: format!("line {} column {}", cause["line"], cause["column"]),
            values: [value("signed", "added"), value("found", "removed")],
            proof: text(cause, "proof"),
            explains: strings(&cause["explains"]),
            kind,
        }
    });
    (causes.collect(), input["remains"].as_str().map(shown))
}

fn signer_cells(input: &Value) -> Vec<Vec<String>> {
    let rows = signers(input).iter().map(|signer| {
        let cells = [text(signer, "key_id"), trust(signer).to_owned()];
        cells.into_iter().chain([signer["signatures"].to_string(), text(signer, "key_sha256")]).collect()
    });
    rows.collect()
}

/// The first facts of the page, but for the signatures, of which the JSON report has those of each key.
fn document_facts(page: &html::Node, input: &Value) -> Vec<(String, String)> {
    let section = ["Document", "Claims of the document", "Input"].into_iter().find_map(|name| page.section(name));
    let checked = |(name, value): (String, String)| {
        let verified = value.split_once(" of ").filter(|_| name == "Signatures");
        let is_right = verified.is_some_and(|(count, _)| agrees(count.parse().ok(), input));
        (name, if is_right { "right".to_owned() } else { value })
    };
    section.unwrap().facts().into_iter().map(checked).collect()
}

fn wanted_facts(input: &Value) -> Vec<(String, String)> {
    let judged = input["events"]["total"] != 0 || !signers(input).is_empty();
    let events = format!("{} of {} valid", input["events"]["valid"], input["events"]["total"]);
    let size = input["bytes"].as_u64().map(|bytes| format!("{bytes} bytes")).unwrap_or_default();
    let facts = [
        ("Input", text(input, "input")),
        ("Number", text(input, "pith_number")),
        ("Source", source(input)),
        ("Events", if judged && !is_unsealed(&said(input)) { events } else { String::new() }),
        ("Signatures", if judged { "right".to_owned() } else { String::new() }),
        ("Size", size),
        ("SHA-256", text(input, "sha256")),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    facts.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn limits(page: &html::Node) -> Vec<String> {
    page.section("Limits of this verdict").unwrap().all("li").iter().map(|item| item.prose()).collect()
}

fn wanted_limits(input: &Value) -> Vec<String> {
    let skips = skipped(&said(input)).into_iter().map(|message| format!("Not checked: {message}"));
    let mut lines: Vec<String> = skips.collect();
    lines.push(format!("Not checked: {NEVER_CHECKED}"));
    let (proven, inferred) = (strings(&input["rules"]["proven"]), strings(&input["rules"]["inferred"]));
    if !inferred.is_empty() {
        let begin = "The verdict rests on unpublished merge rules, as we read them:";
        let reading = reading(input).map(|letter| format!(" (M9 in reading {letter})")).unwrap_or_default();
        lines.push(format!("{begin} {}{reading}. Proven on real data: {}.", inferred.join(" "), proven.join(" ")));
    }
    let unsigned = strings(&input["unsigned"]).into_iter().map(|pointer| format!("`{pointer}`"));
    let unsigned = unsigned.collect::<Vec<_>>().join(" ");
    lines.extend((!unsigned.is_empty()).then(|| format!("Not signed: {unsigned}")));
    lines
}

/// A mark for each event: a dot if it is valid, in the colour of what was found, a cross if not.
fn events(page: &html::Node, input: &Value, differences: &mut Differences) {
    let (valid, total) = (input["events"]["valid"].as_u64().unwrap(), input["events"]["total"].as_u64().unwrap());
    let rows = page.table("Events");
    let of = |words: &[&str]| rows.iter().filter(|row| words.contains(&row[4].as_str())).count() as u64;
    let replayed = rows.iter().filter(|row| row[4].starts_with("valid"));
    let different: BTreeSet<&String> = replayed.map(|row| &row[6]).collect();
    differences.equal("rows", &(rows.len() as u64), &total);
    differences.equal("valid events", &(different.len() as u64), &valid);
    let doubtful = ["valid, key not trusted", "valid, a check is open", "valid, but not all findings are listed"];
    let faulty = ["valid, a check fails"];
    differences.equal("standings", &(of(&["valid", "not valid"]) + of(&doubtful) + of(&faulty)), &total);
    let dots = |class: &str| page.all("circle").iter().filter(|dot| dot.is_of(class)).count() as u64;
    let crosses = page.all("path").iter().filter(|path| path.is_of("cross") && path.is_of("faulty")).count() as u64;
    let marks = (dots("valid"), dots("doubtful"), dots("faulty"), crosses);
    differences.equal("dots and crosses", &marks, &(of(&["valid"]), of(&doubtful), of(&faulty), of(&["not valid"])));
}

#[test]
fn the_list_page_agrees_with_the_json_report() {
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
        let mut inputs: Vec<&Value> = run.inputs().iter().collect();
        inputs.sort_by_key(|input| wanted.iter().position(|(verdict, _)| *verdict == input["verdict"]));
        for (mut row, input) in rows.into_iter().zip(inputs) {
            let mut said = said(input);
            said.findings = without_skips(&said.findings);
            said.findings.iter_mut().for_each(shown_or_left_out);
            said.error = said.error.filter(|_| said.findings.is_empty());
            ordered(&mut said.findings);
            ordered(&mut row.said.findings);
            differences.equal("row", &row.said, &Said { omitted: Vec::new(), passes: Vec::new(), ..said });
            differences.equal("reason without unfolding", &row.why.is_some(), &(input["verdict"] != "pass"));
            let first = input["causes"][0]["pointer"].as_str().map(shown).unwrap_or_default();
            let why = row.why.unwrap_or_default();
            differences.equal("place of the first cause", &why.contains(&first), &true);
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
    let signers = signers(input)
        .iter()
        .map(|signer| format!("{} ({}), {}", text(signer, "key_id"), signer["signatures"], trust(signer)));
    let facts = [
        ("Source", source(input)),
        ("Events", if input["events"]["total"] == 0 { String::new() } else { events }),
        ("Signed by", signers.collect::<Vec<_>>().join("; ")),
        ("SHA-256", text(input, "sha256")),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
    facts.map(|(name, value)| (name.to_owned(), value)).collect()
}
