//! The paper as the record document or the latest snapshot shows it (docs/format.md, section 5.9, seen).

use serde::Serialize;

use super::lenient::{Look, all_rows, claim, rows, shown};
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

/// The most entries of `cross_cats` that are shown.
const CATEGORIES: usize = 50;

impl PaperClaim {
    /// `paper` of a record document, or of the latest snapshot.
    pub(super) fn read(object: Object<'_>, snapshot: Option<&(Object<'_>, Pointer)>, look: &mut Look) -> Option<Self> {
        let own = object.get("paper").and_then(|paper| Some((paper.as_object()?, Pointer::root())));
        let (paper, holder) = own.or_else(|| {
            let (snapshot, place) = snapshot?;
            Some((snapshot.get("paper")?.as_object()?, place.clone()))
        })?;
        let place = holder.member("paper");
        let said = |name| claim(paper, name).filter(|text| !text.is_empty());
        let cross_cats = look.array(paper, &place, "cross_cats");
        look.note_more(
            &place.member("cross_cats"),
            CATEGORIES,
            "categories",
            cross_cats.len().saturating_sub(CATEGORIES),
        );
        Some(Self {
            title: said("title"),
            authors: said("authors_text"),
            headline: said("headline"),
            primary_cat: said("primary_cat"),
            cross_cats: cross_cats.iter().take(CATEGORIES).copied().filter_map(shown).collect(),
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
pub(super) fn claims(snapshot: Option<&(Object<'_>, Pointer)>, look: &mut Look) -> Vec<ClaimEntry> {
    let Some((snapshot, place)) = snapshot else { return Vec::new() };
    let section = snapshot.get("claims").and_then(|claims| claims.as_object()).unwrap_or_default();
    let items = look.objects(section, &place.clone().member("claims"), "items").into_iter();
    let entries = items.map(|(_, item)| ClaimEntry {
        claim_id: claim(item, "claim_id"),
        kind: claim(item, "kind"),
        status: claim(item, "status"),
        text: claim(item, "text"),
    });
    entries.collect()
}

/// Every integer in a section of the snapshot, such as `references.count`.
pub(super) fn counts(snapshot: Option<&(Object<'_>, Pointer)>, look: &mut Look) -> Vec<Row> {
    let Some((snapshot, place)) = snapshot else { return Vec::new() };
    let sections = snapshot.members().iter().filter(|section| section.name != "source");
    let integers = sections.flat_map(|section| {
        let members = section.value.as_object().unwrap_or_default().members().iter();
        members.filter_map(|member| {
            let value = member.value.as_integer().and(shown(member.value))?;
            Some(Row { name: cut(&format!("{}.{}", cut(section.name), cut(member.name))), value })
        })
    });
    look.first_rows(integers, place)
}

/// `attestation_state` and `verification_status` of a record document.
pub(super) fn status(object: Object<'_>, look: &mut Look) -> Vec<Row> {
    let status = object.get("verification_status").and_then(|status| status.as_object());
    let found = rows(object, &["attestation_state"]).into_iter().chain(all_rows(status));
    look.first_rows(found, &Pointer::root().member("verification_status"))
}
