//! Where reports go: standard output, and files that are written whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anstream::StripStream;
use pith::render::github::Github;
use pith::render::html::Html;
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

/// A report file of `--report`: a temporary file beside it until it is whole.
pub struct ReportTo {
    renderer: Box<dyn Renderer>,
    out: BufWriter<NamedTempFile>,
    /// As the user gave it.
    path: PathBuf,
    /// The file that it means.
    target: PathBuf,
}

impl ReportTo {
    /// Begins the reports; that one cannot be written is known before anything is verified.
    pub fn create_all(reports: &[ReportFile]) -> Result<Vec<Self>, String> {
        let mut created: Vec<Self> = Vec::new();
        for report in reports {
            let one = Self::create(report)?;
            if created.iter().any(|other| other.target == one.target) {
                return Err(format!("two reports to {}: the second would replace the first", display_name(&one.path)));
            }
            created.push(one);
        }
        Ok(created)
    }

    fn create(report: &ReportFile) -> Result<Self, String> {
        let path = report.path.clone();
        let begun = target(&path).and_then(|target| Ok((temporary(&target)?, target)));
        let (file, target) = begun.map_err(|error| unwritable(&path, &error))?;
        Ok(Self { renderer: renderer(report.format), out: BufWriter::new(file), path, target })
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
            file.persist(&self.target).map_err(|error| error.error)
        });
        named.map(drop).map_err(|error| unwritable(&self.path, &error))
    }
}

/// The file that a path means: a link stays a link, and what it leads to is replaced.
pub fn target(path: &Path) -> io::Result<PathBuf> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        // Renaming over a device would take it away from everybody.
        return Err(io::Error::other("something other than a regular file is there"));
    }
    fs::canonicalize(path).or_else(|_| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
        Ok(fs::canonicalize(folder)?.join(name))
    })
}

/// A file beside `target` that is removed unless it is given its name. It will be readable by others, as a
/// report that a shell redirects to a file is; the umask takes its share.
pub fn temporary(target: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".pith-report-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(target.parent().unwrap_or(target))
}

pub fn unwritable(path: &Path, error: &io::Error) -> String {
    format!("cannot write {}: {error}", display_name(path))
}
