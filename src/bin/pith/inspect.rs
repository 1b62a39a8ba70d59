//! `pith inspect`: what a document says of itself. It claims nothing, so a broken bundle is exit 0 too.

use std::io::{self, Write as _};
use std::path::Path;

use anstream::StripStream;
use pith::inspect::Inspection;
use pith::json::{Arena, Document};
use pith::render::{graph, html, inspect_human, inspect_json};
use pith::report::Verdict;

use crate::args::{InspectFormat, InspectOptions};
use crate::exit;
use crate::inputs::{self, Contents};
use crate::new_file::NewFile;
use crate::stdout::Stdout;

pub fn run(options: &InspectOptions) -> u8 {
    let paths = options.report.iter().map(|report| report.path.as_path());
    let files = match NewFile::begin_all(paths) {
        Ok(files) => files,
        Err(obstacle) => return exit::unchecked(&obstacle),
    };
    let name = inputs::display_name(&options.input);
    let mut source = Vec::new();
    match read(&options.input, options.max_bytes, &mut source) {
        Ok(()) => {}
        Err(code) => return code,
    }
    let arena = Arena::new();
    let document = match Document::parse(&source, &arena) {
        Ok(document) => document,
        Err(error) => {
            exit::complain(&format!("{name}:{}:{}: {error}", error.position.line, error.position.column));
            return Verdict::Malformed.exit_code();
        }
    };
    let inspection = Inspection::of(&document);
    for (report, file) in options.report.iter().zip(files) {
        if let Err(obstacle) = file.finish(&without_colours(&rendered(report.format, &name, &inspection))) {
            return exit::unchecked(&obstacle);
        }
    }
    let mut out = Stdout::coloured(options.color);
    let written = out.write_all(&rendered(options.format, &name, &inspection)).and_then(|()| out.flush());
    written.map_or_else(|error| exit::unwritten("standard output", &error), |()| 0)
}

/// Reads the input, or gives the exit code.
fn read(path: &Path, limit: u64, source: &mut Vec<u8>) -> Result<(), u8> {
    let name = inputs::display_name(path);
    match inputs::read(path, limit, source) {
        Ok(Contents::Whole) => Ok(()),
        Ok(Contents::TooLarge) => {
            exit::complain(&format!("{name}: larger than the limit of {limit} bytes (--max-bytes)"));
            Err(Verdict::Malformed.exit_code())
        }
        Err(error) => Err(exit::unchecked(&format!("{name}: {error}"))),
    }
}

fn rendered(format: InspectFormat, name: &str, inspection: &Inspection) -> Vec<u8> {
    let mut text = Vec::new();
    let written: io::Result<()> = match format {
        InspectFormat::Human => inspect_human::write(name, inspection, &mut text),
        InspectFormat::Json => inspect_json::write(name, inspection, &mut text),
        InspectFormat::Dot => graph::write_dot(inspection, &mut text),
        InspectFormat::Mermaid => graph::write_mermaid(inspection, &mut text),
        InspectFormat::Html => text.write_all(html::inspection_page(name, inspection).as_bytes()),
    };
    // Writing to memory cannot fail.
    let _ = written;
    text
}

fn without_colours(text: &[u8]) -> Vec<u8> {
    let mut plain = StripStream::new(Vec::new());
    // Writing to memory cannot fail.
    let _ = plain.write_all(text);
    plain.into_inner()
}
