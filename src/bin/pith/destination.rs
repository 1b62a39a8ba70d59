//! Where reports go: standard output, and files that are written whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anstream::StripStream;
use pith::render::github::Github;
use pith::render::human::Human;
use pith::render::json::{Json, Ndjson};
use pith::render::junit::Junit;
use pith::render::{Renderer, Summary};
use pith::report::InputReport;
use tempfile::NamedTempFile;

use crate::args::{Color, Format, ReportFile};
use crate::inputs::display_name;
use crate::stdout::Stdout;

/// The renderer of a format.
fn renderer(format: Format) -> Box<dyn Renderer> {
    match format {
        Format::Human => Box::<Human>::default(),
        Format::Json => Box::<Json>::default(),
        Format::Ndjson => Box::new(Ndjson),
        Format::Junit => Box::<Junit>::default(),
        Format::Github => Box::<Github>::default(),
    }
}

/// The main report, on standard output.
pub struct Main {
    renderer: Box<dyn Renderer>,
    out: Stdout,
}

impl Main {
    pub fn new(format: Format, color: Color) -> Self {
        Self { renderer: renderer(format), out: Stdout::coloured(color) }
    }

    pub fn input(&mut self, report: &InputReport) -> io::Result<()> {
        self.renderer.input(report, &mut self.out)
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    pub fn finish(mut self, summary: &Summary) -> io::Result<()> {
        self.renderer.finish(summary, &mut self.out)?;
        self.out.flush()
    }
}

/// A report file of `--report`: a temporary file beside it until it is whole.
pub struct ReportTo {
    renderer: Box<dyn Renderer>,
    out: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl ReportTo {
    /// Begins the report; that it cannot be written is known before anything is verified.
    pub fn create(report: &ReportFile) -> Result<Self, String> {
        let path = report.path.clone();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new()
            .prefix(".pith-report-")
            .permissions(permissions())
            .tempfile_in(folder)
            .map_err(|error| unwritable(&path, &error))?;
        Ok(Self { renderer: renderer(report.format), out: BufWriter::new(file), path })
    }

    pub fn input(&mut self, report: &InputReport) -> Result<(), String> {
        let mut text = StripStream::new(Vec::new());
        let written = self.renderer.input(report, &mut text).and_then(|()| self.out.write_all(&text.into_inner()));
        written.map_err(|error| unwritable(&self.path, &error))
    }

    /// Gives the file its name.
    pub fn finish(mut self, summary: &Summary) -> Result<(), String> {
        let mut text = StripStream::new(Vec::new());
        let written = self.renderer.finish(summary, &mut text).and_then(|()| self.out.write_all(&text.into_inner()));
        let named = written.and_then(|()| {
            let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.as_file().sync_all()?;
            file.persist(&self.path).map_err(|error| error.error)
        });
        named.map(drop).map_err(|error| unwritable(&self.path, &error))
    }
}

/// Readable by others, as a report that a shell redirects to a file is; the umask takes its share.
#[cfg(unix)]
fn permissions() -> std::fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o666)
}

#[cfg(not(unix))]
fn permissions() -> std::fs::Permissions {
    std::fs::metadata(".").map_or_else(|_| unreachable!("the current folder is there"), |m| m.permissions())
}

fn unwritable(path: &Path, error: &io::Error) -> String {
    format!("cannot write the report {}: {error}", display_name(path))
}
