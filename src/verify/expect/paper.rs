//! `--title` and `--abstract`: is this bundle about this paper? (docs/format.md, section 2.4)

use crate::bundle::Record;
use crate::bundle::title::{is_settled, text_digest};
use crate::json::Pointer;
use crate::report::{CheckCode, Finding, Reason};
use crate::verify::expect::Evidence;

/// `--title`: the title hashes to the record's `title_canon_sha256`.
pub(super) fn other_title(title: &str, evidence: &Evidence<'_, '_>) -> Option<Finding> {
    other_text(title, "title_canon_sha256", CheckCode::PolicyTitle, |record| record.title_canon_sha256, evidence)
}

/// `--abstract`: the abstract hashes to the record's `abstract_canon_sha256`.
pub(super) fn other_abstract(text: &str, evidence: &Evidence<'_, '_>) -> Option<Finding> {
    other_text(
        text,
        "abstract_canon_sha256",
        CheckCode::PolicyAbstract,
        |record| record.abstract_canon_sha256,
        evidence,
    )
}

/// A match proves the text, whatever it is written in. A mismatch proves another text only where the
/// rule is settled; elsewhere it is undetermined, and does not hold either.
fn other_text<'a>(
    text: &str,
    member: &str,
    code: CheckCode,
    stated: impl Fn(&Record<'a>) -> Option<&'a str>,
    evidence: &Evidence<'_, 'a>,
) -> Option<Finding> {
    let place = Pointer::root().member("canonical_record").member("metadata").member(member);
    let Some(stated) = stated(&evidence.bundle.record) else {
        return Some(Finding::fail(code, Reason::Missing, format!("the record has no `{member}`")).at(place));
    };
    let computed = text_digest(text).to_string();
    if computed == stated {
        return None;
    }
    let finding = if is_settled(text) {
        Finding::fail(
            code,
            Reason::Differs,
            format!("the text does not hash to the record's `{member}`: another paper, or other words"),
        )
    } else {
        let message = format!(
            "undetermined: the text does not hash to the record's `{member}`, and how texts beyond ASCII are hashed \
             is not settled"
        );
        Finding::fail(code, Reason::Undetermined, message)
    };
    Some(finding.compare(computed, stated).at(place))
}
