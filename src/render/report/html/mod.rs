//! `--report html=FILE`: one self-contained page for people.
//!
//! Other commands build their pages from the same pieces, such as [`banner`] and [`input_list`].

mod causes;
mod checks;
mod difference;
mod list;
mod report;

use std::io::{self, Write};

use self::list::InputList;
use crate::render::page::{Markup, and_more, beginning, end, page, section, table};
use crate::render::spool::Spool;
use crate::render::{Create, Renderer, Summary};
use crate::report::{InputReport, Verdict};
use crate::text::cut_to_cost;

pub use list::input_list;
pub use report::{banner, policy, report_sections};

/// `--format html`: a page about the one input, or a list of many.
#[derive(Default)]
pub struct Html {
    /// The first report, kept back until it is known whether it is the only one.
    first: Option<InputReport>,
    list: InputList,
    /// The rows of the list, by verdict.
    rows: [Spool; Verdict::ALL.len()],
    seen: usize,
}

impl Html {
    /// With temporary files for what has to wait.
    pub fn spooled(create: Create) -> Self {
        Self { rows: std::array::from_fn(|_| Spool::to(create)), ..Self::default() }
    }

    fn add(&mut self, report: &InputReport) -> io::Result<()> {
        let rows = Verdict::ALL.iter().zip(&mut self.rows).find(|(verdict, _)| **verdict == report.verdict);
        match rows.zip(self.list.row(report)) {
            Some(((_, rows), row)) => rows.write_all(row.as_bytes()),
            None => Ok(()),
        }
    }

    /// The page about many inputs.
    fn write_list(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(before_list(&self.list, summary).as_bytes())?;
        for rows in self.rows.iter_mut().rev() {
            rows.write_to(out)?;
        }
        out.write_all(after_list(&self.list, summary).as_bytes())
    }
}

impl Renderer for Html {
    /// Writes nothing yet, because the page begins with the verdict of the run.
    fn input(&mut self, report: &InputReport, _: &mut dyn Write) -> io::Result<()> {
        self.seen += 1;
        if self.seen == 1 {
            self.first = Some(report.clone());
            return Ok(());
        }
        if let Some(first) = self.first.take() {
            self.add(&first)?;
        }
        self.add(report)
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        match self.first.take() {
            Some(only) => out.write_all(report_page(&only, summary).as_bytes()),
            None => self.write_list(summary, out),
        }
    }
}

/// The page about one input.
fn report_page(report: &InputReport, summary: &Summary) -> Markup {
    let mut content = report_sections(report);
    content.add(&section("Not read", &skipped(summary)));
    page(&format!("{} \u{b7} {}", report.verdict.as_str(), name(report)), &content)
}

/// The most bytes of a name, which a page has more than once.
const NAME: usize = 400;

/// The name of an input.
pub fn name(report: &InputReport) -> String {
    cut_to_cost(&report.input, NAME)
}

/// The entries of directories that were not read; nothing if there are none.
fn skipped(summary: &Summary) -> Markup {
    let rows = summary.named().iter().map(|one| [one.name.as_str(), one.why]);
    let mut content = table("Not read", ["Name", "Why"], rows);
    content.add(&and_more(summary.unnamed(), ""));
    content
}

/// The page about many inputs up to its rows.
fn before_list(list: &InputList, summary: &Summary) -> Markup {
    let mut before = beginning(&format!("{} \u{b7} {summary}", summary.verdict().as_str()));
    before.raw("<header>\n<h1>Verified inputs</h1>\n</header>\n");
    before.add(&banner(summary.verdict(), &summary.to_string()));
    before.add(&section("Expectations", &policy(summary.policy())));
    before.raw("<section>\n<h2>Inputs</h2>\n").add(&list.before());
    before
}

/// The page about many inputs after its rows.
fn after_list(list: &InputList, summary: &Summary) -> Markup {
    let mut after = list.after();
    after.raw("</section>\n").add(&section("Not read", &skipped(summary))).add(&end());
    after
}
