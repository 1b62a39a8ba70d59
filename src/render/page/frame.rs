//! The frame of a page: one file, no network, no script.
//!
//! A Content-Security-Policy allows the style sheet by its hash and nothing else. Even if foreign markup got in, it
//! could load and run nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::digest::Sha256Digest;
use crate::render::page::Markup;

const STYLE: &str = include_str!("style.css");

/// A whole page. The title may be text of others.
pub fn page(title: &str, content: &Markup) -> Markup {
    let mut page = beginning(title);
    page.add(content).add(&end());
    page
}

/// A page up to its content. The title may be text of others.
pub fn beginning(title: &str) -> Markup {
    let mut page = Markup::new();
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-")
        .text(&STANDARD.encode(Sha256Digest::of(STYLE.as_bytes()).as_bytes()))
        .raw("'; base-uri 'none'; form-action 'none'\">\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .raw("<meta name=\"color-scheme\" content=\"light dark\">\n")
        .raw("<meta name=\"referrer\" content=\"no-referrer\">\n<title>")
        .text(title)
        .raw("</title>\n<style>")
        .raw(STYLE)
        .raw("</style>\n</head>\n<body>\n<main>\n");
    page
}

/// A page after its content.
pub fn end() -> Markup {
    let mut page = Markup::new();
    page.raw("</main>\n<footer><p>Written by pith ")
        .text(env!("CARGO_PKG_VERSION"))
        .raw(" without network access. The page is self-contained: it loads nothing and runs nothing.</p></footer>\n")
        .raw("</body>\n</html>\n");
    page
}

/// A section with a heading; nothing if it would be empty.
pub fn section(heading: &'static str, content: &Markup) -> Markup {
    let mut section = Markup::new();
    if !content.is_empty() {
        section.raw("<section>\n<h2>").raw(heading).raw("</h2>\n").add(content).raw("</section>\n");
    }
    section
}

/// A list of names and values; rows without a value are left out.
pub fn facts<'f>(rows: impl IntoIterator<Item = (&'f str, Option<&'f str>)>) -> Markup {
    facts_of(rows.into_iter().map(|(name, value)| (name, value.map(Cell::markup).unwrap_or_default())))
}

/// A list of names and values that are markup; rows with an empty value are left out.
pub fn facts_of<'f>(rows: impl IntoIterator<Item = (&'f str, Markup)>) -> Markup {
    let row = |(name, value): (&str, Markup)| {
        let mut row = Markup::new();
        row.raw("<div><dt>").text(name).raw("</dt><dd>").add(&value).raw("</dd></div>\n");
        row
    };
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let (list, left_out) = first_rows(FACTS, rows.map(row));
    let mut whole = listed(&list);
    whole.add(&and_more(left_out, LEFT_OUT));
    whole
}

/// What follows the number of rows that are left out.
const LEFT_OUT: &str = ", which only the JSON form lists";

/// The first rows that take so many bytes together, and the number of the others. A page is bounded, whatever an input
/// puts into it.
fn first_rows(room: usize, rows: impl Iterator<Item = Markup>) -> (Markup, usize) {
    let (mut first, mut left_out) = (Markup::new(), 0);
    for row in rows {
        left_out += usize::from(left_out > 0 || !first.add_within(room, &row));
    }
    (first, left_out)
}

/// A list of names and sentences of this program.
pub fn sentences<'f>(rows: impl IntoIterator<Item = (&'f str, &'f str)>) -> Markup {
    let mut list = Markup::new();
    for (name, sentence) in rows {
        list.raw("<div><dt>").text(name).raw("</dt><dd class=\"prose\">").prose(sentence).raw("</dd></div>\n");
    }
    listed(&list)
}

/// The most bytes of the rows of a list of names and values. Rows beyond are counted.
const FACTS: usize = 25_000;

/// The rows as a list; nothing without rows.
fn listed(list: &Markup) -> Markup {
    let mut whole = Markup::new();
    if !list.is_empty() {
        whole.raw("<dl class=\"facts\">\n").add(list).raw("</dl>\n");
    }
    whole
}

/// What a table has in a cell.
pub trait Cell {
    /// The content of the cell.
    fn markup(&self) -> Markup;

    /// Its text, or one with words as long.
    fn words(&self) -> &str;
}

impl<T: AsRef<str> + ?Sized> Cell for T {
    fn markup(&self) -> Markup {
        let mut markup = Markup::new();
        markup.text(self.as_ref());
        markup
    }

    fn words(&self) -> &str {
        self.as_ref()
    }
}

impl Cell for Markup {
    fn markup(&self) -> Markup {
        self.clone()
    }

    fn words(&self) -> &str {
        self.as_str()
    }
}

/// The most characters of a word that a cell does not break: a time has fewer, digests and keys have more.
const UNBROKEN: usize = 20;

/// How the words of a cell break: a single short one never, a long one anywhere, and otherwise at spaces.
fn breaking(cell: &impl Cell) -> &'static str {
    let is_long = |word: &str| word.chars().nth(UNBROKEN).is_some();
    match cell.words() {
        words if words.split_whitespace().any(is_long) => "long",
        words if words.split_whitespace().nth(1).is_none() => "word",
        _ => "sentence",
    }
}

/// The most columns that fit on a page. Rows of more are blocks at every width.
const NARROW: usize = 5;

/// The most bytes of the rows of a table. Rows beyond are counted.
const TABLE: usize = 70_000;

/// A table with a caption for screen readers; nothing without rows. On a narrow page each row is a block, and each cell
/// has the heading of its column beside it.
pub fn table<const N: usize, C: Cell>(
    caption: &'static str,
    heads: [&'static str; N],
    rows: impl IntoIterator<Item = [C; N]>,
) -> Markup {
    let row = |row: [C; N]| {
        let mut cells = Markup::new();
        cells.raw("<tr>");
        for (head, cell) in heads.into_iter().zip(row) {
            cells.raw("<td class=\"").raw(breaking(&cell)).raw("\" data-head=\"").raw(head).raw("\">");
            cells.add(&cell.markup()).raw("</td>");
        }
        cells.raw("</tr>\n");
        cells
    };
    let (body, left_out) = first_rows(TABLE, rows.into_iter().map(row));
    let more = and_more(left_out, LEFT_OUT);
    if body.is_empty() {
        return more;
    }
    let mut table = Markup::new();
    table.raw(if N > NARROW { "<table class=\"wide\">\n<thead><tr>" } else { "<table>\n<thead><tr>" });
    for head in heads {
        table.raw("<th scope=\"col\">").raw(head).raw("</th>");
    }
    table.raw("</tr></thead>\n<tbody>\n").add(&body).raw("</tbody>\n</table>\n");
    let mut whole = scrolling(caption, &table);
    whole.add(&more);
    whole
}

/// Wide content, which scrolls by itself where the page is narrow.
pub fn scrolling(label: &'static str, content: &Markup) -> Markup {
    let mut whole = Markup::new();
    whole.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").raw(label).raw("\">\n");
    whole.add(content).raw("</div>\n");
    whole
}

/// The number of entries that are left out; nothing if there are none.
pub fn and_more(count: usize, rest: &'static str) -> Markup {
    let mut whole = Markup::new();
    if count > 0 {
        whole.raw("<p>And ").number(count).raw(" more").raw(rest).raw(".</p>\n");
    }
    whole
}

/// Content that unfolds.
pub fn unfolding(summary: &'static str, content: &Markup) -> Markup {
    let mut whole = Markup::new();
    if !content.is_empty() {
        whole.raw("<details>\n<summary>").raw(summary).raw("</summary>\n").add(content).raw("</details>\n");
    }
    whole
}

/// A paragraph of this program, with names between backticks.
pub fn paragraph(sentence: &str) -> Markup {
    let mut paragraph = Markup::new();
    paragraph.raw("<p>").prose(sentence).raw("</p>\n");
    paragraph
}

/// A sentence of this program, with names between backticks.
pub fn prose(sentence: &str) -> Markup {
    let mut markup = Markup::new();
    markup.prose(sentence);
    markup
}
