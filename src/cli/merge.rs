//! `pith merge`: the union of the verified events of several bundles of one number.

use std::path::PathBuf;

use clap::ValueEnum;
use pith::json::Arena;
use pith::json::canonical;
use pith::merge::{Given, Union, unite};
use pith::render::merge::{html, human, json};
use pith::render::value::write_pretty;
use pith::report::Verdict;
use pith::threads::Pool;
use pith::verify::Policy;

use crate::cli::exit::{self, Stop};
use crate::cli::help::Help;
use crate::cli::input::{self, LimitArgs, Unread};
use crate::cli::new_file::{self, NewFile, ReportFile, report_file};
use crate::cli::stdout::{ColorArgs, Stdout, TextFormat, stderr};
use crate::cli::trust::TrustArgs;

pub const HELP: Help = Help {
    exit_codes: &[
        (0, "pass: every input verifies, and together they tell one story"),
        (1, "fail: an input fails, or two contradict each other"),
        (2, "unchecked: a problem on your side (usage, files), or inputs of several numbers"),
        (3, "malformed: an input is not a document that can be judged"),
        (4, "untrusted: a key that must be trusted is not"),
        (5, "undetermined: different stories, or another reading of an unpublished rule"),
        (70, "internal: a bug in pith"),
    ],
    examples: &["pith merge bundle.json other.json", "pith merge --state bundle.json other.json"],
};

#[derive(clap::Args)]
#[command(after_help = HELP.text())]
pub struct Args {
    /// Bundles of one number, from several mirrors; - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    trust: TrustArgs,
    /// Print the merged state instead of the report; unless the verdict is a pass, the report goes to stderr
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    state: bool,
    /// Write the union to FILE as an unsigned bundle, completely or not at all
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    bundle: Option<PathBuf>,
    /// Format of the output
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: TextFormat,
    /// Also write a page for a browser to FILE, completely or not at all; repeatable
    #[arg(long, value_name = "html=FILE", value_parser = report_file::<PageFormat>(), hide_possible_values = true, help_heading = "Output")]
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
    if args.bundle.as_deref().is_some_and(input::is_standard_input) {
        return Err("--bundle -: a bundle is written to a file; one of this name is ./-".to_owned().into());
    }
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
    written.extend(pages.into_iter().map(|file| file.complete_with(html::union_page(&union).as_bytes())?.name()));
    let mut code = union.verdict.exit_code();
    for error in written.into_iter().filter_map(Result::err) {
        exit::complain(&error);
        code = Verdict::of_run([union.verdict, Verdict::Unchecked]).exit_code();
    }
    if args.state {
        return print_state(&union, code);
    }
    let out = Stdout::coloured(&args.color);
    match args.format {
        TextFormat::Human => out.print_for_people(code, |out| human::human(&union, out)),
        TextFormat::Json => out.print(code, |out| json::json(&union, out)),
    }
}

fn print_state(union: &Union<'_>, code: u8) -> u8 {
    if union.verdict != Verdict::Pass {
        // A failure to write it is ignored: there is nowhere left to report it.
        let _ = human::human(union, &mut stderr());
    }
    match &union.state {
        Some(state) => Stdout::plain().print(code, |out| write_pretty(state, out)),
        None => code,
    }
}

fn write_bundle(union: &Union<'_>, file: NewFile) -> Result<(), String> {
    let bundle = union.bundle.as_ref().ok_or(if union.state.is_some() {
        "no bundle was written: no input has a member that it needs (the record, its numbers, `links` or `built_at`)"
    } else {
        "no bundle was written: there is no union"
    })?;
    let mut bytes = canonical::to_bytes(bundle);
    bytes.push(b'\n');
    file.complete_with(&bytes)?.name()?;
    exit::complain("the union was written as an UNSIGNED bundle: it is marked so, and does not verify");
    Ok(())
}
