//! Events as a document lists them, for showing them beside a report.

/// What is known about an event beside its own claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// Not verified: it is a claim.
    #[default]
    Unverified,
    /// Verification found it valid (docs/format.md, section 4.2: M2).
    Valid,
    /// Verification found it not valid.
    Invalid,
}

impl Standing {
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Valid => "valid",
            Self::Invalid => "not valid",
        }
    }
}

/// An event that names another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The id that it names, cut.
    pub event_id: String,
    /// The place of that event in the list; `None` if it is not in the document.
    pub target: Option<usize>,
}

/// An event as the document lists it; every member as text, `None` where there is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventClaim {
    /// Its place.
    pub pointer: String,
    /// `event_id`
    pub event_id: Option<String>,
    /// `event_type`; in a state, the type that its list is for
    pub event_type: Option<String>,
    /// `target`
    pub target: Option<String>,
    /// `created_at`
    pub created_at: Option<String>,
    /// `signer.signer_id`
    pub signer_id: Option<String>,
    /// `signer.signer_type`
    pub signer_type: Option<String>,
    /// `signer.key_id`
    pub key_id: Option<String>,
    /// `prev_event`
    pub prev_event: Option<Link>,
    /// `supersedes`
    pub supersedes: Vec<Link>,
    /// The places of the events that supersede it: the same key id and type, as rule M8 (inferred) asks.
    pub superseded_by: Vec<usize>,
    /// Whether a state lists it as applied and leaves it out of `current`.
    pub left_out: bool,
    /// Other members of an integrity event, by their names.
    pub details: Vec<(&'static str, String)>,
    /// What is known about it.
    pub standing: Standing,
}
