//! Verdicts and exit codes (docs/report.md).

use std::fmt;
use std::str::FromStr;

use super::UnknownName;

/// The answer about one input, or about a run (docs/report.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum Verdict {
    /// Every required check passed and the signing keys are trusted.
    Pass,
    /// The keys are trusted and all that is proven holds, but the document differs from our reading of a rule that
    /// is not published.
    Undetermined,
    /// Everything verifies, by a key that is not trusted.
    Untrusted,
    /// A problem on your side (usage, files); nothing is known about the bundle.
    #[default]
    Unchecked,
    /// Not a document that this version can verify.
    Malformed,
    /// At least one check or policy failed.
    Fail,
    /// A bug in this program.
    Internal,
}

impl Verdict {
    /// Every verdict, from the weakest to the one that decides a run first.
    pub const ALL: [Self; 7] =
        [Self::Pass, Self::Undetermined, Self::Untrusted, Self::Unchecked, Self::Malformed, Self::Fail, Self::Internal];

    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Undetermined => "undetermined",
            Self::Untrusted => "untrusted",
            Self::Unchecked => "unchecked",
            Self::Malformed => "malformed",
            Self::Fail => "fail",
            Self::Internal => "internal",
        }
    }

    /// The exit code. Only [`Verdict::Pass`] is 0.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Fail => 1,
            Self::Unchecked => 2,
            Self::Malformed => 3,
            Self::Untrusted => 4,
            Self::Undetermined => 5,
            Self::Internal => 70,
        }
    }

    /// Whether trusted keys signed the bundle and nothing that is proven contradicts it: what it holds is evidence.
    pub const fn is_evidence(self) -> bool {
        matches!(self, Self::Pass | Self::Undetermined)
    }

    /// The verdict of a run: the first that occurs in internal, fail, malformed, unchecked,
    /// untrusted, undetermined, pass. A run over nothing is unchecked.
    pub fn of_run(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().max().unwrap_or(Self::Unchecked)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Verdict {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == name).ok_or(UnknownName)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_is_read_from_its_own_name() {
        assert!(Verdict::ALL.iter().all(|verdict| verdict.to_string().parse() == Ok(*verdict)));
        assert_eq!("passed".parse::<Verdict>(), Err(UnknownName));
    }
}
