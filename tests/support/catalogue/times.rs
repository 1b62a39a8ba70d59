//! `event.time`: the form of the four times that are covered, and their order.

use super::{Case, edited, edited_outside, registry};
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::paper::Paper;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases: Vec<_> = forms().into_iter().map(|(name, about, time)| created_at(name, about, time)).collect();
    cases.extend(places());
    cases.extend(orders());
    cases
}

/// What is no time. A year of five digits or an offset must not slip through a lenient reader of dates.
fn forms() -> Vec<(&'static str, &'static str, &'static str)> {
    vec![
        ("empty", "no text at all", ""),
        ("no-zone", "no Z", "2026-05-18T00:17:58"),
        ("offset", "an offset in place of Z", "2026-05-18T00:17:58+00:00"),
        ("offset-after-z", "an offset after Z", "2026-05-18T00:17:58Z+02:00"),
        ("lower-case-t", "t for T", "2026-05-18t00:17:58Z"),
        ("lower-case-z", "z for Z", "2026-05-18T00:17:58z"),
        ("space", "a space for T", "2026-05-18 00:17:58Z"),
        ("space-before", "a space before it", " 2026-05-18T00:17:58Z"),
        ("line-feed-after", "a line feed after it", "2026-05-18T00:17:58Z\n"),
        ("no-seconds", "no seconds", "2026-05-18T00:17Z"),
        ("no-time", "a date alone", "2026-05-18"),
        ("year-0", "a year that there was not", "0000-01-01T00:00:00Z"),
        ("basic-form", "the form without separators", "20260518T001758Z"),
        ("one-digit-month", "a month of one digit", "2026-5-18T00:17:58Z"),
        ("signed-year", "a year with a sign", "+002026-05-18T00:17:58Z"),
        ("fraction-empty", "a point without digits", "2026-05-18T00:17:58.Z"),
        ("fraction-seven", "seven digits after the point", "2026-05-18T00:17:58.1234567Z"),
        ("fraction-comma", "a comma for the point", "2026-05-18T00:17:58,5Z"),
        ("other-digits", "digits of another script", "2026-05-1\u{668}T00:17:58Z"),
        ("annotation", "a time zone in brackets", "2026-05-18T00:17:58Z[UTC]"),
        ("month-0", "month 0", "2026-00-18T00:17:58Z"),
        ("month-13", "month 13", "2026-13-18T00:17:58Z"),
        ("day-0", "day 0", "2026-05-00T00:17:58Z"),
        ("april-31", "31 April", "2026-04-31T00:17:58Z"),
        ("no-leap-year", "29 February 2026", "2026-02-29T00:17:58Z"),
        ("no-leap-century", "29 February 1900", "1900-02-29T00:17:58Z"),
        ("hour-24", "hour 24", "2026-05-18T24:00:00Z"),
        ("minute-60", "minute 60", "2026-05-18T00:60:00Z"),
        ("second-60", "second 60 of an ordinary minute", "2026-05-18T00:17:60Z"),
        ("second-61", "second 61", "2026-05-18T00:17:61Z"),
        ("number", "seconds since 1970", "1779063478"),
    ]
}

/// A bundle with one event, so that a bad time cannot change the order of the state.
fn created_at(name: &str, about: &'static str, time: &str) -> Case {
    let mut bundle = Bundle::found(&Paper::example().record(), &registry());
    bundle.json.set("/events/0/created_at", time);
    bundle.seal_from_event(0);
    super::bundle_case(format!("fail/event.time/{name}.json"), about, &bundle)
        .fail("event.time", "form", "/events/0/created_at")
        .skip("record.title", "no-snapshot", "")
}

fn places() -> Vec<Case> {
    let bad = "2026-02-30T00:00:00Z";
    vec![
        edited("fail/event.time/event-signed-at.json", "30 February in the signature of an event", |bundle| {
            bundle.json.set("/events/2/signature/signed_at", bad);
            bundle.seal();
        })
        .fail("event.time", "form", "/events/2/signature/signed_at"),
        edited("fail/event.time/receipt-signed-at.json", "30 February in the receipt", |bundle| {
            bundle.json.set("/events/0/payload/receipt/signed_at", bad);
            bundle.seal_from_event(0);
        })
        .fail("event.time", "form", "/events/0/payload/receipt/signed_at"),
        edited_outside("fail/event.time/built-at.json", "30 February in built_at", |json| json.set("/built_at", bad))
            .fail("event.time", "form", "/built_at"),
        leap_day(),
    ]
}

/// 29 February of a leap year does exist.
fn leap_day() -> Case {
    let mut bundle = Bundle::example();
    let event = NewEvent::new("correction", "record", object! { "text": "made on a leap day" });
    bundle.add(event.at("2024-02-29T23:59:59.999999Z"), &registry());
    bundle.seal();
    super::bundle_case("valid/leap-day.json", "29 February 2024, to the last microsecond", &bundle)
}

fn orders() -> Vec<Case> {
    let warned = |name: &str, about, reason, pointer: &str, edit: &dyn Fn(&mut Bundle)| {
        edited(format!("warn/event.time/{name}.json"), about, edit).warn("event.time", reason, pointer)
    };
    vec![
        warned("built-ahead", "built in 2099", "ahead", "/built_at", &|bundle| {
            bundle.json.set("/built_at", "2099-01-01T00:00:00Z");
            bundle.seal();
        }),
        warned("signed-ahead", "an event was signed in 2099", "ahead", "/events/2/signature/signed_at", &|bundle| {
            bundle.json.set("/events/2/signature/signed_at", "2099-01-01T00:00:00Z");
            bundle.seal();
        }),
        warned(
            "created-ahead",
            "an event was made, signed and built in 2099",
            "ahead",
            "/events/2/created_at",
            &|bundle| {
                bundle.json.set("/events/2/created_at", "2099-01-01T00:00:00Z");
                bundle.json.set("/events/2/signature/signed_at", "2099-01-01T00:00:00Z");
                bundle.json.set("/built_at", "2099-01-01T00:00:00Z");
                bundle.seal_from_event(2);
            },
        ),
        warned(
            "created-after-signed",
            "an event was signed a day before it was made",
            "order",
            "/events/2",
            &|bundle| {
                bundle.json.set("/events/2/signature/signed_at", "2026-05-17T00:17:58.000000Z");
                bundle.seal();
            },
        ),
        warned(
            "created-after-built",
            "an event was made after the bundle was built",
            "order",
            "/events/2",
            &|bundle| {
                bundle.json.set("/events/2/created_at", "2026-06-03T20:00:00Z");
                bundle.json.set("/events/2/signature/signed_at", "2026-06-03T20:00:00.000000Z");
                bundle.seal_from_event(2);
            },
        ),
    ]
}
