//! `pith canon`: the exact bytes that are hashed.

use std::io::Write as _;

use pith::canonical;
use pith::json::{Arena, Document, Pointer};
use pith::report::Verdict;
use pith::text::{cut, escape};

use crate::args::CanonOptions;
use crate::exit;
use crate::inputs::{self, Contents};
use crate::stdout::Stdout;

pub fn run(options: &CanonOptions) -> u8 {
    let name = inputs::display_name(&options.input);
    let mut source = Vec::new();
    match inputs::read(&options.input, options.max_bytes, &mut source) {
        Ok(Contents::Whole) => {}
        Ok(Contents::TooLarge) => {
            exit::complain(&format!("{name}: larger than the limit of {} bytes (--max-bytes)", options.max_bytes));
            return Verdict::Malformed.exit_code();
        }
        Err(error) => return exit::unchecked(&format!("{name}: {error}")),
    }
    let Some(pointer) = Pointer::parse(options.pointer.as_deref().unwrap_or_default()) else {
        let pointer = cut(options.pointer.as_deref().unwrap_or_default());
        return exit::unchecked(&format!(
            "`{pointer}` is no JSON pointer: it begins with `/`, such as /canonical_record"
        ));
    };
    let arena = Arena::new();
    let document = match Document::parse(&source, &arena) {
        Ok(document) => document,
        Err(error) => {
            exit::complain(&format!("{name}:{}:{}: {error}", error.position.line, error.position.column));
            return Verdict::Malformed.exit_code();
        }
    };
    let Some(value) = document.find(&pointer) else {
        return exit::unchecked(&format!("{name}: there is nothing at {}", cut(pointer.as_str())));
    };
    let bytes = if options.sha256 {
        format!("{}\n", canonical::digest(&value)).into_bytes()
    } else {
        shown(canonical::to_bytes(&value))
    };
    let mut out = Stdout::plain();
    let written = out.write_all(&bytes).and_then(|()| out.flush());
    written.map_or_else(|error| exit::unwritten("standard output", &error), |()| 0)
}

/// The bytes as they are; at a terminal with what could act on it escaped.
pub fn shown(bytes: Vec<u8>) -> Vec<u8> {
    if !Stdout::is_terminal() {
        return bytes;
    }
    let text = String::from_utf8_lossy(&bytes);
    let safe = escape(&text);
    if safe != text {
        exit::complain("control characters are escaped at a terminal; pipe the output to get the exact bytes");
    }
    (safe + "\n").into_bytes()
}
