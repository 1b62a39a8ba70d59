//! Bytes to strings, numbers and words: the tokens of RFC 8259, and nothing beside them.

use super::double::Decimal;
use super::plain::plain_length;
use super::refusal::{ReadErrorKind, Refusal};

/// The most digits of an integer: what Python reads unless it is told otherwise (docs/format.md, section 1.9).
const MAX_DIGITS: usize = 4_300;

/// A text that is being read, and how far.
pub(super) struct Cursor<'a> {
    source: &'a str,
    at: usize,
    /// The last string that held an escape, without it.
    unescaped: String,
}

/// A string without its quotes.
pub(super) enum Text<'a, 'c> {
    /// It stands in the source as it is, and so without anything that has to be escaped.
    Plain(&'a str),
    /// It is written with escapes.
    Unescaped(&'c str),
}

/// A number, by the two kinds that Python has.
pub(super) enum Number<'a> {
    /// Its digits, as they stand in the source.
    Integer(&'a str),
    /// Finite.
    Double(f64),
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(source: &'a str) -> Self {
        Self { source, at: 0, unescaped: String::new() }
    }

    /// The whole text.
    pub(super) const fn source(&self) -> &'a str {
        self.source
    }

    /// The offset of the next byte.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// Whether one line of text is before this place, which begins another.
    pub(super) fn is_past_one_line(&self) -> bool {
        let before = self.source.get(..self.at).unwrap_or_default();
        before.trim_end_matches([' ', '\t', '\r']).ends_with('\n') && !before.trim().contains('\n')
    }

    /// The next byte that is no white space, without going past it.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let next = self.byte(self.at)?;
            if !matches!(next, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(next);
            }
            self.at += 1;
        }
    }

    /// Goes past the byte that was peeked at.
    #[inline]
    pub(super) const fn step(&mut self) {
        self.at += 1;
    }

    /// Goes past `word`, which has to stand here.
    pub(super) fn word(&mut self, word: &str) -> Result<(), Refusal> {
        if !self.rest(self.at).starts_with(word) {
            return Err(self.no_value());
        }
        self.at += word.len();
        Ok(())
    }

    /// Reads the string that begins with the quote here.
    #[inline]
    pub(super) fn string(&mut self) -> Result<Text<'a, '_>, Refusal> {
        let start = self.at + 1;
        let end = self.plain_end(start);
        if self.byte(end) == Some(b'"') {
            self.at = end + 1;
            return Ok(Text::Plain(self.slice(start, end)));
        }
        self.string_with_escapes(start, end)
    }

    #[cold]
    fn string_with_escapes(&mut self, start: usize, end: usize) -> Result<Text<'a, '_>, Refusal> {
        self.unescaped.clear();
        let (mut start, mut end) = (start, end);
        loop {
            self.unescaped.push_str(self.slice(start, end));
            match self.byte(end) {
                Some(b'"') => {
                    self.at = end + 1;
                    return Ok(Text::Unescaped(&self.unescaped));
                }
                Some(b'\\') => {
                    let (character, after) = self.escape(end)?;
                    self.unescaped.push(character);
                    start = after;
                    end = self.plain_end(start);
                }
                Some(control) => {
                    let message = format!("the control character 0x{control:02x} has to be escaped in a string");
                    return Err(Refusal::syntax(message, end));
                }
                None => return Err(Refusal::cut_off("the string has no end", self.at)),
            }
        }
    }

    /// The character that the escape at `at` stands for, and the offset behind it.
    fn escape(&self, at: usize) -> Result<(char, usize), Refusal> {
        let plain = match self.byte(at + 1) {
            Some(b'u') => return self.unicode_escape(at),
            Some(same @ (b'"' | b'\\' | b'/')) => char::from(same),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(_) => return Err(Refusal::syntax("JSON has no such escape", at)),
            None => return Err(Refusal::cut_off("the string has no end", self.at)),
        };
        Ok((plain, at + 2))
    }

    /// `\uXXXX`, or two of them that are the halves of one character.
    fn unicode_escape(&self, at: usize) -> Result<(char, usize), Refusal> {
        let first = self.unit(at)?;
        if let Some(character) = char::from_u32(first) {
            return Ok((character, at + 6));
        }
        let lone = || Refusal::new(ReadErrorKind::LoneSurrogate, at);
        if !self.rest(at + 6).starts_with("\\u") {
            return Err(lone());
        }
        let second = self.unit(at + 6)?;
        match (first, second) {
            (0xd800..0xdc00, 0xdc00..0xe000) => {
                let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                Ok((char::from_u32(code).ok_or_else(lone)?, at + 12))
            }
            _ => Err(lone()),
        }
    }

    /// The UTF-16 code unit of the escape `\uXXXX` at `at`.
    fn unit(&self, at: usize) -> Result<u32, Refusal> {
        let digits = self.source.get(at + 2..at + 6).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        unit.ok_or_else(|| Refusal::syntax("`\\u` is not followed by four hexadecimal digits", at))
    }

    /// Reads the number that begins here with a digit or a minus sign.
    pub(super) fn number(&mut self) -> Result<Number<'a>, Refusal> {
        let start = self.at;
        if self.byte(start) == Some(b'-') {
            if self.byte(start + 1) == Some(b'I') {
                return Err(self.no_value());
            }
            self.at += 1;
        }
        let whole = self.digits()?;
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(Refusal::syntax("a number must not begin with 0 and another digit", start));
        }
        let (mut fraction, mut exponent) = ("", "");
        if self.byte(self.at) == Some(b'.') {
            self.at += 1;
            fraction = self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte(self.at) {
            self.at += 1;
            let sign = self.at;
            if let Some(b'+' | b'-') = self.byte(self.at) {
                self.at += 1;
            }
            self.digits()?;
            exponent = self.slice(sign, self.at);
        }
        let text = self.slice(start, self.at);
        if fraction.is_empty() && exponent.is_empty() {
            let fits = whole.len() <= MAX_DIGITS;
            return if fits {
                Ok(Number::Integer(text))
            } else {
                Err(Refusal::new(ReadErrorKind::TooManyDigits, start))
            };
        }
        let double = Decimal { text, whole, fraction, exponent }.to_double();
        if double.is_finite() {
            Ok(Number::Double(double))
        } else {
            Err(Refusal::new(ReadErrorKind::DoubleOverflow, start))
        }
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<&'a str, Refusal> {
        let start = self.at;
        while self.byte(self.at).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err(self.unexpected("a digit")) } else { Ok(self.slice(start, self.at)) }
    }

    /// The refusal of what stands here instead of a value.
    #[cold]
    pub(super) fn no_value(&self) -> Refusal {
        let rest = self.rest(self.at);
        if ["NaN", "Infinity", "-Infinity"].iter().any(|name| rest.starts_with(name)) {
            return Refusal::new(ReadErrorKind::NotFinite, self.at);
        }
        self.unexpected("a value")
    }

    /// The refusal of what stands here instead of what was `expected`; it names the character.
    #[cold]
    pub(super) fn unexpected(&self, expected: &str) -> Refusal {
        match self.rest(self.at).chars().next() {
            Some(found) => Refusal::syntax(format!("expected {expected}, found {found:?}"), self.at),
            None => Refusal::cut_off(format!("expected {expected}, found the end of the input"), self.at),
        }
    }

    #[inline]
    fn byte(&self, at: usize) -> Option<u8> {
        self.source.as_bytes().get(at).copied()
    }

    /// Where the bytes from `start` on cease to stand for themselves.
    #[inline]
    fn plain_end(&self, start: usize) -> usize {
        start + plain_length(self.source.as_bytes().get(start..).unwrap_or_default())
    }

    /// Both ends stand beside ASCII, so they are boundaries of characters.
    #[inline]
    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.source.get(start..end).unwrap_or_default()
    }

    fn rest(&self, at: usize) -> &'a str {
        self.source.get(at..).unwrap_or_default()
    }
}
