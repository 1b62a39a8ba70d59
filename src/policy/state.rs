//! `--state`: a separately published `state.json` is the state of the replay.

use super::{Evidence, ExpectationError};
use crate::bundle::Family;
use crate::canonical;
use crate::diff;
use crate::digest::ComputedDigest;
use crate::json::{Arena, Document, Pointer};
use crate::report::{CheckCode, Finding, InputReport, Status};

/// A `state.json` that was read.
#[derive(Clone, Debug)]
pub struct ExpectedState {
    name: String,
    source: Vec<u8>,
    /// Over the whole object, `state_sha256` and all.
    digest: ComputedDigest,
}

impl ExpectedState {
    /// Reads a `state.json` (format.md section 5), strictly.
    pub fn read(name: &str, source: Vec<u8>) -> Result<Self, ExpectationError> {
        let arena = Arena::new();
        let root = Document::parse(&source, &arena)?.root();
        if Family::of(root) != Some(Family::State) {
            return Err(ExpectationError::NotAState);
        }
        let digest = canonical::digest(&root);
        Ok(Self { name: name.to_owned(), source, digest })
    }

    /// The file's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The same value as the replay made, or as the embedded state where that is the replay's but for
    /// what `state.order` and rule M12 leave open.
    pub(super) fn judge(&self, evidence: &Evidence<'_, '_>, report: &InputReport) -> Option<Finding> {
        let replayed = evidence.merged.sealed(evidence.arena);
        if canonical::digest(&replayed) == self.digest {
            return None;
        }
        let codes = [CheckCode::StateDigest, CheckCode::StateCounts, CheckCode::StateReplay];
        let is_replay = codes.iter().all(|code| !report.checks.has(*code, Status::Fail));
        let embedded = evidence.bundle.object.get("state");
        if is_replay && embedded.is_some_and(|state| canonical::digest(&state) == self.digest) {
            return None;
        }
        Some(self.difference(evidence))
    }

    /// The first place at which the file differs from the replay.
    fn difference(&self, evidence: &Evidence<'_, '_>) -> Finding {
        let arena = Arena::new();
        let message = format!("{} is not the state that the events of this bundle give", crate::text::cut(&self.name));
        let finding = Finding::fail(CheckCode::PolicyState, "differs", message);
        let place = Pointer::root().member("state");
        let Ok(document) = Document::parse(&self.source, &arena) else { return finding.at(place) };
        let replayed = evidence.merged.sealed(evidence.arena);
        let changes = diff::changes(replayed, document.root());
        // The digest differs wherever anything does: it says least.
        let says_more = |change: &&diff::Change<'_>| change.pointer().as_str() != "/state_sha256";
        let Some(change) = changes.iter().find(says_more).or(changes.first()) else { return finding.at(place) };
        let (expected, actual) = (diff::brief(change.old.as_ref()), diff::brief(change.new.as_ref()));
        let place = format!("{place}{}", change.old_place.as_ref().unwrap_or(change.pointer()));
        finding.compare(expected, actual).at(Pointer::parse(&place).unwrap_or_default())
    }
}
