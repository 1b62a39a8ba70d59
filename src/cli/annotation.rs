//! The names of inputs in annotations: GitHub knows files by their path from the root of the checkout, where a step
//! runs.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The name of an input relative to the working directory, without `./`; a file elsewhere keeps its name.
pub fn place(name: &str) -> String {
    let path = Path::new(name);
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    let relative = if path.components().all(is_plain) { Some(without_dots(path)) } else { below_here(path) };
    let relative = relative.filter(|path| !path.as_os_str().is_empty());
    // It was text before, and links only lead to other names: the fallback is for those that are no text.
    relative.and_then(|path| path.into_os_string().into_string().ok()).unwrap_or_else(|| name.to_owned())
}

fn without_dots(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// An absolute path, or one with `..` in it, that leads below the working directory.
fn below_here(path: &Path) -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    let there = fs::canonicalize(path.parent()?).ok()?.join(path.file_name()?);
    there.strip_prefix(&here).or_else(|_| path.strip_prefix(&here)).ok().map(without_dots)
}
