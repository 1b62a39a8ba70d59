//! The roles and owners of trusted keys: what a key may sign, and as which signer (docs/format.md, section 7.1).

use crate::bundle::EventType;
use crate::report::{Reason, Trust};

/// What a key is trusted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Events of its owner, other than those that only a registry makes.
    Signer,
    /// Everything: seals, receipts, `record_created`, `graph_snapshot` and other events.
    Registry,
}

impl Role {
    /// The word in keyrings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signer => "signer",
            Self::Registry => "registry",
        }
    }

    /// The role with this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Signer, Self::Registry].into_iter().find(|role| role.as_str() == word)
    }

    /// The role that signing an event of this type takes.
    pub fn needed_for(event_type: &str) -> Self {
        let is_by_registry = EventType::named(event_type).is_some_and(|known| known.is_by_registry);
        if is_by_registry { Self::Registry } else { Self::Signer }
    }
}

/// One reason to trust a key: for an owner, in a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The owner of the key; `None` where it is not known, which allows every name.
    pub owner: Option<String>,
    /// What it may sign.
    pub role: Role,
    /// When it was to be replaced, according to the file that pins it.
    pub rotates_at: Option<String>,
}

impl Grant {
    /// Everything, for any owner.
    pub const fn whole() -> Self {
        Self { owner: None, role: Role::Registry, rotates_at: None }
    }
}

/// Why a key is not trusted for a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// The key is not among the trusted ones.
    Untrusted,
    /// The user gave the key's SHA-256 as if it were the key.
    Fingerprint,
    /// The key is trusted, but it belongs to another signer.
    Owner,
    /// The key is trusted, but not to sign as a registry.
    Role,
}

impl Distrust {
    /// The reason in reports.
    pub const fn reason(self) -> Reason {
        match self {
            Self::Untrusted | Self::Fingerprint => Reason::Untrusted,
            Self::Owner => Reason::Owner,
            Self::Role => Reason::Role,
        }
    }
}

/// What trust in a key rests on, and how far it goes.
#[derive(Clone, Debug)]
pub struct Warrant {
    /// What it rests on.
    pub basis: Trust,
    /// Each reason to trust the key; empty where there is none.
    pub grants: Vec<Grant>,
    /// Whether the bytes of a pinned key are the SHA-256 of this one: a fingerprint, given as a key.
    pub is_pinned_by_fingerprint: bool,
}

impl Warrant {
    /// Whether the key is trusted to sign in `role`, for `signer_id` where the signature names one.
    pub fn covers(&self, signer_id: Option<&str>, role: Role) -> Result<(), Distrust> {
        if self.grants.is_empty() {
            let mistaken = self.is_pinned_by_fingerprint;
            return Err(if mistaken { Distrust::Fingerprint } else { Distrust::Untrusted });
        }
        let is_owned = |grant: &&Grant| match (grant.owner.as_deref(), signer_id) {
            (Some(owner), Some(signer_id)) => owner == signer_id,
            (None, _) | (_, None) => true,
        };
        let mut owned = self.grants.iter().filter(is_owned).peekable();
        if owned.peek().is_none() {
            return Err(Distrust::Owner);
        }
        if owned.any(|grant| grant.role >= role) { Ok(()) } else { Err(Distrust::Role) }
    }
}
