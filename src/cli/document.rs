//! Reading the one document that a verb is about.

use std::io::{self, Write};
use std::path::Path;

use pith::json::{Arena, Document};
use pith::report::Verdict;

use crate::cli::exit;
use crate::cli::identity::Outputs;
use crate::cli::inputs::{self, Contents};
use crate::cli::stdout::Stdout;

/// Refuses a file that the verb both reads and writes, and standard input that it reads twice.
pub fn apart<'p>(
    reads: impl IntoIterator<Item = &'p Path>,
    writes: impl IntoIterator<Item = &'p Path>,
) -> Result<(), u8> {
    let outputs = Outputs::stdout().and_files(writes).and_then(|outputs| outputs.apart_from(reads));
    outputs.map(drop).map_err(|obstacle| exit::unchecked(&obstacle))
}

/// The bytes of an input, or the exit code; stderr says why.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, u8> {
    let name = inputs::display_name(path);
    let mut source = Vec::new();
    match inputs::read(path, limit, &mut source) {
        Ok(Contents::Whole) => Ok(source),
        Ok(Contents::TooLarge) => {
            exit::complain(&format!("{name}: larger than the limit of {limit} bytes (--max-bytes)"));
            Err(Verdict::Malformed.exit_code())
        }
        Err(error) => Err(exit::unchecked(&format!("{name}: {error}"))),
    }
}

/// The document in `source`, read strictly, or the exit code; stderr says why.
pub fn parse<'a>(name: &str, source: &'a [u8], arena: &'a Arena) -> Result<Document<'a>, u8> {
    Document::parse(source, arena).map_err(|error| {
        exit::complain(&format!("{name}:{}:{}: {error}", error.position.line, error.position.column));
        Verdict::Malformed.exit_code()
    })
}

/// Writes all of `text` to standard output; gives `code` only if that succeeds.
pub fn print(out: Stdout, text: &[u8], code: u8) -> u8 {
    print_with(out, code, |out| out.write_all(text))
}

/// Writes to standard output as `write` goes on; gives `code` only if that succeeds.
pub fn print_with(mut out: Stdout, code: u8, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> u8 {
    let written = write(&mut out).and_then(|()| out.flush());
    match written {
        Ok(()) => code,
        // What was found stays found, where it weighs more than an output that fails.
        Err(error) => exit::first(exit::unwritten("standard output", &error), code),
    }
}
