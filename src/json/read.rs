//! Strict reading (format.md section 1).
//!
//! `jiter` reads the tokens with Python's own data model; this file adds what Python lets through
//! but what has no single meaning: duplicate names, NaN and Infinity, doubles that overflow, lone
//! surrogates, byte order marks, and a bound on depth.

use jiter::{Jiter, JiterError, JiterErrorType, JsonErrorType, Peek};

use super::position::{Position, positions};
use super::value::{Arena, Kind, Member, Object, Value};
use crate::text::cut;

/// Containers that may be open at once; one more is refused. A choice of ours: real bundles nest 7 deep.
pub const MAX_DEPTH: usize = 128;

/// Why a text was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct ReadError {
    /// The reason.
    pub kind: ReadErrorKind,
    /// Its place in the source.
    pub position: Position,
}

/// The reasons for which a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadErrorKind {
    /// Not a byte, or white space alone.
    #[error("the input is empty")]
    Empty,
    /// A gzip stream.
    #[error("gzip data; pipe it through `zcat`")]
    Gzip,
    /// A web page, perhaps an error page of the mirror.
    #[error("this is an HTML page, not JSON")]
    Html,
    /// The text begins with a byte order mark.
    #[error("the text begins with a byte order mark; JSON is UTF-8 without one")]
    ByteOrderMark,
    /// UTF-16 or UTF-32.
    #[error("the text is UTF-16 or UTF-32; JSON is UTF-8")]
    WideEncoding,
    /// Bytes that are no UTF-8.
    #[error("byte 0x{0:02x} is not valid UTF-8 here")]
    NotUtf8(u8),
    /// `\ud800` without its other half.
    #[error("a surrogate without its other half is no character")]
    LoneSurrogate,
    /// A name that stands twice in one object.
    #[error("the member {name:?} stands twice in one object")]
    DuplicateMember {
        /// The name.
        name: String,
    },
    /// NaN or Infinity.
    #[error("NaN and Infinity are not JSON")]
    NotFinite,
    /// A double beyond the range of IEEE 754.
    #[error("the number is too large for a double")]
    DoubleOverflow,
    /// An integer of more digits than Python reads.
    #[error("the integer has more than 4,300 digits")]
    TooManyDigits,
    /// More open containers than [`MAX_DEPTH`].
    #[error("nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// More bytes than the limit in force.
    #[error("larger than the limit of {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// Any other breach of the grammar.
    #[error("{0}")]
    Syntax(String),
}

/// Reads one value and nothing after it.
pub(super) fn read<'a>(source: &'a [u8], arena: &'a Arena) -> Result<Value<'a>, ReadError> {
    read_text(source, arena).map_err(|Refusal(refusal)| ReadError::new(refusal.0, source, refusal.1))
}

fn read_text<'a>(source: &'a [u8], arena: &'a Arena) -> Result<Value<'a>, Refusal> {
    let text = check_encoding(source)?;
    if u32::try_from(source.len()).is_err() {
        // Offsets in the tree are 32 bits wide.
        return Err(Refusal::new(ReadErrorKind::TooLarge { limit: u64::from(u32::MAX) }, 0));
    }
    Reader { source: text, arena, jiter: Jiter::new(source), depth: 0, values: Vec::new(), members: Vec::new() }
        .document()
}

impl ReadError {
    /// A refusal at the byte `offset` of `source`.
    pub fn new(kind: ReadErrorKind, source: &[u8], offset: usize) -> Self {
        let position = positions(source, &[offset]).first().copied().unwrap_or_default();
        Self { kind, position }
    }
}

/// A reason and the byte offset it belongs to. Boxed, so that the result of reading a value stays small.
struct Refusal(Box<(ReadErrorKind, usize)>);

impl Refusal {
    #[cold]
    fn new(kind: ReadErrorKind, at: usize) -> Self {
        Self(Box::new((kind, at)))
    }
}

/// What the bytes are, before any of them is read as JSON.
fn check_encoding(source: &[u8]) -> Result<&str, Refusal> {
    if source.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::new(ReadErrorKind::Empty, 0));
    }
    match source {
        [0x1f, 0x8b, ..] => return Err(Refusal::new(ReadErrorKind::Gzip, 0)),
        [0xef, 0xbb, 0xbf, ..] => return Err(Refusal::new(ReadErrorKind::ByteOrderMark, 0)),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..] => {
            return Err(Refusal::new(ReadErrorKind::WideEncoding, 0));
        }
        _ => {}
    }
    let text = std::str::from_utf8(source).map_err(|error| {
        let at = error.valid_up_to();
        Refusal::new(ReadErrorKind::NotUtf8(source.get(at).copied().unwrap_or_default()), at)
    })?;
    if text.trim_ascii_start().starts_with('<') {
        return Err(Refusal::new(ReadErrorKind::Html, 0));
    }
    Ok(text)
}

struct Reader<'a> {
    source: &'a str,
    arena: &'a Arena,
    jiter: Jiter<'a>,
    depth: usize,
    /// Elements of the arrays that are open, outermost first.
    values: Vec<Value<'a>>,
    /// Members of the objects that are open, outermost first.
    members: Vec<Member<'a>>,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Value<'a>, Refusal> {
        let first = self.jiter.peek().map_err(|e| self.refusal(&e))?;
        let value = self.value(first)?;
        self.jiter.finish().map_err(|e| self.refusal(&e))?;
        Ok(value)
    }

    fn value(&mut self, peek: Peek) -> Result<Value<'a>, Refusal> {
        let start = self.jiter.current_index();
        let at = u32::try_from(start).unwrap_or(u32::MAX);
        // Each arm makes its value at once: moving a kind into a value takes as long as reading a short string.
        match peek {
            Peek::String => {
                let (text, plain) = match self.jiter.known_str() {
                    Ok(text) => keep(text, self.source, self.arena),
                    Err(error) => return Err(self.refusal(&error)),
                };
                Ok(Value::new(Kind::String { text, plain }, at))
            }
            Peek::Object => Ok(Value::new(Kind::Object(self.object(start)?), at)),
            Peek::Array => Ok(Value::new(Kind::Array(self.array(start)?), at)),
            Peek::Null => {
                self.jiter.known_null().map_err(|e| self.refusal(&e))?;
                Ok(Value::new(Kind::Null, at))
            }
            Peek::True | Peek::False => {
                let is = self.jiter.known_bool(peek).map_err(|e| self.refusal(&e))?;
                Ok(Value::new(Kind::Bool(is), at))
            }
            _ => Ok(Value::new(self.number(peek, start)?, at)),
        }
    }

    fn number(&mut self, peek: Peek, start: usize) -> Result<Kind<'a>, Refusal> {
        let rest = self.source.get(start..).unwrap_or_default();
        if ["NaN", "Infinity", "-Infinity"].iter().any(|name| rest.starts_with(name)) {
            return Err(Refusal::new(ReadErrorKind::NotFinite, start));
        }
        if !peek.is_num() {
            return Err(Refusal::new(unexpected(rest), start));
        }
        if let Err(error) = self.jiter.known_number_bytes(peek) {
            let mut refusal = self.refusal(&error);
            if refusal.0.0 == ReadErrorKind::TooManyDigits {
                // The limit is on the whole number: say where it begins, not where the reader gave up.
                refusal.0.1 = start;
            }
            return Err(refusal);
        }
        let text = self.source.get(start..self.jiter.current_index()).unwrap_or_default();
        if text.bytes().any(|b| matches!(b, b'.' | b'e' | b'E')) {
            return match text.parse::<f64>() {
                Ok(double) if double.is_finite() => Ok(Kind::Double(double)),
                _ => Err(Refusal::new(ReadErrorKind::DoubleOverflow, start)),
            };
        }
        Ok(Kind::Integer(if text == "-0" { "0" } else { text }))
    }

    fn array(&mut self, start: usize) -> Result<&'a [Value<'a>], Refusal> {
        self.enter(start)?;
        let from = self.values.len();
        let mut next = self.jiter.known_array().map_err(|e| self.refusal(&e))?;
        while let Some(peek) = next {
            let value = self.value(peek)?;
            self.values.push(value);
            next = self.jiter.array_step().map_err(|e| self.refusal(&e))?;
        }
        self.depth -= 1;
        let values = self.arena.alloc_slice_copy(self.values.get(from..).unwrap_or_default());
        self.values.truncate(from);
        Ok(values)
    }

    fn object(&mut self, start: usize) -> Result<Object<'a>, Refusal> {
        self.enter(start)?;
        let (source, arena) = (self.source, self.arena);
        let kept = |name: Option<&str>| name.map(|name| keep(name, source, arena).0);
        let from = self.members.len();
        let mut next = self.jiter.known_object().map(kept).map_err(|e| self.refusal(&e))?;
        while let Some(name) = next {
            let peek = self.jiter.peek().map_err(|e| self.refusal(&e))?;
            let value = self.value(peek)?;
            self.members.push(Member { name, value });
            next = self.jiter.next_key().map(kept).map_err(|e| self.refusal(&e))?;
        }
        self.depth -= 1;
        let members = arena.alloc_slice_copy(self.members.get(from..).unwrap_or_default());
        self.members.truncate(from);
        Object::from_members(members).map_err(|(_, second)| {
            let kind = ReadErrorKind::DuplicateMember { name: cut(second.name) };
            Refusal::new(kind, name_offset(source.as_bytes(), second.value.at()))
        })
    }

    fn enter(&mut self, start: usize) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Refusal::new(ReadErrorKind::TooDeep, start));
        }
        Ok(())
    }

    #[cold]
    fn refusal(&self, error: &JiterError) -> Refusal {
        let at = error.index;
        let JiterErrorType::JsonError(reason) = &error.error_type else {
            return Refusal::new(ReadErrorKind::Syntax(error.error_type.to_string()), at);
        };
        let kind = match reason {
            JsonErrorType::LoneLeadingSurrogateInHexEscape | JsonErrorType::UnexpectedEndOfHexEscape => {
                ReadErrorKind::LoneSurrogate
            }
            JsonErrorType::NumberOutOfRange => ReadErrorKind::TooManyDigits,
            JsonErrorType::RecursionLimitExceeded => ReadErrorKind::TooDeep,
            JsonErrorType::ExpectedSomeValue => unexpected(self.source.get(at..).unwrap_or_default()),
            other => ReadErrorKind::Syntax(other.to_string()),
        };
        Refusal::new(kind, at)
    }
}

/// What stands where a value should: the message names the character.
fn unexpected(rest: &str) -> ReadErrorKind {
    ReadErrorKind::Syntax(match rest.chars().next() {
        Some(found) => format!("expected a value, found {found:?}"),
        None => "expected a value, found the end of the input".to_owned(),
    })
}

/// `text` for as long as the source lives: borrowed if it stands there as it is, else copied to the arena.
///
/// What is borrowed held no escape and no control character, so its canonical form is itself.
fn keep<'a>(text: &str, source: &'a str, arena: &'a Arena) -> (&'a str, bool) {
    let offset = text.as_ptr().addr().wrapping_sub(source.as_ptr().addr());
    match source.get(offset..offset.wrapping_add(text.len())) {
        Some(borrowed) => (borrowed, true),
        None => (arena.alloc_str(text), false),
    }
}

/// The offset of the name of the member whose value begins at `value`.
fn name_offset(source: &[u8], value: u32) -> usize {
    let value = usize::try_from(value).unwrap_or(usize::MAX);
    let before = source.get(..value).unwrap_or_default().trim_ascii_end();
    let name = before.strip_suffix(b":").unwrap_or(before).trim_ascii_end();
    let mut end = name.len().saturating_sub(1);
    // A quote inside the name is escaped: the opening one follows no odd run of backslashes.
    while let Some(quote) = name.get(..end).and_then(|text| text.iter().rposition(|&b| b == b'"')) {
        let slashes = name.get(..quote).unwrap_or_default().iter().rev().take_while(|&&b| b == b'\\').count();
        if slashes % 2 == 0 {
            return quote;
        }
        end = quote;
    }
    value
}
