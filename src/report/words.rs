//! Sets of stable words: each word with its name in reports and its explanation, written in one place.

/// The meaning of a word, for somebody who has just seen it in a report: the texts of `pith explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The word.
    pub name: &'static str,
    /// Its meaning, in one line.
    pub summary: &'static str,
    /// Why it matters, or the evidence for it.
    pub why: &'static str,
    /// The next step for the reader.
    pub todo: &'static str,
}

/// [`Explanation::why`] and [`Explanation::todo`], where several words share them.
pub(super) type Advice = (&'static str, &'static str);

/// The error of reading a text that is the name of no verdict, check, reason or rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no verdict, check, reason or rule of this version has this name")]
pub struct UnknownName;

/// Declares an enum of stable words. Each row is a variant, its name in reports, a summary, and why it matters with
/// what to do.
macro_rules! words {
    (
        $(#[$attribute:meta])*
        $set:ident: $($variant:ident $name:literal $summary:literal $advice:expr;)+
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $set {
            $(#[doc = $summary] $variant,)+
        }

        impl $set {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in reports.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Its meaning.
            pub const fn explanation(self) -> $crate::report::Explanation {
                let (summary, (why, todo)) = match self {
                    $(Self::$variant => ($summary, $advice),)+
                };
                $crate::report::Explanation { name: self.as_str(), summary, why, todo }
            }
        }

        impl std::fmt::Display for $set {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $set {
            type Err = $crate::report::UnknownName;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|word| word.as_str() == name).ok_or($crate::report::UnknownName)
            }
        }
    };
}

pub(super) use words;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::report::{CheckCode, Reason, Rule};

    #[test]
    fn every_word_is_read_from_its_own_name_and_is_explained() {
        assert!(CheckCode::ALL.iter().all(|code| code.to_string().parse() == Ok(*code)));
        assert!(Reason::ALL.iter().all(|reason| reason.to_string().parse() == Ok(*reason)));
        assert!(Rule::ALL.iter().all(|rule| rule.to_string().parse() == Ok(*rule)));
        assert_eq!("differ".parse::<Reason>(), Err(UnknownName));

        let codes = CheckCode::ALL.iter().map(|code| code.explanation());
        let reasons = Reason::ALL.iter().map(|reason| reason.explanation());
        let all: Vec<Explanation> =
            codes.chain(reasons).chain(Rule::ALL.iter().map(|rule| rule.explanation())).collect();
        assert!(all.iter().all(|one| [one.summary, one.why, one.todo].iter().all(|text| text.len() > 8)));
        assert_eq!(all.iter().map(|one| one.name).collect::<HashSet<_>>().len(), all.len(), "no name means two things");
    }
}
