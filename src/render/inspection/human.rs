//! `pith inspect` for people at a terminal, with UNVERIFIED at the top.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::remarks::{is_left_out, remarks};
use crate::inspect::{Branch, EventClaim, Inspection, PaperClaim, Row, UNVERIFIED, short_id, tree};
use crate::render::terminal::{heading, rows};
use crate::render::words::{beyond, count};
use crate::text::escape;

/// The most entries of a list that are shown; the rest are counted.
const LISTED: usize = 200;

/// Writes what the document `name` claims.
pub fn write(name: &str, inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let stamp = AnsiColor::Yellow.on_default().bold();
    let sentence = UNVERIFIED.strip_prefix("UNVERIFIED: ").unwrap_or(UNVERIFIED);
    heading(&format!("{stamp}UNVERIFIED{stamp:#}"), name, &in_words(sentence), out)?;
    rows_of("document", &[document_line(inspection)], out)?;
    line("number", inspection.pith_number.as_deref(), out)?;
    line("", inspection.short_pith_number.as_deref(), out)?;
    if let Some(paper) = &inspection.paper {
        paper_lines(paper, out)?;
    }
    if let Some(source) = &inspection.source {
        let version = source.version.as_ref().map(|version| format!("version {version}"));
        line("source", Some(&join([&source.kind, &source.id, &version])), out)?;
    }
    line("built at", inspection.built_at.as_deref(), out)?;
    aliases(inspection, out)?;
    timeline(&inspection.events, out)?;
    claims(inspection, out)?;
    named("snapshot", &inspection.counts, out)?;
    integrity(inspection, out)?;
    named("state", &inspection.state, out)?;
    named("status", &inspection.status, out)?;
    named("record", &inspection.record, out)?;
    named("digests", &inspection.digests, out)?;
    keys(inspection, out)?;
    mirrors(inspection, out)?;
    named("links", &inspection.links, out)?;
    named("versions", &inspection.versions, out)?;
    sizes(inspection, out)?;
    oddities(inspection, out)
}

/// A sentence with a capital and a full stop.
fn in_words(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first: String = letters.next().map(char::to_uppercase).into_iter().flatten().collect();
    format!("{first}{}.", letters.as_str())
}

fn document_line(inspection: &Inspection) -> String {
    format!("{}, {} bytes, SHA-256 {}", inspection.document(), inspection.bytes, inspection.sha256)
}

fn paper_lines(paper: &PaperClaim, out: &mut dyn Write) -> io::Result<()> {
    line("paper", Some(paper.title.as_deref().unwrap_or("without a title")), out)?;
    line("authors", paper.authors.as_deref(), out)?;
    let cats = paper.primary_cat.iter().chain(&paper.cross_cats);
    let cats: Vec<&str> = cats.map(String::as_str).collect();
    line("categories", Some(cats.join(" ")).filter(|cats| !cats.is_empty()).as_deref(), out)?;
    line("submitted", paper.submitted_at.as_deref(), out)?;
    line("license", paper.license.as_deref(), out)?;
    line("headline", paper.headline.as_deref(), out)?;
    line("abstract", paper.abstract_excerpt.as_deref(), out)
}

fn aliases(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let aliases = inspection.aliases.iter();
    let aliases = aliases
        .map(|alias| format!("{:<14} {}", alias.kind.as_deref().unwrap_or("?"), alias.value.as_deref().unwrap_or("?")));
    rows_of("aliases", &aliases.collect::<Vec<_>>(), out)
}

/// The tree of events: time, type, signer, short id, links.
fn timeline(events: &[EventClaim], out: &mut dyn Write) -> io::Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let dim = Style::new().dimmed();
    let events_in_words = count(events.len(), "event");
    writeln!(out, "\n  {dim}{events_in_words}, each under the one that it follows or replaces{dim:#}")?;
    let tree = tree(events);
    let shown: Vec<(&Branch, &EventClaim)> =
        tree.iter().take(LISTED).filter_map(|branch| events.get(branch.event).map(|event| (branch, event))).collect();
    let width = shown.iter().map(|(branch, event)| width_of(branch, event)).max().unwrap_or_default().min(60);
    for (branch, event) in shown {
        event_line(branch, event, events, width, out)?;
    }
    if let Some(more) = beyond(tree.len(), LISTED) {
        writeln!(out, "  and {more} more; `--format json` lists them all")?;
    }
    writeln!(out)
}

fn width_of(branch: &Branch, event: &EventClaim) -> usize {
    branch.lasts.len() * 3 + event_type(event).chars().count()
}

fn event_line(
    branch: &Branch,
    event: &EventClaim,
    events: &[EventClaim],
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    let style = if event.in_current { bold } else { dim };
    let time = escape(event.created_at.as_deref().unwrap_or("-"));
    let rails = rails(branch);
    let kind = event_type(event);
    let gap = " ".repeat((width + 2).saturating_sub(width_of(branch, event)));
    let id = escape(&short_id(event.event_id.as_deref().unwrap_or("no id")));
    write!(out, "  {time:<20}  {dim}{rails}{dim:#}{style}{kind}{style:#}{gap}{id:<8}  {}", escape(&signer(event)))?;
    let remarks = remarks(event, events).join(", ");
    if !remarks.is_empty() {
        write!(out, "  {dim}{}{dim:#}", escape(&remarks))?;
    }
    writeln!(out)
}

/// `│  ├─ ` before an event.
fn rails(branch: &Branch) -> String {
    let Some((last, above)) = branch.lasts.split_last() else { return String::new() };
    let mut rails: String = above.iter().map(|last| if *last { "   " } else { "\u{2502}  " }).collect();
    rails.push_str(if *last { "\u{2514}\u{2500} " } else { "\u{251c}\u{2500} " });
    rails
}

fn event_type(event: &EventClaim) -> String {
    let unnamed = if is_left_out(event) { "applied event" } else { "event without a type" };
    escape(event.event_type.as_deref().unwrap_or(unnamed))
}

fn signer(event: &EventClaim) -> String {
    match (&event.signer.signer_id, &event.signer.key_id) {
        (Some(signer), Some(key)) => format!("{signer} ({key})"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => "-".to_owned(),
    }
}

fn claims(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let claims = inspection.claims.iter();
    let claims = claims.map(|claim| {
        let head = join([&claim.claim_id, &claim.kind, &claim.status]);
        format!("{head}: {}", claim.text.as_deref().unwrap_or("without a text"))
    });
    rows_of("claims", &claims.collect::<Vec<_>>(), out)
}

/// The findings of detectors, as the document claims.
fn integrity(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let Some(integrity) = &inspection.integrity else { return Ok(()) };
    named("integrity", &integrity.rows, out)?;
    let detectors = integrity.detectors.iter().map(|detector| {
        let count = detector.findings_count.as_ref().map(|count| format!("findings {count}"));
        join([&detector.name, &detector.version, &detector.status, &detector.ran_at, &count])
    });
    rows_of("detectors", &detectors.collect::<Vec<_>>(), out)?;
    let findings = integrity.findings.iter().map(|found| {
        let head = join([&found.severity, &found.verdict_class, &found.finding_type, &found.detector]);
        format!("{head}: {}", found.note.as_deref().unwrap_or("without a note"))
    });
    rows_of("findings", &findings.collect::<Vec<_>>(), out)
}

fn keys(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Vec::new();
    for key in &inspection.keys {
        let rotates = key.rotates_at.as_ref().map(|time| format!("rotates at {time}"));
        lines.push(join([&key.key_id, &key.algorithm, &rotates]));
        lines.extend(key.public_key_hex.clone());
    }
    rows_of("keys", &lines, out)?;
    let seal = inspection.seal.as_ref();
    let seal = seal.map(|seal| {
        let at = seal.signed_at.as_ref().map(|time| format!("at {time}"));
        join([&seal.key_id, &seal.status, &at])
    });
    line("signature", seal.as_deref(), out)
}

fn mirrors(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let mirrors = inspection.mirrors.iter();
    let mirrors = mirrors.map(|mirror| {
        join([
            &mirror.name,
            &mirror.mirror_type,
            &mirror.status,
            mirror.bundle.as_ref().map_or(&mirror.base_url, |_| &mirror.bundle),
        ])
    });
    rows_of("mirrors", &mirrors.collect::<Vec<_>>(), out)
}

fn sizes(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let sizes = inspection.sizes.iter().take(12);
    let sizes: Vec<String> = sizes.map(|size| format!("{:>10}  {}", size.bytes, size.name)).collect();
    rows_of("bytes", &sizes, out)?;
    let more = beyond(inspection.sizes.len(), 12);
    line("", more.map(|more| format!("{:>10}  in {}", "", count(more, "more member"))).as_deref(), out)
}

fn oddities(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let odd = inspection.oddities.iter();
    let odd = odd.map(|odd| format!("{} {}", if odd.pointer.is_empty() { "/" } else { &odd.pointer }, odd.message));
    rows_of("odd", &odd.collect::<Vec<_>>(), out)
}

fn named(label: &str, rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or_default().min(34);
    let lines: Vec<String> = rows.iter().map(|row| format!("{:<width$} {}", row.name, row.value)).collect();
    rows_of(label, &lines, out)
}

fn rows_of(label: &str, lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    rows(label, lines.iter().take(LISTED), out)?;
    let more = beyond(lines.len(), LISTED);
    line("", more.map(|more| format!("and {more} more")).as_deref(), out)
}

/// A row, if there is a value.
fn line(label: &str, value: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    rows(label, value, out)
}

/// The parts that are not missing, with spaces between them.
fn join<const N: usize>(parts: [&Option<String>; N]) -> String {
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    if parts.is_empty() { "?".to_owned() } else { parts.join("  ") }
}
