//! The paper as the record document or the latest snapshot shows it (docs/format.md, section 5.9, seen).

use serde::Serialize;

use super::lenient::{LISTED, Look, all_rows, claim, rows, shown};
use crate::json::{Object, Pointer, Value};
use crate::report::Row;
use crate::text::cut;

/// Claims about the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaperClaim {
    pub(crate) title: Option<String>,
    /// `authors_text`
    pub(crate) authors: Option<String>,
    /// `headline`, where there is one
    pub(crate) headline: Option<String>,
    pub(crate) primary_cat: Option<String>,
    pub(crate) cross_cats: Vec<String>,
    pub(crate) submitted_at: Option<String>,
    pub(crate) license: Option<String>,
    /// `abstract_excerpt`, white space collapsed
    pub(crate) abstract_excerpt: Option<String>,
}

/// An entry of `claims.items` in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimEntry {
    pub(crate) claim_id: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) text: Option<String>,
}

impl PaperClaim {
    /// `paper` of a record document, or of the latest snapshot.
    pub(super) fn read(object: Object<'_>, snapshot: Option<Object<'_>>) -> Option<Self> {
        let own = object.get("paper").and_then(|paper| paper.as_object());
        let paper = own.or_else(|| snapshot?.get("paper")?.as_object())?;
        let cross_cats = paper.get("cross_cats").and_then(|cats| cats.as_array()).unwrap_or_default();
        let said = |name| claim(paper, name).filter(|text| !text.is_empty());
        Some(Self {
            title: said("title"),
            authors: said("authors_text"),
            headline: said("headline"),
            primary_cat: said("primary_cat"),
            cross_cats: cross_cats.iter().take(50).copied().filter_map(shown).collect(),
            submitted_at: said("submitted_at"),
            license: said("license"),
            abstract_excerpt: paper.get("abstract_excerpt").and_then(one_line).filter(|text| !text.is_empty()),
        })
    }
}

/// A text without the line breaks of its source.
fn one_line(value: Value<'_>) -> Option<String> {
    match value.as_str() {
        Some(text) => Some(crate::text::cut(&text.split_whitespace().collect::<Vec<_>>().join(" "))),
        None => shown(value),
    }
}

/// `claims.items` of the snapshot.
pub(super) fn claims(snapshot: Option<Object<'_>>, look: &mut Look) -> Vec<ClaimEntry> {
    let section = snapshot.and_then(|snapshot| snapshot.get("claims")?.as_object());
    let items = section.and_then(|claims| claims.get("items")?.as_array()).unwrap_or_default();
    let mut objects = items.iter().filter_map(Value::as_object);
    let entries = objects.by_ref().take(LISTED).map(|item| ClaimEntry {
        claim_id: claim(item, "claim_id"),
        kind: claim(item, "kind"),
        status: claim(item, "status"),
        text: claim(item, "text"),
    });
    let entries: Vec<ClaimEntry> = entries.collect();
    look.note_more(&Pointer::root(), LISTED, "claims of the snapshot", objects.count());
    entries
}

/// The most integers that [`counts`] shows.
const COUNTS: usize = 100;

/// Every integer in a section of the snapshot, such as `references.count`.
pub(super) fn counts(snapshot: Option<Object<'_>>) -> Vec<Row> {
    let mut found = Vec::new();
    for section in snapshot.unwrap_or_default().members().iter().filter(|section| section.name != "source") {
        for member in section.value.as_object().unwrap_or_default().members() {
            if found.len() == COUNTS {
                return found;
            }
            if let Some(value) = member.value.as_integer().and(shown(member.value)) {
                found.push(Row { name: cut(&format!("{}.{}", cut(section.name), cut(member.name))), value });
            }
        }
    }
    found
}

/// `attestation_state` and `verification_status` of a record document.
pub(super) fn status(object: Object<'_>, look: &mut Look) -> Vec<Row> {
    let mut found = rows(object, &["attestation_state"]);
    let status = object.get("verification_status").and_then(|status| status.as_object());
    found.extend(all_rows(status, &Pointer::root().member("verification_status"), look));
    found
}
