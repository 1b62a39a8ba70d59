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
use crate::stdout::Stdout;
use crate::{canon, document, exit, inputs, keys};

pub fn run(options: &StateOptions) -> u8 {
    let trust = match keys::trust_store(&options.trust) {
        Ok(trust) => trust,
        Err(obstacle) => return exit::unchecked(&obstacle),
    };
    let source = match document::read(&options.input, options.max_bytes) {
        Ok(source) => source,
        Err(code) => return code,
    };
    let policy = Policy { trust, ..Policy::new(crate::verify::now()) };
    let name = inputs::display_name(&options.input);
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let mut arena = Arena::new();
    let (arena, policy, source) = (&mut arena, &policy, source.as_slice());
    let outcome = Pool::of(cores).run(source.len(), move || verify::verify_bytes(&name, source, arena, policy));
    let code = outcome.report.verdict.exit_code();
    if outcome.report.verdict != Verdict::Pass {
        explain(&outcome.report);
        if options.unverified && outcome.merged.is_some() {
            exit::complain("UNVERIFIED: the state that follows rests on a bundle that does not pass");
        }
    }
    match outcome.merged {
        Some(merged) if code == 0 || options.unverified => {
            document::print_with(Stdout::plain(), code, |out| write(options, &outcome.report, &merged, out))
        }
        _ => code,
    }
}

/// Why the bundle does not pass, on stderr. If that cannot be written there is nobody to tell.
fn explain(report: &InputReport) {
    let _ = human::brief(report, &mut anstream::stderr());
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
