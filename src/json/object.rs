//! Objects: members in the order of their names.

use std::cmp::Ordering;

use super::value::Value;

/// Members sorted by name in code point order, no name twice.
///
/// The order is that of canonical form, so that hashing needs no sort and many members are searched by halves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Object<'a>(&'a [Member<'a>]);

/// One name and its value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Member<'a> {
    /// The name, unescaped.
    pub name: &'a str,
    /// The value.
    pub value: Value<'a>,
}

/// Up to this many members, looking at the length of each name is faster than a binary search.
const FEW: usize = 32;

/// Code point order, which is that of the bytes; most names differ in their first eight.
#[inline]
fn compare(a: &str, b: &str) -> Ordering {
    start(a).cmp(&start(b)).then_with(|| a.cmp(b))
}

/// The first eight bytes as one word, zeros in the place of those that are missing: it orders as the bytes do.
fn start(name: &str) -> u64 {
    let bytes = name.as_bytes();
    match bytes.first_chunk() {
        Some(eight) => u64::from_be_bytes(*eight),
        None => bytes.iter().rev().fold(0, |word, byte| word >> 8 | u64::from(*byte) << 56),
    }
}

impl<'a> Object<'a> {
    /// Sorts `members` by name; where a name occurs twice, the two members are the error.
    pub fn from_members(members: &'a mut [Member<'a>]) -> Result<Self, (Member<'a>, Member<'a>)> {
        // Most objects are in order in their source.
        if !members.is_sorted_by(|a, b| compare(a.name, b.name).is_lt()) {
            // By offset too, so that the second occurrence in the source is named second.
            members.sort_unstable_by(|a, b| compare(a.name, b.name).then(a.value.at().cmp(&b.value.at())));
            for pair in members.windows(2) {
                if let [first, second] = pair
                    && first.name == second.name
                {
                    return Err((*first, *second));
                }
            }
        }
        Ok(Self(members))
    }

    /// The members, sorted by name.
    pub fn members(&self) -> &'a [Member<'a>] {
        self.0
    }

    /// The value of the member `name`.
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        if self.0.len() <= FEW {
            return self.0.iter().find(|member| member.name == name).map(|member| member.value);
        }
        let place = self.0.binary_search_by(|member| compare(member.name, name)).ok()?;
        self.0.get(place).map(|member| member.value)
    }

    /// The text of the member `name`, if it is a string.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_of_their_bytes() {
        let names =
            ["", "\0", "a", "a\0", "ab", "abcdefg", "abcdefg\0", "abcdefgh", "abcdefgha", "abcdefgi", "b", "\u{e9}"];
        for a in names {
            for b in names {
                assert_eq!(compare(a, b), a.as_bytes().cmp(b.as_bytes()), "{a:?} and {b:?}");
            }
        }
    }
}
