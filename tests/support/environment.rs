//! An environment of the tests' own: nothing that a person or a CI job has set changes what they see.

use std::process::Command;

/// What changes colours, widths, languages and the order of `sort`.
const NAMES: [&str; 9] =
    ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "LANG", "LANGUAGE", "LC_CTYPE", "LC_COLLATE"];

/// The command without any of it, in the C locale.
pub fn plain(command: &mut Command) -> &mut Command {
    for name in NAMES {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C").env("TERM", "dumb")
}
