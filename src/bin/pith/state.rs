//! `pith state`: the state that the events of a bundle give. It prints nothing that does not verify.

use pith::canonical;
use pith::json::{Arena, Value};
use pith::merge::MergedState;
use pith::render::value::pretty;
use pith::render::{human, state};
use pith::report::{InputReport, Verdict};
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
    let arena = Arena::new();
    let mut outcome = verify::verify_bytes(&name, &source, &arena, &policy);
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
            let text = rendered(options, &outcome.report, &merged, &arena);
            document::print(Stdout::plain(), &text, code)
        }
        _ => code,
    }
}

/// Why the bundle does not pass, on stderr. If that cannot be written there is nobody to tell.
fn explain(report: &InputReport) {
    let _ = human::brief(report, &mut anstream::stderr());
}

fn rendered<'a>(options: &StateOptions, report: &InputReport, merged: &MergedState<'a>, arena: &'a Arena) -> Vec<u8> {
    if options.raw {
        return canon::shown(canonical::to_bytes(&merged.unsealed));
    }
    let sealed: Value<'a> = merged.sealed(arena);
    match options.format {
        TextFormat::Human => pretty(&sealed).into_bytes(),
        TextFormat::Json => {
            let mut text = Vec::new();
            // Writing to memory cannot fail.
            let _ = state::json(report, sealed, &mut text);
            text
        }
    }
}
