//! How much reports contain.

/// How much is written of an input.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Everything.
    #[default]
    Whole,
    /// Of an input that passes without a finding only what identifies it (`--brief`); everything of any other.
    Brief,
}
