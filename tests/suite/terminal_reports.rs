//! Reports for people as terminals of three widths show them, blessed: what changes in them is read.

use std::fmt::Write as _;
use std::fs;

use data_encoding::HEXLOWER;
use pith::json::Arena;
use pith::keys::{TrustStore, TrustedKey};
use pith::render::report::human::Human;
use pith::render::wrap::wrapped;
use pith::render::{Renderer as _, Summary};
use pith::verify::{Policy, verify_bytes};

use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;

const WIDTHS: [usize; 3] = [60, 80, 120];

/// What is shown, how the real bundle is changed for it, and in which spelling.
type Scene = (&'static str, fn(&mut Json), fn(&Json) -> String);

const SCENES: [Scene; 9] = [
    ("the published bundle", |_| {}, Json::compact),
    (
        "a word of the title",
        |json| {
            let title = "/events/1/payload/graph_snapshot/paper/title";
            json.set(title, json.at(title).text().replace("Small", "Large"));
        },
        Json::compact,
    ),
    (
        "the same in a document of many lines",
        |json| {
            let title = "/events/1/payload/graph_snapshot/paper/title";
            json.set(title, json.at(title).text().replace("Small", "Large"));
        },
        Json::pretty,
    ),
    (
        "a member less, a count, and a time",
        |json| {
            json.remove("/events/1/payload/graph_snapshot/paper/headline");
            json.set("/state/event_count", 3_usize);
            json.set("/built_at", "2026-07-03T19:49:48Z".to_owned());
        },
        Json::compact,
    ),
    ("a digest", |json| json.set("/canonical_sha256", "0".repeat(64)), Json::compact),
    (
        "a member under another name",
        |json| {
            let value = json.remove("/canonical_record");
            json.set("/canonical_Record", value);
        },
        Json::compact,
    ),
    (
        "nothing that can be given back",
        |json| {
            json.set("/events/0/signature/signed_at", "2026-07-03T19:49:47.227922Z".to_owned());
        },
        Json::compact,
    ),
    ("an event less", |json| drop(json.remove("/events/1")), Json::compact),
    ("the end missing", |_| {}, |json| json.compact()[..9_000].to_owned()),
];

fn shown(source: &str, width: usize) -> String {
    wrapped(&whole(source, &Policy::new(None)), width)
}

/// The report on the only input of a run, without colours.
fn whole(source: &str, policy: &Policy) -> String {
    let report = verify_bytes("bundle.json", source.as_bytes(), &Arena::new(), policy).report;
    let (mut human, mut summary, mut text) = (Human::default(), Summary::default(), Vec::new());
    summary.add(&report);
    human.input(&report, &mut text).unwrap();
    human.finish(&summary, &mut text).unwrap();
    anstream::adapter::strip_str(&String::from_utf8(text).unwrap()).to_string()
}

#[test]
fn each_report_is_as_it_was_blessed_at_each_width() {
    let real = Json::parse(&fs::read_to_string("fixtures/valid/arxiv-1804.07612.json").unwrap());
    for width in WIDTHS {
        let mut text = String::new();
        for (name, change, spell) in SCENES {
            let mut json = real.clone();
            change(&mut json);
            write!(text, "=== {name}\n\n{}\n", shown(&spell(&json), width)).unwrap();
        }
        let too_wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > width).collect();
        assert!(too_wide.is_empty(), "{too_wide:#?}");
        let digests = text.lines().filter(|line| line.split(' ').any(|word| word.len() == 64)).count();
        assert!(width == 60 || digests > 20, "digests are broken at {width} columns");
        let path = format!("tests/terminal/{width}.txt");
        if std::env::var_os("PITH_BLESS").is_some() {
            fs::create_dir_all("tests/terminal").unwrap();
            fs::write(&path, &text).unwrap();
        }
        assert!(
            fs::read_to_string(&path).unwrap_or_default() == text,
            "{path} differs: read the difference, and bless"
        );
    }
}

/// An author signs two events, and nobody vouches for the author's key: one thing to know, at two places.
#[test]
fn equal_warnings_about_one_key_are_one() {
    let (registry, author) = (TestKey::registry(), TestKey::author());
    let mut bundle = Bundle::example();
    bundle.embed(&author);
    bundle.add(storage_attestation("copy 1"), &author);
    bundle.add(storage_attestation("copy 2").at("2026-05-22T00:00:00Z"), &author);
    bundle.seal();
    let keys = TrustedKey::parse(&HEXLOWER.encode(&registry.public())).unwrap();
    let policy = Policy { trust: TrustStore::pinned(vec![keys]), ..Policy::new(None) };
    let text = whole(&bundle.json.compact(), &policy);
    assert!(text.starts_with("PASS "), "{text}");
    assert_eq!(text.matches("warn trust.keys (untrusted)").count(), 1, "{text}");
    assert!(text.contains("/events/2/signature") && text.contains(" and at 1 more place\n"), "{text}");
}
