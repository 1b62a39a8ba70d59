//! `pith inspect`: the claims of a document. Nothing is verified, so a broken bundle is exit code 0 too.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use pith::inspect::Inspection;
use pith::json::Arena;
use pith::render::inspection::{graph, html, human, json};

use crate::cli::exit::Stop;
use crate::cli::help::{Help, SHOWN};
use crate::cli::input::{LimitArgs, Source};
use crate::cli::new_file::{self, CompleteFile, ReportFile, report_file};
use crate::cli::stdout::{ColorArgs, Stdout};

pub const HELP: Help =
    Help { exit_codes: SHOWN, examples: &["pith inspect bundle.json", "pith inspect --format dot bundle.json"] };

#[derive(clap::Args)]
#[command(after_help = HELP.text())]
pub struct Args {
    /// A file, or - for standard input
    input: PathBuf,
    /// Format of the output
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: Format,
    /// Also write the output to FILE, such as html=page.html, completely or not at all; repeatable
    #[arg(long, value_name = "FORMAT=FILE", value_parser = report_file::<Format>(), hide_possible_values = true, help_heading = "Output")]
    report: Vec<ReportFile<Format>>,
    #[command(flatten)]
    color: ColorArgs,
    #[command(flatten)]
    limit: LimitArgs,
}

#[derive(Clone, Copy, Default, ValueEnum, Debug)]
enum Format {
    /// Text for people
    #[default]
    Human,
    /// One JSON object
    Json,
    /// Graph of the events for Graphviz
    Dot,
    /// Graph of the events for Mermaid
    Mermaid,
    /// Self-contained page for a browser
    Html,
}

pub fn run(args: &Args) -> Result<u8, Stop> {
    let files = new_file::begin([args.input.as_path()], args.report.iter().map(|report| report.path.as_path()))?;
    let source = Source::read(&args.input, &args.limit)?;
    let arena = Arena::new();
    let inspection = Inspection::of(&source.document(&arena)?);
    let complete = args.report.iter().zip(files).map(|(report, mut file)| {
        file.render(|out| write(report.format, &source.name, &inspection, out))?;
        file.complete()
    });
    let complete: Vec<CompleteFile> = complete.collect::<Result<_, String>>()?;
    complete.into_iter().try_for_each(CompleteFile::name)?;
    let out = Stdout::coloured(&args.color);
    let write = |out: &mut dyn Write| write(args.format, &source.name, &inspection, out);
    Ok(match args.format {
        Format::Human => out.print_for_people(0, write),
        _ => out.print(0, write),
    })
}

fn write(format: Format, name: &str, inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => human::write(name, inspection, out),
        Format::Json => json::write(name, inspection, out),
        Format::Dot => graph::write_dot(inspection, out),
        Format::Mermaid => graph::write_mermaid(inspection, out),
        Format::Html => out.write_all(html::inspection_page(name, inspection).as_bytes()),
    }
}
