//! A paper, and what follows from its record: digest, number, aliases.

use data_encoding::{BASE32, HEXLOWER};
use sha2::{Digest, Sha256};

use super::json::Json;

/// What is known of a paper before it has a number.
#[derive(Clone, Debug)]
pub struct Paper {
    /// `arxiv`, or where else it comes from.
    pub source_kind: String,
    /// The id at that source.
    pub source_id: String,
    /// The version at that source.
    pub source_version: usize,
    /// The title as printed.
    pub title: String,
    /// The abstract as printed.
    pub abstract_text: String,
    /// The authors as printed.
    pub authors: String,
    /// The licence, possibly empty.
    pub license: String,
    /// The primary category.
    pub primary_cat: String,
    /// The other categories, sorted.
    pub cross_cats: Vec<String>,
    /// When it was submitted.
    pub submitted_at: String,
}

impl Paper {
    /// The paper of the fixtures.
    pub fn example() -> Self {
        Self {
            source_kind: "arxiv".into(),
            source_id: "2602.00042".into(),
            source_version: 1,
            title: "On the Keeping of Records".into(),
            abstract_text: "We keep a record,\n  and say how.".into(),
            authors: "Ada Example, Bob Example".into(),
            license: "http://creativecommons.org/licenses/by/4.0/".into(),
            primary_cat: "cs.DL".into(),
            cross_cats: vec!["cs.CR".into(), "stat.ML".into()],
            submitted_at: "2026-02-03T04:05:06Z".into(),
        }
    }

    /// A paper that differs from that of any other seed.
    pub fn seeded(seed: u64) -> Self {
        Self {
            source_id: format!("26{:02}.{:05}", 1 + seed / 100_000 % 6, seed % 100_000),
            source_version: usize::try_from(1 + seed / 600_000).expect("a small version"),
            title: format!("On the Keeping of Records, Part {seed}"),
            ..Self::example()
        }
    }

    /// The `source` of the record, members in the record's order.
    pub fn source(&self) -> Json {
        object! {
            "id": &self.source_id,
            "kind": &self.source_kind,
            "version": self.source_version,
        }
    }

    /// The canonical record.
    pub fn record(&self) -> Json {
        object! {
            "source": self.source(),
            "metadata": object! {
                "license": &self.license,
                "primary_cat": &self.primary_cat,
                "submitted_at": &self.submitted_at,
                "cross_cats_sorted": self.cross_cats.clone(),
                "title_canon_sha256": text_digest(&self.title),
                "abstract_canon_sha256": text_digest(&self.abstract_text),
            },
            "schema_version": "1.0",
        }
    }

    /// The payload of a graph snapshot that holds no claims yet.
    pub fn snapshot(&self) -> Json {
        object! {
            "graph_snapshot": object! {
                "paper": object! {
                    "title": &self.title,
                    "license": &self.license,
                    "headline": "",
                    "cross_cats": self.cross_cats.clone(),
                    "primary_cat": &self.primary_cat,
                    "authors_text": &self.authors,
                    "submitted_at": &self.submitted_at,
                    "abstract_excerpt": &self.abstract_text,
                },
                "claims": object! {
                    "count": 0_usize,
                    "items": array![],
                    "snapshot_sha256": EMPTY_SNAPSHOT,
                },
                "source": self.source(),
                "verdict": object! {
                    "id": Json::Null,
                    "model_set": object! {},
                    "created_at": Json::Null,
                    "strongest_claim": "",
                    "one_line_summary": "",
                    "pipeline_version": Json::Null,
                    "weakest_assumption": "",
                    "pith_extraction_headline": "",
                },
                "references": object! {
                    "count": 0_usize,
                    "sample": array![],
                    "resolved_work": 0_usize,
                    "snapshot_sha256": EMPTY_SNAPSHOT,
                    "internal_anchors": 0_usize,
                },
                "formal_canon": object! {
                    "evidence_count": 0_usize,
                    "snapshot_sha256": EMPTY_SNAPSHOT,
                },
                "author_claims": object! {
                    "count": 0_usize,
                    "strong_count": 0_usize,
                    "snapshot_sha256": EMPTY_SNAPSHOT,
                },
                "builder_version": BUILDER,
            },
            "verdict_id": Json::Null,
        }
    }
}

/// SHA-256 of `{"payload":[]}`: the digest of every empty section of a snapshot.
pub const EMPTY_SNAPSHOT: &str = "258153158e38e3291e3d48162225fcdb2d5a3ed65a07baac614ab91432fd4f57";
/// The version of the program that writes bundles.
pub const BUILDER: &str = "pith-number-builder-2026-05-17-v1";

/// The digest of a title or an abstract: white space collapsed, lower case.
pub fn text_digest(text: &str) -> String {
    // What Python's `split` takes for white space: U+001C to U+001F too.
    let words = text.split(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c));
    let collapsed = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    HEXLOWER.encode(&Sha256::digest(collapsed.to_lowercase()))
}

/// The first 26 characters of the digest in base32.
pub fn suffix(digest: &[u8; 32]) -> String {
    let mut suffix = BASE32.encode(digest);
    suffix.truncate(26);
    suffix
}

/// The pith number of a record.
pub fn number(record: &Json) -> String {
    let year = &record.at("/metadata/submitted_at").text()[..4];
    format!("pith:{year}:{}", suffix(&record.digest()))
}

/// The aliases of a record, sorted by kind.
pub fn aliases(record: &Json, created_at: &str) -> Json {
    let suffix = suffix(&record.digest());
    let id = record.at("/source/id").text();
    let mut aliases = Vec::new();
    if record.at("/source/kind").text() == "arxiv" {
        let version = record.at("/source/version").compact();
        aliases.push(alias("arxiv", id, created_at));
        aliases.push(alias("arxiv_version", &format!("{id}v{version}"), created_at));
        aliases.push(alias("doi", &format!("10.48550/arxiv.{id}"), created_at));
    }
    for length in [12, 16, 8] {
        let kind = format!("pith_short_{length}");
        aliases.push(alias(&kind, &suffix[..length], created_at));
    }
    Json::Array(aliases)
}

/// One alias.
pub fn alias(kind: &str, value: &str, created_at: &str) -> Json {
    object! { "alias_kind": kind, "alias_value": value, "created_at": created_at }
}
