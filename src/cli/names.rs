//! Names that the user types: offered to shells that complete, and the nearest one after a typo.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command, Error};

/// A parser of values, and values that shells offer. Others are not refused for that.
#[derive(Clone)]
pub struct Offering<P> {
    pub parser: P,
    pub offers: fn() -> Vec<PossibleValue>,
}

impl<P: TypedValueParser> TypedValueParser for Offering<P> {
    type Value = P::Value;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<P::Value, Error> {
        self.parser.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.offers)().into_iter()))
    }
}

/// Longer words are no typos.
const LONGEST: usize = 64;
/// Shorter names are all near to each other.
const SHORTEST: usize = 4;

/// The name that a mistyped word probably means: one character in three may be wrong.
pub fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let word: Vec<char> = word.to_lowercase().chars().take(LONGEST).collect();
    let names = names.filter(|name| name.len() >= SHORTEST).map(|name| (distance(&word, name), name));
    names
        .filter(|(distance, name)| *distance <= name.len() / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The number of characters to insert, remove or replace, or of neighbours to exchange, to make one of the other
/// (optimal string alignment).
fn distance(word: &[char], name: &str) -> usize {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or_default();
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=name.len()).collect());
    for (i, c) in word.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, d) in name.iter().enumerate() {
            let replaced = at(&last, j) + usize::from(c != d);
            let mut least = replaced.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let is_exchanged = i > 0 && j > 0 && word.get(i - 1) == Some(d) && name.get(j - 1) == Some(c);
            if is_exchanged {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    at(&last, name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_single_mistakes() {
        for (word, name, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("digest", "digest", 0),
            ("digset", "digest", 1),
            ("digst", "digest", 1),
            ("diggest", "digest", 1),
            ("digezt", "digest", 1),
            ("gidest", "digest", 2),
            ("kitten", "sitting", 3),
            ("ca", "abc", 3),
        ] {
            assert_eq!(distance(&word.chars().collect::<Vec<_>>(), name), expected, "{word} {name}");
        }
    }

    #[test]
    fn the_nearest_name_is_near() {
        let names = ["event.digest", "event.id", "state.digest", "M8"];
        let nearest = |word| nearest(word, names.into_iter());
        assert_eq!(nearest("Event.Digset"), Some("event.digest"));
        assert_eq!(nearest("sate.digest"), Some("state.digest"));
        for far in ["", "M", "M88", "digest", "something else", &"event.digest".repeat(10_000)] {
            assert_eq!(nearest(far), None, "{far}");
        }
    }
}
