//! Makes runs independent of the settings of the user who runs the tests.

use std::process::Command;

/// Variables that change the look of output.
pub const SETTINGS: [&str; 10] = [
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "NO_COLOR",
    "COLUMNS",
    "LINES",
    "LANG",
    "LANGUAGE",
    "LC_CTYPE",
    "LC_COLLATE",
    "LC_MESSAGES",
];

/// Without settings for colours and widths, and in a language that is everywhere.
pub fn fixed(mut command: Command) -> Command {
    plain(&mut command);
    command
}

/// The same for a command that is borrowed.
pub fn plain(command: &mut Command) -> &mut Command {
    for name in SETTINGS {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C.UTF-8").env("TERM", "dumb")
}
