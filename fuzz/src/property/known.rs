//! Earlier reports (`--known`): an input is taken over only by a line that this version writes for a pass.

use std::sync::LazyLock;

use pith::digest::Sha256Digest;
use pith::json::Arena;
use pith::keys::{Grant, PublicKey, TrustStore, TrustedKey};
use pith::render::report::detail::Detail;
use pith::render::report::known::{Passed, Passes, Unjudged, first_line, passed};
use pith::render::report::ndjson::Ndjson;
use pith::render::{Renderer as _, Run, Summary};
use pith::report::{InputReport, Trust, Verdict};
use pith::verify::{Policy, verify_bytes};
use serde_json::Value;

use super::edit::Script;
use super::verify::REAL;
use crate::earlier::conditions::{difference, enter, first_line as first_of, is_about_a_run};
use crate::earlier::index::Index;
use crate::earlier::lines::Lines;
use crate::support::forge::Bundle;
use crate::support::keys::TestKey;

/// A run, and what it writes.
struct Genuine {
    trust: TrustStore,
    /// The inputs that pass, as a run finds them.
    good: Vec<(u64, Sha256Digest)>,
    /// The first line of every report of the run.
    conditions: Vec<u8>,
    /// A whole report, a brief one, one of a stricter run, and both kinds in one file.
    texts: [Vec<u8>; 4],
}

static GENUINE: LazyLock<Genuine> = LazyLock::new(|| {
    let keys = [TrustStore::builtin().trusted_keys()[0].clone(), pinned(&TestKey::registry())];
    let policy = Policy { trust: TrustStore::pinned(keys), ..Policy::new(None) };
    let example = Bundle::example().json;
    let mut broken = example.clone();
    broken.set("/built_at", "2026-06-04T00:00:00Z");
    let texts =
        [REAL.to_vec(), example.compact().into(), example.pretty().into(), broken.compact().into(), b"{".to_vec()];
    let arenas = texts.each_ref().map(|_| Arena::new());
    let inputs = texts.iter().zip(&arenas).zip(["a.json", "m/\u{e9}\u{202e}.json", "c", "\\\"", "e"]);
    let reports: Vec<InputReport> =
        inputs.map(|((text, arena), name)| verify_bytes(name, text, arena, &policy).report).collect();
    let good = reports.iter().filter(|report| report.verdict == Verdict::Pass);
    let good: Vec<_> = good.map(|report| (report.bytes.expect("read"), report.sha256.expect("read"))).collect();
    assert_eq!(good.len(), 3);
    let run = |strict| Run { trust: &policy.trust, strict, max_bytes: 1 << 20, expected: Vec::new() };
    let whole = written(&run(false), Detail::Whole, &reports);
    let strict = written(&run(true), Detail::Whole, &reports);
    let brief = written(&run(false), Detail::Brief, &reports);
    let conditions = first_line(&run(false)).expect("no names are long");
    let both = [&strict[..], &whole, &brief].concat();
    Genuine { conditions, good, texts: [whole, brief, strict, both], trust: policy.trust }
});

fn pinned(key: &TestKey) -> TrustedKey {
    let public = PublicKey::from_bytes(&key.public()).expect("a sound key");
    TrustedKey { key_id: Some(key.key_id.to_owned()), key: public, grant: Grant::whole() }
}

fn written(run: &Run<'_>, detail: Detail, reports: &[InputReport]) -> Vec<u8> {
    let (mut renderer, mut text, mut summary) = (Ndjson::with(detail), Vec::new(), Summary::default());
    renderer.begin(run, &mut text).expect("memory takes everything");
    for report in reports {
        summary.add(report);
        renderer.input(report, &mut text).expect("memory takes everything");
    }
    renderer.finish(&summary, &mut text).expect("memory takes everything");
    text
}

/// Byte 0 says which report is edited, or that there is none; the rest is edits, or the report.
///
/// - Every report that was not edited makes known what passed under the same conditions, and nothing else.
/// - An input is known by a whole line, after a first line of the same conditions and none of others, that is byte for
///   byte the one that this version writes for a pass without a finding.
/// - No more lines are found than there are, and no more of one is kept than the limit.
pub fn holds(data: &[u8]) {
    let Some((which, rest)) = data.split_first() else { return };
    let genuine = &*GENUINE;
    let mut text = match genuine.texts.get(usize::from(*which % 8)) {
        Some(text) => text.clone(),
        None => Vec::new(),
    };
    if text.is_empty() {
        text = rest.to_vec();
    } else {
        edit(&mut text, &mut Script(rest));
    }
    lines(&text, rest.len());
    let known = known(&text);
    if !rest.is_empty() || usize::from(*which % 8) >= genuine.texts.len() {
        return;
    }
    let expected = [1, 1, 0, 2].map(|times| times * genuine.good.len());
    assert_eq!(known, expected[usize::from(*which % 8)], "what passed is known");
}

/// How many lines make an input known: those that passed in the genuine reports, and those that lines here are about.
fn known(text: &[u8]) -> usize {
    let genuine = &*GENUINE;
    let first = first_of(text).expect("no obstacle");
    is_about_a_run(&first);
    assert!(!difference(&first, &genuine.conditions).is_empty());
    let mut index = Index::default();
    let has_held = enter(text, 7, &genuine.conditions, &mut index).expect("no obstacle");
    index.sort();
    let of_lines = text.split(|byte| *byte == b'\n').filter_map(stated);
    let mut asked: Vec<(u64, Sha256Digest)> = genuine.good.iter().copied().chain(of_lines).collect();
    asked.sort_unstable();
    asked.dedup();
    let run = Run { trust: &genuine.trust, strict: false, max_bytes: 1 << 20, expected: Vec::new() };
    let passes = Passes::of(&run);
    let mut known = 0;
    for (bytes, sha256) in asked {
        let input = Unjudged { name: "another", line: None, bytes, sha256 };
        for place in index.places(&sha256) {
            let start = usize::try_from(place.offset).expect("small");
            let line = &text[start..start + place.length];
            assert_eq!(place.report, 7);
            whole(text, start, place.length);
            let Some(report) = passes.read(line, &input) else { continue };
            known += 1;
            assert!(has_held);
            under_the_same_conditions(&text[..start], &genuine.conditions);
            for_a_pass(&report, line, place.is_brief, &input);
        }
    }
    assert!(known <= text.split(|byte| *byte == b'\n').count());
    known
}

/// The input that a line tells to have passed, as a second reader finds it.
fn stated(line: &[u8]) -> Option<(u64, Sha256Digest)> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let Passed { sha256, .. } = passed(line)?;
    let bytes = serde_json::from_slice::<Value>(line).ok()?["bytes"].as_u64()?;
    Some((bytes, sha256))
}

/// A line begins after a line end, and ends before one.
fn whole(text: &[u8], start: usize, length: usize) {
    assert!(start > 0 && text[start - 1] == b'\n', "no line begins at {start}");
    let after = &text[start + length..];
    assert!(after.starts_with(b"\n") || after.starts_with(b"\r\n"), "the line at {start} was cut");
}

/// The nearest line before it that begins or ends as the first line of a report is the first line of this run.
fn under_the_same_conditions(before: &[u8], conditions: &[u8]) {
    let lines = before.split(|byte| *byte == b'\n').rev();
    let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let is_first = |line: &&[u8]| {
        let unmarked = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        line.ends_with(conditions) || unmarked.starts_with(b"{\"type\":\"run\",")
    };
    let nearest = lines.into_iter().find(is_first).expect("a line about a run");
    assert!(nearest.ends_with(conditions), "of another run");
}

/// The line is the one that is written for this report, and the report that of a pass of this run without a finding.
fn for_a_pass(report: &InputReport, line: &[u8], is_brief: bool, input: &Unjudged<'_>) {
    let line = std::str::from_utf8(line).expect("text");
    assert_eq!((report.verdict, &*report.input), (Verdict::Pass, input.name));
    assert_eq!((report.bytes, report.sha256), (Some(input.bytes), Some(input.sha256)));
    assert!(report.passes_without_finding() && report.signers.iter().all(|signer| signer.trust == Trust::Pinned));
    let parts: Value = serde_json::from_str(line).expect("JSON");
    let name = parts["input"].as_str().expect("a name").to_owned();
    let detail = if is_brief { Detail::Brief } else { Detail::Whole };
    assert!(is_brief || report.checks.verdict(true) == Verdict::Pass, "a required check is missing");
    let fresh = InputReport { input: name, known: None, ..report.clone() };
    let mut again = Vec::new();
    Ndjson::with(detail).input(&fresh, &mut again).expect("memory takes everything");
    let again = String::from_utf8(again).expect("text");
    assert_eq!(format!("{line}\n"), with_digests(&again, &parts["digests"]), "not as this version writes it");
}

/// Digests are not taken over; those of the line have to be digests, and the stated ones the computed ones.
fn with_digests(line: &str, digests: &Value) -> String {
    ["canonical", "state", "bundle"].iter().fold(line.to_owned(), |line, name| {
        let [stated, computed] = ["stated", "computed"].map(|side| digests[*name][side].as_str().unwrap_or_default());
        assert!(line.contains("\"pith_number\":") && stated == computed);
        let is_digest = Sha256Digest::parse(computed).is_some();
        assert!(is_digest || !line.contains("\"digests\":"), "no digest: {computed}");
        let absent = format!("\"{name}\":{{\"stated\":null,\"computed\":null}}");
        line.replacen(&absent, &format!("\"{name}\":{{\"stated\":\"{stated}\",\"computed\":\"{computed}\"}}"), 1)
    })
}

/// Lines are those that are there; of a long one, no more than the limit is kept.
fn lines(text: &[u8], number: usize) {
    let limit = [3, 64, 4_000, 1 << 21][number % 4];
    let mut lines = Lines::of(text, u64::try_from(limit).expect("small"));
    let (mut offset, mut expected) = (0, text.split_inclusive(|byte| *byte == b'\n'));
    while let Some(line) = lines.next().expect("no obstacle") {
        let there = expected.next().expect("no more lines than there are");
        assert_eq!(line.offset, offset);
        offset += u64::try_from(there.len()).expect("small");
        assert!(line.bytes.len() <= limit && there.starts_with(line.bytes));
        assert_eq!(line.is_whole, there.ends_with(b"\n") && there.len() <= limit);
        let end = &there[line.bytes.len()..];
        assert!(!line.is_whole || end == b"\n" || end == b"\r\n");
    }
    assert_eq!(expected.next(), None, "nothing is left");
}

/// What is exchanged for what in a line.
const WORDS: [&str; 24] = [
    "\"verdict\":\"pass\"",
    "\"verdict\":\"fail\"",
    "\"status\":\"pass\"",
    "\"status\":\"warn\"",
    "\"trust\":\"pinned\"",
    "\"trust\":\"embedded\"",
    "{\"type\":\"input\",\"input\":",
    "{\"type\":\"run\",",
    "\",\"bytes\":",
    "\"pith_number\":",
    "\"complete\":null",
    "\"complete\":true",
    "\"error\":null}",
    "\"causes\":[]",
    "\"M7\"",
    "\"count\":1",
    "\"strict\":false",
    "\"strict\":true",
    "\u{feff}",
    "\r\n",
    "\n",
    "\"",
    ",",
    "0",
];

/// Edits a report as a script says.
fn edit(text: &mut Vec<u8>, script: &mut Script<'_>) {
    for _ in 0..4 {
        if script.is_over() || text.is_empty() {
            return;
        }
        let place = script.below(text.len().min(usize::from(u16::MAX)));
        match script.byte() % 10 {
            0 => text[place] = script.byte(),
            1 => drop(text.drain(place..text.len().min(place + 1 + usize::from(script.byte())))),
            2 => drop(text.splice(place..place, script.text().into_bytes())),
            3 => drop(text.splice(place..place, word(script).bytes())),
            4 => exchange(text, script),
            5 => line(text, script),
            6 => text.truncate(place),
            7 => drop(text.splice(place..=place, format!("\\u{:04x}", text[place]).into_bytes())),
            8 => text[place] = b"0123456789abcdef"[usize::from(script.byte() % 16)],
            _ => *text = text.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..]),
        }
    }
}

fn word(script: &mut Script<'_>) -> &'static str {
    WORDS[script.below(WORDS.len())]
}

/// Exchanges some occurrence of a word for another word.
fn exchange(text: &mut Vec<u8>, script: &mut Script<'_>) {
    let (old, new) = (word(script).as_bytes(), word(script));
    let places: Vec<usize> =
        text.windows(old.len()).enumerate().filter(|(_, part)| *part == old).map(|(at, _)| at).collect();
    if !places.is_empty() {
        let place = places[script.below(places.len())];
        text.splice(place..place + old.len(), new.bytes());
    }
}

/// Takes a line out, puts it elsewhere, and perhaps back again.
fn line(text: &mut Vec<u8>, script: &mut Script<'_>) {
    let mut lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let place = script.below(lines.len());
    let line = lines.remove(place);
    match script.byte() % 3 {
        0 => lines.insert(script.below(lines.len() + 1), line),
        1 => {
            lines.insert(place, line);
            lines.insert(script.below(lines.len() + 1), line);
        }
        _ => {}
    }
    *text = lines.concat();
}
