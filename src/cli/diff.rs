//! `pith diff`: the differences of two documents. Exit code 0 if there are none, 1 otherwise.

use std::path::PathBuf;

use pith::bundle::Family;
use pith::diff;
use pith::digest::Sha256Digest;
use pith::json::{Arena, Document};
use pith::render::diff::{Comparison, Side, human, json};
use pith::text::cut;
use pith::threads::Pool;
use pith::verify::{self, Policy};

use crate::cli::exit::Stop;
use crate::cli::help::Help;
use crate::cli::input::{LimitArgs, Source};
use crate::cli::outputs::Outputs;
use crate::cli::stdout::{ColorArgs, Stdout, TextFormat};
use crate::cli::trust::TrustArgs;

pub const HELP: Help = Help {
    exit_codes: &[
        (0, "no difference"),
        (1, "the documents differ"),
        (2, "a problem on your side (usage, files)"),
        (3, "malformed: not a document of Pith"),
        (70, "a bug in pith"),
    ],
    examples: &["pith diff bundle.json other.json", "pith diff --format json bundle.json other.json"],
};

#[derive(clap::Args)]
#[command(after_help = HELP.text())]
pub struct Args {
    /// The first document: a bundle, state, record, mirror manifest, signing key, integrity document or graph; or - for
    /// standard input
    a: PathBuf,
    /// The second document, or - for standard input
    b: PathBuf,
    #[command(flatten)]
    trust: TrustArgs,
    /// Format of the output
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: TextFormat,
    #[command(flatten)]
    color: ColorArgs,
    #[command(flatten)]
    limit: LimitArgs,
}

pub fn run(args: &Args) -> Result<u8, Stop> {
    Outputs::streams().apart_from([args.a.as_path(), args.b.as_path()].into_iter().chain(args.trust.files()))?;
    let policy = args.trust.policy([&args.a, &args.b])?;
    let sources = [Source::read(&args.a, &args.limit)?, Source::read(&args.b, &args.limit)?];
    let bytes = sources.iter().map(|source| source.bytes.len()).sum();
    Pool::of_all_cores().run(bytes, || compare(args, &policy, &sources))
}

fn compare(args: &Args, policy: &Policy, [old, new]: &[Source; 2]) -> Result<u8, Stop> {
    let arena = Arena::new();
    let (old, old_side) = side(old, &arena, policy)?;
    let (new, new_side) = side(new, &arena, policy)?;
    let changes = diff::changes(old.root(), new.root());
    let titles = [title(&old, &old_side), title(&new, &new_side)];
    let account = diff::account(old.root(), new.root(), &changes, titles.each_ref().map(Option::as_deref));
    let comparison = Comparison { old: old_side, new: new_side, changes: &changes, account: &account };
    let (out, code) = (Stdout::coloured(&args.color), u8::from(!changes.is_empty()));
    Ok(match args.format {
        TextFormat::Human => out.print_for_people(code, |out| human::write(&comparison, out)),
        TextFormat::Json => out.print(code, |out| json::write(&comparison, out)),
    })
}

/// One of the two documents. A signed one is verified, so that the output can show what the comparison rests on.
fn side<'a>(source: &'a Source, arena: &'a Arena, policy: &Policy) -> Result<(Document<'a>, Side<'a>), Stop> {
    let name = &source.name;
    let document = source.document(arena)?;
    let family = Family::of(document.root()).ok_or_else(|| {
        Stop::Malformed(format!(
            "{name}: not a document of Pith: a bundle, state, record, mirror manifest, signing key, integrity document \
             or graph"
        ))
    })?;
    let is_signed = matches!(family, Family::Bundle | Family::Integrity);
    let report = is_signed.then(|| verify::verify(name, &document, policy).report);
    let verdict = report.as_ref().map(|report| report.verdict);
    let paper = report.and_then(|report| report.paper);
    Ok((document, Side { input: name, sha256: Sha256Digest::of(&source.bytes), family, verdict, paper }))
}

/// The title of a document's paper: the verified one of a bundle that verifies, otherwise the claimed one.
fn title(document: &Document<'_>, side: &Side<'_>) -> Option<String> {
    match side.verdict {
        Some(verdict) if verdict.is_evidence() => side.paper.as_ref().map(|paper| paper.title.clone()),
        _ => diff::claimed_title(document.root()).map(cut),
    }
}
