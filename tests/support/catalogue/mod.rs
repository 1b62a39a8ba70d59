//! Every fixture as data: its path, its one defect, its bytes, and the outcome that `pith verify` must report.
//!
//! `fixtures/<folder>/<check code>/<name>`; the folder says what is expected: `valid`, `warn`, `untrusted`, `open`
//! (the verdict is `undetermined`), `fail`, `malformed`; `integrity` holds integrity documents of all kinds, `changed` the real bundle after a change. Several
//! cases may share a file and differ in the flags.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
// Not every test crate looks at all of a case.

use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::TestKey;

pub mod cause;
pub mod changed;
pub mod defects;
pub mod events;
pub mod files;
pub mod founding;
pub mod histories;
pub mod index;
pub mod integrity;
pub mod keys;
pub mod links;
pub mod malformed;
pub mod numbers;
pub mod pins;
pub mod policy;
pub mod real;
pub mod record;
pub mod roles;
pub mod rotation;
pub mod shape;
pub mod signatures;
pub mod spliced;
pub mod state;
pub mod supersession;
pub mod times;
pub mod trust;
pub mod unknown;
pub mod valid;

/// The keyring that holds the registry's test key alone.
pub const KEYRING: &str = "fixtures/keys/registry.keyring";
/// The keyring that holds all test keys.
pub const ALL_KEYS: &str = "fixtures/keys/all.keyring";

/// One run of `pith verify` on one fixture.
pub struct Case {
    /// Below `fixtures/`.
    pub path: String,
    /// What is wrong with it, or what is special, in a sentence.
    pub about: &'static str,
    /// The document.
    pub bytes: Vec<u8>,
    /// The flags.
    pub args: Vec<String>,
    /// The verdict.
    pub verdict: &'static str,
    /// What the report must hold: each of these, and no other code with that status.
    pub findings: Vec<Wanted>,
    /// What was changed after it was signed, where the report must name that.
    pub changed: Option<cause::Changed>,
}

/// A finding that the report must hold.
#[derive(Debug)]
pub struct Wanted {
    /// The check code.
    pub code: String,
    /// `fail`, `open`, `warn` or `skip`; `malformed` for the error of an input that cannot be judged.
    pub status: &'static str,
    /// The reason, where it is settled.
    pub reason: Option<&'static str>,
    /// The inferred rule that an open finding names.
    pub rule: Option<&'static str>,
    /// The place, or one above it.
    pub pointer: String,
}

impl Case {
    /// A document that passes, with nothing to remark, for who trusts the registry's test key.
    pub fn new(path: impl Into<String>, about: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            about,
            bytes: bytes.into(),
            args: vec!["--keyring".into(), KEYRING.into()],
            verdict: "pass",
            findings: Vec::new(),
            changed: None,
        }
    }

    /// Other flags than the registry's keyring.
    #[must_use]
    pub fn args(mut self, args: &[&str]) -> Self {
        self.args = args.iter().map(ToString::to_string).collect();
        self
    }

    /// More flags.
    #[must_use]
    pub fn also(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(ToString::to_string));
        self
    }

    /// A check fails, and so does the document.
    #[must_use]
    pub fn fail(self, code: &str, reason: impl Into<Option<&'static str>>, pointer: &str) -> Self {
        self.finding("fail", code, reason, pointer).verdict("fail")
    }

    /// A check is open, and so is the document where nothing fails.
    #[must_use]
    pub fn open(mut self, code: &str, rule: &'static str, reason: &'static str, pointer: &str) -> Self {
        if self.verdict == "pass" {
            self.verdict = "undetermined";
        }
        self = self.finding("open", code, reason, pointer);
        if let Some(wanted) = self.findings.last_mut() {
            wanted.rule = Some(rule);
        }
        self
    }

    /// A check warns.
    #[must_use]
    pub fn warn(self, code: &str, reason: impl Into<Option<&'static str>>, pointer: &str) -> Self {
        self.finding("warn", code, reason, pointer)
    }

    /// A check is skipped.
    #[must_use]
    pub fn skip(self, code: &str, reason: impl Into<Option<&'static str>>, pointer: &str) -> Self {
        self.finding("skip", code, reason, pointer)
    }

    /// Without what was wanted of a check before.
    #[must_use]
    pub fn without(mut self, code: &str) -> Self {
        self.findings.retain(|wanted| wanted.code != code);
        self
    }

    /// The document cannot be judged.
    #[must_use]
    pub fn malformed(self, code: &str) -> Self {
        self.finding("malformed", code, None, "").verdict("malformed")
    }

    /// The same with `--strict`: every warning fails, and all that is open.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.args.push("--strict".into());
        for wanted in self.findings.iter_mut().filter(|wanted| ["open", "warn"].contains(&wanted.status)) {
            wanted.status = "fail";
        }
        self.verdict("fail")
    }

    /// Another verdict.
    #[must_use]
    pub fn verdict(mut self, verdict: &'static str) -> Self {
        self.verdict = verdict;
        self
    }

    /// The exit code of the verdict.
    pub fn exit_code(&self) -> i32 {
        match self.verdict {
            "pass" => 0,
            "fail" => 1,
            "malformed" => 3,
            "untrusted" => 4,
            "undetermined" => 5,
            other => panic!("no fixture has verdict {other}"),
        }
    }

    fn finding(
        mut self,
        status: &'static str,
        code: &str,
        reason: impl Into<Option<&'static str>>,
        pointer: &str,
    ) -> Self {
        self.findings.push(Wanted {
            code: code.to_owned(),
            status,
            reason: reason.into(),
            rule: None,
            pointer: pointer.to_owned(),
        });
        self
    }
}

/// All cases, in the order of the modules.
pub fn all() -> Vec<Case> {
    [
        valid::cases(),
        real::cases(),
        malformed::cases(),
        shape::cases(),
        unknown::cases(),
        record::cases(),
        keys::cases(),
        signatures::cases(),
        events::cases(),
        founding::cases(),
        links::cases(),
        supersession::cases(),
        histories::cases(),
        times::cases(),
        state::cases(),
        numbers::cases(),
        trust::cases(),
        pins::cases(),
        roles::cases(),
        rotation::cases(),
        policy::cases(),
        integrity::cases(),
        spliced::cases(),
        changed::cases(),
    ]
    .into_iter()
    .flatten()
    .map(cause::stated)
    .collect()
}

/// The case of a bundle, printed so that a `diff` with its neighbour shows the defect.
fn bundle_case(path: impl Into<String>, about: &'static str, bundle: &Bundle) -> Case {
    Case::new(path, about, bundle.json.pretty())
}

/// The three-event bundle after `edit`, which seals what lies outside its defect.
fn edited(path: impl Into<String>, about: &'static str, edit: impl FnOnce(&mut Bundle)) -> Case {
    let mut bundle = Bundle::with_third_event();
    edit(&mut bundle);
    bundle_case(path, about, &bundle)
}

/// [`edited`] in a member that only the bundle signature covers, which is made anew.
fn edited_outside(path: impl Into<String>, about: &'static str, edit: impl FnOnce(&mut Json)) -> Case {
    edited(path, about, |bundle| {
        edit(&mut bundle.json);
        bundle.seal();
    })
}

/// [`edited`] in the third event, which then no longer counts, and is sealed anew like all outside it.
fn edited_event(path: impl Into<String>, about: &'static str, edit: impl FnOnce(&mut Json)) -> Case {
    edited(path, about, |bundle| {
        edit(bundle.json.at_mut("/events/2"));
        bundle.invalidate(2);
        bundle.seal_from_event(2);
    })
}

/// [`edited`] in the state; its digest and the bundle are sealed anew.
fn edited_state(path: impl Into<String>, about: &'static str, edit: impl FnOnce(&mut Json)) -> Case {
    edited(path, about, |bundle| {
        edit(bundle.json.at_mut("/state"));
        bundle.seal_state_digest();
        bundle.seal_bundle();
    })
}

/// A digest that belongs to nothing.
const NO_DIGEST: &str = "00000000000000000000000000000000000000000000000000000000000000ff";

/// The registry's test key.
fn registry() -> TestKey {
    TestKey::registry()
}
