//! `pith merge`: the union of the verified events of several bundles of one number.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use pith::canonical;
use pith::json::{Arena, Value};
use pith::render::{html, union as human, union_json};
use pith::report::{InputReport, Verdict};
use pith::threads::Pool;
use pith::union::{Given, Union, unite};
use pith::verify::{self, Policy};

use crate::args::{MergeOptions, TextFormat};
use crate::identity::Outputs;
use crate::inputs::{self, Contents};
use crate::new_file::NewFile;
use crate::stdout::Stdout;
use crate::{document, exit, keys, signals};

pub fn run(options: &MergeOptions) -> u8 {
    match prepare(options) {
        Ok((policy, files)) => merge(options, &policy, files),
        Err(obstacle) => exit::unchecked(&obstacle),
    }
}

/// Everything that can go wrong on this side before the first input is read.
fn prepare(options: &MergeOptions) -> Result<(Policy, Files), String> {
    let inputs = options.inputs.iter().map(PathBuf::as_path);
    let pages = options.report.iter().map(|report| report.path.as_path());
    let writes: Vec<&Path> = options.bundle.as_deref().into_iter().chain(pages).collect();
    let reads = inputs.chain(keys::files(&options.trust));
    Outputs::stdout().and_files(writes.iter().copied())?.apart_from(reads)?;
    let trust = keys::trust_store(&options.trust, &options.inputs)?;
    if !writes.is_empty() {
        signals::remove_files();
    }
    let mut files = NewFile::begin_all(writes)?;
    let pages = files.split_off(usize::from(options.bundle.is_some()));
    Ok((Policy { trust, ..Policy::new(crate::verify::now()) }, Files { bundle: files.pop(), pages }))
}

/// The files that the user asked for, begun.
struct Files {
    bundle: Option<NewFile>,
    pages: Vec<NewFile>,
}

fn merge(options: &MergeOptions, policy: &Policy, files: Files) -> u8 {
    let sources: Vec<Source> = options.inputs.iter().map(|path| Source::read(path, options.max_bytes)).collect();
    let given = sources.iter().map(|source| source.given(policy, options.max_bytes)).collect();
    let bytes = sources.iter().map(|source| source.contents.as_ref().map_or(0, Vec::len)).sum();
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let mut arena = Arena::new();
    let arena = &mut arena;
    let union = Pool::of(cores).run(bytes, move || unite(given, arena, policy));
    let mut code = union.verdict.exit_code();
    let mut obstacles: Vec<String> =
        files.bundle.and_then(|file| write_bundle(&union, file).err()).into_iter().collect();
    for file in files.pages {
        obstacles.extend(file.finish_with(html::union_page(&union).as_bytes()).err());
    }
    for obstacle in obstacles {
        exit::complain(&obstacle);
        code = Verdict::of_run([union.verdict, Verdict::Unchecked]).exit_code();
    }
    document::print_with(Stdout::coloured(options.color), code, |out| match options.format {
        TextFormat::Human => human::human(&union, out),
        TextFormat::Json => union_json::json(&union, out),
    })
}

fn write_bundle(union: &Union<'_>, file: NewFile) -> Result<(), String> {
    let missing = "no bundle was written: there is no union";
    let bundle: &Value<'_> = union.bundle.as_ref().ok_or(missing)?;
    let mut bytes = canonical::to_bytes(bundle);
    bytes.push(b'\n');
    file.finish_with(&bytes)?;
    exit::complain("the union was written as an UNSIGNED bundle: it says so, and does not verify");
    Ok(())
}

/// An input as far as it could be read.
struct Source {
    name: String,
    contents: Result<Vec<u8>, Unread>,
}

enum Unread {
    TooLarge,
    Obstacle(String),
}

impl Source {
    fn read(path: &Path, limit: u64) -> Self {
        let mut bytes = Vec::new();
        let contents = match inputs::read(path, limit, &mut bytes) {
            Ok(Contents::Whole) => Ok(bytes),
            Ok(Contents::TooLarge) => Err(Unread::TooLarge),
            Err(error) => Err(Unread::Obstacle(error.to_string())),
        };
        Self { name: inputs::display_name(path), contents }
    }

    fn given(&self, policy: &Policy, limit: u64) -> Given<'_> {
        match &self.contents {
            Ok(source) => Given::Bytes { name: self.name.clone(), source },
            Err(Unread::TooLarge) => Given::Unread(Box::new(verify::too_large(&self.name, limit, policy))),
            Err(Unread::Obstacle(error)) => {
                let report = InputReport::unchecked(self.name.clone(), policy.trust.assurance(), error.clone());
                Given::Unread(Box::new(report))
            }
        }
    }
}
