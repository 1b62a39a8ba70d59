//! The grammar of the command line, and nothing else.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args as Arguments, Parser, Subcommand, ValueEnum};

mod verbs;

pub use verbs::*;

/// The independent verifier of Pith open-graph bundles.
#[derive(Parser)]
#[command(name = "pith", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Exit: 0 pass, 1 fail, 2 could not be checked, 3 malformed, 4 untrusted,\n      \
                        5 undetermined, 70 bug.\n\
                        Nothing is fetched from a network, and no configuration is read.")]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Verify bundles: digests, signatures, keys, replay of the events
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(Box<VerifyOptions>),
    /// Show what any document of the family says of itself, UNVERIFIED
    #[command(after_help = INSPECT_EXAMPLES)]
    Inspect(InspectOptions),
    /// Verify, replay, and print the state that the events give
    #[command(after_help = STATE_EXAMPLES)]
    State(StateOptions),
    /// Print the exact bytes that are hashed, of any JSON document
    #[command(after_help = CANON_EXAMPLES)]
    Canon(CanonOptions),
    /// Print the embedded keys as keyring lines, UNVERIFIED
    #[command(after_help = KEYS_EXAMPLES)]
    Keys(KeysOptions),
    /// Compare two documents, events by id and entries by name
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(DiffOptions),
    /// Merge the verified events of several mirrors, and replay them
    #[command(after_help = MERGE_EXAMPLES)]
    Merge(MergeOptions),
    /// Explain a check, a merge rule or a reason, and what to do
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainOptions),
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsOptions),
    /// Print a manual page
    #[command(after_help = MAN_EXAMPLES)]
    Man(ManOptions),
}

const VERIFY_EXAMPLES: &str = "Examples:\n  \
    pith verify bundle.json\n  \
    pith verify --format json bundle.json";

const INSPECT_EXAMPLES: &str = "Examples:\n  \
    pith inspect bundle.json\n  \
    pith inspect --format dot bundle.json";

const CANON_EXAMPLES: &str = "Examples:\n  \
    pith canon bundle.json /canonical_record\n  \
    pith canon --sha256 bundle.json /canonical_record";

const EXPLAIN_EXAMPLES: &str =
    "Examples:\n  pith explain\n  pith explain event.digest\n  pith explain M8\n  pith explain unknown-key";

#[derive(Arguments)]
pub struct VerifyOptions {
    /// A file, a directory (every *.json below it, in any case, sorted, links not followed), or - for standard input
    pub inputs: Vec<PathBuf>,
    /// Read more input names from FILE, one a line; - for standard input
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    /// With --files-from: names end with a NUL instead of a line end
    #[arg(short = '0', requires = "files_from")]
    pub null: bool,
    /// Each line of an input is one bundle
    #[arg(long)]
    pub ndjson: bool,

    #[command(flatten)]
    pub trust: TrustOptions,

    #[command(flatten)]
    pub policy: PolicyOptions,
    /// Every warning is a failure
    #[arg(long, help_heading = "Policy")]
    pub strict: bool,

    #[command(flatten)]
    pub output: OutputOptions,

    /// How many threads verify [default: all cores]
    #[arg(long, value_name = "N", value_parser = threads, help_heading = "Limits")]
    pub jobs: Option<NonZeroUsize>,
    /// The most bytes of one bundle
    #[arg(long, value_name = "N", default_value_t = 64 << 20, value_parser = bytes, help_heading = "Limits")]
    pub max_bytes: u64,
}

/// Which keys are trusted.
#[derive(Arguments)]
pub struct TrustOptions {
    /// Trust this key instead of the built-in one: 64 hex digits, base64, or @FILE with either or with key JSON
    // PEM begins with hyphens.
    #[arg(long, value_name = "KEY", allow_hyphen_values = true, help_heading = "Trust")]
    pub key: Vec<String>,
    /// Trust the keys in FILE instead of the built-in one: `signer_id key_id ed25519 BASE64` a line
    #[arg(long, value_name = "FILE", help_heading = "Trust")]
    pub keyring: Vec<PathBuf>,
    /// Take embedded keys at face value: for test and private registries
    #[arg(long, help_heading = "Trust")]
    pub trust_embedded: bool,
}

/// Where reports go and what they look like.
#[derive(Arguments)]
pub struct OutputOptions {
    /// The form of the report on standard output
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: Format,
    /// Write a report to FILE too, whole or not at all; any number of times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = ReportFile::<Format>::parse, help_heading = "Output")]
    pub report: Vec<ReportFile>,
    /// Print nothing on standard output: the exit code says it all
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
    /// When to use colours
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub color: Color,
    /// No progress bar, even at a terminal
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
}

#[derive(Clone, Copy, Default, ValueEnum, PartialEq, Eq, Debug)]
pub enum Format {
    /// For people
    #[default]
    Human,
    /// One JSON object
    Json,
    /// A JSON line an input, then one that sums up
    Ndjson,
    /// JUnit XML
    #[allow(clippy::doc_markdown, reason = "help shows it as it stands")]
    Junit,
    /// GitHub workflow annotations
    Github,
    /// A page for a browser, complete in itself
    Html,
}

impl Format {
    /// Whether it draws the events; listing them costs a second reading of each document.
    pub fn draws_events(self) -> bool {
        self == Self::Html
    }

    /// Whether it shows the SHA-256 of an input; no verdict rests on it.
    pub fn shows_sha256(self) -> bool {
        matches!(self, Self::Json | Self::Ndjson | Self::Html)
    }
}

/// `FORMAT=FILE` of `--report`.
#[derive(Clone, Debug)]
pub struct ReportFile<F = Format> {
    pub format: F,
    pub path: PathBuf,
}

impl<F: ValueEnum> ReportFile<F> {
    fn parse(text: &str) -> Result<Self, String> {
        let (format, path) = text.split_once('=').ok_or("expected FORMAT=FILE, such as junit=report.xml")?;
        let format = F::from_str(format, false).map_err(|_| format!("no format `{format}`: {}", names::<F>()))?;
        if path.is_empty() {
            return Err("the file name is empty".to_owned());
        }
        Ok(Self { format, path: PathBuf::from(path) })
    }
}

/// A number of threads.
fn threads(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "expected a number of threads, at least 1".to_owned())
}

/// A number of bytes.
fn bytes(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("expected a number of bytes, such as {}", 64 << 20))
}

/// The names of the values, one after another.
fn names<F: ValueEnum>() -> String {
    let values = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    values.map(|value| value.get_name().to_owned()).collect::<Vec<_>>().join(", ")
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub enum Color {
    /// At a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Arguments)]
pub struct InspectOptions {
    /// A file, or - for standard input
    pub input: PathBuf,
    /// The form of what is printed
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: InspectFormat,
    /// Write it to FILE too, such as html=page.html, whole or not at all; any number of times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = ReportFile::<InspectFormat>::parse, help_heading = "Output")]
    pub report: Vec<ReportFile<InspectFormat>>,
    /// When to use colours
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub color: Color,
    /// The most bytes of the document
    #[arg(long, value_name = "N", default_value_t = 64 << 20, value_parser = bytes, help_heading = "Limits")]
    pub max_bytes: u64,
}

#[derive(Clone, Copy, Default, ValueEnum, PartialEq, Eq, Debug)]
pub enum InspectFormat {
    /// For people
    #[default]
    Human,
    /// One JSON object
    Json,
    /// The graph of events for Graphviz
    Dot,
    /// The graph of events for Mermaid
    Mermaid,
    /// A page for a browser, complete in itself
    Html,
}

#[derive(Arguments)]
pub struct CanonOptions {
    /// A file, or - for standard input
    pub input: PathBuf,
    /// The JSON pointer of the part to print [default: the whole document]
    pub pointer: Option<String>,
    /// Print the SHA-256 of the bytes instead
    #[arg(long)]
    pub sha256: bool,
    /// The most bytes of the document
    #[arg(long, value_name = "N", default_value_t = 64 << 20, value_parser = bytes)]
    pub max_bytes: u64,
}

#[derive(Arguments)]
pub struct ExplainOptions {
    /// A check code, a merge rule or a reason, such as event.digest, M8 or unknown-key [default: list all]
    pub code: Option<String>,
}
