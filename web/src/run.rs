//! A run: inputs one after another, to the reports that were asked for.

use std::io;
use std::str::FromStr;

use anstream::adapter::strip_bytes;
use js_sys::Function;
use pith::json::Arena;
use pith::render::report::html::Html;
use pith::render::report::human::Human;
use pith::render::report::json::Json;
use pith::render::report::ndjson::Ndjson;
use pith::render::{Expected, Renderer, Summary, why};
use pith::report::{InputReport, Verdict};
use pith::verify::expect;
use pith::verify::{self, Policy};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::lines::{Lines, Next, whole};
use crate::options::Options;
use crate::reader::exact;

/// Verifies inputs and gathers their reports.
#[wasm_bindgen]
pub struct Run {
    policy: Policy,
    limit: u64,
    arena: Arena,
    reports: Vec<Report>,
    summary: Summary,
    lines: Option<Lines>,
}

/// A report in one format.
struct Report {
    format: String,
    renderer: Box<dyn Renderer>,
    text: Vec<u8>,
}

/// The outcome for one input, in short.
#[wasm_bindgen(getter_with_clone)]
pub struct Judged {
    pub input: String,
    /// Of a line: its number, and its place in the file.
    pub line: Option<usize>,
    pub offset: Option<f64>,
    pub length: Option<f64>,
    pub verdict: String,
    pub number: Option<String>,
    pub title: Option<String>,
    pub sha256: Option<String>,
    /// In a sentence, why it did not pass.
    pub why: Option<String>,
}

/// The outcome of a run.
#[wasm_bindgen(getter_with_clone)]
pub struct Outcome {
    pub verdict: String,
    #[wasm_bindgen(js_name = exitCode)]
    pub exit_code: u8,
    /// `3 inputs: 2 pass, 1 fail`
    pub summary: String,
}

#[wasm_bindgen]
impl Run {
    /// Begins a run with reports in these formats, with commas between them: `json`, `ndjson`, `html`, `human`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: Options, formats: &str) -> Result<Self, JsError> {
        let limit = options.limit();
        let policy = options.into_policy().map_err(|error| JsError::new(&error))?;
        let reports = formats.split(',').map(str::parse).collect::<Result<_, String>>();
        let mut run = Self {
            policy,
            limit,
            arena: Arena::new(),
            reports: reports.map_err(|error| JsError::new(&error))?,
            summary: Summary::default(),
            lines: None,
        };
        run.begin()?;
        Ok(run)
    }

    fn begin(&mut self) -> io::Result<()> {
        let expected = self.policy.expectations.iter();
        let expected = expected.map(|one| Expected { option: one.option(), value: one.value(), sha256: one.sha256() });
        let run = pith::render::Run {
            trust: &self.policy.trust,
            strict: self.policy.strict,
            max_bytes: self.limit,
            expected: expected.collect(),
        };
        self.reports.iter_mut().try_for_each(|report| report.renderer.begin(&run, &mut report.text))
    }

    /// Verifies an input as one document, which may be a line of a file that was read before. `read(offset, length)`
    /// returns its bytes, and throws if it cannot be read.
    pub fn document(&mut self, name: &str, line: Option<usize>, read: Function) -> Result<Judged, JsError> {
        let report = match whole(read, self.limit) {
            Ok(Some(bytes)) => self.verify(name, &bytes),
            Ok(None) => verify::too_large(name, self.limit, &self.policy),
            Err(error) => self.unchecked(name, error.to_string()),
        };
        Ok(self.add(InputReport { line, ..report })?)
    }

    /// Begins an input with one document per line.
    #[wasm_bindgen(js_name = beginLines)]
    pub fn begin_lines(&mut self, name: String, read: Function) {
        self.lines = Some(Lines::new(name, read, self.limit));
    }

    /// Verifies the next line; `undefined` at the end.
    #[wasm_bindgen(js_name = nextLine)]
    pub fn next_line(&mut self) -> Result<Option<Judged>, JsError> {
        self.line(|run, name, contents| match contents {
            Some(line) => run.verify(name, &line),
            None => verify::too_large(name, run.limit, &run.policy),
        })
    }

    /// Skips the next line because verifying it made this program panic; `undefined` at the end.
    #[wasm_bindgen(js_name = nextLinePanicked)]
    pub fn next_line_panicked(&mut self) -> Result<Option<Judged>, JsError> {
        self.line(|run, name, _| run.internal(name))
    }

    /// Adds an input that cannot be read.
    pub fn obstacle(&mut self, name: &str, error: String) -> Result<Judged, JsError> {
        Ok(self.add(self.unchecked(name, error))?)
    }

    /// Adds an input over which this program panicked. It is no pass, whatever the input.
    pub fn panicked(&mut self, name: &str, line: Option<usize>) -> Result<Judged, JsError> {
        Ok(self.add(InputReport { line, ..self.internal(name) })?)
    }

    /// Completes the reports.
    pub fn finish(&mut self) -> Result<Outcome, JsError> {
        for report in &mut self.reports {
            report.renderer.finish(&self.summary, &mut report.text)?;
        }
        let verdict = self.summary.verdict();
        Ok(Outcome {
            verdict: verdict.as_str().to_owned(),
            exit_code: verdict.exit_code(),
            summary: self.summary.to_string(),
        })
    }

    /// Takes what there is of the report in this format: all of it after `finish`.
    pub fn take(&mut self, format: &str) -> Vec<u8> {
        let report = self.reports.iter_mut().find(|report| report.format == format);
        let text = report.map(|report| std::mem::take(&mut report.text)).unwrap_or_default();
        if format == "human" { strip_bytes(&text).into_vec() } else { text }
    }
}

impl Run {
    /// Takes the next line, and adds the report that is made of it.
    fn line(
        &mut self,
        judge: impl FnOnce(&mut Self, &str, Option<Vec<u8>>) -> InputReport,
    ) -> Result<Option<Judged>, JsError> {
        let Some(lines) = &mut self.lines else { return Ok(None) };
        let Some(next) = lines.next() else { return Ok(None) };
        let file = lines.name().to_owned();
        let judged = match next {
            Next::Obstacle(error) => self.add(self.unchecked(&file, error))?,
            Next::Line { number, place, contents } => {
                let report = judge(self, &format!("{file}:{number}"), contents);
                let judged = self.add(InputReport { line: Some(number), ..report })?;
                Judged { offset: Some(exact(place.start)), length: Some(exact(place.end - place.start)), ..judged }
            }
        };
        Ok(Some(judged))
    }

    fn verify(&mut self, name: &str, bytes: &[u8]) -> InputReport {
        let outcome = verify::verify_bytes(name, bytes, &self.arena, &self.policy);
        let timeline = outcome.timeline();
        let report = InputReport { timeline, ..outcome.report };
        self.arena.reset();
        report
    }

    fn unchecked(&self, name: &str, error: String) -> InputReport {
        InputReport::unchecked(name.to_owned(), self.policy.trust.assurance(), error)
    }

    fn internal(&self, name: &str) -> InputReport {
        let report = self.unchecked(name, "a bug in pith: it panicked over this input".to_owned());
        InputReport { verdict: Verdict::Internal, ..report }
    }

    fn add(&mut self, mut report: InputReport) -> io::Result<Judged> {
        if report.policy.is_empty() {
            // Expectations of an input that was not judged do not hold.
            report.policy = expect::unjudged(&self.policy.expectations);
        }
        self.summary.add(&report);
        for to in &mut self.reports {
            to.renderer.input(&report, &mut to.text)?;
        }
        Ok(Judged::of(&report))
    }
}

impl Judged {
    fn of(report: &InputReport) -> Self {
        Self {
            input: report.input.clone(),
            line: report.line,
            offset: None,
            length: None,
            verdict: report.verdict.as_str().to_owned(),
            number: report.pith_number.clone(),
            title: report.paper.as_ref().map(|paper| paper.title.clone()),
            sha256: report.sha256.map(|digest| digest.to_string()),
            why: (report.verdict != Verdict::Pass).then(|| why(report).1.to_owned()),
        }
    }
}

impl FromStr for Report {
    type Err = String;

    fn from_str(format: &str) -> Result<Self, String> {
        let renderer: Box<dyn Renderer> = match format {
            "json" => Box::<Json>::default(),
            "ndjson" => Box::<Ndjson>::default(),
            "html" => Box::<Html>::default(),
            "human" => Box::<Human>::default(),
            _ => return Err(format!("no format is called `{format}`")),
        };
        Ok(Self { format: format.to_owned(), renderer, text: Vec::new() })
    }
}
