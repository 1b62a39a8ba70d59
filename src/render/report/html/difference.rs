//! Two texts, and the part in which they differ.

/// The most characters of what two texts have in common that are shown on either side of the difference.
const AROUND: usize = 200;

/// The most characters of a differing part that are shown.
const SHOWN: usize = 2_000;

/// What two texts have in common at their ends, and what each has in between.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Before the difference.
    pub(super) before: String,
    /// In between, of the one and of the other.
    pub(super) between: [String; 2],
    /// After the difference.
    pub(super) after: String,
}

impl Difference {
    /// Compares by characters, from both ends. Long parts are cut.
    pub(super) fn of(one: &str, other: &str) -> Self {
        let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
        let before = common(one.iter(), other.iter());
        let rest = |text: &[char]| text.get(before..).unwrap_or_default().to_vec();
        let (rest_of_one, rest_of_other) = (rest(&one), rest(&other));
        let after = common(rest_of_one.iter().rev(), rest_of_other.iter().rev());
        let between = [rest_of_one, rest_of_other]
            .map(|rest| start(rest.get(..rest.len().saturating_sub(after)).unwrap_or_default(), SHOWN));
        let after = one.get(one.len().saturating_sub(after)..).unwrap_or_default();
        Self { before: end(one.get(..before).unwrap_or_default()), between, after: start(after, AROUND) }
    }
}

/// How many characters are the same.
fn common<'c>(one: impl Iterator<Item = &'c char>, other: impl Iterator<Item = &'c char>) -> usize {
    one.zip(other).take_while(|(a, b)| a == b).count()
}

/// The first characters, with an ellipsis if there are more.
fn start(text: &[char], most: usize) -> String {
    match text.get(..most) {
        Some(start) if text.len() > most => start.iter().chain(['\u{2026}'].iter()).collect(),
        _ => text.iter().collect(),
    }
}

/// The last characters, with an ellipsis if there are more.
fn end(text: &[char]) -> String {
    match text.len().checked_sub(AROUND).filter(|from| *from > 0) {
        Some(from) => ['\u{2026}'].iter().chain(text.get(from..).unwrap_or_default()).collect(),
        None => text.iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(one: &str, other: &str) -> [String; 4] {
        let Difference { before, between: [one, other], after } = Difference::of(one, other);
        [before, one, other, after]
    }

    #[test]
    fn the_differing_part_is_as_short_as_possible() {
        for (one, other, expected) in [
            ("a Small b", "a Large b", ["a ", "Small", "Large", " b"]),
            ("same", "same", ["same", "", "", ""]),
            ("", "new", ["", "", "new", ""]),
            ("aa", "aaa", ["aa", "", "a", ""]),
            ("caf\u{e9}s", "caf\u{e8}s", ["caf", "\u{e9}", "\u{e8}", "s"]),
            ("all", "other", ["", "all", "other", ""]),
        ] {
            assert_eq!(parts(one, other), expected.map(str::to_owned), "{one} {other}");
        }
    }

    #[test]
    fn long_texts_are_cut_around_the_difference() {
        let text = |middle: &str| format!("{}{middle}{}", "x".repeat(5_000), "y".repeat(5_000));
        let [before, one, other, after] = parts(&text("1"), &text(&"2".repeat(5_000)));
        assert_eq!((before.chars().count(), after.chars().count()), (AROUND + 1, AROUND + 1));
        assert_eq!((one.as_str(), other.chars().count()), ("1", SHOWN + 1));
        assert!(before.starts_with('\u{2026}') && after.ends_with('\u{2026}') && other.ends_with('\u{2026}'));
    }
}
