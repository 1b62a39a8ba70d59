//! `pith inspect`: what a document says of itself. It claims nothing, so a broken bundle is exit 0 too.

use std::io::{self, Write as _};

use anstream::StripStream;
use pith::inspect::Inspection;
use pith::json::Arena;
use pith::render::inspection::{graph, html, human, json};

use crate::cli::args::{InspectFormat, InspectOptions};
use crate::cli::new_file::NewFile;
use crate::cli::stdout::Stdout;
use crate::cli::{document, exit, inputs, signals};

pub fn run(options: &InspectOptions) -> u8 {
    match inspect(options) {
        Ok(code) | Err(code) => code,
    }
}

fn inspect(options: &InspectOptions) -> Result<u8, u8> {
    let paths = options.report.iter().map(|report| report.path.as_path());
    document::apart([options.input.as_path()], paths.clone())?;
    if !options.report.is_empty() {
        signals::remove_files();
    }
    let files = NewFile::begin_all(paths).map_err(|obstacle| exit::unchecked(&obstacle))?;
    let name = inputs::display_name(&options.input);
    let source = document::read(&options.input, options.max_bytes)?;
    let arena = Arena::new();
    let document = document::parse(&name, &source, &arena)?;
    let inspection = Inspection::of(&document);
    for (report, file) in options.report.iter().zip(files) {
        let text = without_colours(&rendered(report.format, &name, &inspection));
        file.finish_with(&text).map_err(|obstacle| exit::unchecked(&obstacle))?;
    }
    Ok(document::print(Stdout::coloured(options.color), &rendered(options.format, &name, &inspection), 0))
}

fn rendered(format: InspectFormat, name: &str, inspection: &Inspection) -> Vec<u8> {
    let mut text = Vec::new();
    let written: io::Result<()> = match format {
        InspectFormat::Human => human::write(name, inspection, &mut text),
        InspectFormat::Json => json::write(name, inspection, &mut text),
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
