//! `pith canon`: the exact bytes that are hashed.

use pith::json::canonical;
use pith::json::{Arena, Pointer};
use pith::text::{cut, escape};

use crate::cli::args::CanonOptions;
use crate::cli::stdout::Stdout;
use crate::cli::{document, exit, inputs};

pub fn run(options: &CanonOptions) -> u8 {
    match print(options) {
        Ok(code) | Err(code) => code,
    }
}

fn print(options: &CanonOptions) -> Result<u8, u8> {
    document::apart([options.input.as_path()], [])?;
    let name = inputs::display_name(&options.input);
    let source = document::read(&options.input, options.max_bytes)?;
    let Some(pointer) = Pointer::parse(options.pointer.as_deref().unwrap_or_default()) else {
        let pointer = cut(options.pointer.as_deref().unwrap_or_default());
        return Err(exit::unchecked(&format!(
            "`{pointer}` is no JSON pointer: it begins with `/`, such as /canonical_record"
        )));
    };
    let arena = Arena::new();
    let document = document::parse(&name, &source, &arena)?;
    let Some(value) = document.find(&pointer) else {
        return Err(exit::unchecked(&format!("{name}: there is nothing at {}", cut(pointer.as_str()))));
    };
    let bytes = if options.sha256 {
        format!("{}\n", canonical::digest(&value)).into_bytes()
    } else {
        shown(canonical::to_bytes(&value))
    };
    Ok(document::print(Stdout::plain(), &bytes, 0))
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
