//! `--report html=FILE`: one self-contained page for people.
//!
//! Other commands build their pages from the same pieces, such as [`banner`] and [`input_list`].

mod causes;
mod checks;
mod difference;
mod list;
mod report;

use std::io::{self, Write};

use crate::render::page::{Markup, and_more, page, section, table};
use crate::render::{Renderer, Summary};
use crate::report::InputReport;

pub use list::{InputList, input_list};
pub use report::{banner, policy, report_sections};

/// `--format html`: a page about the one input, or a list of many.
#[derive(Default)]
pub struct Html {
    /// The first report, kept back until it is known whether it is the only one.
    first: Option<InputReport>,
    list: InputList,
    seen: usize,
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
            self.list.add(&first);
        }
        self.list.add(report);
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let whole =
            self.first.take().map_or_else(|| list_page(&self.list, summary), |only| report_page(&only, summary));
        out.write_all(whole.as_bytes())
    }
}

/// The page about one input.
fn report_page(report: &InputReport, summary: &Summary) -> Markup {
    let mut content = report_sections(report);
    content.add(&section("Not read", &skipped(summary)));
    page(&format!("{} \u{b7} {}", report.verdict.as_str(), report.input), &content)
}

/// The entries of directories that were not read; nothing if there are none.
fn skipped(summary: &Summary) -> Markup {
    let rows = summary.named().iter().map(|one| [one.name.as_str(), one.why]);
    let mut content = table("Not read", ["Name", "Why"], rows);
    content.add(&and_more(summary.unnamed(), ""));
    content
}

/// The page about many inputs.
fn list_page(list: &InputList, summary: &Summary) -> Markup {
    let mut content = Markup::new();
    content.raw("<header>\n<h1>Verified inputs</h1>\n</header>\n");
    content.add(&banner(summary.verdict(), &summary.to_string()));
    content.add(&section("Expectations", &policy(summary.policy())));
    content.add(&section("Inputs", &input_list(list)));
    content.add(&section("Not read", &skipped(summary)));
    page(&format!("{} \u{b7} {summary}", summary.verdict().as_str()), &content)
}
