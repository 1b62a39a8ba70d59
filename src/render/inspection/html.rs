//! `pith inspect --report html=FILE`: what a document claims, stamped UNVERIFIED.

use crate::inspect::{Inspection, IntegrityClaim, PaperClaim, Row};
use crate::render::page::Markup;
use crate::render::page::timeline;
use crate::render::page::{facts, page, section, table};

/// The most entries of a list.
const LISTED: usize = 2_000;

/// The whole page on the document `name`.
pub fn inspection_page(name: &str, inspection: &Inspection) -> Markup {
    let title = inspection.paper.as_ref().and_then(|paper| paper.title.as_deref());
    let mut content = Markup::new();
    content.raw("<header>\n<h1>").text(title.unwrap_or(name)).raw("</h1>\n");
    if let Some(authors) = inspection.paper.as_ref().and_then(|paper| paper.authors.as_deref()) {
        content.raw("<p>").text(authors).raw("</p>\n");
    }
    content.raw("</header>\n<div class=\"banner unverified\" role=\"status\">\n<p class=\"word\">UNVERIFIED</p>\n<p>");
    content.raw("This is what the document says of itself. No digest and no signature was checked; <code>pith verify</code> does that.");
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
    content.add(&section("Odd", &oddities(inspection)));
    page(&format!("UNVERIFIED \u{b7} {}", title.unwrap_or(name)), &content)
}

fn document(name: &str, inspection: &Inspection) -> Markup {
    let source = inspection.source.as_ref().map(|source| {
        let parts = [&source.kind, &source.id, &source.version].into_iter().flatten();
        parts.map(String::as_str).collect::<Vec<_>>().join(" ")
    });
    let seal = inspection.seal.as_ref().map(|seal| {
        let parts = [&seal.key_id, &seal.status, &seal.signed_at].into_iter().flatten();
        parts.map(String::as_str).collect::<Vec<_>>().join(" ")
    });
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

fn named(rows: &[Row]) -> Markup {
    facts(rows.iter().map(|row| (row.name.as_str(), Some(row.value.as_str()))))
}

/// A text, or nothing.
fn said(text: Option<&String>) -> &str {
    text.map(String::as_str).unwrap_or_default()
}

fn claims(inspection: &Inspection) -> Markup {
    let claims = inspection.claims.iter().take(LISTED);
    let rows = claims.map(|claim| [&claim.claim_id, &claim.kind, &claim.status, &claim.text]);
    table("Claims", &["Id", "Kind", "Status", "Text"], rows.map(|row| row.map(|cell| said(cell.as_ref())).to_vec()))
}

fn integrity(integrity: &IntegrityClaim) -> Markup {
    let detectors = integrity.detectors.iter().take(LISTED);
    let detectors = detectors
        .map(|detector| {
            [&detector.name, &detector.version, &detector.status, &detector.ran_at, &detector.findings_count]
        })
        .map(|row| row.map(|cell| said(cell.as_ref())).to_vec());
    let findings = integrity.findings.iter().take(LISTED);
    let findings = findings
        .map(|found| [&found.severity, &found.verdict_class, &found.finding_type, &found.detector, &found.note])
        .map(|row| row.map(|cell| said(cell.as_ref())).to_vec());
    let mut whole = named(&integrity.rows);
    whole.add(&table("Detectors", &["Detector", "Version", "Status", "Ran at", "Findings"], detectors));
    whole.add(&table("Findings", &["Severity", "Verdict class", "Type", "Detector", "Note"], findings));
    whole
}

fn aliases(inspection: &Inspection) -> Markup {
    let aliases = inspection.aliases.iter().take(LISTED);
    let rows = aliases.map(|alias| [&alias.kind, &alias.value, &alias.created_at]);
    table("Aliases", &["Kind", "Value", "Since"], rows.map(|row| row.map(|cell| said(cell.as_ref())).to_vec()))
}

fn keys(inspection: &Inspection) -> Markup {
    let keys = inspection.keys.iter().take(LISTED);
    let rows = keys.map(|key| [&key.key_id, &key.algorithm, &key.fingerprint, &key.rotates_at, &key.public_key_hex]);
    let heads = ["Id", "Algorithm", "Fingerprint", "Rotates at", "Key"];
    table("Keys", &heads, rows.map(|row| row.map(|cell| said(cell.as_ref())).to_vec()))
}

fn mirrors(inspection: &Inspection) -> Markup {
    let mirrors = inspection.mirrors.iter().take(LISTED);
    let rows =
        mirrors.map(|mirror| [&mirror.name, &mirror.mirror_type, &mirror.status, &mirror.base_url, &mirror.bundle]);
    let heads = ["Name", "Type", "Status", "Base", "Bundle"];
    table("Mirrors", &heads, rows.map(|row| row.map(|cell| said(cell.as_ref())).to_vec()))
}

fn sizes(inspection: &Inspection) -> Markup {
    let sizes = inspection.sizes.iter().take(20);
    let sizes: Vec<(&str, String)> = sizes.map(|size| (size.name.as_str(), size.bytes.to_string())).collect();
    table("Sizes", &["Member", "Bytes"], sizes.iter().map(|(name, bytes)| vec![*name, bytes.as_str()]))
}

fn oddities(inspection: &Inspection) -> Markup {
    let rows = inspection.oddities.iter().map(|odd| vec![odd.pointer.as_str(), odd.message.as_str()]);
    table("Odd", &["Where", "What"], rows)
}
