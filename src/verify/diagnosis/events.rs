//! The events that were signed, put together from what the document has of them (docs/format.md, section 8.4).

use std::collections::{HashMap, HashSet};

use super::authority::{Authority, Signed};
use super::edit::{self, DEPTH, Side, mix, with};
use super::hashing::Hashing;
use super::keys::labels_of_event;
use super::names::{self, repaired};
use super::record::ProvenRecord;
use super::restored::{Restored, Standing, each_once};
use crate::bundle::{Event, EventType, RECORD_CREATED, SCHEMA_VERSION, SIGNATURE_MEMBERS};
use crate::digest::ComputedDigest;
use crate::json::{Arena, Kind, Member, Object, Value};

/// Up to this many differences between an event and the state's copy of it, every choice among them is tried.
const MIXED: u32 = 4;

/// The most events that are put together anew.
pub(super) const MOST: usize = 1_000;

/// What a bundle has of its events beside the events.
pub(super) struct Sources<'s, 'a> {
    arena: &'a Arena,
    authority: &'s Authority,
    hashing: &'s Hashing,
    record: Option<ProvenRecord<'a>>,
    /// The bundle's number, as it was signed where that is known.
    number: Option<&'a str>,
    /// The entries of the state by the id that they state, with the type of the events that their list is for.
    copies: HashMap<&'a str, (Object<'a>, &'static str)>,
    applied: &'a [Value<'a>],
}

impl<'s, 'a> Sources<'s, 'a> {
    pub(super) fn new(
        root: Object<'a>,
        number: Option<&'a str>,
        record: Option<ProvenRecord<'a>>,
        authority: &'s Authority,
        hashing: &'s Hashing,
        arena: &'a Arena,
    ) -> Self {
        let state = root.get("state").and_then(|state| state.as_object());
        let applied = state.and_then(|state| state.get("applied_event_ids")?.as_array()).unwrap_or_default();
        let current = state.and_then(|state| state.get("current")?.as_object()).unwrap_or_default();
        let created = current.get("record_created").map(|entry| (with_record(arena, entry, record), RECORD_CREATED));
        let listed = EventType::lists().flat_map(|(event_type, list)| {
            let entries = current.get(list).and_then(|entries| entries.as_array()).unwrap_or_default();
            entries.iter().map(move |entry| (*entry, event_type))
        });
        let entries = created.into_iter().chain(listed);
        let copies = entries.filter_map(|(entry, event_type)| {
            let entry = entry.as_object()?;
            Some((entry.text("event_id")?, (entry, event_type)))
        });
        Self { arena, authority, hashing, record, number, copies: copies.collect(), applied }
    }

    /// Every entry of `events`; those at the places `valid` are as they were signed.
    pub(super) fn restored(&self, entries: &[Value<'a>], valid: &HashSet<usize>) -> Vec<Restored<'a>> {
        let mut rest = MOST;
        let restored = entries.iter().enumerate().map(|(index, entry)| {
            if valid.contains(&index) {
                let value = self.without_unknown_labels(*entry);
                let is_ours = self.is_about_us(value);
                return Restored { value, standing: Standing::Proven, is_ours, is_itself: true };
            }
            let anew = rest.checked_sub(1).and_then(|left| {
                rest = left;
                self.signed(*entry, index, entries.len())
            });
            let (value, is_ours) = (*entry, self.is_about_us(*entry));
            anew.unwrap_or(Restored { value, standing: Standing::Unknown, is_ours, is_itself: true })
        });
        each_once(restored.collect())
    }

    /// The lists of events that may have been signed, the likeliest first: each event once, without those that neither a
    /// trusted key signed nor the state knows, or that one of the two does not. The state applies them in an order that need
    /// not be that of the document.
    pub(super) fn arrangements(&self, events: &[Restored<'a>]) -> Vec<Vec<Value<'a>>> {
        let places: HashMap<&str, usize> =
            self.applied.iter().enumerate().filter_map(|(place, id)| Some((id.as_str()?, place))).collect();
        let place = |event: &Restored<'a>| places.get(event.id()?).copied();
        let placed: Vec<(Option<usize>, &Restored<'a>)> = events.iter().map(|event| (place(event), event)).collect();
        let is_applied = |place: Option<usize>, _: &Restored<'a>| place.is_some();
        let is_signed = |_: Option<usize>, event: &Restored<'a>| event.is_proven() && event.is_ours;
        let either = |place, event: &Restored<'a>| is_applied(place, event) || is_signed(place, event);
        let in_order = {
            let mut placed = placed.clone();
            placed.sort_by_key(|(place, _)| *place);
            those(&placed, is_applied)
        };
        let (ours, applied) = (those(&placed, either), those(&placed, is_applied));
        let likeliest = if ours.len() == applied.len() { [in_order, ours] } else { [ours, in_order] };
        let mut lists: Vec<Vec<Value<'a>>> = Vec::new();
        for list in likeliest.into_iter().chain([applied, those(&placed, is_signed)]) {
            if !lists.contains(&list) {
                lists.push(list);
            }
        }
        lists
    }

    /// The events as they were signed, each with the signature that it has in the document.
    pub(super) fn bodies(&self, entries: &[Value<'a>], events: &[Restored<'a>]) -> Vec<Value<'a>> {
        let body = |(entry, event): (&Value<'a>, &Restored<'a>)| {
            let signature = entry.as_object().and_then(|entry| entry.get("signature"));
            let both = event.value.as_object().zip(signature);
            both.map_or(event.value, |(body, signature)| edit::value(with(self.arena, body, "signature", signature)))
        };
        entries.iter().zip(events).map(body).collect()
    }

    fn is_about_us(&self, event: Value<'a>) -> bool {
        let subject = event.as_object().and_then(|event| event.text("subject_pith_number"));
        self.number.is_none() || subject == self.number
    }

    /// A valid event; what is unknown in its signature, only the bundle signature could cover.
    fn without_unknown_labels(&self, event: Value<'a>) -> Value<'a> {
        let signature = event.as_object().and_then(|event| Some((event, event.get("signature")?.as_object()?)));
        signature.map_or(event, |(object, signature)| {
            let signature = edit::value(repaired(self.arena, signature, SIGNATURE_MEMBERS));
            edit::value(with(self.arena, object, "signature", signature))
        })
    }

    /// The event as it was signed, which a registry's signature proves. An author's does not: of such an event, and of one
    /// by a stranger, the version that the stated id is of, which the seal alone can prove.
    fn signed(&self, found: Value<'a>, index: usize, entries: usize) -> Option<Restored<'a>> {
        let found = found.as_object()?;
        let copy = self.copy_of(found, index, entries);
        let draft = self.draft(repaired(self.arena, found, &names::OF_EVENT), copy);
        let signature = repaired(self.arena, draft.get("signature")?.as_object()?, SIGNATURE_MEMBERS);
        let stated = [
            found.text("content_sha256"),
            hex(found.text("event_id")),
            hex(copy.and_then(|(entry, _)| entry.text("event_id"))),
        ];
        let signed = Signed::new(self.authority, signature, &stated);
        let is_hashed = |name: &str| !Event::NOT_HASHED.contains(&name);
        let (a, b) = (edit::only(self.arena, found, is_hashed), edit::only(self.arena, draft, is_hashed));
        let (found, draft) = (edit::value(a), edit::value(b));
        let drafted = self.hashing.digest(&draft)?;
        let proven = if signed.covers(&drafted).is_some() {
            Some((draft, drafted))
        } else {
            self.other_signed(found, draft, &signed)
        };
        // Not what the copy states: that may be the one of the place alone.
        let is_stated = || stated.into_iter().take(2).flatten().any(|stated| drafted.is_stated_as(stated));
        let (body, digest) = proven.or_else(|| is_stated().then_some((draft, drafted)))?;
        let is_exchanged = body != found && {
            let found = self.hashing.digest(&found)?;
            stated.first().copied().flatten().is_some_and(|stated| found.is_stated_as(stated))
        };
        let (body, digest) = (body.as_object()?, digest.to_string());
        let body = with(self.arena, body, "content_sha256", edit::text(self.arena, &digest));
        let body = with(self.arena, body, "event_id", edit::text(self.arena, &format!("sha256:{digest}")));
        let signature = labels_of_event(self.arena, signature, body.get("signer")?.as_object()?);
        let value = edit::value(with(self.arena, body, "signature", edit::value(signature)));
        let is_ours = self.is_about_us(value);
        let standing = if proven.is_some() { Standing::Proven } else { Standing::Whole };
        Some(Restored { value, standing, is_ours, is_itself: !is_exchanged })
    }

    /// The first other version that the signature covers: the event as it was found, and, where it differs from the draft
    /// in few places, each choice among these.
    fn other_signed(
        &self,
        found: Value<'a>,
        draft: Value<'a>,
        signed: &Signed<'_, 'a>,
    ) -> Option<(Value<'a>, ComputedDigest)> {
        let if_signed = |version: Value<'a>| {
            let digest = self.hashing.digest(&version)?;
            signed.covers(&digest).map(|_| (version, digest))
        };
        if let Some(version) = if_signed(found) {
            return Some(version);
        }
        let mut differences = 0;
        mix(self.arena, found, draft, DEPTH, &mut || {
            differences += 1;
            Side::Found
        });
        // Both whole versions were tried: without a known digest, every further one would cost a signature.
        if differences > MIXED || !signed.is_known() {
            return None;
        }
        let mixed = (1..(1_u32 << differences) - 1).map(|mask| {
            let mut rest = mask;
            mix(self.arena, found, draft, DEPTH, &mut || {
                let side = if rest & 1 == 1 { Side::Restored } else { Side::Found };
                rest >>= 1;
                side
            })
        });
        mixed.into_iter().find_map(if_signed)
    }

    /// The state's entry of an event: by the id, by the digest, or in the place of the event where each has one.
    fn copy_of(&self, found: Object<'a>, index: usize, entries: usize) -> Option<(Object<'a>, &'static str)> {
        let by_id = |id: &str| self.copies.get(id).copied();
        let by_place = || {
            let in_place = self.applied.get(index).filter(|_| self.applied.len() == entries)?;
            by_id(in_place.as_str()?)
        };
        let by_digest = || by_id(&format!("sha256:{}", found.text("content_sha256")?));
        found.text("event_id").and_then(by_id).or_else(by_digest).or_else(by_place)
    }

    /// The event with everything that follows from the rest of the document or from the format.
    fn draft(&self, event: Object<'a>, copy: Option<(Object<'a>, &'static str)>) -> Object<'a> {
        let mut draft = event;
        let mut set = |name: &'static str, value: Value<'a>| draft = with(self.arena, draft, name, value);
        set("schema_version", Value::made_text(SCHEMA_VERSION));
        if let Some(number) = self.number {
            set("subject_pith_number", Value::made_text(number));
        }
        if !event.get("supersedes").is_some_and(|ids| is_list_of_ids(&ids)) {
            set("supersedes", Value::made(Kind::Array(&[])));
        }
        if !event.get("prev_event").is_some_and(|id| is_id(&id)) {
            set("prev_event", Value::made(Kind::Null));
        }
        if let Some((entry, event_type)) = copy {
            set("event_type", Value::made_text(event_type));
            for name in ["created_at", "payload", "signer", "target"] {
                if let Some(value) = entry.get(name) {
                    set(name, value);
                }
            }
        }
        if let Some(target) = draft.text("event_type").and_then(|name| EventType::named(name)?.target) {
            draft = with(self.arena, draft, "target", Value::made_text(target));
        }
        // The payload of a copy was made once for all events: each would cost as much as the copy is long.
        let is_copied = copy.is_some_and(|(entry, _)| entry.get("payload").is_some());
        match draft.text("event_type") {
            Some(RECORD_CREATED) if !is_copied => {
                with_record(self.arena, edit::value(draft), self.record).as_object().unwrap_or(draft)
            }
            _ => draft,
        }
    }
}

/// A `record_created`, or the state's copy of one, with everything in its payload that follows from the record.
fn with_record<'a>(arena: &'a Arena, event: Value<'a>, record: Option<ProvenRecord<'a>>) -> Value<'a> {
    let payload = event.as_object().and_then(|event| Some((event, event.get("payload")?.as_object()?)));
    let Some(((event, payload), record)) = payload.zip(record) else { return event };
    edit::value(with(arena, event, "payload", edit::value(of_record(arena, payload, record))))
}

/// The payload in one copy, since it may have any number of other members.
fn of_record<'a>(arena: &'a Arena, payload: Object<'a>, record: ProvenRecord<'a>) -> Object<'a> {
    let source = record.value.as_object().and_then(|record| record.get("source")?.as_object());
    let of_source = [("source_kind", "kind"), ("source_id", "id"), ("source_version", "version")];
    let of_source = of_source.map(|(name, member)| Some(Member { name, value: source?.get(member)? }));
    let digest = edit::text(arena, &record.digest.to_string());
    let mut members = vec![
        Member { name: "canonical_record", value: record.value },
        Member { name: "canonical_sha256", value: digest },
    ];
    members.extend(of_source.into_iter().flatten());
    edit::with_all(arena, payload, members)
}

/// The events for which `is_kept` is true, each once.
fn those<'a>(
    placed: &[(Option<usize>, &Restored<'a>)],
    is_kept: impl Fn(Option<usize>, &Restored<'a>) -> bool,
) -> Vec<Value<'a>> {
    let mut seen = HashSet::new();
    let kept = placed.iter().filter(|(place, event)| is_kept(*place, event)).map(|(_, event)| event);
    kept.filter(|event| event.id().is_none_or(|id| seen.insert(id))).map(|event| event.value).collect()
}

fn is_list_of_ids(value: &Value<'_>) -> bool {
    value.as_array().is_some_and(|ids| ids.iter().all(is_id))
}

fn is_id(value: &Value<'_>) -> bool {
    hex(value.as_str()).is_some_and(|hex| hex.len() == 64)
}

/// The digest in an event id.
fn hex(event_id: Option<&str>) -> Option<&str> {
    event_id?.strip_prefix("sha256:")
}
