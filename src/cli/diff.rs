//! `pith diff`: where two documents of the family differ. 0 if nowhere, 1 if somewhere.

use std::num::NonZeroUsize;
use std::path::Path;

use pith::bundle::Family;
use pith::diff;
use pith::digest::Sha256Digest;
use pith::json::{Arena, Document};
use pith::render::diff::{Comparison, Side, human, json};
use pith::report::Verdict;
use pith::text::cut;
use pith::threads::Pool;
use pith::verify::{self, Policy};

use crate::cli::args::{DiffOptions, TextFormat};
use crate::cli::stdout::Stdout;
use crate::cli::{document, exit, inputs, trust};

pub fn run(options: &DiffOptions) -> u8 {
    match compare(options) {
        Ok(code) | Err(code) => code,
    }
}

fn compare(options: &DiffOptions) -> Result<u8, u8> {
    let documents = [options.a.as_path(), options.b.as_path()];
    document::apart(documents.into_iter().chain(trust::files(&options.trust)), [])?;
    let trust =
        trust::store(&options.trust, [&options.a, &options.b]).map_err(|obstacle| exit::unchecked(&obstacle))?;
    let policy = Policy { trust, ..Policy::new(crate::cli::verify::now()) };
    let sources = [document::read(&options.a, options.max_bytes)?, document::read(&options.b, options.max_bytes)?];
    let bytes = sources.iter().map(Vec::len).sum();
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    Pool::of(cores).run(bytes, || compare_sources(options, &policy, &sources))
}

fn compare_sources(options: &DiffOptions, policy: &Policy, sources: &[Vec<u8>; 2]) -> Result<u8, u8> {
    let arena = Arena::new();
    let [old_source, new_source] = sources;
    let old_name = inputs::display_name(&options.a);
    let new_name = inputs::display_name(&options.b);
    let (old, old_side) = side(&options.a, &old_name, old_source, &arena, policy)?;
    let (new, new_side) = side(&options.b, &new_name, new_source, &arena, policy)?;
    let changes = diff::changes(old.root(), new.root());
    let titles = [title(&old, &old_side), title(&new, &new_side)];
    let account = diff::account(old.root(), new.root(), &changes, titles.each_ref().map(Option::as_deref));
    let comparison = Comparison { old: old_side, new: new_side, changes: &changes, account: &account };
    let code = u8::from(!changes.is_empty());
    Ok(document::print_with(Stdout::coloured(options.color), code, |out| match options.format {
        TextFormat::Human => human::write(&comparison, out),
        TextFormat::Json => json::write(&comparison, out),
    }))
}

/// One of the two documents; those in which something is signed are verified, to say what the comparison is worth.
fn side<'a>(
    path: &Path,
    name: &'a str,
    source: &'a [u8],
    arena: &'a Arena,
    policy: &Policy,
) -> Result<(Document<'a>, Side<'a>), u8> {
    let document = document::parse(name, source, arena)?;
    let Some(family) = Family::of(document.root()) else {
        let name = inputs::display_name(path);
        exit::complain(&format!(
            "{name}: not a document of Pith: a bundle, state, record, mirror manifest, signing key, integrity document or graph"
        ));
        return Err(Verdict::Malformed.exit_code());
    };
    let is_signed = matches!(family, Family::Bundle | Family::Integrity);
    let report = is_signed.then(|| verify::verify(name, &document, policy).report);
    let verdict = report.as_ref().map(|report| report.verdict);
    let paper = report.and_then(|report| report.paper);
    Ok((document, Side { input: name, sha256: Sha256Digest::of(source), family, verdict, paper }))
}

/// The title of a document's paper: the verified one of a bundle that verifies, else what the document claims.
fn title(document: &Document<'_>, side: &Side<'_>) -> Option<String> {
    match side.verdict {
        Some(Verdict::Pass | Verdict::Undetermined) => side.paper.as_ref().map(|paper| paper.title.clone()),
        _ => diff::claimed_title(document.root()).map(cut),
    }
}
