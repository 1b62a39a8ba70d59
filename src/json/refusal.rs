//! Why a text is refused.

use super::position::{Position, positions};

/// Containers that may be open at once; one more is refused. A choice of ours: the real bundle nests 9 deep.
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
#[non_exhaustive]
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
    /// A PDF, perhaps the paper itself.
    #[error("this is a PDF, not JSON; the bundle of a paper is a JSON file of its own")]
    Pdf,
    /// A second value, after one that takes a line.
    #[error(
        "expected the end of the input, found a second value on this line; where each line is a bundle, use `--ndjson`"
    )]
    Lines,
    /// The text begins with a byte order mark.
    #[error("the text begins with a byte order mark; JSON is UTF-8 without one")]
    ByteOrderMark,
    /// UTF-16 or UTF-32.
    #[error("the text is UTF-16 or UTF-32; JSON is UTF-8")]
    WideEncoding,
    /// Bytes that are no UTF-8, of a format that another program than gzip writes.
    #[error("{0} data, not text; unpack it first")]
    Compressed(&'static str),
    /// Bytes that are no UTF-8.
    #[error("byte 0x{0:02x} is not valid UTF-8 here")]
    NotUtf8(u8),
    /// `\ud800` without its other half.
    #[error("a surrogate without its other half is not a character")]
    LoneSurrogate,
    /// A name that occurs twice in one object.
    #[error("the member {name:?} occurs twice in one object")]
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
    /// The text ends before its value does, as that of a file that was cut off.
    #[error("{0}")]
    CutOff(String),
    /// Any other breach of the grammar.
    #[error("{0}")]
    Syntax(String),
}

impl ReadError {
    /// A refusal at the byte `offset` of `source`.
    pub fn new(kind: ReadErrorKind, source: &[u8], offset: usize) -> Self {
        let position = positions(source, &[offset]).first().copied().unwrap_or_default();
        Self { kind, position }
    }
}

/// A reason and the byte offset it belongs to. Boxed, so that the result of reading a value stays small.
pub(super) struct Refusal(Box<(ReadErrorKind, usize)>);

impl Refusal {
    #[cold]
    pub(super) fn new(kind: ReadErrorKind, at: usize) -> Self {
        Self(Box::new((kind, at)))
    }

    pub(super) fn syntax(message: impl Into<String>, at: usize) -> Self {
        Self::new(ReadErrorKind::Syntax(message.into()), at)
    }

    pub(super) fn cut_off(message: impl Into<String>, at: usize) -> Self {
        Self::new(ReadErrorKind::CutOff(message.into()), at)
    }

    /// The refusal with its line and column.
    pub(super) fn in_source(self, source: &[u8]) -> ReadError {
        let (kind, at) = *self.0;
        ReadError::new(kind, source, at)
    }
}
