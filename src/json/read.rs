//! Strict reading (docs/format.md, section 1.2).
//!
//! The grammar is that of RFC 8259, the values those of Python. What Python lets through but what has no
//! single meaning is refused: duplicate names, NaN and Infinity, doubles that overflow, lone surrogates,
//! byte order marks; and there is a bound on depth.
//!
//! No library is used: those that keep integers exact and doubles apart read with `unsafe` code, and the one
//! that was used here took twice the time (docs/performance.md).

use super::cursor::{Cursor, Number, Text};
use super::encoding::text_of;
use super::object::{Member, Object};
use super::position::name_offset;
use super::refusal::{MAX_DEPTH, ReadError, ReadErrorKind, Refusal};
use super::value::{Arena, Kind, Value};
use crate::text::cut;

/// Reads one value and nothing after it.
pub(super) fn read<'a>(source: &'a [u8], arena: &'a Arena) -> Result<Value<'a>, ReadError> {
    read_text(source, arena).map_err(|refusal| refusal.in_source(source))
}

/// The number of values that may wait for the end of their container before more room is needed: more than in a real
/// bundle.
const OPEN: usize = 64;

/// An array of more elements than this is set aside in parts of so many while it is read. Each part is given back as
/// soon as it was copied into the arena, so that the elements of a large array are never in memory twice.
const PART: usize = 1 << 14;

fn read_text<'a>(source: &'a [u8], arena: &'a Arena) -> Result<Value<'a>, Refusal> {
    let text = text_of(source)?;
    if u32::try_from(source.len()).is_err() {
        // Offsets in the tree are 32 bits wide.
        return Err(Refusal::new(ReadErrorKind::TooLarge { limit: u64::from(u32::MAX) }, 0));
    }
    let (values, members) = (Vec::with_capacity(OPEN), Vec::with_capacity(OPEN));
    Reader { cursor: Cursor::new(text), arena, depth: 0, values, members }.document()
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    arena: &'a Arena,
    depth: usize,
    /// Elements of the arrays that are open, outermost first.
    values: Vec<Value<'a>>,
    /// Members of the objects that are open, outermost first.
    members: Vec<Member<'a>>,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Value<'a>, Refusal> {
        let value = self.value()?;
        match self.cursor.peek() {
            None => Ok(value),
            Some(b'{' | b'[') if self.cursor.is_past_one_line() => {
                Err(Refusal::new(ReadErrorKind::Lines, self.cursor.at()))
            }
            Some(_) => Err(self.cursor.unexpected("the end of the input")),
        }
    }

    fn value(&mut self) -> Result<Value<'a>, Refusal> {
        let next = self.cursor.peek();
        let start = self.cursor.at();
        let at = u32::try_from(start).unwrap_or(u32::MAX);
        // Each arm makes its value at once: moving a kind into a value takes as long as reading a short string.
        match next {
            Some(b'"') => {
                let (text, plain) = self.text()?;
                Ok(Value::new(Kind::String { text, plain }, at))
            }
            Some(b'{') => Ok(Value::new(Kind::Object(self.object(start)?), at)),
            Some(b'[') => Ok(Value::new(Kind::Array(self.array(start)?), at)),
            Some(b'n') => self.cursor.word("null").map(|()| Value::new(Kind::Null, at)),
            Some(b't') => self.cursor.word("true").map(|()| Value::new(Kind::Bool(true), at)),
            Some(b'f') => self.cursor.word("false").map(|()| Value::new(Kind::Bool(false), at)),
            Some(b'-' | b'0'..=b'9') => Ok(Value::new(self.number()?, at)),
            _ => Err(self.cursor.no_value()),
        }
    }

    /// A string, and whether canonical form writes it as it is.
    #[expect(clippy::inline_always, reason = "half of reading is this, and it is small: 4 of 18 microseconds a bundle")]
    #[inline(always)]
    fn text(&mut self) -> Result<(&'a str, bool), Refusal> {
        Ok(match self.cursor.string()? {
            Text::Plain(text) => (text, true),
            Text::Unescaped(text) => (self.arena.alloc_str(text), false),
        })
    }

    fn number(&mut self) -> Result<Kind<'a>, Refusal> {
        Ok(match self.cursor.number()? {
            Number::Integer("-0") => Kind::Integer("0"),
            Number::Integer(digits) => Kind::Integer(digits),
            Number::Double(double) => Kind::Double(double),
        })
    }

    fn array(&mut self, start: usize) -> Result<&'a [Value<'a>], Refusal> {
        self.enter(start)?;
        let from = self.values.len();
        let mut aside = Vec::new();
        if !self.ends_at_once(b']') {
            loop {
                let value = self.value()?;
                self.values.push(value);
                if self.values.len() - from >= PART {
                    aside.push(self.values.split_off(from));
                }
                if self.ends(b']', "`,` or `]`")? {
                    break;
                }
            }
        }
        self.depth -= 1;
        if !aside.is_empty() {
            aside.push(self.values.split_off(from));
            return Ok(self.joined(aside));
        }
        let values = self.arena.alloc_slice_copy(self.values.get(from..).unwrap_or_default());
        self.values.truncate(from);
        Ok(values)
    }

    /// The elements of an array that were set aside.
    #[cold]
    fn joined(&self, aside: Vec<Vec<Value<'a>>>) -> &'a [Value<'a>] {
        let length = aside.iter().map(Vec::len).sum();
        let mut elements = aside.into_iter().flatten();
        self.arena.alloc_slice_fill_with(length, |_| elements.next().unwrap_or(Value::made(Kind::Null)))
    }

    fn object(&mut self, start: usize) -> Result<Object<'a>, Refusal> {
        self.enter(start)?;
        let from = self.members.len();
        if !self.ends_at_once(b'}') {
            loop {
                let name = self.name()?;
                let value = self.value()?;
                self.members.push(Member { name, value });
                if self.ends(b'}', "`,` or `}`")? {
                    break;
                }
            }
        }
        self.depth -= 1;
        let members = self.arena.alloc_slice_copy(self.members.get(from..).unwrap_or_default());
        self.members.truncate(from);
        Object::from_members(members).map_err(|(_, second)| {
            let kind = ReadErrorKind::DuplicateMember { name: cut(second.name) };
            Refusal::new(kind, name_offset(self.cursor.source().as_bytes(), second.value.at()))
        })
    }

    /// The name of a member, and past the colon behind it.
    fn name(&mut self) -> Result<&'a str, Refusal> {
        if self.cursor.peek() != Some(b'"') {
            return Err(self.cursor.unexpected("the name of a member"));
        }
        let (name, _) = self.text()?;
        if self.cursor.peek() != Some(b':') {
            return Err(self.cursor.unexpected("`:`"));
        }
        self.cursor.step();
        Ok(name)
    }

    /// Enters an array or object, and returns whether it is empty.
    fn ends_at_once(&mut self, end: u8) -> bool {
        self.cursor.step();
        let ends = self.cursor.peek() == Some(end);
        if ends {
            self.cursor.step();
        }
        ends
    }

    /// Goes past the comma or the end of an array or object, and returns whether it was the end.
    fn ends(&mut self, end: u8, expected: &str) -> Result<bool, Refusal> {
        match self.cursor.peek() {
            Some(b',') => {}
            Some(byte) if byte == end => {}
            _ => return Err(self.cursor.unexpected(expected)),
        }
        let ends = self.cursor.peek() == Some(end);
        self.cursor.step();
        Ok(ends)
    }

    fn enter(&mut self, start: usize) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Refusal::new(ReadErrorKind::TooDeep, start));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> (String, usize) {
        let error = read(text.as_bytes(), &Arena::new()).map(|_| ()).unwrap_err();
        (error.to_string(), error.position.column)
    }

    #[test]
    fn a_refusal_says_what_is_there_and_where() {
        for (text, message, column) in [
            ("[1,]", "expected a value, found ']'", 4),
            ("[1 2]", "expected `,` or `]`, found '2'", 4),
            ("[", "expected a value, found the end of the input", 2),
            ("{\"a\" 1}", "expected `:`, found '1'", 6),
            ("{\"a\":1,}", "expected the name of a member, found '}'", 8),
            ("{\"a\":1", "expected `,` or `}`, found the end of the input", 7),
            ("{a:1}", "expected the name of a member, found 'a'", 2),
            ("[1]x", "expected the end of the input, found 'x'", 4),
            ("tru", "expected a value, found 't'", 1),
            ("+1", "expected a value, found '+'", 1),
            ("-x", "expected a digit, found 'x'", 2),
            ("-NaN", "expected a digit, found 'N'", 2),
            ("-Inf", "expected a value, found '-'", 1),
            ("-Infinity", "NaN and Infinity are not JSON", 1),
            ("[NaN]", "NaN and Infinity are not JSON", 2),
            ("01", "a number must not begin with 0 and another digit", 1),
            ("1.e5", "expected a digit, found 'e'", 3),
            ("1e+", "expected a digit, found the end of the input", 4),
            ("\"abc", "the string has no end", 1),
            ("\"a\\", "the string has no end", 1),
            ("\"a\tb\"", "the control character 0x09 has to be escaped in a string", 3),
            ("\"\\x\"", "JSON has no such escape", 2),
            ("\"\\u12g4\"", "`\\u` is not followed by four hexadecimal digits", 2),
            ("\"\\u+123\"", "`\\u` is not followed by four hexadecimal digits", 2),
            ("\"\\ud83d\"", "a surrogate without its other half is not a character", 2),
            ("\"\\ud83d\\u0041\"", "a surrogate without its other half is not a character", 2),
            ("\"\\ud83d\\ud83d\"", "a surrogate without its other half is not a character", 2),
            ("\"\\ude00\\ud83d\"", "a surrogate without its other half is not a character", 2),
        ] {
            assert_eq!(refusal(text), (message.to_owned(), column), "{text}");
        }
    }

    /// Around the lengths at which parts are set aside, alone and in one another.
    #[test]
    fn no_element_of_a_large_array_is_lost() {
        for length in [PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 1] {
            let numbers: Vec<String> = (0..length).map(|number| number.to_string()).collect();
            let list = numbers.join(",");
            let text = format!("[7,[{list}],{list},[],8]");
            let arena = Arena::new();
            let outer = read(text.as_bytes(), &arena).unwrap().as_array().unwrap();
            let digits = |values: &[Value<'_>]| -> Vec<String> {
                values.iter().filter_map(Value::as_integer).map(str::to_owned).collect()
            };
            assert_eq!(outer.len(), length + 4);
            assert_eq!(digits(outer[1].as_array().unwrap()), numbers, "{length}");
            assert_eq!(digits(&outer[2..length + 2]), numbers, "{length}");
            assert_eq!(outer[length + 3].as_integer(), Some("8"));
        }
    }

    #[test]
    fn strings_are_read_with_their_escapes() {
        for (text, expected) in [
            (r#""""#, ""),
            (r#""plain \u00e9""#, "plain \u{e9}"),
            (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r#""\ud83d\uDE00 \u0000""#, "\u{1f600} \0"),
            (r#""\ud800\udc00\udbff\udfff\ud7ff\ue000""#, "\u{10000}\u{10ffff}\u{d7ff}\u{e000}"),
        ] {
            let arena = Arena::new();
            assert_eq!(read(text.as_bytes(), &arena).unwrap().as_str(), Some(expected), "{text}");
        }
    }

    #[test]
    fn integers_have_at_most_4300_digits_and_doubles_any_number() {
        let digits = "7".repeat(4_300);
        for text in [digits.clone(), format!("-{digits}"), format!("{digits}.0"), format!("0.{digits}{digits}")] {
            let refused = read(text.as_bytes(), &Arena::new()).map(|_| ()).map_err(|error| error.kind);
            // So many digits before the point are more than a double holds.
            let expected = if text.ends_with(".0") { Err(ReadErrorKind::DoubleOverflow) } else { Ok(()) };
            assert_eq!(refused, expected, "{} digits", text.len());
        }
        assert_eq!(refusal(&format!("[-{digits}7]")), ("the integer has more than 4,300 digits".to_owned(), 2));
    }
}
