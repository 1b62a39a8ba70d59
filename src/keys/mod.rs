//! Keys: which ones are sound, which ones are trusted, and which one a signature names.
//!
//! Embedded keys are candidates that are looked up by id; they prove integrity, never identity.
//! Trust is decided on the 32 key bytes (docs/format.md, section 7).

mod candidates;
mod multiples;
mod public_key;
mod published;
mod role;
pub mod signature;
mod tables;
mod text;
mod trust;

pub use candidates::{Candidate, Candidates, Lookup};
pub use public_key::{BareSignature, KeyFault, PublicKey, Tabled, verifies_vector};
pub use role::{Distrust, Grant, Role, Warrant};
pub use text::KeyTextError;
pub use trust::{TrustStore, TrustedKey};
