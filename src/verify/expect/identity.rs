//! `--expect-number`, `--expect-source`, `--expect-bundle`: is this the bundle that was meant?

use std::fmt;

use crate::bundle::identifier::PithNumber;
use crate::digest::Sha256Digest;
use crate::json::{Kind, Pointer, Value};
use crate::report::{CheckCode, Finding, Reason};
use crate::verify::expect::{Evidence, ExpectationError};

/// Reads a whole Pith number; the short form pins too little.
pub(super) fn parse_number(text: &str) -> Result<String, ExpectationError> {
    let rest = text.strip_prefix("pith:").filter(|rest| !rest.contains(char::is_whitespace));
    let rest = rest.ok_or(ExpectationError::Number)?;
    match rest.split(':').collect::<Vec<_>>().as_slice() {
        [year, suffix] if !year.is_empty() && !suffix.is_empty() => Ok(text.to_owned()),
        [short] if short.len() == 8 => Err(ExpectationError::ShortNumber),
        _ => Err(ExpectationError::Number),
    }
}

/// `--expect-number`: the number that follows from the record, and the one that the bundle states.
pub(super) fn other_number(expected: &str, evidence: &Evidence<'_, '_>) -> Option<Finding> {
    let place = Pointer::root().member("pith_number");
    let fail = |reason, message: &str| Finding::fail(CheckCode::PolicyExpectNumber, reason, message);
    let made_of = evidence.canonical.zip(evidence.bundle.record.submitted_at);
    let derived = made_of.and_then(|(digest, submitted_at)| PithNumber::of(digest).full(submitted_at));
    let Some(derived) = derived else {
        return Some(fail(Reason::Missing, "no number follows from this bundle's record").at(place));
    };
    if derived != expected {
        let message = "this is the bundle of another number";
        return Some(fail(Reason::Differs, message).compare(expected, derived).at(place));
    }
    let stated = evidence.bundle.pith_number.unwrap_or_default();
    (stated != expected).then(|| {
        let message = "the bundle states a number that does not follow from its record";
        fail(Reason::Differs, message).compare(expected, stated).at(place)
    })
}

/// `--expect-bundle`: the digest that was computed over the bundle. It is that of the whole where the bundle states another.
pub(super) fn other_bundle(expected: &Sha256Digest, evidence: &Evidence<'_, '_>) -> Option<Finding> {
    (evidence.digest.as_bytes() != expected.as_bytes()).then(|| {
        let message = "the digest of this bundle is not the expected one";
        let finding = Finding::fail(CheckCode::PolicyExpectBundle, Reason::Differs, message);
        let computed = evidence.digest.to_string();
        let stated = Pointer::root().member("bundle_signature").member("bundle_sha256");
        let is_stated = stated.find(Value::made(Kind::Object(evidence.bundle.object))).and_then(|value| value.as_str());
        let place = if is_stated == Some(&computed) { stated } else { Pointer::root() };
        finding.compare(expected.to_string(), computed).at(place)
    })
}

/// `arxiv:ID` or `arxiv:IDvVERSION`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedSource {
    id: String,
    /// As its digits; any version if there is none.
    version: Option<String>,
}

impl ExpectedSource {
    /// The only kind of source whose ids and versions can be told apart in a text.
    const KIND: &'static str = "arxiv";

    /// Reads `arxiv:ID[vVERSION]`; old ids have a slash, and none ends in `v` and digits.
    pub fn parse(text: &str) -> Result<Self, ExpectationError> {
        let (kind, rest) = text.split_once(':').ok_or(ExpectationError::Source)?;
        if !kind.eq_ignore_ascii_case(Self::KIND) || rest.is_empty() || rest.contains(char::is_whitespace) {
            return Err(ExpectationError::Source);
        }
        let id = rest.trim_end_matches(|c: char| c.is_ascii_digit());
        let version = rest.get(id.len()..).filter(|digits| !digits.is_empty());
        match (id.strip_suffix('v'), version) {
            (Some(""), _) => Err(ExpectationError::Source),
            (Some(id), Some(version)) => Ok(Self { id: id.to_owned(), version: Some(version.to_owned()) }),
            _ => Ok(Self { id: rest.to_owned(), version: None }),
        }
    }

    /// `--expect-source`: the source of the canonical record.
    pub(super) fn fault(&self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        let place = Pointer::root().member("canonical_record").member("source");
        let fail = |reason, message: &str| Finding::fail(CheckCode::PolicyExpectSource, reason, message);
        let Some(source) = evidence.bundle.record.source else {
            return Some(fail(Reason::Missing, "the record names no source").at(place));
        };
        let actual = format!("{}:{}v{}", source.kind, source.id, source.version);
        if source.kind != Self::KIND || source.id != self.id {
            let message = "the record is that of another source";
            return Some(fail(Reason::Differs, message).compare(self.to_string(), actual).at(place));
        }
        let is_version = self.version.as_deref().is_none_or(|version| version == source.version);
        (!is_version).then(|| {
            let message = "the record is that of another version";
            fail(Reason::Version, message).compare(self.to_string(), actual).at(place)
        })
    }
}

impl fmt::Display for ExpectedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", Self::KIND, self.id)?;
        self.version.as_ref().map_or(Ok(()), |version| write!(f, "v{version}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_an_id_and_perhaps_a_version() {
        let parts = |text| {
            let source = ExpectedSource::parse(text).unwrap();
            (source.id, source.version)
        };
        assert_eq!(parts("arxiv:1804.07612"), ("1804.07612".into(), None));
        assert_eq!(parts("arXiv:1804.07612v12"), ("1804.07612".into(), Some("12".into())));
        assert_eq!(parts("arxiv:hep-lat/0305021v2"), ("hep-lat/0305021".into(), Some("2".into())));
        assert_eq!(parts("arxiv:solv-int/9901001"), ("solv-int/9901001".into(), None));
        for bad in ["1804.07612", "arxiv:", "arxiv:v1", "doi:10.1/2", "arxiv:1804.07612 v1"] {
            assert!(ExpectedSource::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_short_number_is_no_pin() {
        assert!(parse_number("pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD").is_ok());
        assert_eq!(parse_number("pith:6CB5P4A4"), Err(ExpectationError::ShortNumber));
        for bad in ["", "pith:", "6CB5P4A4IXK6Y2AGFDY5KCUYHD", "pith:2018:", "pith::X", "pith:2018:A:B"] {
            assert_eq!(parse_number(bad), Err(ExpectationError::Number), "{bad}");
        }
    }
}
