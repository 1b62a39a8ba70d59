//! The canonical record, its source, and aliases (docs/format.md, section 5.3).

use super::fields::{Fields, Shape};
use crate::json::{Object, Place, Value};

/// `canonical_record`, as far as it has the shape of one.
#[derive(Clone, Copy, Default)]
pub struct Record<'a> {
    /// `source`
    pub source: Option<Source<'a>>,
    /// `metadata.submitted_at`
    pub submitted_at: Option<&'a str>,
    /// `metadata.title_canon_sha256`
    pub title_canon_sha256: Option<&'a str>,
    /// `metadata.abstract_canon_sha256`
    pub abstract_canon_sha256: Option<&'a str>,
}

impl<'a> Record<'a> {
    pub(super) fn read(object: Object<'a>, place: &Place<'_>, shape: &mut Shape) -> Self {
        let mut fields = Fields::closed(object, place, shape);
        let metadata = fields.object("metadata");
        fields.string("schema_version");
        let source = fields.object("source");
        fields.no_others();
        let source = source.and_then(|source| Source::read(source, &place.member("source"), shape));
        let Some(metadata) = metadata else { return Self { source, ..Self::default() } };

        let place = place.member("metadata");
        let mut fields = Fields::closed(metadata, &place, shape);
        let abstract_canon_sha256 = fields.string("abstract_canon_sha256");
        fields.strings("cross_cats_sorted");
        fields.string("license");
        fields.string("primary_cat");
        let submitted_at = fields.string("submitted_at");
        let title_canon_sha256 = fields.string("title_canon_sha256");
        fields.no_others();
        Self { source, submitted_at, title_canon_sha256, abstract_canon_sha256 }
    }

    /// Whether a value has the members of a record and no others. What a receipt covers is a record only then: signatures
    /// have no domain of their own, so one over an event could be presented as a receipt for a record.
    pub(crate) fn is_one(value: Value<'_>) -> bool {
        let members = value.as_object().unwrap_or_default().members();
        members.iter().map(|member| member.name).eq(["metadata", "schema_version", "source"])
    }
}

/// `source`: where a paper comes from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// `kind`, such as `arxiv`.
    pub kind: &'a str,
    /// `id`, such as `1804.07612` or `hep-lat/0305021`.
    pub id: &'a str,
    /// `version`, as its digits.
    pub version: &'a str,
}

impl<'a> Source<'a> {
    /// The source that an object is, if it has the shape of one.
    pub(crate) fn of(object: Object<'a>) -> Option<Self> {
        Self::read(object, &Place::ROOT, &mut Shape::default())
    }

    pub(super) fn read(object: Object<'a>, place: &Place<'_>, shape: &mut Shape) -> Option<Self> {
        let mut fields = Fields::closed(object, place, shape);
        let id = fields.string("id");
        let kind = fields.string("kind");
        let version = fields.integer("version");
        fields.no_others();
        Some(Self { kind: kind?, id: id?, version: version? })
    }
}

/// An entry of `source_aliases`.
#[derive(Clone, Copy)]
pub struct Alias<'a> {
    /// `alias_kind`
    pub kind: &'a str,
    /// `alias_value`
    pub value: &'a str,
    /// `created_at`
    pub created_at: Option<&'a str>,
}

impl<'a> Alias<'a> {
    pub(super) fn read(object: Object<'a>, place: &Place<'_>, shape: &mut Shape) -> Option<Self> {
        let mut fields = Fields::closed(object, place, shape);
        let kind = fields.string("alias_kind");
        let value = fields.string("alias_value");
        let created_at = fields.string("created_at");
        fields.no_others();
        Some(Self { kind: kind?, value: value?, created_at })
    }
}
