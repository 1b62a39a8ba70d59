//! `record.*`, `receipt.digest` and `snapshot.digest`: what follows from the record, and what repeats it.

use super::{Case, NO_DIGEST, bundle_case, edited, edited_outside, registry};
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::paper::{self, Paper};

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = digest_and_number();
    cases.extend(aliases());
    cases.extend(agreement());
    cases.extend(receipt());
    cases.extend(title());
    cases.extend(snapshot());
    cases
}

fn digest_and_number() -> Vec<Case> {
    let digest = |name: &str, about, edit: fn(&str) -> String| {
        edited_outside(format!("fail/record.digest/{name}.json"), about, |json| {
            let stated = edit(json.at("/canonical_sha256").text());
            json.set("/canonical_sha256", stated);
        })
        .fail("record.digest", "differs", "/canonical_sha256")
    };
    let record = Paper::example().record();
    let number = paper::number(&record);
    let renumbered = |name: &str, about, number: &str| {
        let bundle = Bundle::found_as(&record, number, &registry());
        bundle_case(format!("fail/record.number/{name}.json"), about, &bundle)
            .fail("record.number", "differs", "/pith_number")
            .skip("record.title", "no-snapshot", "")
    };
    let unlicensed = || {
        let mut record = Paper::example().record();
        record.remove("/metadata/license");
        let number = paper::number(&record).replace("2026", "2025");
        let bundle = Bundle::found_as(&record, &number, &registry());
        let about = "the record has no licence, and its number has another year, which is still noticed";
        bundle_case("fail/record.number/year-without-licence.json", about, &bundle)
            .fail("bundle.shape", "missing", "/canonical_record/metadata/license")
            .fail("record.number", "differs", "/pith_number")
            .skip("record.title", "no-snapshot", "")
    };
    let undated = |name: &str, about, submitted_at: &'static str| {
        let mut record = Paper::example().record();
        let number = paper::number(&record);
        record.set("/metadata/submitted_at", submitted_at);
        let bundle = Bundle::found_as(&record, &number, &registry());
        bundle_case(format!("fail/record.number/{name}.json"), about, &bundle)
            .fail("record.number", "year", "/canonical_record/metadata/submitted_at")
            .warn("event.time", "impossible", "/canonical_record/metadata/submitted_at")
            .skip("record.title", "no-snapshot", "")
    };
    let short = |name: &str, about, short: &'static str| {
        edited_outside(format!("fail/record.number/{name}.json"), about, |json| json.set("/short_pith_number", short))
            .fail("record.number", "differs", "/short_pith_number")
    };
    let other_end = format!("{}{}", &number[..number.len() - 1], if number.ends_with('A') { 'B' } else { 'A' });
    let (prefix, suffix) = number.rsplit_once(':').unwrap();
    vec![
        digest("other-digest", "canonical_sha256 is that of another record", |_| NO_DIGEST.to_owned()),
        digest("upper-case", "canonical_sha256 in upper case", str::to_uppercase),
        digest("shortened", "canonical_sha256 cut to its first half", |stated| stated[..32].to_owned()),
        digest("empty", "canonical_sha256 is empty", |_| String::new()),
        renumbered("year", "the number contains 2025, the record 2026", &number.replace("2026", "2025")),
        unlicensed(),
        undated("no-year", "submitted_at begins with a month, so no number follows", "May 2026"),
        undated("year-of-two-digits", "submitted_at has a year of two digits", "26-05-17T17:59:50Z"),
        undated("submitted-at-empty", "submitted_at is empty", ""),
        renumbered("suffix", "the last character of the number is another", &other_end),
        renumbered("short", "the number lacks its last character", &number[..number.len() - 1]),
        renumbered("lower-case", "the number is in lower case", &format!("{prefix}:{}", suffix.to_lowercase())),
        renumbered("scheme", "the number does not begin with pith:", &number.replace("pith:", "doi:")),
        short("short-number", "short_pith_number is that of another paper", "pith:6CB5P4A4"),
        short("short-number-without-scheme", "short_pith_number does not begin with pith:", "6CB5P4A4"),
    ]
}

/// An alias kind with two values fails; that the state has them in another order is no second failure.
fn two_values_in_another_order() -> Case {
    edited(
        "fail/record.aliases/two-values-in-another-order.json",
        "one kind with two values, and these in another order in the state",
        |bundle| {
            let second = paper::alias("arxiv", "2602.00043", "2026-05-18T00:17:58Z");
            bundle.json.at_mut("/source_aliases").elements_mut().insert(1, second);
            bundle.seal_state();
            bundle.json.at_mut("/state/current/source_aliases").elements_mut().swap(0, 1);
            bundle.seal_state_digest();
            bundle.seal_bundle();
        },
    )
    .fail("record.aliases", "differs", "/source_aliases/1")
    .warn("state.order", "order", "/state/current/source_aliases")
}

fn aliases() -> Vec<Case> {
    let with = |name: &str, about, reason, edit: &dyn Fn(&mut Vec<Json>)| {
        edited_outside(format!("fail/record.aliases/{name}.json"), about, |json| {
            edit(json.at_mut("/source_aliases").elements_mut());
        })
        .fail("record.aliases", reason, "/source_aliases")
    };
    let mut cases = Vec::new();
    for (place, kind) in ["arxiv", "arxiv-version", "doi", "short-12", "short-16", "short-8"].into_iter().enumerate() {
        cases.push(with(&format!("{kind}-other"), "this alias is that of another paper", "differs", &|aliases| {
            let value = aliases[place].at("/alias_value").text();
            let last = if value.ends_with('2') { '3' } else { '2' };
            let value = format!("{}{last}", &value[..value.len() - 1]);
            aliases[place].set("/alias_value", value);
        }));
        cases.push(with(&format!("{kind}-missing"), "this alias is missing", "missing", &|aliases| {
            aliases.remove(place);
        }));
    }
    cases.extend([
        with("doi-case", "the doi with a capital X", "differs", &|aliases| {
            aliases[2].set("/alias_value", "10.48550/arXiv.2602.00042");
        }),
        with("none", "no aliases", "missing", &|aliases| aliases.clear()),
        with("twice", "one alias occurs twice", "twice", &|aliases| {
            let again = aliases[0].clone();
            aliases.insert(0, again);
        }),
        with("twice-apart", "one alias occurs twice, with another between", "twice", &|aliases| {
            let again = aliases[0].clone();
            aliases.push(again);
        })
        .warn("record.aliases", "order", "/source_aliases"),
        with("two-values", "one kind with two values", "differs", &|aliases| {
            aliases.insert(1, paper::alias("arxiv", "2602.00043", "2026-05-18T00:17:58Z"));
        }),
        two_values_in_another_order(),
        with("unknown-kind", "a kind that arXiv papers do not have", "unknown-kind", &|aliases| {
            aliases.push(paper::alias("pubmed", "12345678", "2026-05-18T00:17:58Z"));
        }),
    ]);
    let mut elsewhere = Paper::example();
    elsewhere.source_kind = "openreview".into();
    let elsewhere = |path: &str, about, edit: &dyn Fn(&mut Vec<Json>)| {
        let mut bundle = Bundle::published(&elsewhere, &registry());
        edit(bundle.json.at_mut("/source_aliases").elements_mut());
        bundle.seal();
        bundle_case(path, about, &bundle)
    };
    cases.extend([
        elsewhere(
            "fail/record.aliases/other-source-short-missing.json",
            "a paper from another source without pith_short_8",
            &|aliases| {
                aliases.pop();
            },
        )
        .fail("record.aliases", "missing", "/source_aliases"),
        elsewhere(
            "warn/record.aliases/other-source-unknown-kind.json",
            "a paper from another source with an alias of its own kind",
            &|aliases| {
                aliases.insert(0, paper::alias("openreview", "aB3_x", "2026-05-18T00:17:58Z"));
            },
        )
        .warn("record.aliases", "undetermined", "/source_aliases/0"),
        edited_outside("warn/record.aliases/order.json", "aliases that are not sorted by kind", |json| {
            json.at_mut("/source_aliases").elements_mut().swap(0, 5);
        })
        .warn("record.aliases", "order", "/source_aliases"),
    ]);
    cases
}

fn agreement() -> Vec<Case> {
    let source = |name: &str, about, member: &str, value: Json| {
        edited_outside(format!("fail/record.agreement/source-{name}.json"), about, |json| {
            json.set(&format!("/source/{member}"), value);
        })
        .fail("record.agreement", "differs", "/source")
    };
    let payload = |name: &str, about, reason, edit: &dyn Fn(&mut Json)| {
        edited(format!("fail/record.agreement/payload-{name}.json"), about, |bundle| {
            edit(bundle.json.at_mut("/events/0/payload"));
            bundle.seal_from_event(0);
        })
        .fail("record.agreement", reason, "/events/0/payload")
    };
    let mut cases = vec![
        source("kind", "source.kind is not the record's", "kind", "doi".into()),
        source("id", "source.id is not the record's", "id", "2602.00043".into()),
        source("version", "source.version is not the record's", "version", 2_usize.into()),
        payload("record", "the record in record_created has another licence", "differs", &|payload| {
            payload.set("/canonical_record/metadata/license", "http://creativecommons.org/publicdomain/zero/1.0/");
        })
        .fail("record.agreement", "differs", "/state/current/canonical_record"),
        payload("digest", "record_created states another digest", "differs", &|payload| {
            payload.set("/canonical_sha256", NO_DIGEST);
        }),
        payload("source-kind", "record_created states another source kind", "differs", &|payload| {
            payload.set("/source_kind", "doi");
        }),
        payload("source-id", "record_created states another source id", "differs", &|payload| {
            payload.set("/source_id", "2602.00043");
        }),
        payload("source-version", "record_created states another version", "differs", &|payload| {
            payload.set("/source_version", 2_usize);
        }),
        payload("source-version-double", "record_created states version 1.0 instead of 1", "differs", &|payload| {
            payload.set("/source_version", Json::number("1.0"));
        }),
        edited(
            "fail/record.agreement/state-record.json",
            "the state contains another record than the bundle",
            |bundle| {
                let license = "/state/current/canonical_record/metadata/license";
                bundle.json.set(license, "http://creativecommons.org/publicdomain/zero/1.0/");
                bundle.seal_state_digest();
                bundle.seal_bundle();
            },
        )
        .fail("record.agreement", "differs", "/state/current/canonical_record")
        .fail("state.replay", "differs", "/state/current/canonical_record"),
    ];
    for member in ["canonical_sha256", "source_kind", "source_id", "source_version"] {
        let name = member.replace('_', "-");
        cases.push(payload(&format!("{name}-missing"), "record_created lacks this member", "missing", &|payload| {
            payload.remove(&format!("/{member}"));
        }));
    }
    cases
}

/// The receipt is for another digest; the signature in it may be right all the same.
fn receipt() -> Vec<Case> {
    let stated = |name: &str, about, value: Json| {
        edited(format!("fail/receipt.digest/{name}.json"), about, |bundle| {
            bundle.json.set("/events/0/payload/receipt/canonical_sha256", value);
            bundle.seal_from_event(0);
        })
        .fail("receipt.digest", "differs", "/events/0/payload/receipt/canonical_sha256")
    };
    vec![
        stated("other-digest", "the receipt states another digest, over which it is not signed", NO_DIGEST.into()),
        stated("empty", "the receipt states an empty digest", "".into()),
    ]
}

fn title() -> Vec<Case> {
    let titled = |name: &str, about, title: &'static str| {
        let mut paper = Paper::example();
        let record = paper.record();
        title.clone_into(&mut paper.title);
        let mut bundle = Bundle::found(&record, &registry());
        bundle.add(NewEvent::new("graph_snapshot", "graph", paper.snapshot()), &registry());
        bundle.seal();
        bundle_case(format!("warn/record.title/{name}.json"), about, &bundle).warn(
            "record.title",
            "differs",
            "/events/1/payload/graph_snapshot/paper/title",
        )
    };
    vec![
        titled("other-title", "the snapshot has another title than the record", "On the Losing of Records"),
        titled("empty", "the snapshot's title is empty", ""),
    ]
}

/// A snapshot event without a snapshot is told of beside one that has a snapshot.
fn beside_a_good_one() -> Case {
    let mut beside = Bundle::example();
    let payload = object! { "graph_snapshot": "a text", "verdict_id": "v2" };
    beside.add(NewEvent::new("graph_snapshot", "graph", payload).at("2026-05-19T00:00:00Z"), &registry());
    beside.seal();
    let about = "a snapshot event whose snapshot is a text, beside one that has a snapshot";
    bundle_case("warn/snapshot.digest/missing-beside-another.json", about, &beside).warn(
        "snapshot.digest",
        "missing",
        "/events/2/payload/graph_snapshot",
    )
}

fn snapshot() -> Vec<Case> {
    let with = |name: &str, about, reason, edit: &dyn Fn(&mut Json)| {
        let paper = Paper::example();
        let mut payload = super::valid::with_claims(&paper);
        edit(&mut payload);
        let mut bundle = Bundle::found(&paper.record(), &registry());
        bundle.add(NewEvent::new("graph_snapshot", "graph", payload), &registry());
        bundle.seal();
        bundle_case(format!("warn/snapshot.digest/{name}.json"), about, &bundle).warn(
            "snapshot.digest",
            reason,
            "/events/1/payload/graph_snapshot",
        )
    };
    vec![
        with("claims-digest", "the digest of the claims differs", "digest", &|payload| {
            payload.set("/graph_snapshot/claims/snapshot_sha256", NO_DIGEST);
        }),
        with("claims-count", "the count of the claims differs", "count", &|payload| {
            payload.set("/graph_snapshot/claims/count", 3_usize);
        }),
        with(
            "claims-count-undigested",
            "the count of the claims differs, and nothing states a digest",
            "count",
            &|payload| {
                payload.set("/graph_snapshot/claims/count", 3_usize);
                payload.remove("/graph_snapshot/claims/snapshot_sha256");
            },
        ),
        with(
            "claims-count-null-digest",
            "the count of the claims differs, and the digest is null",
            "count",
            &|payload| {
                payload.set("/graph_snapshot/claims/count", 3_usize);
                payload.set("/graph_snapshot/claims/snapshot_sha256", Json::Null);
            },
        ),
        with("claims-count-text", "the count of the claims is a text", "count", &|payload| {
            payload.set("/graph_snapshot/claims/count", "2");
        }),
        with("claims-count-null", "the count of the claims is null", "count", &|payload| {
            payload.set("/graph_snapshot/claims/count", Json::Null);
        }),
        with("references-items-null", "the items of the references are null", "count", &|payload| {
            payload.set("/graph_snapshot/references/items", Json::Null);
        }),
        with("references-count-null", "a null for a count beside the digest of nothing", "empty", &|payload| {
            payload.set("/graph_snapshot/references/count", Json::Null);
        }),
        with("claims-items-number", "the items of the claims are a number", "count", &|payload| {
            payload.set("/graph_snapshot/claims/items", 1_usize);
        }),
        with(
            "claims-digest-uncounted",
            "the digest of the claims differs, and nothing counts them",
            "digest",
            &|payload| {
                payload.set("/graph_snapshot/claims/snapshot_sha256", NO_DIGEST);
                payload.remove("/graph_snapshot/claims/count");
            },
        ),
        with("claims-digest-number", "the digest of the claims is a number", "digest", &|payload| {
            payload.set("/graph_snapshot/claims/snapshot_sha256", 0_usize);
        }),
        with("integrity-digest-list", "the digest of the integrity section is a list", "digest", &|payload| {
            super::valid::add_integrity(payload);
            payload.set("/graph_snapshot/integrity/snapshot_sha256", Json::Array(Vec::new()));
        }),
        with("references-digest-number", "the digest of three references is a number", "digest", &|payload| {
            payload.set("/graph_snapshot/references/count", 3_usize);
            payload.set("/graph_snapshot/references/snapshot_sha256", 0_usize);
        }),
        with("empty-digest", "no references, but a digest of other content", "empty", &|payload| {
            payload.set("/graph_snapshot/references/snapshot_sha256", NO_DIGEST);
        }),
        with("integrity-digest", "the digest of the integrity section differs", "digest", &|payload| {
            super::valid::add_integrity(payload);
            payload.set("/graph_snapshot/integrity/snapshot_sha256", NO_DIGEST);
        }),
        with("integrity-order", "the detectors are in another order than in their digest", "digest", &|payload| {
            super::valid::add_integrity(payload);
            payload.at_mut("/graph_snapshot/integrity/detectors_run").elements_mut().reverse();
        }),
        with("source", "the snapshot is of another version", "source", &|payload| {
            payload.set("/graph_snapshot/source/version", 2_usize);
        }),
        with("missing", "a snapshot event without a snapshot", "missing", &|payload| {
            payload.remove("/graph_snapshot");
        })
        .skip("record.title", "no-snapshot", ""),
        beside_a_good_one(),
    ]
}
