//! The expectations of `verify`, and the grammar of `state`, `keys`, `diff`, `merge`, `completions` and `man`.

use std::path::PathBuf;

use clap::{Args as Arguments, ValueEnum};
use clap_complete::Shell;
use pith::verify::expect::Expectation;

use super::{Color, ReportFile, TrustOptions, bytes};

pub const STATE_EXAMPLES: &str = "Examples:\n  \
    pith state bundle.json\n  \
    pith state --raw bundle.json | sha256sum";

pub const KEYS_EXAMPLES: &str = "Exit: 0 at least one key can be used, 1 none, 2 could not be read, 3 malformed.\n\n\
    Examples:\n  \
    pith keys bundle.json\n  \
    pith keys --keyring trusted.keyring bundle.json";

pub const DIFF_EXAMPLES: &str = "Exit: 0 the same, 1 different, 2 could not be read, 3 malformed.\n\nExamples:\n  \
    pith diff bundle.json other.json\n  \
    pith diff --format json bundle.json other.json";

pub const MERGE_EXAMPLES: &str = "Examples:\n  \
    pith merge bundle.json other.json\n  \
    pith merge --bundle union.json bundle.json other.json";

pub const COMPLETIONS_EXAMPLES: &str = "Examples:\n  \
    pith completions bash > pith.bash\n  \
    pith completions fish > pith.fish";

pub const MAN_EXAMPLES: &str = "Examples:\n  pith man > pith.1\n  pith man verify > pith-verify.1";

/// What the user expects of every input.
#[derive(Arguments)]
pub struct PolicyOptions {
    /// The bundle is that of this number: pith:YEAR:SUFFIX
    #[arg(long, value_name = "N", value_parser = Expectation::number, help_heading = "Policy")]
    pub expect_number: Option<Expectation>,
    /// The record is that of this source, and version if you give one: arxiv:ID[vV]
    #[arg(long, value_name = "SOURCE", value_parser = Expectation::source, help_heading = "Policy")]
    pub expect_source: Option<Expectation>,
    /// The bundle has this digest (`bundle_sha256`)
    #[arg(long, value_name = "HEX", value_parser = Expectation::bundle, help_heading = "Policy")]
    pub expect_bundle: Option<Expectation>,
    /// The bundle is about a paper of this title
    #[arg(long, value_name = "TEXT", value_parser = Expectation::title, help_heading = "Policy")]
    pub title: Option<Expectation>,
    /// The bundle is about a paper with the abstract in FILE
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub r#abstract: Option<PathBuf>,
    /// The `state.json` in FILE is the state that the events give
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub state: Option<PathBuf>,
    /// Every event and timestamp proof of the older bundle in FILE is still there, and time did not go backwards
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub since: Option<PathBuf>,
    /// The bundle was built at most DAYS days ago (`built_at`)
    #[arg(long, value_name = "DAYS", value_parser = Expectation::max_age, help_heading = "Policy")]
    pub max_age: Option<Expectation>,
}

/// The form of what a verb prints.
#[derive(Clone, Copy, Default, ValueEnum, PartialEq, Eq, Debug)]
pub enum TextFormat {
    /// For people
    #[default]
    Human,
    /// One JSON object
    Json,
}

/// The form of a report file where there is one for people alone.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub enum PageFormat {
    /// A page for a browser, complete in itself
    Html,
}

#[derive(Arguments)]
pub struct StateOptions {
    /// A bundle, or - for standard input
    pub input: PathBuf,
    /// Print the bytes that `state_sha256` is made over: canonical, without `state_sha256`
    #[arg(long, conflicts_with = "format")]
    pub raw: bool,
    /// Print the state even if the bundle does not pass; the exit code stays that of `verify`
    #[arg(long)]
    pub unverified: bool,
    #[command(flatten)]
    pub trust: TrustOptions,
    /// The state indented, or one JSON object that says what it rests on
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: TextFormat,
    /// The most bytes of the bundle
    #[arg(long, value_name = "N", default_value_t = 64 << 20, value_parser = bytes, help_heading = "Limits")]
    pub max_bytes: u64,
}

#[derive(Arguments)]
pub struct KeysOptions {
    /// A bundle, a mirror manifest or a signing key, or - for standard input
    pub input: PathBuf,
    #[command(flatten)]
    pub trust: TrustOptions,
    /// Keyring lines, or one JSON object
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: TextFormat,
    /// The most bytes of the document
    #[arg(long, value_name = "N", default_value_t = 64 << 20, value_parser = bytes, help_heading = "Limits")]
    pub max_bytes: u64,
}

#[derive(Arguments)]
pub struct DiffOptions {
    /// The first document: a bundle, state, record, mirror manifest or signing key; or - for standard input
    pub a: PathBuf,
    /// The second document, or - for standard input
    pub b: PathBuf,
    #[command(flatten)]
    pub trust: TrustOptions,
    /// The form of what is printed
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: TextFormat,
    /// When to use colours
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub color: Color,
    /// The most bytes of a document
    #[arg(long, value_name = "N", default_value_t = 64 << 20, value_parser = bytes, help_heading = "Limits")]
    pub max_bytes: u64,
}

#[derive(Arguments)]
pub struct MergeOptions {
    /// Bundles of one number, from several mirrors; - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub trust: TrustOptions,
    /// Write the union to FILE as an unsigned bundle, whole or not at all
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub bundle: Option<PathBuf>,
    /// The form of what is printed
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: TextFormat,
    /// Write a page for a browser to FILE too, whole or not at all; any number of times
    #[arg(long, value_name = "html=FILE", value_parser = ReportFile::<PageFormat>::parse, help_heading = "Output")]
    pub report: Vec<ReportFile<PageFormat>>,
    /// When to use colours
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub color: Color,
    /// The most bytes of one bundle
    #[arg(long, value_name = "N", default_value_t = 64 << 20, value_parser = bytes, help_heading = "Limits")]
    pub max_bytes: u64,
}

#[derive(Arguments)]
pub struct CompletionsOptions {
    /// The shell that the script is for
    pub shell: Shell,
}

#[derive(Arguments)]
pub struct ManOptions {
    /// The command that the page is about [default: pith itself]
    pub verb: Option<String>,
}
