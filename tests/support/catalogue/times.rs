//! `event.time`: the form of the four times that are covered, their order, and times on which nothing rests.

use super::{Case, edited, edited_outside, registry};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::paper::Paper;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases: Vec<_> = forms().into_iter().map(|(name, about, time)| created_at(name, about, time)).collect();
    cases.extend(places());
    cases.extend(offsets());
    cases.extend(impossible());
    cases.extend(to_come());
    cases.extend(orders());
    cases
}

/// What is no time. A year of five digits or an offset other than `+00:00` must not slip through a lenient reader.
fn forms() -> Vec<(&'static str, &'static str, &'static str)> {
    vec![
        ("empty", "an empty time", ""),
        ("no-zone", "no Z", "2026-05-18T00:17:58"),
        ("offset-minus-zero", "the offset -00:00, which means an unknown local time", "2026-05-18T00:17:58-00:00"),
        ("offset-one-hour", "an offset of an hour", "2026-05-18T01:17:58+01:00"),
        ("offset-one-minute", "an offset of a minute", "2026-05-18T00:18:58+00:01"),
        ("offset-no-colon", "an offset without its colon", "2026-05-18T00:17:58+0000"),
        ("offset-hours", "an offset of hours alone", "2026-05-18T00:17:58+00"),
        ("offset-before-z", "an offset before Z", "2026-05-18T00:17:58+00:00Z"),
        ("offset-twice", "an offset twice", "2026-05-18T00:17:58+00:00+00:00"),
        ("offset-fraction-seven", "seven digits before an offset", "2026-05-18T00:17:58.1234567+00:00"),
        ("offset-april-31", "31 April with an offset", "2026-04-31T00:17:58+00:00"),
        ("offset-after-z", "an offset after Z", "2026-05-18T00:17:58Z+02:00"),
        ("lower-case-t", "t for T", "2026-05-18t00:17:58Z"),
        ("lower-case-z", "z for Z", "2026-05-18T00:17:58z"),
        ("space", "a space for T", "2026-05-18 00:17:58Z"),
        ("space-before", "a space before it", " 2026-05-18T00:17:58Z"),
        ("line-feed-after", "a line feed after it", "2026-05-18T00:17:58Z\n"),
        ("no-seconds", "no seconds", "2026-05-18T00:17Z"),
        ("no-time", "a date alone", "2026-05-18"),
        ("year-0", "the year 0, which does not exist", "0000-01-01T00:00:00Z"),
        ("basic-form", "the basic form, without separators", "20260518T001758Z"),
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
        ("second-60", "second 60, without a leap second", "2026-05-18T00:17:60Z"),
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

/// `+00:00` for `Z`: the time is used, and it is worth knowing.
fn offsets() -> Vec<Case> {
    let warned = |name: &str, about, pointer: &str, edit: &dyn Fn(&mut Bundle)| {
        edited(format!("warn/event.time/offset-{name}.json"), about, edit).warn("event.time", "offset", pointer)
    };
    let receipt = "/events/0/payload/receipt/signed_at";
    let mut cases = vec![
        warned("created-at", "in created_at", "/events/2/created_at", &|bundle| {
            bundle.json.set("/events/2/created_at", "2026-05-18T00:17:58+00:00");
            bundle.seal_from_event(2);
        }),
        warned("event-signed-at", "in the signature of an event", "/events/2/signature/signed_at", &|bundle| {
            bundle.json.set("/events/2/signature/signed_at", "2026-06-03T19:49:47.227921+00:00");
            bundle.seal();
        }),
        warned("receipt-signed-at", "in a receipt", receipt, &|bundle| {
            bundle.json.set(receipt, "2026-05-18T00:17:58.317060+00:00");
            bundle.seal_from_event(0);
        }),
        warned("built-at", "in built_at", "/built_at", &|bundle| {
            bundle.json.set("/built_at", "2026-06-03T19:49:47+00:00");
            bundle.seal();
        }),
        // As text, `+` is before `.` and `Z`; as times, these are the same and a fraction before.
        warned("order", "in the order of the replay", "/events/3/created_at", &|bundle| {
            bundle.add(storage_attestation("copy 2").at("2026-05-18T00:18:00.5+00:00"), &registry());
            bundle.add(storage_attestation("copy 3").at("2026-05-18T00:18:00Z"), &registry());
            bundle.add(storage_attestation("copy 4").at("2026-05-18T00:18:00.500000Z"), &registry());
            bundle.seal();
        }),
    ];
    // And in times on which nothing rests.
    for (name, about, pointer, time) in [
        ("alias", "in an alias", "/source_aliases/4/created_at", "2026-05-18T00:17:58+00:00"),
        (
            "first-computed-at",
            "in a receipt's first_computed_at",
            "/events/0/payload/receipt/first_computed_at",
            "2026-05-18T00:17:58.317060+00:00",
        ),
    ] {
        cases.push(warned(name, about, pointer, &|bundle| {
            bundle.json.set(pointer, time);
            bundle.seal_from_event(0);
        }));
    }
    let paper = Paper { submitted_at: "2026-02-03T04:05:06+00:00".into(), ..Paper::example() };
    let path = "warn/event.time/offset-submitted-at.json";
    let submitted = super::bundle_case(path, "in submitted_at", &Bundle::published(&paper, &registry()));
    cases.push(submitted.warn("event.time", "offset", "/canonical_record/metadata/submitted_at"));
    let ahead = edited("warn/event.time/offset-ahead.json", "built in 2099, with an offset", |bundle| {
        bundle.json.set("/built_at", "2099-01-01T00:00:00+00:00");
        bundle.seal();
    });
    cases.push(ahead.warn("event.time", "ahead", "/built_at"));
    cases
}

/// Times that are to come, in members on which nothing rests.
fn to_come() -> Vec<Case> {
    let paper = Paper { submitted_at: "2099-02-03T04:05:06Z".into(), ..Paper::example() };
    let path = "warn/event.time/submitted-ahead.json";
    let submitted = super::bundle_case(path, "submitted in 2099", &Bundle::published(&paper, &registry()));
    let set = |path: &str, about, pointer: &str| {
        edited(path, about, |bundle| {
            bundle.json.set(pointer, "2099-01-01T00:00:00Z");
            bundle.seal_from_event(0);
        })
    };
    let alias = "/source_aliases/4/created_at";
    vec![
        submitted.warn("event.time", "ahead", "/canonical_record/metadata/submitted_at"),
        set("warn/event.time/alias-ahead.json", "an alias of 2099", alias).warn("event.time", "ahead", alias),
        set(
            "valid/receipt-with-a-term.json",
            "a receipt that names its end, in 2099",
            "/events/0/payload/receipt/expires_at",
        ),
    ]
}

/// Times that do not exist, in members on which nothing rests.
fn impossible() -> Vec<Case> {
    let path = |name: &str| format!("warn/event.time/impossible-{name}.json");
    let warned = |case: Case, pointer: &str| case.warn("event.time", "impossible", pointer);
    let submitted_at = |name: &str, about, time: &str| {
        let paper = Paper { submitted_at: time.into(), ..Paper::example() };
        let case = super::bundle_case(path(name), about, &Bundle::published(&paper, &registry()));
        warned(case, "/canonical_record/metadata/submitted_at")
    };
    let edit = |name: &str, about, pointer: &str, time: &str| {
        warned(
            edited(path(name), about, |bundle| {
                bundle.json.set(pointer, time);
                bundle.seal_from_event(0);
            }),
            pointer,
        )
    };
    let receipt = "/events/0/payload/receipt";
    vec![
        submitted_at("submitted-at", "submitted on 30 February", "2026-02-30T04:05:06Z"),
        submitted_at("submitted-at-date", "submitted on a day, without a time of day", "2026-02-03"),
        edit("alias-created-at", "an alias of 30 February", "/source_aliases/4/created_at", "2026-02-30T04:05:06Z"),
        edit("alias-created-at-empty", "an alias without a time", "/source_aliases/0/created_at", ""),
        edit(
            "first-computed-at",
            "a receipt computed in hour 25",
            &format!("{receipt}/first_computed_at"),
            "2026-05-18T25:00:00Z",
        ),
        edit(
            "last-reissued-at",
            "a receipt reissued in month 13",
            &format!("{receipt}/last_reissued_at"),
            "2026-13-18T00:00:00Z",
        ),
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
            "an event was created, signed and built in 2099",
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
            "an event was signed a day before it was created",
            "order",
            "/events/2",
            &|bundle| {
                bundle.json.set("/events/2/signature/signed_at", "2026-05-17T00:17:58.000000Z");
                bundle.seal();
            },
        ),
        warned(
            "created-after-built",
            "an event was created after the bundle was built",
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
