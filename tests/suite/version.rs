//! `pith --version` and the build script that tells it the commit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Folder, pith};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn git(folder: &Path, args: &[&str]) -> Option<String> {
    let settings = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").args(settings).args(args).current_dir(folder).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim_end().to_owned())
}

#[test]
fn the_version_has_the_commit_of_the_checkout() {
    let run = pith(&["--version"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let version = run.out.strip_prefix("pith ").and_then(|version| version.strip_suffix('\n')).expect(&run.out);
    assert_eq!(version, env!("PITH_VERSION"));
    let rest = version.strip_prefix(env!("CARGO_PKG_VERSION")).expect(version);
    let top = git(Path::new(ROOT), &["rev-parse", "--show-toplevel"]);
    let is_checkout = top.is_some_and(|top| fs::canonicalize(top).unwrap() == fs::canonicalize(ROOT).unwrap());
    if is_checkout {
        // One that this checkout has; the newest may be newer than this build.
        let commit = rest.strip_prefix(" (").and_then(|rest| rest.split([',', ')']).next()).expect(version);
        assert_eq!(commit.len(), 12, "{version}");
        assert!(git(Path::new(ROOT), &["cat-file", "-e", &format!("{commit}^{{commit}}")]).is_some(), "{version}");
    }
    assert_eq!(pith(&["-V"]).out, run.out);
    // Reports compare byte for byte between builds of one version.
    let report = pith(&["verify", "--format", "json", crate::process::REAL]).json();
    assert_eq!(report["tool"]["version"], env!("CARGO_PKG_VERSION"));
}

/// The build script as a program.
fn build_script(folder: &Folder) -> PathBuf {
    let program = folder.path().join("build-script");
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition", "2024", "build.rs", "-o"]).arg(&program).current_dir(ROOT);
    assert!(rustc.env("CARGO_PKG_VERSION", "1.2.3").status().unwrap().success());
    program
}

/// The version that it tells in a folder.
fn version(script: &Path, folder: &Path, commit: Option<&str>) -> String {
    let mut command = Command::new(script);
    command.current_dir(folder).env("CARGO_MANIFEST_DIR", folder).env("CARGO_FEATURE_CLI", "1");
    // As if nothing were above the temporary folder.
    command.env("GIT_CEILING_DIRECTORIES", std::env::temp_dir()).env_remove("PITH_COMMIT").env_remove("GIT_DIR");
    let output = command.envs(commit.map(|commit| ("PITH_COMMIT", commit))).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let told = String::from_utf8(output.stdout).unwrap();
    let told = told.lines().find_map(|line| line.strip_prefix("cargo::rustc-env=PITH_VERSION="));
    told.expect("a version").to_owned()
}

#[test]
fn sources_anywhere_build_with_the_commit_that_is_known() {
    let folder = Folder::new();
    let script = build_script(&folder);
    let sources = |name: &str| {
        folder.write(format!("{name}/Cargo.toml"), "");
        folder.write(format!("{name}/src/main.rs"), "");
        folder.path().join(name)
    };
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let alone = sources("alone");
    assert_eq!(version(&script, &alone, None), "1.2.3");
    assert_eq!(version(&script, &alone, Some(commit)), "1.2.3 (0123456789ab)");
    assert_eq!(version(&script, &alone, Some("not a commit; $(rm)")), "1.2.3");

    let packaged = sources("packaged");
    let note = format!("{{\n  \"git\": {{\n    \"sha1\": \"{commit}\"\n  }},\n  \"path_in_vcs\": \"\"\n}}");
    folder.write("packaged/.cargo_vcs_info.json", note);
    assert_eq!(version(&script, &packaged, None), "1.2.3 (0123456789ab)");

    let checkout = sources("checkout");
    assert!(git(&checkout, &["init", "--quiet"]).is_some());
    assert_eq!(version(&script, &checkout, None), "1.2.3", "there is no commit yet");
    git(&checkout, &["add", "."]).unwrap();
    git(&checkout, &["commit", "--quiet", "--message", "First"]).unwrap();
    let first = git(&checkout, &["rev-parse", "HEAD"]).unwrap();
    assert_eq!(version(&script, &checkout, None), format!("1.2.3 ({})", &first[..12]));
    folder.write("checkout/README.md", "Not a source, and not committed.");
    assert_eq!(version(&script, &checkout, None), format!("1.2.3 ({})", &first[..12]));
    folder.write("checkout/src/main.rs", "fn main() {}");
    assert_eq!(version(&script, &checkout, None), format!("1.2.3 ({}, modified)", &first[..12]));

    // The commit of a repository around the sources is another one's.
    let vendored = sources("checkout/vendored");
    assert_eq!(version(&script, &vendored, None), "1.2.3");
}
