//! Bundles that pass, each with something that a verifier may get wrong.

use super::{ALL_KEYS, Case, bundle_case, registry};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = documents();
    cases.extend(event_types());
    cases.extend(histories());
    cases.extend(spellings());
    cases.extend(papers());
    cases
}

fn documents() -> Vec<Case> {
    let example = Bundle::example();
    let mut with_proof = example.clone();
    with_proof
        .json
        .push("/timestamp_proofs", object! { "kind": "opentimestamps", "proof_b64": "AE9wZW5UaW1lc3RhbXBz" });
    with_proof.seal_bundle();
    let mut no_hints = example.clone();
    no_hints.json.set("/mirror_hints", array![]);
    no_hints.json.set("/links", object! {});
    no_hints.seal_bundle();
    let mut unsigned_time = example.clone();
    unsigned_time.json.set("/bundle_signature/signed_at", "the day before yesterday");
    let record_alone = Bundle::found(&Paper::example().record(), &registry());
    let mut receipts = record_alone.clone();
    let receipt = receipts.json.at("/events/0/payload/receipt").clone();
    receipts.json.set("/links/receipt", &receipt);
    receipts.json.set("/events/0/payload/earlier", array![&receipt]);
    receipts.json.set("/events/0/payload/receipt/replaces", receipt);
    receipts.seal_from_event(0);
    vec![
        bundle_case("valid/example.json", "record and snapshot, as a registry publishes them", &example),
        bundle_case(
            "valid/three-events.json",
            "the bundle into which most defects are put",
            &Bundle::with_third_event(),
        ),
        bundle_case("valid/record-alone.json", "only record_created: there is no title to check", &record_alone).skip(
            "record.title",
            "no-snapshot",
            "",
        ),
        bundle_case("valid/receipts-elsewhere.json", "receipts in the receipt, beside it and in a link", &receipts)
            .skip("record.title", "no-snapshot", "")
            .skip("receipt.signature", "elsewhere", "/events/0/payload/receipt/replaces")
            .skip("receipt.signature", "elsewhere", "/events/0/payload/earlier/0")
            .skip("receipt.signature", "elsewhere", "/links/receipt"),
        bundle_case("valid/timestamp-proofs.json", "a timestamp proof, which is not checked", &with_proof).skip(
            "timestamp.proof",
            "not-checked",
            "/timestamp_proofs",
        ),
        bundle_case("valid/no-hints-no-links.json", "mirror_hints and links are there and empty", &no_hints),
        bundle_case(
            "valid/bundle-signed-at.json",
            "bundle_signature.signed_at is covered by nothing: a claim",
            &unsigned_time,
        ),
    ]
}

/// One event of each other type (M5), and one of no known type (M11).
fn event_types() -> Vec<Case> {
    [
        ("author_attestation", "author", object! { "orcid": "0000-0002-1825-0097", "statement": "I wrote this." }),
        ("timestamp_anchor", "record", object! { "kind": "opentimestamps", "height": 840_000_usize }),
        ("storage_attestation", "bundle", object! { "store": "archive.example", "locator": "copy 1" }),
        (
            "citation_signature",
            "graph",
            object! { "relation": "extends", "cited": "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD" },
        ),
        ("replication_record", "claim", object! { "outcome": "replicated", "runs": 3_usize }),
        ("correction", "record", object! { "text": "The second author's name was cut." }),
        ("mirror_hint", "bundle", object! { "base_url": "https://mirror.example" }),
    ]
    .into_iter()
    .map(|(event_type, target, payload)| {
        let mut bundle = Bundle::example();
        bundle.add(NewEvent::new(event_type, target, payload), &registry());
        bundle.seal();
        let path = format!("valid/event-{}.json", event_type.replace('_', "-"));
        let case = bundle_case(path, "an event of this type", &bundle);
        match event_type {
            "timestamp_anchor" => case.skip("timestamp.proof", "not-checked", "/events/2"),
            _ => case,
        }
    })
    .chain([{
        let mut bundle = Bundle::example();
        bundle.add(NewEvent::new("pith.integrity.v1", "record", object! { "finding": "none" }), &registry());
        bundle.seal();
        bundle_case("warn/event.type/unknown-type.json", "an event type that this version does not know", &bundle).warn(
            "event.type",
            "unknown-type",
            "/events/2/event_type",
        )
    }])
    .collect()
}

fn histories() -> Vec<Case> {
    let later = |day: u32| format!("2026-05-{day}T10:00:00Z");
    let mut chain = Bundle::example();
    let mut last = chain.event_id(1);
    for day in 19..24 {
        let event = storage_attestation(&format!("copy of day {day}"));
        last = chain.add(event.at(&later(day)).after(&last), &registry());
    }
    chain.seal();

    let mut superseded = Bundle::example();
    let (mut paper, first) = (Paper::example(), superseded.event_id(1));
    paper.authors.push_str(", Cy Example");
    let snapshot = |paper: &Paper| NewEvent::new("graph_snapshot", "graph", paper.snapshot());
    let second = superseded.add(snapshot(&paper).at(&later(19)).supersedes(&first), &registry());
    let mut twice = superseded.clone();
    superseded.seal();
    paper.authors.push_str(", Di Example");
    twice.add(snapshot(&paper).at(&later(20)).supersedes(&second), &registry());
    twice.seal();

    let mut settled = Bundle::example();
    let root = settled.event_id(1);
    let one = settled.add(storage_attestation("copy 1").at(&later(19)).after(&root), &registry());
    let two = storage_attestation("copy 2").at(&later(20)).after(&root).supersedes(&one);
    settled.add(two, &registry());
    settled.seal();

    let mut others = Bundle::example();
    others.embed(&TestKey::author());
    others.embed(&TestKey::replicator());
    let statement = object! { "statement": "I wrote this." };
    others.add(NewEvent::new("author_attestation", "author", statement).at(&later(19)), &TestKey::author());
    let outcome = object! { "outcome": "replicated" };
    others.add(NewEvent::new("replication_record", "claim", outcome).at(&later(20)), &TestKey::replicator());
    others.seal();

    let mut author_chain = Bundle::example();
    author_chain.embed(&TestKey::author());
    let root = author_chain.add(storage_attestation("copy 1"), &TestKey::author());
    author_chain.add(storage_attestation("copy 2").after(&root), &TestKey::author());
    author_chain.add(storage_attestation("copy 3"), &registry());
    author_chain.seal();

    let mut fractions = Bundle::example();
    fractions.add(storage_attestation("half a second later").at("2026-05-18T00:18:00.5Z"), &registry());
    fractions.add(storage_attestation("on the second").at("2026-05-18T00:18:00Z"), &registry());
    fractions.add(storage_attestation("almost on the second").at("2026-05-18T00:18:00.000001Z"), &registry());
    fractions.add(storage_attestation("half a second later, too").at("2026-05-18T00:18:00.500000Z"), &registry());
    fractions.seal();

    let mut shuffled = chain.clone();
    shuffled.json.at_mut("/events").elements_mut().reverse();
    shuffled.seal();

    let trusting_all = |case: Case| case.args(&["--keyring", ALL_KEYS]);
    vec![
        bundle_case("valid/chain.json", "five events that follow one another by prev_event", &chain),
        bundle_case(
            "valid/shuffled.json",
            "the same events, last first: the state does not depend on their order",
            &shuffled,
        ),
        bundle_case("valid/superseded-snapshot.json", "a snapshot supersedes another (M8)", &superseded),
        bundle_case("valid/superseded-twice.json", "a snapshot supersedes one that superseded another", &twice),
        bundle_case(
            "valid/settled-equivocation.json",
            "two events follow the same one, the second supersedes the first",
            &settled,
        ),
        bundle_case(
            "valid/fractional-times.json",
            "58Z is earlier than 58.5Z, although it sorts later as text",
            &fractions,
        ),
        trusting_all(bundle_case("valid/other-signers.json", "events by an author and a replicator", &others)),
        bundle_case("valid/other-signers.json", "the same, with only the registry's key trusted", &others)
            .warn("trust.keys", "untrusted", "/events/2")
            .warn("trust.keys", "untrusted", "/events/3"),
        trusting_all(bundle_case(
            "valid/author-chain.json",
            "an author's events follow one another, beside the registry's",
            &author_chain,
        )),
    ]
}

fn spellings() -> Vec<Case> {
    let example = Bundle::example();
    let mut odd = Bundle::example();
    odd.add(NewEvent::new("correction", "record", odd_values()), &registry());
    odd.seal();
    let mut depth = Bundle::example();
    // An entry of the state stands two levels deeper than its event: the payload begins at level 7.
    depth.add(NewEvent::new("correction", "record", object! { "nested": nested(122) }), &registry());
    depth.seal();
    let mut digits = Bundle::example();
    let longest = Json::number("7".repeat(4300));
    digits.add(NewEvent::new("correction", "record", object! { "integer": longest }), &registry());
    digits.seal();
    vec![
        Case::new("valid/compact.json", "the whole bundle on one line, without a line feed", example.json.compact()),
        Case::new("valid/escaped.json", "every character that may be escaped is escaped", example.json.ascii()),
        Case::new("valid/reversed-members.json", "members in reverse order", example.json.reversed().pretty()),
        Case::new("valid/odd-values.json", "numbers and strings that lenient readers change", odd.json.pretty()),
        Case::new("valid/odd-values-escaped.json", "the same, escaped", odd.json.ascii()),
        Case::new("valid/depth-128.json", "128 nested containers, the most allowed", depth.json.compact()),
        bundle_case("valid/integer-4300-digits.json", "an integer of 4,300 digits, the most allowed", &digits),
    ]
}

/// So many arrays in one another.
pub fn nested(levels: usize) -> Json {
    (1..levels).fold(array![], |inner, _| Json::Array(vec![inner]))
}

/// Numbers, strings and member names that a careless reader or writer changes.
pub fn odd_values() -> Json {
    let odd = |written, canonical| Json::Odd { written, canonical };
    object! {
        "integers": array![
            Json::number("123456789012345678901234567890"), Json::number("-1"), odd("-0", "0"),
            Json::number("9007199254740993"), Json::number("18446744073709551616"),
        ],
        "doubles": array![
            Json::number("1.0"), Json::number("-0.0"), odd("1E5", "100000.0"), odd("1e16", "1e+16"),
            odd("123456789012345678.0", "1.2345678901234568e+17"), odd("0.00001", "1e-05"), Json::number("0.0001"),
            odd("2.2250738585072011e-308", "2.225073858507201e-308"), Json::number("5e-324"),
            odd("1e-400", "0.0"), odd("2.98023223876953125e-8", "2.9802322387695312e-08"), odd("1.50", "1.5"),
        ],
        "one": array![1_usize, Json::number("1.0"), true, "1"],
        "strings": array![
            "", "\u{0}\u{1f}\u{7f}\u{80}", "\u{8}\u{c}\n\r\t\"\\/", "\u{2028}\u{2029}", "e\u{301}", "\u{e9}",
            "\u{feff}", "\u{10ffff}", "\u{1d11e}", "<script>&amp;</script>", "$serde_json::private::Number",
        ],
        "names": object! {
            "\u{1f600}": "after U+FF5E by code point, before it in UTF-16", "\u{ff5e}": 1_usize, "": 2_usize,
            "a/b~c": 3_usize, "\u{0}": 4_usize, "\"": 5_usize, "B": 6_usize, "a": 7_usize, "\u{e9}": 8_usize,
            "$serde_json::private::Number": "1",
        },
        "nothing": array![Json::Null, false, array![], object! {}],
    }
}

fn papers() -> Vec<Case> {
    let example = Paper::example();
    let published = |paper: &Paper| Bundle::published(paper, &registry());
    let with = |edit: fn(&mut Paper)| {
        let mut paper = Paper::example();
        edit(&mut paper);
        published(&paper)
    };
    let old_id = with(|paper| {
        paper.source_id = "hep-lat/0305021".into();
        paper.source_version = 12;
        paper.submitted_at = "2003-05-25T19:15:20Z".into();
        paper.license.clear();
        paper.cross_cats.clear();
    });
    let elsewhere = with(|paper| {
        paper.source_kind = "openreview".into();
        paper.source_id = "aB3_x".into();
    });
    let other_text = with(|paper| {
        paper.title = "\u{dc}ber die Stra\u{df}e \u{2014} \u{1d53d} and \u{4e2d}\u{6587}".into();
        paper.authors = "Ren\u{e9}e \u{d8}rsted, \u{5f20}\u{4f1f}".into();
    });
    let spaced = with(|paper| paper.title = "  On the\tKeeping \n\u{b}of \u{c}\u{1f} RECORDS\u{1c}".into());
    let mut three_aliases = published(&example);
    three_aliases.json.at_mut("/source_aliases").elements_mut().truncate(3);
    three_aliases.seal();
    let mut alias_times = published(&example);
    alias_times.json.set("/source_aliases/4/created_at", "2026-05-18T12:32:08Z");
    alias_times.seal();
    let mut claims = Bundle::found(&example.record(), &registry());
    claims.add(NewEvent::new("graph_snapshot", "graph", with_claims(&example)), &registry());
    claims.seal();
    let mut payload = example.snapshot();
    add_integrity(&mut payload);
    let mut half = payload.clone();
    half.remove("/graph_snapshot/integrity/findings");
    half.set("/graph_snapshot/integrity/snapshot_sha256", super::NO_DIGEST);
    let mut undigested = with_claims(&example);
    undigested.set("/graph_snapshot/claims/snapshot_sha256", Json::Null);
    undigested.set("/graph_snapshot/references/snapshot_sha256", Json::Null);
    let [integrity, half, undigested] = [payload, half, undigested].map(|payload| {
        let mut bundle = Bundle::found(&example.record(), &registry());
        bundle.add(NewEvent::new("graph_snapshot", "graph", payload), &registry());
        bundle.seal();
        bundle
    });
    vec![
        bundle_case("valid/snapshot-digest-null.json", "a snapshot two of whose sections state no digest", &undigested),
        bundle_case(
            "valid/old-arxiv-id.json",
            "an id with a slash, an empty licence, and no cross-listed category",
            &old_id,
        ),
        bundle_case("valid/other-source.json", "a paper that is not from arXiv", &elsewhere),
        bundle_case("valid/non-ascii.json", "a title beyond ASCII, whose digest cannot be decided", &other_text).skip(
            "record.title",
            "undetermined",
            "/events/1",
        ),
        bundle_case("valid/title-white-space.json", "a title with unusual white space and capitals", &spaced),
        bundle_case("valid/three-aliases.json", "the aliases of an older document", &three_aliases),
        bundle_case("valid/alias-times.json", "aliases with different creation times", &alias_times),
        bundle_case("valid/claims.json", "a snapshot with claims, and their digest", &claims),
        bundle_case("valid/integrity.json", "a snapshot with an integrity section, and its digest", &integrity),
        bundle_case(
            "valid/integrity-half.json",
            "an integrity section without the lists that its digest covers",
            &half,
        ),
    ]
}

/// Adds the `integrity` section that newer snapshots have.
pub fn add_integrity(payload: &mut Json) {
    let detector = |name: &str, findings: usize| {
        object! {
            "name": name, "version": "1.0.0", "status": "completed",
            "ran_at": "2026-05-20T02:59:02.218159Z", "findings_count": findings,
        }
    };
    let detectors = array![detector("doi_compliance", 1), detector("ai_meta_artifact", 0)];
    let findings = array![object! {
        "detector": "doi_compliance", "finding_type": "unresolvable_identifier", "severity": "critical",
        "verdict_class": "cross_source", "note": "Identifier 10.1000/1 could not be found.", "ref_index": 5_usize,
    }];
    let digest = object! { "payload": object! { "detectors": &detectors, "findings": &findings } }.digest();
    payload.set(
        "/graph_snapshot/integrity",
        object! {
            "available": true,
            "clean": false,
            "detectors_run": detectors,
            "endpoint": "/pith/2602.00042/integrity.json",
            "findings": findings,
            "snapshot_sha256": data_encoding::HEXLOWER.encode(&digest),
            "summary": object! { "critical": 1_usize, "advisory": 0_usize, "informational": 0_usize },
        },
    );
}

/// A snapshot with two claims.
pub fn with_claims(paper: &Paper) -> Json {
    let claim = |id: &str, text: &str| {
        object! {
            "attestation": "computed", "claim_id": id, "kind": "result", "source": "abstract",
            "status": "open", "text": text,
        }
    };
    let items = array![claim("c1", "We keep a record."), claim("c2", "We say how.")];
    let mut payload = paper.snapshot();
    let digest = object! { "payload": &items }.digest();
    payload.set("/graph_snapshot/claims/count", 2_usize);
    payload.set("/graph_snapshot/claims/items", items);
    payload.set("/graph_snapshot/claims/snapshot_sha256", data_encoding::HEXLOWER.encode(&digest));
    payload
}
