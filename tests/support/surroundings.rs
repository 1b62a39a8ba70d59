//! What a test runs depends on no setting of whoever runs it.

// Every test crate uses another part of it.
#![allow(dead_code)]

use std::process::Command;

/// Variables that say how output looks.
pub const SETTINGS: [&str; 8] =
    ["CLICOLOR", "CLICOLOR_FORCE", "NO_COLOR", "COLUMNS", "LANG", "LANGUAGE", "LC_CTYPE", "LC_MESSAGES"];

/// Without settings for colours and widths, and in a language that is everywhere.
pub fn fixed(mut command: Command) -> Command {
    for name in SETTINGS {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C.UTF-8").env("TERM", "dumb");
    command
}
