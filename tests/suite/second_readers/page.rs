//! The HTML pages: of one input, and of many.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::readers::report::{said, text};
use crate::readers::{Finding, Said, html, human, page};
use crate::second_readers::runs::{ALONE, Differences, TOGETHER, compare};
use crate::second_readers::wanted::{
    NEVER_CHECKED, agrees, digests, is_unsealed, policy, reading, signers, skipped, source, strings, sum, trust,
};

/// Without what was skipped, which some formats say elsewhere.
fn without_skips(findings: &[Finding]) -> Vec<Finding> {
    findings.iter().filter(|finding| finding.status != "skip").cloned().collect()
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
fn the_page_of_one_input_agrees_with_the_json_report() {
    compare(&ALONE, |run| {
        let mut differences = Differences::default();
        let input = &run.inputs()[0];
        let page = html::read(&run.texts["html"]);
        let mut shown = page::read_one(&page);
        shown.omitted.sort();
        differences.equal("report", &shown, &as_on_a_page(said(input)));
        let (verdict, sentence) = page::banner(&page);
        let meaning = human::read_one(&run.texts["human"]).meaning;
        differences.equal("banner", &(verdict, sentence), &(text(input, "verdict"), meaning));
        differences.equal("expectations", &page.table("Expectations"), &policy(&run.report).map_rows());
        differences.equal("digests", &page.table("Digests"), &digest_cells(input));
        differences.equal("signers", &page.table("Signers"), &signer_cells(input));
        let more = input["signers_more"].as_u64().filter(|more| *more > 0);
        let has_more = page.section("Signers").unwrap().text().contains(&match more {
            Some(more) => format!("And {more} more keys."),
            None => "more keys".to_owned(),
        });
        differences.equal("keys that are only counted", &has_more, &more.is_some());
        let is_none = page.section("Signers").unwrap().text().contains("None: no signature verifies.");
        differences.equal("no signer", &is_none, &signers(input).is_empty());
        differences.equal("document", &document_facts(&page, input), &wanted_facts(input));
        let heading = if input["verdict"] == "pass" { "Document" } else { "Claims of the document" };
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

/// The first facts of the page, but for the signatures, of which the JSON report has those of each key.
fn document_facts(page: &html::Node, input: &Value) -> Vec<(String, String)> {
    let section = ["Document", "Claims of the document"].into_iter().find_map(|name| page.section(name));
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
    page.section("Limits of this verdict").unwrap().all("li").iter().map(|item| item.text()).collect()
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
    lines.extend(strings(&input["unsigned"]).into_iter().map(|pointer| format!("Not signed: {pointer}")));
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
