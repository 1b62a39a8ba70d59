//! The members of an input that passed without a finding, in the order in which they are written.

use super::text::Text;
use crate::json::Pointer;
use crate::report::{CheckCode, Checks, InputReport, Rule, Signer, SourceName, Trust};

/// The end of a line about a pass without a finding.
pub(super) const END: &str = ",\"causes\":[],\"causes_more\":0,\"complete\":null,\"remains\":null,\"error\":null}";

/// Reads the members after `verdict`, up to the end. Digests are not taken over: none was computed in this run.
pub(super) fn read(mut text: Text<'_>, report: InputReport) -> Option<InputReport> {
    text.literal("\"assurance\":\"")?;
    text.literal(report.assurance.as_str())?;
    text.literal("\",\"pith_number\":")?;
    let pith_number = text.string()?.into_owned();
    text.literal(",\"source\":")?;
    let source = if text.has("null") { None } else { Some(source(&mut text)?) };
    text.literal(",\"digests\":{\"canonical\":")?;
    pair(&mut text)?;
    text.literal(",\"state\":")?;
    pair(&mut text)?;
    text.literal(",\"bundle\":")?;
    pair(&mut text)?;
    text.literal("},\"signers\":")?;
    let signers = text.list(signer)?;
    text.literal(",\"signers_more\":0,\"events\":{\"total\":")?;
    let events_total = text.count()?;
    text.literal(",\"valid\":")?;
    let events_valid = text.count()?;
    text.literal("},\"checks\":")?;
    let checks = checks(&mut text)?;
    text.literal(",\"rules\":{\"proven\":")?;
    let rules_proven = rules(&mut text, true)?;
    text.literal(",\"inferred\":")?;
    let rules_inferred = rules(&mut text, false)?;
    text.literal(",\"readings\":{\"M9\":")?;
    let m9_reading = if text.has("null") { None } else { Some(letter(&mut text)?) };
    text.literal("}},\"unsigned\":")?;
    let unsigned = text.list(|text| Pointer::parse(&text.string()?))?;
    (text.0 == END).then(|| InputReport {
        pith_number: Some(pith_number),
        source,
        signatures_verified: signers.iter().map(|signer| signer.signatures).sum(),
        signatures_total: signers.iter().map(|signer| signer.signatures).sum(),
        signers,
        events_total,
        events_valid,
        checks,
        rules_proven,
        rules_inferred,
        m9_reading,
        unsigned,
        ..report
    })
}

fn source(text: &mut Text<'_>) -> Option<SourceName> {
    text.literal("{\"kind\":")?;
    let kind = text.string()?.into_owned();
    text.literal(",\"id\":")?;
    let id = text.string()?.into_owned();
    text.literal(",\"version\":")?;
    // Digits that fit into no number are written as text.
    let version = if text.0.starts_with('"') {
        text.string().filter(|digits| digits.parse::<i64>().is_err())?.into_owned()
    } else {
        text.integer().filter(|digits| digits.parse::<i64>().is_ok())?.to_owned()
    };
    text.literal("}")?;
    Some(SourceName { kind, id, version })
}

/// A stated digest that is the computed one, as every pass has them.
fn pair(text: &mut Text<'_>) -> Option<()> {
    text.literal("{\"stated\":")?;
    let stated = text.digest()?;
    text.literal(",\"computed\":")?;
    let computed = text.digest()?;
    text.literal("}")?;
    (stated == computed).then_some(())
}

fn signer(text: &mut Text<'_>) -> Option<Signer> {
    text.literal("{\"key_id\":")?;
    let key_id = text.string()?.into_owned();
    text.literal(",\"key_sha256\":")?;
    let key_sha256 = text.digest()?;
    text.literal(",\"trust\":\"")?;
    // A key that is not trusted comes with a warning.
    let trust = [Trust::Builtin, Trust::Pinned, Trust::Embedded].into_iter().find(|trust| text.has(trust.as_str()))?;
    text.literal("\",\"signatures\":")?;
    let signatures = text.count()?;
    text.literal("}")?;
    Some(Signer { key_id, key_sha256, trust, signatures })
}

/// Checks that all passed, each code once and in order.
fn checks(text: &mut Text<'_>) -> Option<Checks> {
    let mut checks = Checks::default();
    let mut codes = CheckCode::ALL.iter();
    text.list(|text| {
        text.literal("{\"code\":\"")?;
        let code = codes.find(|code| text.0.strip_prefix(code.as_str()).is_some_and(|rest| rest.starts_with('"')))?;
        text.literal(code.as_str())?;
        text.literal("\",\"status\":\"pass\",\"count\":")?;
        let times = text.count().filter(|times| *times > 0)?;
        text.literal("}")?;
        checks.pass_times(*code, times);
        Some(())
    })?;
    Some(checks)
}

/// Merge rules, each once and in order.
fn rules(text: &mut Text<'_>, proven: bool) -> Option<Vec<&'static str>> {
    let mut rules = Rule::ALL.iter().filter(|rule| rule.is_proven() == proven).map(|rule| rule.as_str());
    text.list(|text| {
        text.literal("\"")?;
        let rule = rules.find(|rule| text.0.strip_prefix(rule).is_some_and(|rest| rest.starts_with('"')))?;
        text.literal(rule)?;
        text.literal("\"")?;
        Some(rule)
    })
}

/// A reading of rule M9.
fn letter(text: &mut Text<'_>) -> Option<&'static str> {
    let letter = ["a", "b"].into_iter().find(|letter| text.0.starts_with(&format!("\"{letter}\"")))?;
    text.string().is_some().then_some(letter)
}
