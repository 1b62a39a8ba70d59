//! The inputs of a union: each read and verified once.

use std::collections::BTreeSet;

use crate::bundle::Bundle;
use crate::digest::Sha256Digest;
use crate::json::{Arena, Document};
use crate::keys::Candidates;
use crate::replay::ValidEvent;
use crate::report::{CheckCode, InputReport};
use crate::text::cut;
use crate::verify::{self, Policy};

/// What is given to be united.
pub enum Given<'a> {
    /// The bytes of an input.
    Bytes {
        /// How reports call it.
        name: String,
        /// Its bytes.
        source: &'a [u8],
    },
    /// An input that could not be read, and the report with the reason.
    Unread(Box<InputReport>),
}

/// An input with the results of verifying it.
pub(super) struct Judged<'a> {
    pub(super) report: InputReport,
    /// The typed view, of a bundle that could be verified.
    pub(super) bundle: Option<Bundle<'a>>,
    pub(super) candidates: Candidates<'a>,
}

impl<'a> Judged<'a> {
    pub(super) fn new(given: Given<'a>, arena: &'a Arena, policy: &Policy) -> Self {
        let (name, source) = match given {
            Given::Unread(report) => return Self::unusable(*report),
            Given::Bytes { name, source } => (name, source),
        };
        let Ok(document) = Document::parse(source, arena) else {
            return Self::unusable(verify::verify_bytes(&name, source, arena, policy).report);
        };
        let outcome = verify::verify(&name, &document, policy);
        let mut report = outcome.report;
        verify::refuse_integrity(&mut report);
        report.bytes = u64::try_from(source.len()).ok();
        report.sha256 = Some(Sha256Digest::of(source));
        let bundle = outcome.merged.and(Bundle::view(&document).0);
        let candidates =
            bundle.as_ref().map(|bundle| verify::embedded_keys(bundle, &policy.trust).0).unwrap_or_default();
        Self { report, bundle, candidates }
    }

    fn unusable(report: InputReport) -> Self {
        Self { report, bundle: None, candidates: Candidates::default() }
    }

    /// What inputs are sorted by; the same for an input that is given twice.
    pub(super) fn order(&self) -> (&str, Option<Sha256Digest>) {
        (&self.report.input, self.report.sha256)
    }

    /// `built_at`
    pub(super) fn built_at(&self) -> Option<&'a str> {
        Some(self.bundle.as_ref()?.built_at?.text)
    }

    /// Whether it claims to be the bundle of this number.
    pub(super) fn is_of(&self, number: &str) -> bool {
        self.bundle.as_ref().is_some_and(|bundle| bundle.pith_number == Some(number))
    }

    /// Whether a check found nothing wrong.
    pub(super) fn holds(&self, code: CheckCode) -> bool {
        self.report.checks.holds(code)
    }

    /// Whether its number follows from its record.
    pub(super) fn is_sound(&self) -> bool {
        self.holds(CheckCode::RecordDigest) && self.holds(CheckCode::RecordNumber)
    }

    /// The events that are valid by M2, without those of keys that take a trusted key's id.
    pub(super) fn valid_events(&self, policy: &Policy) -> Vec<ValidEvent<'_, 'a>> {
        let Some(bundle) = &self.bundle else { return Vec::new() };
        let mut events = verify::valid_events(bundle, &self.candidates);
        events.retain(|event| !policy.trust.is_impersonated(event.verified.key().key_id, event.key_bytes()));
        events
    }
}

/// The one number that the inputs are of: those whose number follows from their record decide; only
/// where there are none, what the others state.
pub(super) fn common_number<'a>(judged: &[Judged<'a>]) -> Result<&'a str, String> {
    let numbers = |only_sound: bool| -> BTreeSet<&'a str> {
        let inputs = judged.iter().filter(|input| input.is_sound() || !only_sound);
        inputs.filter_map(|input| input.bundle.as_ref()?.pith_number).collect()
    };
    let sound = numbers(true);
    let found = if sound.is_empty() { numbers(false) } else { sound };
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(number), None) => Ok(number),
        (Some(one), Some(other)) => Err(format!(
            "the inputs are of several numbers, such as {} and {}: only bundles of one number can be merged",
            cut(one),
            cut(other)
        )),
        (None, _) => Err("no input could be read as a bundle".to_owned()),
    }
}
