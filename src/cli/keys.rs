//! `pith keys`: the keys that a document brings along. It trusts none; 0 says that at least one could be used.

use pith::inspect::keys;
use pith::json::Arena;
use pith::render::keys::{json, keyring};
use pith::report::Verdict;

use crate::cli::args::{KeysOptions, TextFormat};
use crate::cli::stdout::Stdout;
use crate::cli::{document, exit, inputs, trust};

pub fn run(options: &KeysOptions) -> u8 {
    match list(options) {
        Ok(code) | Err(code) => code,
    }
}

fn list(options: &KeysOptions) -> Result<u8, u8> {
    document::apart(trust::files(&options.trust).chain([options.input.as_path()]), [])?;
    let trust = trust::store(&options.trust, [&options.input]).map_err(|obstacle| exit::unchecked(&obstacle))?;
    let name = inputs::display_name(&options.input);
    let source = document::read(&options.input, options.max_bytes)?;
    let arena = Arena::new();
    let document = document::parse(&name, &source, &arena)?;
    let listing = keys::list(&document, &trust).map_err(|error| {
        exit::complain(&format!("{name}: {error}"));
        Verdict::Malformed.exit_code()
    })?;
    let is_usable = listing.keys.iter().any(|key| key.key.is_some() && key.faults.is_empty());
    if !is_usable {
        exit::complain(&format!("{name}: no key in it can be used; the comments say why"));
    }
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = match options.format {
        TextFormat::Human => keyring::write(&name, &listing, &mut text),
        TextFormat::Json => json::write(&name, &listing, &mut text),
    };
    let code = if is_usable { 0 } else { Verdict::Fail.exit_code() };
    Ok(document::print(Stdout::plain(), &text, code))
}
