//! What a function might return instead.

use quote::quote;
use syn::{Expr, GenericArgument, PathArguments, ReturnType, Type, parse_quote};

/// Values of the type of a function's result that are wrong most of the time.
pub fn of(output: &ReturnType) -> Vec<Expr> {
    match output {
        ReturnType::Default => vec![parse_quote!(())],
        ReturnType::Type(_, ty) => of_type(ty),
    }
}

fn of_type(ty: &Type) -> Vec<Expr> {
    match ty {
        Type::Paren(inner) => of_type(&inner.elem),
        Type::Tuple(tuple) if tuple.elems.is_empty() => vec![parse_quote!(())],
        Type::Reference(reference) => match name(&reference.elem).as_str() {
            "str" => vec![parse_quote!(""), parse_quote!("xyzzy")],
            _ if matches!(*reference.elem, Type::Slice(_)) => vec![parse_quote!(&[])],
            _ => Vec::new(),
        },
        Type::ImplTrait(_) | Type::Never(_) => Vec::new(),
        _ => of_name(ty),
    }
}

fn of_name(ty: &Type) -> Vec<Expr> {
    let inner = |wrap: fn(Expr) -> Expr| arguments(ty).first().map(of_type).unwrap_or_default().into_iter().map(wrap);
    match name(ty).as_str() {
        "bool" => vec![parse_quote!(true), parse_quote!(false)],
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => vec![parse_quote!(0), parse_quote!(1)],
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => vec![parse_quote!(0), parse_quote!(1), parse_quote!(-1)],
        "f32" | "f64" => vec![parse_quote!(0.0), parse_quote!(1.0)],
        "char" => vec![parse_quote!('x')],
        "String" => vec![parse_quote!(String::new()), parse_quote!(String::from("xyzzy"))],
        "Cow" => vec![parse_quote!(::std::borrow::Cow::Borrowed(Default::default()))],
        "Option" => std::iter::once(parse_quote!(None)).chain(inner(|value| parse_quote!(Some(#value)))).collect(),
        "Result" if arguments(ty).is_empty() => vec![parse_quote!(Ok(Default::default()))],
        "Result" => inner(|value| parse_quote!(Ok(#value))).collect(),
        "Vec" => std::iter::once(parse_quote!(Vec::new())).chain(inner(|value| parse_quote!(vec![#value]))).collect(),
        "Box" => inner(|value| parse_quote!(Box::new(#value))).collect(),
        "Ordering" => ["Less", "Equal", "Greater"].map(ordering).into(),
        _ => vec![parse_quote!(Default::default())],
    }
}

fn ordering(name: &str) -> Expr {
    let name = quote::format_ident!("{name}");
    syn::parse2(quote!(::std::cmp::Ordering::#name)).expect("a path")
}

/// The last name of a path: `Result` of `io::Result<()>`.
fn name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

fn arguments(ty: &Type) -> Vec<Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    match path.path.segments.last().map(|segment| &segment.arguments) {
        Some(PathArguments::AngleBracketed(given)) => given
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}
