//! `pith inspect --report html=FILE`: the claims of a document, marked UNVERIFIED.

use crate::inspect::{Inspection, IntegrityClaim, PaperClaim, Row};
use crate::render::page::Markup;
use crate::render::page::timeline;
use crate::render::page::{Cell, facts, page, prose, section, table};
use crate::render::words::{beyond, count};

/// The whole page on the document `name`.
pub fn inspection_page(name: &str, inspection: &Inspection) -> Markup {
    let title = inspection.paper.as_ref().and_then(|paper| paper.title.as_deref());
    let mut content = Markup::new();
    content.raw("<header>\n<h1>").text(title.unwrap_or(name)).raw("</h1>\n");
    if let Some(authors) = inspection.paper.as_ref().and_then(|paper| paper.authors.as_deref()) {
        content.raw("<p>").text(authors).raw("</p>\n");
    }
    content.raw("</header>\n<div class=\"banner unverified\" role=\"status\">\n<p class=\"word\">UNVERIFIED</p>\n<p>");
    content.raw(
        "These are claims of the document. No digest and no signature was checked; <code>pith verify</code> does that.",
    );
    content.raw("</p>\n</div>\n");
    content.add(&section("Document", &document(name, inspection)));
    content.add(&section("Paper", &inspection.paper.as_ref().map(paper).unwrap_or_default()));
    content.add(&section("Events", &timeline(&inspection.events)));
    content.add(&section("Claims", &claims(inspection)));
    content.add(&section("Integrity", &inspection.integrity.as_ref().map(integrity).unwrap_or_default()));
    for (heading, rows) in [
        ("Snapshot", &inspection.counts),
        ("State", &inspection.state),
        ("Status", &inspection.status),
        ("Record", &inspection.record),
        ("Stated digests", &inspection.digests),
    ] {
        content.add(&section(heading, &named(rows)));
    }
    content.add(&section("Aliases", &aliases(inspection)));
    content.add(&section("Keys", &keys(inspection)));
    content.add(&section("Mirrors", &mirrors(inspection)));
    content.add(&section("Links", &named(&inspection.links)));
    content.add(&section("Versions", &named(&inspection.versions)));
    content.add(&section("Sizes", &sizes(inspection)));
    content.add(&section("Oddities", &oddities(inspection)));
    page(&format!("UNVERIFIED \u{b7} {}", title.unwrap_or(name)), &content)
}

fn document(name: &str, inspection: &Inspection) -> Markup {
    let source = inspection.source.as_ref().map(|source| joined([&source.kind, &source.id, &source.version]));
    let seal = inspection.seal.as_ref().map(|seal| joined([&seal.key_id, &seal.status, &seal.signed_at]));
    let bytes = format!("{} bytes", inspection.bytes);
    let sha256 = inspection.sha256.to_string();
    facts([
        ("Input", Some(name)),
        ("Kind", Some(inspection.document())),
        ("Number", inspection.pith_number.as_deref()),
        ("Short number", inspection.short_pith_number.as_deref()),
        ("Source", source.as_deref()),
        ("Built at", inspection.built_at.as_deref()),
        ("Signature", seal.as_deref()),
        ("Size", Some(&bytes)),
        ("SHA-256", Some(&sha256)),
    ])
}

fn paper(paper: &PaperClaim) -> Markup {
    let cats: Vec<&str> = paper.primary_cat.iter().chain(&paper.cross_cats).map(String::as_str).collect();
    facts([
        ("Title", paper.title.as_deref()),
        ("Authors", paper.authors.as_deref()),
        ("Categories", Some(cats.join(" ").as_str())),
        ("Submitted", paper.submitted_at.as_deref()),
        ("License", paper.license.as_deref()),
        ("Headline", paper.headline.as_deref()),
        ("Abstract", paper.abstract_excerpt.as_deref()),
    ])
}

fn claims(inspection: &Inspection) -> Markup {
    let rows = inspection.claims.iter().map(|claim| [&claim.claim_id, &claim.kind, &claim.status, &claim.text]);
    claimed("Claims", ["Id", "Kind", "Status", "Text"], rows)
}

fn integrity(integrity: &IntegrityClaim) -> Markup {
    let detectors = integrity.detectors.iter().map(|detector| {
        [&detector.name, &detector.version, &detector.status, &detector.ran_at, &detector.findings_count]
    });
    let findings = integrity
        .findings
        .iter()
        .map(|found| [&found.severity, &found.verdict_class, &found.finding_type, &found.detector, &found.note]);
    let mut whole = named(&integrity.rows);
    whole.add(&claimed("Detectors", ["Detector", "Version", "Status", "Ran at", "Findings"], detectors));
    whole.add(&claimed("Findings", ["Severity", "Verdict class", "Type", "Detector", "Note"], findings));
    whole
}

fn aliases(inspection: &Inspection) -> Markup {
    let rows = inspection.aliases.iter().map(|alias| [&alias.kind, &alias.value, &alias.created_at]);
    claimed("Aliases", ["Kind", "Value", "Since"], rows)
}

fn keys(inspection: &Inspection) -> Markup {
    let rows = inspection
        .keys
        .iter()
        .map(|key| [&key.key_id, &key.algorithm, &key.fingerprint, &key.rotates_at, &key.public_key_hex]);
    claimed("Keys", ["Id", "Algorithm", "Fingerprint", "Rotates at", "Key"], rows)
}

fn mirrors(inspection: &Inspection) -> Markup {
    let rows = inspection
        .mirrors
        .iter()
        .map(|mirror| [&mirror.name, &mirror.mirror_type, &mirror.status, &mirror.base_url, &mirror.bundle]);
    claimed("Mirrors", ["Name", "Type", "Status", "Base", "Bundle"], rows)
}

/// The most members whose sizes are shown.
const SIZES: usize = 20;

fn sizes(inspection: &Inspection) -> Markup {
    let rows = inspection.sizes.iter().take(SIZES).map(|size| [size.name.clone(), size.bytes.to_string()]);
    let more = beyond(inspection.sizes.len(), SIZES).map(|more| [count(more, "more member"), String::new()]);
    table("Sizes", ["Member", "Bytes"], rows.chain(more))
}

fn oddities(inspection: &Inspection) -> Markup {
    let rows = inspection.oddities.iter().map(|odd| [odd.pointer.markup(), prose(&odd.message)]);
    table("Oddities", ["Place", "Oddity"], rows)
}

fn named(rows: &[Row]) -> Markup {
    facts(rows.iter().map(|row| (row.name.as_str(), Some(row.value.as_str()))))
}

/// Rows with an empty cell for each claim that is missing.
fn claimed<'i, const N: usize>(
    caption: &'static str,
    heads: [&'static str; N],
    rows: impl Iterator<Item = [&'i Option<String>; N]>,
) -> Markup {
    table(caption, heads, rows.map(|row| row.map(|cell| cell.as_deref().unwrap_or_default())))
}

/// The parts that are not missing, with spaces between them.
fn joined(parts: [&Option<String>; 3]) -> String {
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}
