//! The reports of a run: one on standard output, others in files.

use std::env;
use std::fs;
use std::io::{self, Seek as _, Write};
use std::path::{Component, Path, PathBuf};

use clap::ValueEnum;
use pith::render::report::detail::Detail;
use pith::render::report::github::Github;
use pith::render::report::html::Html;
use pith::render::report::human::{Human, Which};
use pith::render::report::json::Json;
use pith::render::report::junit::Junit;
use pith::render::report::ndjson::Ndjson;
use pith::render::report::sarif::Sarif;
use pith::render::wrap::wrapped;
use pith::render::{Renderer, Run, Summary};
use pith::report::InputReport;
use tempfile::SpooledTempFile;

use crate::cli::input::display_name;
use crate::cli::new_file::{CompleteFile, NewFile, ReportFile, report_file};
use crate::cli::stdout::{self, ColorArgs, Stdout};

use super::known::Enough;

/// The options about reports.
#[derive(clap::Args)]
#[command(next_help_heading = "Output")]
#[allow(clippy::struct_excessive_bools, reason = "one per option without a value")]
pub struct OutputArgs {
    /// Format of the report on standard output
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Also write a report to FILE, completely or not at all; repeatable
    #[arg(long, value_name = "FORMAT=FILE", value_parser = report_file::<Format>(), hide_possible_values = true)]
    pub report: Vec<ReportFile<Format>>,
    /// Leave inputs that pass out of the human report; other formats stay as they are
    #[arg(long)]
    pub failures: bool,
    /// Show all findings to people, also those that follow from a cause
    #[arg(long)]
    pub all: bool,
    /// Of an input that passes without a finding, write only what identifies it: one short line
    #[arg(long)]
    pub brief: bool,
    /// Print nothing on standard output, and rely on the exit code
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub color: ColorArgs,
    /// Show no progress bar, even at a terminal
    #[arg(long)]
    pub no_progress: bool,
}

impl OutputArgs {
    /// The files that reports are written to.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.report.iter().map(|report| report.path.as_path())
    }

    fn which(&self) -> Which {
        if self.all { Which::All } else { Which::Unexplained }
    }

    fn detail(&self) -> Detail {
        if self.brief { Detail::Brief } else { Detail::Whole }
    }

    /// How much of an earlier report the reports need to be what they would be without it.
    pub fn enough(&self) -> Enough {
        let lists_checks = [Format::Junit, Format::Html];
        let is_whole = !self.brief && self.includes(&[Format::Json, Format::Ndjson]);
        if is_whole || self.includes(&lists_checks) { Enough::Whole } else { Enough::Brief }
    }

    /// Whether a report has one of these formats.
    pub fn includes(&self, formats: &[Format]) -> bool {
        let mut reports = self.report.iter().map(|report| report.format);
        reports.any(|format| formats.contains(&format)) || (!self.quiet && formats.contains(&self.format))
    }
}

#[derive(Clone, Copy, Default, ValueEnum, PartialEq, Eq, Debug)]
pub enum Format {
    /// Text for people
    #[default]
    Human,
    /// One JSON object
    Json,
    /// One JSON line per input, then a line with the summary
    Ndjson,
    /// JUnit XML
    #[allow(clippy::doc_markdown, reason = "the help shows it literally")]
    Junit,
    /// GitHub workflow annotations
    Github,
    /// SARIF 2.1.0 for code scanning
    Sarif,
    /// Self-contained page for a browser
    Html,
}

/// The renderer of a format.
fn renderer(args: &OutputArgs, format: Format) -> Box<dyn Renderer> {
    match format {
        Format::Human if args.failures => Box::new(human(args).of_failures()),
        Format::Human => Box::new(human(args)),
        Format::Json => Box::new(Json::spooled(tempfile::tempfile).with(args.detail())),
        Format::Ndjson => Box::new(Ndjson::with(args.detail())),
        Format::Junit => Box::new(Junit::spooled(tempfile::tempfile)),
        Format::Github => Box::new(Github::placed(place)),
        Format::Sarif => Box::new(Sarif::placed(place)),
        Format::Html => Box::new(Html::spooled(tempfile::tempfile)),
    }
}

fn human(args: &OutputArgs) -> Human {
    Human::showing(args.which()).with(args.detail())
}

/// The main report, on standard output.
pub struct Main {
    renderer: Box<dyn Renderer>,
    pending: Pending,
}

impl Main {
    /// Begins the report. Nothing is written yet.
    pub fn begin(args: &OutputArgs, run: &Run<'_>) -> io::Result<Self> {
        let mut main = Self { renderer: renderer(args, args.format), pending: Pending::of(args) };
        main.renderer.begin(run, &mut main.pending.text)?;
        Ok(main)
    }

    /// Renders a report. Returns whether there is enough text to be written now.
    pub fn input(&mut self, report: &InputReport) -> io::Result<bool> {
        self.renderer.input(report, &mut self.pending.text)?;
        Ok(self.pending.text.len() >= ENOUGH)
    }

    /// Whether there is text that is not written yet.
    pub fn is_waiting(&self) -> bool {
        !self.pending.text.is_empty()
    }

    /// Holds the report back until its end.
    #[must_use]
    pub fn held(mut self) -> Self {
        self.pending.held = Some(tempfile::spooled_tempfile(ENOUGH));
        self
    }

    /// Whether nothing was written so far.
    pub const fn is_held(&self) -> bool {
        self.pending.held.is_some()
    }

    /// Writes the pending text.
    pub fn flush(&mut self) -> io::Result<()> {
        self.pending.flush()
    }

    pub fn finish(mut self, summary: &Summary) -> io::Result<()> {
        self.renderer.finish(summary, &mut self.pending)?;
        self.pending.flush()?;
        match self.pending.held {
            Some(mut held) => {
                held.rewind()?;
                self.pending.out.copy(held)
            }
            None => Ok(()),
        }
    }
}

/// Text on its way to standard output.
struct Pending {
    text: Vec<u8>,
    out: Stdout,
    /// The columns of the terminal that a report for people goes to. It is wrapped as a whole.
    columns: Option<usize>,
    /// What waits for the end of the run.
    held: Option<SpooledTempFile>,
}

/// Text of this length is written without waiting for the next tick.
const ENOUGH: usize = 1 << 16;

impl Pending {
    /// Only the report for people has colours.
    fn of(args: &OutputArgs) -> Self {
        let (out, columns) = match args.format {
            Format::Human => (Stdout::coloured(&args.color), stdout::columns()),
            _ => (Stdout::plain(), None),
        };
        Self { text: Vec::new(), out, columns, held: None }
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        if self.text.len() >= ENOUGH && self.columns.is_none() {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match (&mut self.held, self.columns) {
            (Some(held), _) => held.write_all(&self.text)?,
            (None, Some(columns)) => {
                self.out.write(wrapped(&String::from_utf8_lossy(&self.text), columns).as_bytes())?;
            }
            (None, None) => self.out.write(&self.text)?,
        }
        self.text.clear();
        Ok(())
    }
}

/// A report file of `--report`.
pub struct ReportTo {
    format: Format,
    renderer: Box<dyn Renderer>,
    file: NewFile,
}

impl ReportTo {
    /// Begins the reports, in the files that are begun for them.
    pub fn begin_all(args: &OutputArgs, run: &Run<'_>, files: Vec<NewFile>) -> Result<Vec<Self>, String> {
        let reports = args.report.iter().zip(files).map(|(report, file)| {
            let mut to = Self { format: report.format, renderer: renderer(args, report.format), file };
            to.write(|renderer, out| renderer.begin(run, out))?;
            Ok(to)
        });
        reports.collect()
    }

    /// The name of the file as the user gave it.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    pub fn input(&mut self, report: &InputReport) -> Result<(), String> {
        self.write(|renderer, out| renderer.input(report, out))
    }

    /// Completes the report.
    pub fn complete(mut self, summary: &Summary) -> Result<CompleteFile, String> {
        self.write(|renderer, out| renderer.finish(summary, out))?;
        self.file.complete()
    }

    /// Only the report for people has colours, which a file does not get.
    fn write(
        &mut self,
        render: impl FnOnce(&mut dyn Renderer, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), String> {
        let renderer = &mut *self.renderer;
        match self.format {
            Format::Human => self.file.render(|out| render(renderer, out)),
            _ => self.file.write(|out| render(renderer, out)),
        }
    }
}

/// The name of an input in annotations: without `./`, and relative to the working directory, which is the root of the
/// checkout for a step in GitHub. A file elsewhere keeps its name.
fn place(name: &str) -> String {
    let path = Path::new(name);
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    let relative = if path.components().all(is_plain) { Some(without_dots(path)) } else { below_here(path) };
    let relative = relative.filter(|path| !path.as_os_str().is_empty());
    // A link may lead to a name that is not UTF-8.
    relative.filter(|path| path.to_str().is_some()).map_or_else(|| name.to_owned(), |path| display_name(&path))
}

fn without_dots(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// The relative form of a path that is absolute, or contains `..`, and leads below the working directory.
fn below_here(path: &Path) -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    let there = fs::canonicalize(path.parent()?).ok()?.join(path.file_name()?);
    there.strip_prefix(&here).or_else(|_| path.strip_prefix(&here)).ok().map(without_dots)
}
