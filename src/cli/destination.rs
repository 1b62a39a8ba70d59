//! Where reports go: standard output, and files that are written whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use anstream::StripStream;
use pith::render::report::github::Github;
use pith::render::report::html::Html;
use pith::render::report::human::Human;
use pith::render::report::json::{Json, Ndjson};
use pith::render::report::junit::Junit;
use pith::render::{Renderer, Summary};
use pith::report::InputReport;

use crate::cli::annotation;
use crate::cli::args::{Color, Format, ReportFile};
use crate::cli::new_file::{NewFile, unwritable};
use crate::cli::stdout::Stdout;

/// The renderer of a format.
fn renderer(format: Format) -> Box<dyn Renderer> {
    match format {
        Format::Human => Box::<Human>::default(),
        Format::Json => Box::<Json>::default(),
        Format::Ndjson => Box::new(Ndjson),
        Format::Junit => Box::<Junit>::default(),
        Format::Github => Box::new(Github::placed(annotation::place)),
        Format::Html => Box::<Html>::default(),
    }
}

/// The main report, on standard output.
pub struct Main {
    renderer: Box<dyn Renderer>,
    /// What is rendered and not written yet.
    text: Vec<u8>,
    out: Stdout,
}

/// More text than this does not wait for a pause.
const ENOUGH: usize = 1 << 16;

impl Main {
    pub fn new(format: Format, color: Color) -> Self {
        Self { renderer: renderer(format), text: Vec::new(), out: Stdout::coloured(color) }
    }

    /// Renders a report; says whether there is enough text to write it out now.
    pub fn input(&mut self, report: &InputReport) -> io::Result<bool> {
        self.renderer.input(report, &mut self.text)?;
        Ok(self.text.len() >= ENOUGH)
    }

    /// Whether text waits to be written.
    pub fn is_waiting(&self) -> bool {
        !self.text.is_empty()
    }

    /// Writes what waits.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.text)?;
        self.text.clear();
        self.out.flush()
    }

    pub fn finish(mut self, summary: &Summary) -> io::Result<()> {
        self.renderer.finish(summary, &mut self.text)?;
        self.flush()
    }
}

/// A report file of `--report`: it has its name once it is whole.
pub struct ReportTo {
    renderer: Box<dyn Renderer>,
    out: BufWriter<NewFile>,
}

impl ReportTo {
    /// Begins the reports; that one cannot be written is known before anything is verified.
    pub fn create_all(reports: &[ReportFile]) -> Result<Vec<Self>, String> {
        let files = NewFile::begin_all(reports.iter().map(|report| report.path.as_path()))?;
        let formats = reports.iter().map(|report| report.format);
        Ok(formats
            .zip(files)
            .map(|(format, file)| Self { renderer: renderer(format), out: BufWriter::new(file) })
            .collect())
    }

    /// The name of the file as the user gave it.
    pub fn path(&self) -> &Path {
        self.out.get_ref().path()
    }

    pub fn input(&mut self, report: &InputReport) -> Result<(), String> {
        let mut text = StripStream::new(Vec::new());
        let written = self.renderer.input(report, &mut text).and_then(|()| self.out.write_all(&text.into_inner()));
        written.map_err(|error| unwritable(self.path(), &error))
    }

    /// Gives the file its name.
    pub fn finish(mut self, summary: &Summary) -> Result<(), String> {
        let path = self.path().to_owned();
        let mut text = StripStream::new(Vec::new());
        let written = self.renderer.finish(summary, &mut text).and_then(|()| self.out.write_all(&text.into_inner()));
        let file = written.and_then(|()| self.out.into_inner().map_err(io::IntoInnerError::into_error));
        file.map_err(|error| unwritable(&path, &error))?.finish()
    }
}
