//! The signature over the whole bundle, and the search for the document that it covers.

use std::cell::Cell;

use super::authority::{Authority, Signed, id_in};
use super::edit::{self, DEPTH, Side, mix, with};
use super::names::{self, repaired};
use super::{Known, keys, state};
use crate::bundle::BUNDLE_TYPE;
use crate::json::canonical;
use crate::json::{Arena, Object, Value};
use crate::keys::{TrustStore, TrustedKey};
use crate::verify::digests::NOT_HASHED;

/// The signature over the bundle.
pub(super) struct Seal<'t, 'a> {
    claim: Object<'a>,
    is_there: bool,
    signed: Signed<'t, 'a>,
    key: Cell<Option<&'t TrustedKey>>,
    arena: &'a Arena,
}

impl<'t, 'a> Seal<'t, 'a> {
    pub(super) fn of(bundle: Object<'a>, authority: &'t Authority, arena: &'a Arena) -> Self {
        let claim = repaired(arena, bundle, &names::OF_BUNDLE).get(NOT_HASHED);
        let is_there = claim.is_some();
        let claim = claim.and_then(|claim| claim.as_object()).unwrap_or_default();
        let read = keys::claim(claim, arena);
        let signed = Signed::new(authority, read, &[read.text("bundle_sha256")]);
        Self { claim, is_there, signed, key: Cell::new(None), arena }
    }

    /// Whether the document has one, readable or not.
    pub(super) const fn is_there(&self) -> bool {
        self.is_there
    }

    /// Whether the stated digest is the signed one, so that other content was signed.
    pub(super) const fn signs_the_stated_digest(&self) -> bool {
        self.signed.is_known()
    }

    /// Whether a trusted key that is embedded in this bundle signed it. What is no bundle has no seal: the signature may be
    /// one over an event.
    fn covers(&self, bundle: Object<'a>) -> bool {
        if !self.signed.is_readable() || bundle.text("bundle_type") != Some(BUNDLE_TYPE) {
            return false;
        }
        let key = self.signed.covers(&canonical::digest_without(bundle, &[NOT_HASHED]));
        let key = key.filter(|key| id_in(bundle, key).is_some());
        self.key.set(key);
        key.is_some()
    }

    /// The bundle that the signature covers, with the signature written as it has to be.
    fn labelled(&self, bundle: Object<'a>) -> Object<'a> {
        let digest = canonical::digest_without(bundle, &[NOT_HASHED]).to_string();
        let labels = keys::labels(self.claim, self.key.get(), (bundle, &digest), self.arena);
        with(self.arena, bundle, NOT_HASHED, edit::value(labels))
    }
}

/// Up to this many places at which the whole restoration differs from the document, and up to this many events, each is
/// tried by itself.
const MIXED: usize = 8;

/// A search for the bundle that was signed.
pub(super) struct Search<'s, 'a> {
    pub(super) found: Object<'a>,
    pub(super) seal: &'s Seal<'s, 'a>,
    pub(super) trust: &'s TrustStore,
    pub(super) known: &'s Known<'s, 'a>,
    pub(super) arena: &'a Arena,
    /// How many bytes the document has.
    pub(super) length: usize,
}

/// From this many bytes on, a document is not hashed in search of small differences.
const LARGE: usize = 1 << 20;

/// From this many bytes on, only the likeliest events are replayed: many times as much as those of an honest bundle.
const LARGE_TO_REPLAY: usize = 1 << 18;

impl<'a> Search<'_, 'a> {
    /// The bundle, if it differs from the document and is the signed one.
    pub(super) fn signed_as(&self, draft: Object<'a>) -> Option<Object<'a>> {
        (draft != self.found && self.seal.covers(draft)).then(|| self.seal.labelled(draft))
    }

    /// The signed bundle among the versions of the drafts: of `arranged`, each a likely one and another with the same events,
    /// with the replay of these too. The first is the likeliest.
    pub(super) fn signed(&self, arranged: &[[Object<'a>; 2]], others: &[Object<'a>]) -> Option<Object<'a>> {
        let most = if self.length > LARGE_TO_REPLAY { 1 } else { arranged.len() };
        let arranged = arranged.get(..most)?;
        let signed = self.whole(&[arranged.as_flattened(), others].concat()).or_else(|| {
            let replayed = arranged.iter().filter_map(|drafts| self.with_replay(*drafts));
            let replayed: Vec<Object<'a>> = replayed.flatten().collect();
            let covered = replayed.iter().copied().find(|draft| self.seal.covers(*draft));
            covered.or_else(|| self.mixed(*replayed.first()?)).or_else(|| self.without_one(arranged))
        })?;
        Some(self.seal.labelled(signed))
    }

    /// The document itself, and each draft with the state of the document or with the replay of its valid events.
    fn whole(&self, drafts: &[Object<'a>]) -> Option<Object<'a>> {
        let mut tried = vec![self.found];
        if self.known.digest_differs != Some(self.seal.signs_the_stated_digest()) && self.seal.covers(self.found) {
            return Some(self.found);
        }
        for state in [self.found.get("state"), self.state_of_valid_events()].into_iter().flatten() {
            for draft in drafts {
                let version = with(self.arena, *draft, "state", state);
                if !tried.contains(&version) {
                    tried.push(version);
                    if self.seal.covers(version) {
                        return Some(version);
                    }
                }
            }
        }
        None
    }

    /// The replay of the valid events, if it is not the state that is in the document.
    fn state_of_valid_events(&self) -> Option<Value<'a>> {
        let sealed = self.known.merged?.sealed(self.arena);
        (self.found.get("state") != Some(sealed)).then_some(sealed)
    }

    /// Whether replaying the draft gives another state than replaying the document.
    fn changes_the_replay(&self, draft: Object<'a>) -> bool {
        ["events", "pith_number", "public_keys", "source_aliases"]
            .iter()
            .any(|name| draft.get(name) != self.found.get(name))
    }

    /// Two drafts with the same events, with the replay of these as the state where that is another than the document's.
    fn with_replay(&self, drafts: [Object<'a>; 2]) -> Option<[Object<'a>; 2]> {
        let [likely, _] = drafts;
        if self.known.merged.is_some() && !self.changes_the_replay(likely) {
            return Some(drafts);
        }
        let state = state::replayed(likely, self.trust, self.arena)?;
        Some(drafts.map(|draft| with(self.arena, draft, "state", state)))
    }

    /// The two likeliest drafts without one of their events, and with the replay of the others: the event and what follows
    /// from it may have been put in.
    fn without_one(&self, arranged: &[[Object<'a>; 2]]) -> Option<Object<'a>> {
        if self.length > LARGE_TO_REPLAY || !self.seal.signs_the_stated_digest() {
            return None;
        }
        let lists = arranged.iter().take(2).filter_map(|drafts| Some((drafts, drafts[0].get("events")?.as_array()?)));
        let versions = lists.filter(|(_, events)| events.len() <= MIXED).flat_map(|(drafts, events)| {
            (0..events.len()).filter_map(move |place| {
                let others = events.iter().enumerate().filter(|(at, _)| *at != place);
                let others: Vec<Value<'a>> = others.map(|(_, event)| *event).collect();
                let others = Value::made_array(self.arena, &others);
                self.with_replay(drafts.map(|draft| with(self.arena, draft, "events", others)))
            })
        });
        versions.flatten().find(|version| self.seal.covers(*version))
    }

    /// The document with one restored value, and the draft with one value of the document.
    fn mixed(&self, draft: Object<'a>) -> Option<Object<'a>> {
        if self.length > LARGE || !self.seal.signs_the_stated_digest() {
            return None;
        }
        let (found, draft) = (edit::value(self.found), edit::value(draft));
        let depths = [DEPTH, 1];
        let counted = depths.map(|depth| {
            let mut places = 0;
            mix(self.arena, found, draft, depth, &mut || {
                places += 1;
                Side::Found
            });
            (depth, places)
        });
        let (depth, places) = counted.into_iter().find(|(_, places)| *places <= MIXED)?;
        let alone = (0..places).map(|place| (place, Side::Restored, Side::Found));
        let all_but = (0..places).map(|place| (place, Side::Found, Side::Restored));
        all_but.chain(alone).find_map(|(place, here, elsewhere)| {
            let mut at = 0;
            let version = mix(self.arena, found, draft, depth, &mut || {
                at += 1;
                if at == place + 1 { here } else { elsewhere }
            });
            version.as_object().filter(|version| self.seal.covers(*version))
        })
    }
}
