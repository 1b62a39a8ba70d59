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
        .raw("</style>\n</head>\n<body>\n<main>\n")
        .add(content)
        .raw("</main>\n<footer><p>Written by pith ")
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
    let mut list = Markup::new();
    for (name, value) in rows {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            list.raw("<div><dt>").text(name).raw("</dt><dd>").text(value).raw("</dd></div>\n");
        }
    }
    let mut whole = Markup::new();
    if !list.is_empty() {
        whole.raw("<dl class=\"facts\">\n").add(&list).raw("</dl>\n");
    }
    whole
}

/// A table with a caption for screen readers; nothing without rows.
pub fn table<const N: usize, C: AsRef<str>>(
    caption: &'static str,
    heads: [&'static str; N],
    rows: impl IntoIterator<Item = [C; N]>,
) -> Markup {
    let mut body = Markup::new();
    for row in rows {
        body.raw("<tr>");
        for cell in row {
            body.raw("<td>").text(cell.as_ref()).raw("</td>");
        }
        body.raw("</tr>\n");
    }
    if body.is_empty() {
        return body;
    }
    let mut table = Markup::new();
    table.raw("<table>\n<thead><tr>");
    for head in heads {
        table.raw("<th scope=\"col\">").raw(head).raw("</th>");
    }
    table.raw("</tr></thead>\n<tbody>\n").add(&body).raw("</tbody>\n</table>\n");
    scrolling(caption, &table)
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

/// A paragraph.
pub fn paragraph(text: &str) -> Markup {
    let mut paragraph = Markup::new();
    paragraph.raw("<p>").text(text).raw("</p>\n");
    paragraph
}
