//! Addresses of the documents of a number, which follow from one another (docs/format.md, section 8.4).

use super::edit::{self, text, with};
use super::names::repaired;
use crate::json::{Arena, Object, Value};

/// Where a resolver serves the documents of a number (docs/format.md, section 5.8: seen).
const ADDRESSES: [(&str, &str, &str); 4] = [
    ("resolver", "", "/pith/{}"),
    ("bundle", "bundle_url", "/pith/{}/bundle.json"),
    ("state", "state_url", "/pith/{}/state.json"),
    ("well_known_bundle", "well_known_bundle_url", "/.well-known/pith/{}/bundle.json"),
];

/// What else every bundle of pith.science that was seen has in its one mirror hint (docs/format.md, section 5.8: seen).
const PUBLISHED: (&str, [(&str, &str); 3]) =
    ("https://pith.science", [("mirror_type", "https"), ("name", "Pith Resolver"), ("status", "primary")]);

const HINT: [&str; 7] =
    ["base_url", "bundle_url", "mirror_type", "name", "state_url", "status", "well_known_bundle_url"];

/// The bundle with the addresses that most of its other addresses imply.
pub(super) fn restored<'a>(root: Object<'a>, arena: &'a Arena) -> Object<'a> {
    let Some(suffix) = root.text("pith_number").and_then(|number| number.rsplit(':').next()) else { return root };
    let tails = ADDRESSES.map(|(link, hint, tail)| (link, hint, tail.replace("{}", suffix)));
    let links = root.get("links").and_then(|links| links.as_object()).unwrap_or_default();
    let hints = root.get("mirror_hints").and_then(|hints| hints.as_array()).unwrap_or_default();
    let first = hints.first().and_then(Value::as_object).unwrap_or_default();
    let of_links = tails.iter().filter_map(|(name, _, tail)| links.text(name)?.strip_suffix(tail.as_str()));
    let of_hint = tails.iter().filter_map(|(_, name, tail)| first.text(name)?.strip_suffix(tail.as_str()));
    let bases: Vec<&str> = of_links.chain(of_hint).chain(first.text("base_url")).collect();
    let votes = |base: &&&str| bases.iter().filter(|other| other == base).count();
    let Some(base) = bases.iter().max_by_key(votes).filter(|base| votes(base) >= LEAST) else { return root };
    let mut links = repaired(arena, links, &ADDRESSES.map(|(link, ..)| link));
    let mut hint = with(arena, repaired(arena, first, &HINT), "base_url", text(arena, base));
    for (link, name, tail) in &tails {
        let address = text(arena, &format!("{base}{tail}"));
        links = with(arena, links, link, address);
        if !name.is_empty() {
            hint = with(arena, hint, name, address);
        }
    }
    let (published, members) = PUBLISHED;
    for (name, value) in members.into_iter().filter(|_| *base == published) {
        hint = with(arena, hint, name, Value::made_text(value));
    }
    let others = hints.iter().skip(1).copied().filter(|other| Some(other) != hints.first());
    let hints: Vec<Value<'a>> = std::iter::once(edit::value(hint)).chain(others).collect();
    let draft = with(arena, root, "links", edit::value(links));
    with(arena, draft, "mirror_hints", Value::made_array(arena, &hints))
}

/// How many addresses have to agree on where the documents are.
const LEAST: usize = 3;
