//! Exit codes and examples of a command, for its help and its manual page.

use std::fmt::Write as _;

/// What the help and the manual page say besides the options.
pub struct Help {
    /// Each exit code with its meaning.
    pub exit_codes: &'static [(u8, &'static str)],
    /// Command lines that work.
    pub examples: &'static [&'static str],
}

/// The exit codes of the commands that answer with a verdict.
pub const VERDICTS: &[(u8, &str)] = &[
    (0, "pass: everything verifies with trusted keys"),
    (1, "fail: a check or an expectation failed"),
    (2, "unchecked: a problem on your side (usage, files)"),
    (3, "malformed: not a document that can be judged"),
    (4, "untrusted: a key that must be trusted is not"),
    (5, "undetermined: the document differs from our reading of an unpublished rule"),
    (70, "internal: a bug in pith"),
    (130, "interrupted (143 by SIGTERM, 129 by SIGHUP)"),
];

/// The exit codes of the commands that show a document and judge nothing.
pub const SHOWN: &[(u8, &str)] = &[
    (0, "printed"),
    (2, "a problem on your side (usage, files)"),
    (3, "malformed: not strict JSON"),
    (70, "a bug in pith"),
];

/// The exit codes of the commands that read no document.
pub const PRINTED: &[(u8, &str)] = &[(0, "printed"), (2, "a problem on your side (usage)"), (70, "a bug in pith")];

impl Help {
    /// Below the options of `--help`.
    pub fn text(&self) -> String {
        let mut text = "Exit codes:\n".to_owned();
        for (code, meaning) in self.exit_codes {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {code:<4}{meaning}");
        }
        text + "\nExamples:\n  " + &self.examples.join("\n  ")
    }
}
