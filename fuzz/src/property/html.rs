//! Text of others in a page and in every other report: nothing of it is markup or acts on a terminal.

use pith::render::page::escape;

use super::shown::every_report;
use super::verify::report_on;
use crate::support::hostile::{raw, shown};

/// The text of the page, with its entities resolved, is the text with hostile characters written out, and no
/// character of it can begin or end markup. The same text as the name of an input harms no report.
pub fn holds(data: &[u8]) {
    let name = String::from_utf8_lossy(data);
    let page = escape(&name);
    assert!(!page.contains(['<', '>', '"', '\'', '`']), "{page}");
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#96;", "`"), ("&amp;", "&")];
    let bare = entities.iter().fold(page.clone(), |page, (entity, _)| page.replace(entity, ""));
    assert!(!bare.contains('&') || page.contains("&amp;"), "{page}");
    let resolved = entities.iter().fold(page, |page, (entity, text)| page.replace(entity, text));
    assert_eq!(resolved, shown(&name));
    assert_eq!(raw(&resolved.replace('\n', "\0")), None);
    every_report(&report_on(&name, b"{}"));
}
