//! Tells the program the commit that it is built from, for `pith --version`.
//!
//! The commit is that of `PITH_COMMIT` if it is set, else of the Git checkout that these sources are the root of, else the
//! one that `cargo package` noted. Without any of them the version has no commit. Equal sources with an equal commit build
//! equal bytes.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The sources of the program: a change of one is a modification of the commit.
const SOURCES: [&str; 4] = ["build.rs", "Cargo.toml", "Cargo.lock", "src"];

/// The characters of a commit that are shown. Git's own short form depends on how many objects a clone has.
const SHOWN: usize = 12;

fn main() {
    println!("cargo::rerun-if-env-changed=PITH_COMMIT");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    let version = env!("CARGO_PKG_VERSION");
    let version = match commit() {
        Some(commit) => format!("{version} ({commit})"),
        None => version.to_owned(),
    };
    println!("cargo::rustc-env=PITH_VERSION={version}");
    reserve_stack();
}

/// Gives the main thread of Windows, which has 1 MiB of stack, as much as that of Linux.
fn reserve_stack() {
    let is = |name, value| env::var(name).is_ok_and(|set| set == value);
    if is("CARGO_CFG_TARGET_OS", "windows") && env::var_os("CARGO_FEATURE_CLI").is_some() {
        let argument = if is("CARGO_CFG_TARGET_ENV", "msvc") { "/STACK:8388608" } else { "-Wl,--stack,8388608" };
        println!("cargo::rustc-link-arg-bins={argument}");
    }
}

fn commit() -> Option<String> {
    // The library does not show it.
    env::var_os("CARGO_FEATURE_CLI")?;
    let given = env::var("PITH_COMMIT").ok().and_then(|text| short(&text));
    given.or_else(checked_out).or_else(packaged)
}

/// The first characters of a whole commit id.
fn short(id: &str) -> Option<String> {
    let is_id = id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then(|| id.chars().take(SHOWN).collect())
}

/// The commit of this checkout. That of a repository around these sources is another one's.
fn checked_out() -> Option<String> {
    let root = fs::canonicalize(git(&["rev-parse", "--show-toplevel"])?).ok()?;
    if root != fs::canonicalize(env::var_os("CARGO_MANIFEST_DIR")?).ok()? {
        return None;
    }
    // These two change with every commit and checkout.
    for name in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", name])?;
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    let commit = short(&git(&["rev-parse", "HEAD"])?)?;
    let status = git(&[&["status", "--porcelain", "--untracked-files=no", "--"], &SOURCES[..]].concat())?;
    Some(if status.is_empty() { commit } else { commit + ", modified" })
}

/// What Git answers; `None` without Git, or if it refuses.
fn git(args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim_end().to_owned())
}

/// The commit in the file that `cargo package` adds.
fn packaged() -> Option<String> {
    let note = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let commit = note.split('"').find_map(short)?;
    Some(if note.contains("\"dirty\": true") { commit + ", modified" } else { commit })
}
