//! Documents of a megabyte: the time that they take.

use std::time::{Duration, Instant};

use pith::verify::Policy;

use super::verify::verdict;
use crate::support::json::Json;

/// Enough that a check which compares everything with everything takes minutes.
const SIZE: usize = 1 << 20;

/// Many times what the slowest megabyte takes under the sanitizer, also on a busy machine: a bound for hangs, not a benchmark.
const LIMIT: Duration = Duration::from_mins(1);

/// With one of its lists or objects grown to a megabyte, the one of that number, a document is judged within the
/// limit.
pub fn holds(mut json: Json, number: u8, policy: &Policy) {
    let mut places = json.pointers();
    places.retain(|place| matches!(json.at(place), Json::Array(_) | Json::Object(_)));
    let Some(place) = places.iter().cycle().nth(number.into()) else { return };
    grow(json.at_mut(place));
    let text = json.compact();
    let start = Instant::now();
    verdict(text.as_bytes(), policy);
    assert!(start.elapsed() < LIMIT, "{} bytes took {:?}", text.len(), start.elapsed());
}

/// An array gets its elements again, an object members that nobody knows, up to a megabyte.
fn grow(container: &mut Json) {
    match container {
        Json::Array(elements) if elements.is_empty() => elements.resize(SIZE / 5, Json::Null),
        Json::Array(elements) => {
            let size: usize = elements.iter().map(|element| element.compact().len() + 1).sum();
            let times = SIZE.div_ceil(size);
            *elements = elements.iter().cycle().take(elements.len() * times).cloned().collect();
        }
        Json::Object(members) => {
            members.extend((0..SIZE / 16).map(|number| (number.to_string().into(), Json::Null)));
        }
        _ => {}
    }
}
