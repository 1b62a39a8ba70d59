//! `pith merge`: the union of the verified events of several bundles of one number.

use std::path::PathBuf;

use clap::ValueEnum;
use pith::json::Arena;
use pith::json::canonical;
use pith::merge::{Given, Union, unite};
use pith::render::merge::{html, human, json};
use pith::report::Verdict;
use pith::threads::Pool;
use pith::verify::Policy;

use crate::cli::exit::{self, Stop};
use crate::cli::input::{self, LimitArgs, Unread};
use crate::cli::new_file::{self, NewFile, ReportFile};
use crate::cli::stdout::{ColorArgs, Stdout, TextFormat};
use crate::cli::trust::TrustArgs;

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    pith merge bundle.json other.json\n  \
    pith merge --bundle union.json bundle.json other.json")]
pub struct Args {
    /// Bundles of one number, from several mirrors; - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    trust: TrustArgs,
    /// Write the union to FILE as an unsigned bundle, completely or not at all
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    bundle: Option<PathBuf>,
    /// Format of the output
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: TextFormat,
    /// Also write a page for a browser to FILE, completely or not at all; repeatable
    #[arg(long, value_name = "html=FILE", value_parser = ReportFile::<PageFormat>::parse, help_heading = "Output")]
    report: Vec<ReportFile<PageFormat>>,
    #[command(flatten)]
    color: ColorArgs,
    #[command(flatten)]
    limit: LimitArgs,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
enum PageFormat {
    /// Self-contained page for a browser
    Html,
}

pub fn run(args: &Args) -> Result<u8, Stop> {
    let pages = args.report.iter().map(|report| report.path.as_path());
    let reads = args.inputs.iter().map(PathBuf::as_path).chain(args.trust.files());
    let mut files = new_file::begin(reads, args.bundle.as_deref().into_iter().chain(pages))?;
    let pages = files.split_off(usize::from(args.bundle.is_some()));
    let policy = args.trust.policy(&args.inputs)?;
    Ok(merge(args, &policy, files.pop(), pages))
}

fn merge(args: &Args, policy: &Policy, bundle: Option<NewFile>, pages: Vec<NewFile>) -> u8 {
    let read = |path: &PathBuf| (input::display_name(path), input::read(path, args.limit.max_bytes));
    let sources: Vec<(String, Result<Vec<u8>, Unread>)> = args.inputs.iter().map(read).collect();
    let bytes = sources.iter().flat_map(|(_, contents)| contents).map(Vec::len).sum();
    let given = sources.iter().map(|(name, contents)| match contents {
        Ok(source) => Given::Bytes { name: name.clone(), source },
        Err(unread) => Given::Unread(Box::new(unread.report(name, policy))),
    });
    let given = given.collect();
    let mut arena = Arena::new();
    let arena = &mut arena;
    let union = Pool::of_all_cores().run(bytes, move || unite(given, arena, policy));
    let mut written: Vec<Result<(), String>> = bundle.map(|file| write_bundle(&union, file)).into_iter().collect();
    written.extend(pages.into_iter().map(|file| file.finish_with(html::union_page(&union).as_bytes())));
    let mut code = union.verdict.exit_code();
    for error in written.into_iter().filter_map(Result::err) {
        exit::complain(&error);
        code = Verdict::of_run([union.verdict, Verdict::Unchecked]).exit_code();
    }
    Stdout::coloured(&args.color).print(code, |out| match args.format {
        TextFormat::Human => human::human(&union, out),
        TextFormat::Json => json::json(&union, out),
    })
}

fn write_bundle(union: &Union<'_>, file: NewFile) -> Result<(), String> {
    let bundle = union.bundle.as_ref().ok_or("no bundle was written: there is no union")?;
    let mut bytes = canonical::to_bytes(bundle);
    bytes.push(b'\n');
    file.finish_with(&bytes)?;
    exit::complain("the union was written as an UNSIGNED bundle: it is marked so, and does not verify");
    Ok(())
}
