//! `--state`: a separately published `state.json` is the state of the replay.

use crate::bundle::Family;
use crate::diff;
use crate::digest::ComputedDigest;
use crate::json::canonical;
use crate::json::{Arena, Document, Pointer};
use crate::report::{CheckCode, Finding, Reason, Status};
use crate::verify::expect::{Evidence, ExpectationError, verified};

/// The checks of the embedded state; `state.order` and `state.equivocation` take nothing from it.
const STATE: [CheckCode; 3] = [CheckCode::StateDigest, CheckCode::StateCounts, CheckCode::StateReplay];

/// A `state.json` that was read.
#[derive(Clone, Debug)]
pub struct ExpectedState {
    name: String,
    source: Vec<u8>,
    /// Over the whole object, `state_sha256` and all.
    digest: ComputedDigest,
}

impl ExpectedState {
    /// Reads a `state.json` (docs/format.md, section 5.10), strictly.
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

    /// The file's contents.
    pub(super) fn source(&self) -> &[u8] {
        &self.source
    }

    /// The same value as the replay made, or as the embedded state where that agrees with the replay: `state.order` and
    /// rule M12 leave more than one state right.
    pub(super) fn fault(&self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        let checks = evidence.checks;
        let is_replayed = canonical::digest(&evidence.merged.sealed(evidence.arena)) == self.digest;
        let embedded = evidence.bundle.object.get("state");
        let is_embedded = embedded.is_some_and(|state| canonical::digest(&state) == self.digest);
        let has = |status| STATE.iter().any(|code| checks.has(*code, status));
        let (is_false, is_open) = (has(Status::Fail), has(Status::Open));
        if !is_replayed && (!is_embedded || is_false) {
            return Some(self.difference(evidence));
        }
        let name = crate::text::cut(&self.name);
        let place = Pointer::root().member("state");
        if is_false {
            let message = format!("{name} is the state that the events produce, and the bundle contains another one");
            return Some(Finding::fail(CheckCode::PolicyState, Reason::Unverified, message).at(place));
        }
        if is_open {
            let message = format!(
                "undetermined: the bundle's state differs from our reading of a rule that is not published, so it is \
                 open whether {name} is the state of these events"
            );
            return Some(Finding::fail(CheckCode::PolicyState, Reason::Undetermined, message).at(place));
        }
        verified::seal(CheckCode::PolicyState, checks).or_else(|| verified::events(CheckCode::PolicyState, checks))
    }

    /// The first place at which the file differs from the replay.
    fn difference(&self, evidence: &Evidence<'_, '_>) -> Finding {
        let arena = Arena::new();
        let message =
            format!("{} is not the state that the events of this bundle produce", crate::text::cut(&self.name));
        let finding = Finding::fail(CheckCode::PolicyState, Reason::Differs, message);
        let place = Pointer::root().member("state");
        let Ok(document) = Document::parse(&self.source, &arena) else { return finding.at(place) };
        let replayed = evidence.merged.sealed(evidence.arena);
        let changes = diff::changes(replayed, document.root());
        // The digest differs wherever anything does: it explains least.
        let says_more = |change: &&diff::Change<'_>| change.pointer().as_str() != "/state_sha256";
        let Some(change) = changes.list.iter().find(says_more).or(changes.list.first()) else {
            return finding.at(place);
        };
        // Of a list in another order there are no values but the two lists.
        let list = |place: Option<&Pointer>, root| place?.find(root).filter(|value| value.as_array().is_some());
        let expected = change.new.or_else(|| list(change.new_place.as_ref(), document.root()));
        let actual = change.old.or_else(|| list(change.old_place.as_ref(), replayed));
        let (expected, actual) = (diff::brief(expected.as_ref()), diff::brief(actual.as_ref()));
        let place = format!("{place}{}", change.old_place.as_ref().unwrap_or(change.pointer()));
        finding.compare(expected, actual).at(Pointer::parse(&place).unwrap_or_default())
    }
}
