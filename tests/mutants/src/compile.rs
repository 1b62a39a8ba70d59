//! Plants all mutants that compile.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use proc_macro2::{LineColumn, Span};
use serde_json::Value;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprIf, LitInt};

use crate::plant::{self, Mutant};
use crate::tree;

/// Plants mutants into the copy, and leaves out those that the compiler refuses, until it accepts the rest.
/// Which those are is kept in the folder.
pub fn plant_what_compiles(out: &Path) -> Result<Vec<Mutant>, Box<dyn Error>> {
    let kept = out.join("left-out.json");
    let mut left_out: BTreeSet<u32> =
        fs::read(&kept).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    loop {
        let mutants = plant_all(out, &left_out)?;
        let refused = refused(out)?;
        let before = left_out.len();
        left_out.extend(refused);
        eprintln!("{} mutants, of which {} do not compile", mutants.len(), left_out.len());
        if left_out.len() == before {
            fs::write(kept, serde_json::to_vec(&left_out)?)?;
            return Ok(mutants.into_iter().filter(|mutant| !left_out.contains(&mutant.number)).collect());
        }
    }
}

fn plant_all(out: &Path, left_out: &BTreeSet<u32>) -> Result<Vec<Mutant>, Box<dyn Error>> {
    let mut mutants = Vec::new();
    for name in tree::sources()? {
        let mut file = syn::parse_file(&fs::read_to_string(tree::root().join(&name))?)?;
        let first = u32::try_from(mutants.len() + 1)?;
        mutants.extend(plant::file(&name, &mut file, first, left_out));
        if name == "src/lib.rs" {
            file.items.push(syn::parse_quote!(
                #[doc(hidden)]
                pub mod mutation;
            ));
        }
        let path = out.join(&name);
        fs::create_dir_all(path.parent().ok_or("a file without a folder")?)?;
        tree::write(&path, prettyplease::unparse(&file).as_bytes())?;
    }
    tree::write(&out.join("src/mutation.rs"), include_bytes!("mutation.rs"))?;
    Ok(mutants)
}

/// The mutants in which the compiler finds errors.
fn refused(out: &Path) -> Result<BTreeSet<u32>, Box<dyn Error>> {
    let output = Command::new("cargo")
        .args(["check", "--locked", "--lib", "--bins", "--message-format=json"])
        .env("RUSTFLAGS", "--cap-lints=warn")
        .current_dir(out)
        .output()?;
    let mut refused = BTreeSet::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let message: Value = serde_json::from_str(line)?;
        let message = &message["message"];
        if message["level"] == "error" && message["spans"].as_array().is_some_and(|spans| !spans.is_empty()) {
            refused.extend(blamed(out, message)?);
        }
    }
    if refused.is_empty() && !output.status.success() {
        return Err(format!("the copy does not compile:\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(refused)
}

/// The mutants that an error of the compiler is in: the innermost one, or all of its function.
fn blamed(out: &Path, message: &Value) -> Result<Vec<u32>, Box<dyn Error>> {
    let mut place =
        message["spans"].as_array().into_iter().flatten().find(|span| span["is_primary"] == true).ok_or("a place")?;
    while let Some(outer) = Some(&place["expansion"]["span"]).filter(|outer| outer.is_object()) {
        place = outer;
    }
    let file = place["file_name"].as_str().ok_or("a file")?;
    let at = LineColumn {
        line: usize::try_from(place["line_start"].as_u64().ok_or("a line")?)?,
        column: usize::try_from(place["column_start"].as_u64().ok_or("a column")?)? - 1,
    };
    let parsed = syn::parse_file(&fs::read_to_string(out.join(file))?)?;
    let mut finder = Finder { at, inside: Vec::new(), around: Vec::new(), function: Vec::new() };
    finder.visit_file(&parsed);
    let found = finder.inside.last().or(finder.around.last()).map_or(finder.function.clone(), |number| vec![*number]);
    if found.is_empty() {
        eprintln!("{file}:{}: {}", at.line, message["message"]);
    }
    Ok(found)
}

/// Visits from the outside to the inside, so that the last is the innermost.
struct Finder {
    at: LineColumn,
    /// Mutants whose changed code is at the place.
    inside: Vec<u32>,
    /// Mutants whose unchanged code is.
    around: Vec<u32>,
    /// All mutants of the innermost function.
    function: Vec<u32>,
}

impl Finder {
    fn covers(&self, span: Span) -> bool {
        span.start() <= self.at && self.at < span.end()
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_expr_if(&mut self, branch: &'ast ExprIf) {
        if let (Some(number), true) = (number(&branch.cond), self.covers(branch.span())) {
            if self.covers(branch.then_branch.span()) { &mut self.inside } else { &mut self.around }.push(number);
        }
        visit::visit_expr_if(self, branch);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.enter(item.span(), &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.enter(item.span(), &item.block);
        visit::visit_impl_item_fn(self, item);
    }
}

impl Finder {
    fn enter(&mut self, span: Span, block: &Block) {
        if self.covers(span) {
            let mut all = All(Vec::new());
            all.visit_block(block);
            self.function = all.0;
        }
    }
}

struct All(Vec<u32>);

impl<'ast> Visit<'ast> for All {
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        self.0.extend(number_of_call(call));
        visit::visit_expr_call(self, call);
    }
}

/// The mutant of a condition that is its choice.
fn number(condition: &Expr) -> Option<u32> {
    match condition {
        Expr::Call(call) => number_of_call(call),
        Expr::Unary(not) => number(&not.expr),
        _ => None,
    }
}

fn number_of_call(call: &syn::ExprCall) -> Option<u32> {
    let Expr::Path(path) = &*call.func else { return None };
    let names: Vec<_> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    if !names.ends_with(&["mutation".to_owned(), "chosen".to_owned()]) {
        return None;
    }
    match call.args.first()? {
        Expr::Lit(literal) => syn::parse2::<LitInt>(quote::quote!(#literal)).ok()?.base10_parse().ok(),
        _ => None,
    }
}
