//! `pith state`: the state that the events of a bundle give. It prints nothing that does not verify.

use pith::canonical;
use pith::json::{Arena, Value};
use pith::merge::MergedState;
use pith::render::value::pretty;
use pith::render::{human, state};
use pith::report::{InputReport, Verdict};
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
    let trust = keys::trust_store(&options.trust).map_err(|obstacle| exit::unchecked(&obstacle))?;
    let source = document::read(&options.input, options.max_bytes)?;
    let policy = Policy { trust, ..Policy::new(crate::verify::now()) };
    let name = inputs::display_name(&options.input);
    let arena = Arena::new();
    let outcome = verify::verify_bytes(&name, &source, &arena, &policy);
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
            Ok(document::print(Stdout::plain(), &text, code))
        }
        _ => Ok(code),
    }
}

/// Why the bundle does not pass, on stderr. If that cannot be written there is nobody to tell.
fn explain(report: &InputReport) {
    let _ = human::brief(report, &mut stderr());
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
