//! Inputs on which `pith` once answered wrongly, each with the right answer: a command, its exit code and its output.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::process::{self, Run};

/// A command, run in a folder with the files of `tests/answers` and the real bundle as `real.json`.
struct Answer {
    /// `KEY(file)` is the first embedded key of a bundle.
    line: &'static str,
    code: i32,
    /// Texts that standard output and standard error must contain.
    says: &'static [&'static str],
    /// Texts that they must not contain.
    never: &'static [&'static str],
}

const fn answer(line: &'static str, code: i32, says: &'static [&'static str]) -> Answer {
    Answer { line, code, says, never: &[] }
}

impl Answer {
    const fn never(mut self, never: &'static [&'static str]) -> Self {
        self.never = never;
        self
    }
}

const VERDICTS: &[Answer] = &[
    answer(
        "pith verify --key KEY(state_unknown.json) state_unknown.json",
        5,
        &["open state.replay (unknown-member, rule M11) /state/current/retractions", "/state/record_status"],
    ),
    answer(
        "pith verify --key KEY(state_unknown.json) --state state_unknown.state.json state_unknown.json",
        1,
        &["NOT held: --state"],
    ),
    answer("pith verify --keyring role.keyring role.json", 4, &["trust.keys (owner)"]),
    answer("pith merge --key KEY(eq1.json) eq1.json eq2.json", 5, &["eq1.json", "eq2.json", "M9"]),
    answer("pith merge old.json new.json --bundle -; c=$?; test ! -e ./- && exit $c", 2, &["./-"]),
    answer("pith merge --key KEY(old.json) old.json w.json", 5, &["old.json", "w.json"]),
    answer("pith verify --key KEY(old.json) --since old.json w.json", 1, &["policy.since (withheld)"]),
    answer("pith merge --key KEY(old.json) old.json n2.json", 5, &["old.json", "n2.json"]),
    answer("pith verify --key KEY(old.json) --since old.json n2.json", 1, &["policy.since"]),
    answer("pith verify --key KEY(old.json) --since old3.json old.json", 1, &["policy.since"]),
    answer("pith verify --key @revoked-key.json rotated-prev.json", 2, &["revoked"]),
    answer("pith verify --key @revoked-manifest.json rotated-prev.json", 2, &["active"]),
    answer(
        "jq -c 'del(.revoked, .status)' revoked-key.json > rotated.json; \
         pith verify --key @rotated.json --key KEY(old.json) old.json; jq -r .public_key_hex rotated.json",
        0,
        &[],
    ),
    answer(
        "pith verify --key KEY(stranger-snapshot.json) stranger-snapshot.json",
        4,
        &["trust.keys (untrusted)", "Nckin"],
    )
    .never(&["with trusted keys", "FAKE TITLE"]),
    answer("pith verify --key KEY(sup.json) sup.json", 5, &["event.links (later, rule M8)", "Vhwfjpxoj"])
        .never(&["OLD superseded title"]),
    answer("pith keys rotated-prev.json > ring; pith verify --keyring ring rotated-prev.json", 0, &["PASS"]),
    answer("pith verify --key KEY(offset-time.json) offset-time.json", 0, &["warn event.time (offset)"]),
    answer(
        "pith verify --title 'A paper that was never written' --expect-source arxiv:9999.00001 held.json",
        1,
        &["NOT held: --expect-source", "NOT held: --title"],
    )
    .never(&["  held:"]),
    answer(
        "pith verify --format json --key KEY(rcpt_elsewhere.json) rcpt_elsewhere.json",
        0,
        &["\"code\":\"receipt.signature\",\"status\":\"skip\"", "\"code\":\"timestamp.proof\",\"status\":\"skip\""],
    ),
    answer("pith diff --key KEY(dt1.json) dt1.json dt2.json", 1, &["title unchanged"]).never(&["title changed"]),
    answer(
        "jq -c '.events[1].content_sha256 = \"00\"' real.json | pith verify -",
        1,
        &["the stated digest was changed: the signature covers the content"],
    )
    .never(&["changed after it was signed"]),
    answer(
        "jq -c '.canonical_record.metadata.license = \"CC0\"' real.json | pith verify -",
        1,
        &[
            "changed /canonical_record/metadata/license",
            "signed    http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
            "found     CC0",
            "record.agreement",
        ],
    )
    .never(&["signed    CC0"]),
    answer(
        "jq -c 'del(.events[1])' real.json | pith verify - | grep -m 1 -A 1 '^  fail'",
        0,
        &["an event that is absent"],
    ),
];

const SURROUNDINGS: &[Answer] = &[
    answer(
        "cp real.json a.json; pith verify a.json --report json=a.json; c=$?; cmp a.json real.json && exit $c",
        2,
        &[],
    ),
    answer(
        "cp real.json a.json; ln -s a.json l; pith verify a.json --report json=l; c=$?; cmp a.json real.json && exit $c",
        2,
        &[],
    ),
    answer(
        "cp real.json a.json; ln a.json l; pith verify a.json --report json=l; c=$?; cmp a.json real.json && exit $c",
        2,
        &[],
    ),
    answer(
        "cp real.json a.json; pith verify real.json --since a.json --report json=a.json; c=$?; cmp a.json real.json && exit $c",
        2,
        &[],
    ),
    answer(
        "cp role.keyring r; pith verify real.json --keyring r --report json=r; c=$?; cmp r role.keyring && exit $c",
        2,
        &[],
    ),
    answer(
        "echo real.json > l; pith verify --files-from l --report json=l; c=$?; test \"$(cat l)\" = real.json && exit $c",
        2,
        &[],
    ),
    answer(
        "cp real.json a.json; pith merge a.json real.json --bundle a.json; c=$?; cmp a.json real.json && exit $c",
        2,
        &[],
    ),
    answer(
        "mkdir d; cp real.json d; pith verify d --report json=d/report.json > 1 && pith verify d --report json=d/report.json > 2 && cat 2",
        0,
        &["PASS"],
    ),
    answer("pith verify - --key @- < real.json", 2, &["standard input"]),
    answer("pith verify - --since - < real.json", 2, &["standard input"]),
    answer(
        "printf '/dev/stdin\\n' | pith verify real.json --files-from -",
        2,
        &["PASS", "standard input can be read only once"],
    ),
    answer(
        "printf '/dev/stdin\\n/dev/stdin\\n' > l; cat real.json | pith verify --files-from l",
        2,
        &["PASS", "standard input"],
    ),
    answer("echo /dev/stdin > l; cat real.json | pith verify - --files-from l", 2, &["PASS", "standard input"]),
    answer("pith verify - --keyring - < real.json", 2, &["standard input"]),
    answer("echo {} > bad.json; pith verify --format github .; true", 0, &["file=bad.json,"]).never(&["file=./"]),
    answer("echo {} > bad.json; pith verify --format github \"$PWD/bad.json\"", 3, &["file=bad.json,"]),
    answer(
        "(cat tiny32.json | jq -c .; echo '{}') > x.ndjson; pith verify --ndjson --format github x.ndjson; true",
        0,
        &["file=x.ndjson,line=2"],
    ),
    answer(
        "cp real.json arxiv-1804.07612.json; sed 's,[^\\r]*\\.json,real.json,' list-crlf.txt > l; pith verify --files-from l",
        0,
        &["PASS"],
    ),
    answer("printf '\\357\\273\\277real.json\\n' > l; pith verify --files-from l", 0, &["PASS"]),
    answer("pith verify --key @key-bom.hex real.json", 0, &["PASS"]),
    answer("pith verify --key @key.pem real.json", 0, &["PASS"]),
    answer("pith verify --keyring keyring-bom real.json", 0, &["PASS"]),
    answer("CLICOLOR_FORCE=0 pith verify real.json", 0, &["PASS"]).never(&["\u{1b}"]),
    answer("pith --help > /dev/full && exit 0 || exit 9", 9, &[]),
    answer("pith --version > /dev/full && exit 0 || exit 9", 9, &[]),
    answer(
        "pith verify --key 8d4b5ee74e4693bcd1df2446408b0d5482a309de1c419767f60368d28c5dfb06 real.json",
        2,
        &["this is the fingerprint of"],
    ),
    answer(
        "pith verify --key $(pith keys rotated-prev.json | sed -n 's/# SHA-256 \\([0-9a-f]*\\) .*/\\1/p' | head -n 1) rotated-prev.json; true",
        0,
        &["you gave this SHA-256 as a key; give the key itself"],
    ),
    answer(
        "pith verify --key e94aeaf034d2109f60e2d324836fe026deb309732556fa10c79320997d3cbeb3 old.json",
        2,
        &["this is the fingerprint of the key test-v1, which old.json embeds"],
    ),
    answer("pith verify -q nothere.json", 2, &["nothere.json"]),
    answer("(jq -c . real.json; jq -c . real.json) > lines.ndjson; pith verify lines.ndjson", 3, &["--ndjson"]),
    answer("pith verify https://pith.science/pith/X/bundle.json", 2, &["pith verify -"]),
    answer("pith real.json", 2, &["pith verify real.json"]),
    answer("mkdir d; cp real.json d/OK.JSON; ln -s OK.JSON d/link.json; pith verify d", 0, &["PASS", "link.json"]),
    answer("pith inspect integrity-2604.19423.json", 0, &["integrity"]).never(&["bundle,"]),
    answer("pith verify integrity-2604.19423.json", 4, &["UNTRUSTED", "content not checked"]),
];

#[test]
fn verdicts() {
    hold(VERDICTS);
}

#[test]
fn surroundings() {
    hold(SURROUNDINGS);
}

fn hold(answers: &[Answer]) {
    assert!(Command::new("jq").arg("--version").output().is_ok(), "these lines need jq");
    let wrong: Vec<String> = answers.iter().filter_map(|answer| complaint(answer).err()).collect();
    assert!(wrong.is_empty(), "{} of {} answers are wrong:\n{}", wrong.len(), answers.len(), wrong.join("\n"));
}

fn complaint(answer: &Answer) -> Result<(), String> {
    let folder = folder();
    let mut command = process::shell(folder.path(), &line(answer.line, folder.path()));
    let run = Run::of(command.env("COLUMNS", "200").output().unwrap());
    let (code, said) = (run.code, run.out + &run.err);
    let lacks: Vec<_> = answer.says.iter().filter(|text| !said.contains(**text)).collect();
    let also: Vec<_> = answer.never.iter().filter(|text| said.contains(**text)).collect();
    if code == answer.code && lacks.is_empty() && also.is_empty() {
        return Ok(());
    }
    Err(format!("{}\n  exit {code}, wanted {}; lacks {lacks:?}, also has {also:?}\n{said}", answer.line, answer.code))
}

/// A folder with copies of all inputs.
fn folder() -> TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(root.join("tests/answers")).unwrap() {
        let entry = entry.unwrap();
        // Copies, so that each command sees only its own files.
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    fs::copy(root.join("fixtures/valid/arxiv-1804.07612.json"), folder.path().join("real.json")).unwrap();
    folder
}

/// Replaces every `KEY(file)` of the line.
fn line(line: &str, folder: &Path) -> String {
    let mut line = line.to_owned();
    while let Some((before, rest)) = line.clone().split_once("KEY(") {
        let (file, after) = rest.split_once(')').unwrap();
        line = format!("{before}{}{after}", key(&folder.join(file)));
    }
    line
}

fn key(path: &PathBuf) -> String {
    let bundle: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    bundle["public_keys"][0]["public_key_hex"].as_str().unwrap().to_owned()
}
