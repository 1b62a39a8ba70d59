//! Plants all mutants of a file.

use std::collections::BTreeSet;
use std::fmt;

use quote::{ToTokens, quote};
use syn::spanned::Spanned as _;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, Attribute, Block, Expr, File, ImplItemFn, ItemConst, ItemFn, ItemMod, ItemStatic, Pat, PatGuard, Path,
    Signature, Stmt, TraitItemFn, UnOp, parse_quote,
};

use crate::{changes, values};

/// One change of the program.
#[derive(Clone)]
pub struct Mutant {
    /// How it is chosen.
    pub number: u32,
    /// The source file.
    pub file: String,
    line: usize,
    function: String,
    change: String,
}

impl Mutant {
    /// The folder of the program that it belongs to.
    pub fn part(&self) -> String {
        self.file.split('/').take(2).collect::<Vec<_>>().join("/")
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}\t{}\t{}", self.file, self.line, self.function, self.change)
    }
}

/// Plants the mutants of a file, but not those that are left out, and returns all of them, numbered from `first` on.
pub fn file(name: &str, file: &mut File, first: u32, left_out: &BTreeSet<u32>) -> Vec<Mutant> {
    let chosen = match name.starts_with("src/cli") || name == "src/main.rs" {
        true => parse_quote!(::pith::mutation::chosen),
        false => parse_quote!(crate::mutation::chosen),
    };
    let mut planter = Planter { name, first, left_out, chosen, function: String::new(), mutants: Vec::new() };
    planter.visit_file_mut(file);
    planter.mutants
}

struct Planter<'a> {
    name: &'a str,
    first: u32,
    left_out: &'a BTreeSet<u32>,
    chosen: Path,
    function: String,
    mutants: Vec<Mutant>,
}

impl Planter<'_> {
    /// A new mutant: the expression that is true where it is chosen. Nothing, if it is left out.
    fn mutant(&mut self, place: &impl ToTokens, change: impl Into<String>) -> Option<Expr> {
        let number = self.first + u32::try_from(self.mutants.len()).expect("few mutants");
        let line = place.span().start().line;
        self.mutants.push(Mutant {
            number,
            file: self.name.to_owned(),
            line,
            function: self.function.clone(),
            change: change.into(),
        });
        let chosen = &self.chosen;
        (!self.left_out.contains(&number)).then(|| parse_quote!(#chosen(#number)))
    }

    /// Replaces an expression by another one where a mutant is chosen.
    fn exchange(&mut self, expression: &mut Expr, place: &impl ToTokens, other: &Expr, change: String) {
        if let Some(chosen) = self.mutant(place, change) {
            *expression = parse_quote!((if #chosen { #other } else { #expression }));
        }
    }

    fn function(&mut self, attributes: &[Attribute], signature: &Signature, block: &mut Block) {
        if is_test(attributes) || signature.constness.is_some() {
            return;
        }
        let outer = std::mem::replace(&mut self.function, signature.ident.to_string());
        visit_mut::visit_block_mut(self, block);
        self.deletions(block);
        let mut starts = Vec::new();
        for value in values::of(&signature.output) {
            if let Some(chosen) = self.mutant(&signature.ident, format!("returns {}", value.to_token_stream())) {
                starts.push(parse_quote!(if #chosen { return #value; }));
            }
        }
        block.stmts.splice(0..0, starts);
        self.function = outer;
    }

    /// Leaves out statements that are calls.
    fn deletions(&mut self, block: &mut Block) {
        for statement in &mut block.stmts {
            let Stmt::Expr(expression, Some(_)) = statement else { continue };
            if !is_call(expression) {
                continue;
            }
            let text = short(expression);
            if let Some(chosen) = self.mutant(&expression.clone(), format!("without {text}")) {
                *statement = parse_quote!(if !#chosen { #expression; });
            }
        }
    }

    /// Guards that are always or never true, and arms that are never taken, where a last arm takes everything.
    fn arms(&mut self, arms: &mut [Arm]) {
        let Some((last, others)) = arms.split_last_mut() else { return };
        let catches_all = matches!(&last.pat, Pat::Wild(_) | Pat::Ident(_));
        for arm in others {
            let text = short(&arm.pat);
            let place = arm.pat.clone();
            match &mut arm.pat {
                Pat::Guard(guarded) => {
                    let guard = &mut guarded.guard;
                    if changes::holds_let(guard) {
                        continue;
                    }
                    if let Some(chosen) = self.mutant(&place, format!("guard true: {text}")) {
                        **guard = parse_quote!((#chosen || #guard));
                    }
                    if let Some(chosen) = self.mutant(&place, format!("guard false: {text}")) {
                        **guard = parse_quote!((!#chosen && #guard));
                    }
                }
                pattern if catches_all => {
                    if let Some(chosen) = self.mutant(&place, format!("without the arm {text}")) {
                        let (pat, guard) = (Box::new(pattern.clone()), Box::new(parse_quote!(!#chosen)));
                        *pattern = Pat::Guard(PatGuard { attrs: Vec::new(), pat, if_token: parse_quote!(if), guard });
                    }
                }
                _ => {}
            }
        }
    }

    fn condition(&mut self, condition: &mut Expr) {
        if !matches!(condition, Expr::Call(_) | Expr::MethodCall(_) | Expr::Path(_) | Expr::Field(_)) {
            return;
        }
        let (place, text) = (condition.clone(), short(condition));
        self.exchange(condition, &place, &parse_quote!(true), format!("{text}: true"));
        self.exchange(condition, &place, &parse_quote!(false), format!("{text}: false"));
    }
}

impl VisitMut for Planter<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        let original = expression.clone();
        visit_mut::visit_expr_mut(self, expression);
        match &original {
            Expr::Binary(binary) if !changes::holds_let(&original) => {
                for operator in changes::of_operator(&binary.op) {
                    let change = format!("{} -> {}", binary.op.to_token_stream(), operator.to_token_stream());
                    let mut other = binary.clone();
                    other.op = operator;
                    self.exchange(expression, &binary.op, &Expr::Binary(other), change);
                }
            }
            Expr::Unary(unary) if !matches!(*unary.expr, Expr::Lit(_)) && !matches!(unary.op, UnOp::Deref(_)) => {
                self.exchange(expression, &unary.op, &unary.expr, format!("without {}", unary.op.to_token_stream()));
            }
            Expr::Macro(call) if call.mac.path.is_ident("matches") => {
                self.exchange(expression, &original, &parse_quote!(!#original), format!("not {}", short(&original)));
            }
            _ => {}
        }
        match expression {
            Expr::If(branch) => self.condition(&mut branch.cond),
            Expr::Match(branches) => self.arms(&mut branches.arms),
            _ => {}
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        self.deletions(block);
    }

    fn visit_item_fn_mut(&mut self, item: &mut ItemFn) {
        self.function(&item.attrs, &item.sig, &mut item.block);
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut ImplItemFn) {
        self.function(&item.attrs, &item.sig, &mut item.block);
    }

    fn visit_trait_item_fn_mut(&mut self, item: &mut TraitItemFn) {
        if let Some(block) = &mut item.default {
            self.function(&item.attrs, &item.sig, block);
        }
    }

    fn visit_item_mod_mut(&mut self, item: &mut ItemMod) {
        if !is_test(&item.attrs) {
            visit_mut::visit_item_mod_mut(self, item);
        }
    }

    // What is computed by the compiler cannot ask the environment.
    fn visit_item_const_mut(&mut self, _: &mut ItemConst) {}
    fn visit_item_static_mut(&mut self, _: &mut ItemStatic) {}
    fn visit_impl_item_const_mut(&mut self, _: &mut syn::ImplItemConst) {}
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    // Nothing of a pattern is an expression that runs, but for the guard.
    fn visit_pat_mut(&mut self, pattern: &mut Pat) {
        if let Pat::Guard(guarded) = pattern {
            self.visit_expr_mut(&mut guarded.guard);
        }
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let text = attribute.to_token_stream().to_string();
        attribute.path().is_ident("test") || text.contains("cfg (test)")
    })
}

fn is_call(expression: &Expr) -> bool {
    match expression {
        Expr::Try(tried) => is_call(&tried.expr),
        other => matches!(other, Expr::Call(_) | Expr::MethodCall(_)),
    }
}

/// The beginning of a piece of source.
fn short(piece: &impl ToTokens) -> String {
    quote!(#piece).to_string().chars().take(60).collect()
}
