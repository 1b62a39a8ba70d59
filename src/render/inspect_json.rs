//! `pith inspect --format json`: the frozen shape of `pith-inspect/1` (docs/report.md).

#![allow(clippy::struct_field_names, reason = "the members are named as the documents name them")]

use std::io::{self, Write};

use serde::Serialize;

use super::escape::write_json;
use crate::bundle::Family;
use crate::inspect::{EventClaim, Inspection, IntegrityClaim, Link, PaperClaim, Row, UNVERIFIED};

/// Writes what the document `name` claims, as one object with the same members for every document.
pub fn write(name: &str, inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    write_json(&Claims::of(name, inspection), out)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Claims<'i> {
    schema: &'static str,
    tool: Tool,
    verified: bool,
    notice: &'static str,
    input: &'i str,
    bytes: usize,
    sha256: String,
    document: &'static str,
    pith_number: Option<&'i str>,
    short_pith_number: Option<&'i str>,
    built_at: Option<&'i str>,
    versions: Vec<Named<'i>>,
    source: Option<Source<'i>>,
    paper: Option<Paper<'i>>,
    record: Vec<Named<'i>>,
    aliases: Vec<Alias<'i>>,
    claims: Vec<Claim<'i>>,
    counts: Vec<Named<'i>>,
    integrity: Option<Integrity<'i>>,
    status: Vec<Named<'i>>,
    events: Vec<Event<'i>>,
    state: Vec<Named<'i>>,
    keys: Vec<Key<'i>>,
    mirrors: Vec<Mirror<'i>>,
    links: Vec<Named<'i>>,
    digests: Vec<Named<'i>>,
    signature: Option<Seal<'i>>,
    sizes: Vec<Size<'i>>,
    oddities: Vec<Odd<'i>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Named<'i> {
    name: &'i str,
    value: &'i str,
}

#[derive(Serialize)]
struct Source<'i> {
    kind: Option<&'i str>,
    id: Option<&'i str>,
    version: Option<&'i str>,
}

#[derive(Serialize)]
struct Paper<'i> {
    title: Option<&'i str>,
    authors: Option<&'i str>,
    headline: Option<&'i str>,
    primary_cat: Option<&'i str>,
    cross_cats: &'i [String],
    submitted_at: Option<&'i str>,
    license: Option<&'i str>,
    abstract_excerpt: Option<&'i str>,
}

#[derive(Serialize)]
struct Alias<'i> {
    kind: Option<&'i str>,
    value: Option<&'i str>,
    created_at: Option<&'i str>,
}

#[derive(Serialize)]
struct Claim<'i> {
    claim_id: Option<&'i str>,
    kind: Option<&'i str>,
    status: Option<&'i str>,
    text: Option<&'i str>,
}

#[derive(Serialize)]
struct Integrity<'i> {
    section: Vec<Named<'i>>,
    detectors: Vec<Detector<'i>>,
    findings: Vec<Found<'i>>,
}

#[derive(Serialize)]
struct Detector<'i> {
    name: Option<&'i str>,
    version: Option<&'i str>,
    status: Option<&'i str>,
    ran_at: Option<&'i str>,
    findings_count: Option<&'i str>,
}

#[derive(Serialize)]
struct Found<'i> {
    detector: Option<&'i str>,
    finding_type: Option<&'i str>,
    severity: Option<&'i str>,
    verdict_class: Option<&'i str>,
    audited_at: Option<&'i str>,
    note: Option<&'i str>,
}

#[derive(Serialize)]
struct Event<'i> {
    pointer: &'i str,
    event_id: Option<&'i str>,
    event_type: Option<&'i str>,
    target: Option<&'i str>,
    created_at: Option<&'i str>,
    signer: SignedBy<'i>,
    prev_event: Option<LinkTo<'i>>,
    supersedes: Vec<LinkTo<'i>>,
    superseded_by: &'i [usize],
    in_current: bool,
    details: Vec<Named<'i>>,
}

#[derive(Serialize)]
struct SignedBy<'i> {
    signer_id: Option<&'i str>,
    signer_type: Option<&'i str>,
    key_id: Option<&'i str>,
}

/// `index` is the place in `events` of the event that is meant; `null` if it is not in the document.
#[derive(Serialize)]
struct LinkTo<'i> {
    event_id: &'i str,
    index: Option<usize>,
}

#[derive(Serialize)]
struct Key<'i> {
    key_id: Option<&'i str>,
    algorithm: Option<&'i str>,
    public_key_hex: Option<&'i str>,
    fingerprint_sha256_hex: Option<&'i str>,
    rotates_at: Option<&'i str>,
    url: Option<&'i str>,
}

#[derive(Serialize)]
struct Mirror<'i> {
    name: Option<&'i str>,
    mirror_type: Option<&'i str>,
    base_url: Option<&'i str>,
    bundle: Option<&'i str>,
    status: Option<&'i str>,
}

#[derive(Serialize)]
struct Seal<'i> {
    key_id: Option<&'i str>,
    signature_status: Option<&'i str>,
    signed_at: Option<&'i str>,
}

#[derive(Serialize)]
struct Size<'i> {
    name: &'i str,
    bytes: usize,
}

#[derive(Serialize)]
struct Odd<'i> {
    pointer: &'i str,
    message: &'i str,
}

impl<'i> Claims<'i> {
    fn of(name: &'i str, inspection: &'i Inspection) -> Self {
        let Inspection { source, seal, .. } = inspection;
        Self {
            schema: "pith-inspect/1",
            tool: Tool { name: "pith", version: env!("CARGO_PKG_VERSION") },
            verified: false,
            notice: UNVERIFIED,
            input: name,
            bytes: inspection.bytes,
            sha256: inspection.sha256.to_string(),
            document: inspection.family.map_or("other", Family::as_str),
            pith_number: inspection.pith_number.as_deref(),
            short_pith_number: inspection.short_pith_number.as_deref(),
            built_at: inspection.built_at.as_deref(),
            versions: named(&inspection.versions),
            source: source.as_ref().map(|source| Source {
                kind: source.kind.as_deref(),
                id: source.id.as_deref(),
                version: source.version.as_deref(),
            }),
            paper: inspection.paper.as_ref().map(Paper::of),
            record: named(&inspection.record),
            aliases: aliases(inspection),
            claims: claims(inspection),
            counts: named(&inspection.counts),
            integrity: inspection.integrity.as_ref().map(Integrity::of),
            status: named(&inspection.status),
            events: inspection.events.iter().map(Event::of).collect(),
            state: named(&inspection.state),
            keys: keys(inspection),
            mirrors: mirrors(inspection),
            links: named(&inspection.links),
            digests: named(&inspection.digests),
            signature: seal.as_ref().map(|seal| Seal {
                key_id: seal.key_id.as_deref(),
                signature_status: seal.status.as_deref(),
                signed_at: seal.signed_at.as_deref(),
            }),
            sizes: inspection.sizes.iter().map(|size| Size { name: &size.name, bytes: size.bytes }).collect(),
            oddities: inspection
                .oddities
                .iter()
                .map(|odd| Odd { pointer: &odd.pointer, message: &odd.message })
                .collect(),
        }
    }
}

impl<'i> Paper<'i> {
    fn of(paper: &'i PaperClaim) -> Self {
        Self {
            title: paper.title.as_deref(),
            authors: paper.authors.as_deref(),
            headline: paper.headline.as_deref(),
            primary_cat: paper.primary_cat.as_deref(),
            cross_cats: &paper.cross_cats,
            submitted_at: paper.submitted_at.as_deref(),
            license: paper.license.as_deref(),
            abstract_excerpt: paper.abstract_excerpt.as_deref(),
        }
    }
}

impl<'i> Integrity<'i> {
    fn of(integrity: &'i IntegrityClaim) -> Self {
        let detectors = integrity.detectors.iter().map(|detector| Detector {
            name: detector.name.as_deref(),
            version: detector.version.as_deref(),
            status: detector.status.as_deref(),
            ran_at: detector.ran_at.as_deref(),
            findings_count: detector.findings_count.as_deref(),
        });
        let findings = integrity.findings.iter().map(|found| Found {
            detector: found.detector.as_deref(),
            finding_type: found.finding_type.as_deref(),
            severity: found.severity.as_deref(),
            verdict_class: found.verdict_class.as_deref(),
            audited_at: found.audited_at.as_deref(),
            note: found.note.as_deref(),
        });
        Self { section: named(&integrity.rows), detectors: detectors.collect(), findings: findings.collect() }
    }
}

impl<'i> Event<'i> {
    fn of(event: &'i EventClaim) -> Self {
        Self {
            pointer: &event.pointer,
            event_id: event.event_id.as_deref(),
            event_type: event.event_type.as_deref(),
            target: event.target.as_deref(),
            created_at: event.created_at.as_deref(),
            signer: SignedBy {
                signer_id: event.signer_id.as_deref(),
                signer_type: event.signer_type.as_deref(),
                key_id: event.key_id.as_deref(),
            },
            prev_event: event.prev_event.as_ref().map(LinkTo::of),
            supersedes: event.supersedes.iter().map(LinkTo::of).collect(),
            superseded_by: &event.superseded_by,
            in_current: event.superseded_by.is_empty() && !event.left_out,
            details: event.details.iter().map(|(name, value)| Named { name, value }).collect(),
        }
    }
}

impl<'i> LinkTo<'i> {
    fn of(link: &'i Link) -> Self {
        Self { event_id: &link.event_id, index: link.target }
    }
}

fn named(rows: &[Row]) -> Vec<Named<'_>> {
    rows.iter().map(|row| Named { name: &row.name, value: &row.value }).collect()
}

fn aliases(inspection: &Inspection) -> Vec<Alias<'_>> {
    let aliases = inspection.aliases.iter();
    let aliases = aliases.map(|alias| Alias {
        kind: alias.kind.as_deref(),
        value: alias.value.as_deref(),
        created_at: alias.created_at.as_deref(),
    });
    aliases.collect()
}

fn claims(inspection: &Inspection) -> Vec<Claim<'_>> {
    let claims = inspection.claims.iter();
    let claims = claims.map(|claim| Claim {
        claim_id: claim.claim_id.as_deref(),
        kind: claim.kind.as_deref(),
        status: claim.status.as_deref(),
        text: claim.text.as_deref(),
    });
    claims.collect()
}

fn keys(inspection: &Inspection) -> Vec<Key<'_>> {
    let keys = inspection.keys.iter();
    let keys = keys.map(|key| Key {
        key_id: key.key_id.as_deref(),
        algorithm: key.algorithm.as_deref(),
        public_key_hex: key.public_key_hex.as_deref(),
        fingerprint_sha256_hex: key.fingerprint.as_deref(),
        rotates_at: key.rotates_at.as_deref(),
        url: key.url.as_deref(),
    });
    keys.collect()
}

fn mirrors(inspection: &Inspection) -> Vec<Mirror<'_>> {
    let mirrors = inspection.mirrors.iter();
    let mirrors = mirrors.map(|mirror| Mirror {
        name: mirror.name.as_deref(),
        mirror_type: mirror.mirror_type.as_deref(),
        base_url: mirror.base_url.as_deref(),
        bundle: mirror.bundle.as_deref(),
        status: mirror.status.as_deref(),
    });
    mirrors.collect()
}
