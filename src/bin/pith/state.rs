//! `pith state`: the state that the events of a bundle give. It prints nothing that does not verify.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use pith::canonical;
use pith::json::Arena;
use pith::merge::MergedState;
use pith::render::value::write_pretty;
use pith::render::{human, state};
use pith::report::{InputReport, Verdict};
use pith::threads::Pool;
use pith::verify::{self, Policy};

use crate::args::{StateOptions, TextFormat};
use crate::stdout::{Stdout, stderr};
use crate::{canon, document, exit, inputs, keys};

pub fn run(options: &StateOptions) -> u8 {
    match print(options) {
        Ok(code) | Err(code) => code,
    }
}

fn print(options: &StateOptions) -> Result<u8, u8> {
    document::apart(keys::files(&options.trust).chain([options.input.as_path()]), [])?;
    let trust = keys::trust_store(&options.trust, [&options.input]).map_err(|obstacle| exit::unchecked(&obstacle))?;
    let source = document::read(&options.input, options.max_bytes)?;
    let policy = Policy { trust, ..Policy::new(crate::verify::now()) };
    let name = inputs::display_name(&options.input);
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let mut arena = Arena::new();
    let (arena, policy, source) = (&mut arena, &policy, source.as_slice());
    let mut outcome = Pool::of(cores).run(source.len(), move || verify::verify_bytes(&name, source, arena, policy));
    verify::refuse_integrity(&mut outcome.report);
    let code = outcome.report.verdict.exit_code();
    if outcome.report.verdict != Verdict::Pass {
        explain(&outcome.report);
        if options.unverified && outcome.merged.is_some() {
            exit::complain("UNVERIFIED: the state that follows rests on a bundle that does not pass");
        }
    }
    match outcome.merged {
        Some(merged) if code == 0 || options.unverified => {
            Ok(document::print_with(Stdout::plain(), code, |out| write(options, &outcome.report, &merged, out)))
        }
        _ => Ok(code),
    }
}

/// Why the bundle does not pass, on stderr. If that cannot be written there is nobody to tell.
fn explain(report: &InputReport) {
    let _ = human::brief(report, &mut stderr());
}

fn write(
    options: &StateOptions,
    report: &InputReport,
    merged: &MergedState<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if options.raw {
        return out.write_all(&canon::shown(canonical::to_bytes(&merged.unsealed)));
    }
    let arena = Arena::new();
    let sealed = merged.sealed(&arena);
    match options.format {
        TextFormat::Human => write_pretty(&sealed, out),
        TextFormat::Json => state::json(report, sealed, out),
    }
}
