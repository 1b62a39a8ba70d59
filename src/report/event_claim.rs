//! Events as a document lists them, to be shown beside a report.

use serde::Serialize;

/// What verification found of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// It was not verified.
    #[default]
    Unverified,
    /// It is valid (docs/format.md, section 4.2: M2), by a key that is trusted for it.
    Valid,
    /// It is valid, and no finding is about it, but some that are failures or open are counted and not listed.
    Unlisted,
    /// It is valid, but a check of it is open.
    Open,
    /// It is valid, but its key is not trusted for it.
    Untrusted,
    /// It is valid by itself, but a check of it fails: it is listed twice, for example.
    Faulty,
    /// It is not valid.
    Invalid,
}

impl Standing {
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Valid => "valid",
            Self::Unlisted => "valid, but not all findings are listed",
            Self::Open => "valid, a check is open",
            Self::Untrusted => "valid, key not trusted",
            Self::Faulty => "valid, a check fails",
            Self::Invalid => "not valid",
        }
    }

    /// Whether the event was replayed.
    pub const fn is_valid(self) -> bool {
        matches!(self, Self::Valid | Self::Unlisted | Self::Open | Self::Untrusted | Self::Faulty)
    }
}

/// A reference to another event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The id of that event, cut.
    pub(crate) event_id: String,
    /// The index of that event in the list; `None` if it is not in the document.
    #[serde(rename = "index")]
    pub(crate) target: Option<usize>,
}

/// A member and its value as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The name of the member, or the path to it with dots.
    pub(crate) name: String,
    /// The value.
    pub(crate) value: String,
}

/// `signer`
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[allow(clippy::struct_field_names, reason = "named as the documents name them")]
pub struct SignerClaim {
    pub(crate) signer_id: Option<String>,
    pub(crate) signer_type: Option<String>,
    pub(crate) key_id: Option<String>,
}

/// An event as the document lists it: members as text, `None` where there is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct EventClaim {
    /// The place in the document.
    pub(crate) pointer: String,
    pub(crate) event_id: Option<String>,
    /// `event_type`; in a state, the type that its list is for
    pub(crate) event_type: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) created_at: Option<String>,
    pub(crate) signer: SignerClaim,
    pub(crate) prev_event: Option<Link>,
    pub(crate) supersedes: Vec<Link>,
    /// The indices of the events that supersede it, with the same key id and type as rule M8 (inferred) requires.
    pub(crate) superseded_by: Vec<usize>,
    /// Whether it is in force: no event supersedes it, and a state that applied it has it in `current`.
    pub(crate) in_current: bool,
    /// Further members of an integrity event.
    pub(crate) details: Vec<Row>,
    /// What verification found.
    #[serde(skip)]
    pub(crate) standing: Standing,
}
