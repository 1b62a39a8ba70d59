//! Lines that fit a terminal.

use unicode_width::UnicodeWidthChar as _;

/// `text` with every line that is wider than `width` columns broken at spaces, and its rest put under the column in which
/// its text began. A word is broken only if it is wider than a whole line.
pub fn wrapped(text: &str, width: usize) -> String {
    let mut lines = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n') {
            Some(line) => {
                wrap(line, width, &mut lines);
                lines.push('\n');
            }
            None => wrap(line, width, &mut lines),
        }
    }
    lines
}

fn wrap(line: &str, width: usize, out: &mut String) {
    if columns(line) <= width {
        return out.push_str(line);
    }
    let hanging = hanging(line).min(width / 2);
    let (mut column, mut gap) = (0, 0);
    for word in line.split(' ') {
        let wide = columns(word);
        if wide == 0 {
            out.push_str(word);
            gap += 1;
            continue;
        }
        if column > 0 && column + gap + wide > width {
            out.push('\n');
            // A digest that fits on a line of its own is not broken, wherever that line begins.
            column = if wide > width { hanging } else { hanging.min(width - wide) };
            out.extend(std::iter::repeat_n(' ', column));
            gap = 0;
        }
        out.extend(std::iter::repeat_n(' ', gap));
        column = put(word, column + gap, hanging, width, out);
        gap = 1;
    }
}

/// Writes a word from `column` on. Returns the column behind it.
fn put(word: &str, mut column: usize, hanging: usize, width: usize, out: &mut String) -> usize {
    for (c, wide) in with_widths(word) {
        if wide > 0 && column + wide > width {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', hanging));
            column = hanging;
        }
        out.push(c);
        column += wide;
    }
    column
}

/// How many columns a line takes.
pub(super) fn columns(line: &str) -> usize {
    with_widths(line).map(|(_, wide)| wide).sum()
}

/// The column in which the text of a line begins: behind its label, if two spaces or more follow one.
fn hanging(line: &str) -> usize {
    let (mut column, mut spaces, mut text, mut label) = (0, 0, None, false);
    for (c, wide) in with_widths(line) {
        if wide > 0 && c != ' ' {
            if text.is_none_or(|text| spaces > 1 && text <= INDENT) {
                label = text.is_some();
                text = Some(column);
            }
            spaces = 0;
        } else if c == ' ' {
            spaces += 1;
        }
        column += wide;
        if label || column > LABEL {
            break;
        }
    }
    text.unwrap_or_default()
}

/// No label begins behind this column.
const INDENT: usize = 10;

/// No label ends behind this column.
const LABEL: usize = 24;

/// The characters of a text with the columns that each takes: none in an escape sequence of a colour.
fn with_widths(text: &str) -> impl Iterator<Item = (char, usize)> {
    let mut is_sequence = false;
    text.chars().map(move |c| {
        let starts = c == '\u{1b}';
        let wide = if starts || is_sequence { 0 } else { c.width().unwrap_or(0) };
        is_sequence = starts || (is_sequence && c != 'm');
        (c, wide)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_fit_stay_as_they_are() {
        let text = "PASS bundle.json\n\n  number       pith:2018:6CB5P4A4\n";
        assert_eq!(wrapped(text, 40), text);
    }

    #[test]
    fn the_rest_of_a_line_is_put_under_its_beginning() {
        assert_eq!(wrapped("  label        one two three four", 24), "  label        one two\n            three four");
        assert_eq!(wrapped("A sentence that does not fit", 12), "A sentence\nthat does\nnot fit");
        assert_eq!(wrapped("    a sentence that does not", 16), "    a sentence\n    that does\n    not");
    }

    #[test]
    fn a_digest_is_broken_only_where_no_line_has_room_for_it() {
        let digest = "0123456789abcdef";
        assert_eq!(wrapped(&format!("  key          {digest}"), 20), format!("  key\n    {digest}"));
        assert_eq!(wrapped(&format!("  {digest}"), 10), "  01234567\n  89abcdef");
    }

    #[test]
    fn a_line_is_used_to_its_last_column() {
        assert_eq!(wrapped("aaaa bbbb cc", 9), "aaaa bbbb\ncc");
        assert_eq!(wrapped("abcdefghij", 5), "abcde\nfghij");
        assert_eq!(wrapped("abcde\u{301}fghij", 5), "abcde\u{301}\nfghij");
    }

    #[test]
    fn colours_stay_and_begin_no_text() {
        let wanted = "\u{1b}[31m  fail\u{1b}[0m  one two\n        three four";
        assert_eq!(wrapped("\u{1b}[31m  fail\u{1b}[0m  one two three four", 20), wanted);
        assert_eq!(wrapped("one \u{1b}[1m two three", 9), "one\u{1b}[1m  two\n    three");
    }

    #[test]
    fn only_the_first_word_of_a_line_is_its_label() {
        let wanted = "  label  one two\n         three four\n         five";
        assert_eq!(wrapped("  label  one two  three four five", 20), wanted);
    }

    #[test]
    fn colours_and_wide_characters_are_measured_as_a_terminal_shows_them() {
        assert_eq!(columns("\u{1b}[1m\u{1b}[31mFAIL\u{1b}[0m"), 4);
        assert_eq!(columns("\u{8a9e}\u{8a9e}e\u{301}"), 5);
    }
}
