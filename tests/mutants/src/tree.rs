//! The copy of the tree that the mutants are planted in.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Copies all files that git knows into a folder, but for the source, which is planted.
pub fn copy(out: &Path) -> Result<(), Box<dyn Error>> {
    let planted = sources()?;
    for name in names(&root(), "")?.into_iter().filter(|name| !planted.contains(name)) {
        let target = out.join(&name);
        fs::create_dir_all(target.parent().ok_or("a file without a folder")?)?;
        // A name in the index may be gone from the tree.
        if root().join(&name).exists() {
            write(&target, &fs::read(root().join(&name))?)?;
        }
    }
    Ok(())
}

/// Writes a file, but not with the contents that it has: what is as it was needs no new build.
pub fn write(path: &Path, contents: &[u8]) -> std::io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == contents) { Ok(()) } else { fs::write(path, contents) }
}

/// The source files of the program and the library.
pub fn sources() -> Result<Vec<String>, Box<dyn Error>> {
    let names = names(&root(), "src")?;
    Ok(names.into_iter().filter(|name| name.ends_with(".rs")).collect())
}

/// The folder of the package.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn names(root: &Path, under: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let output =
        Command::new("git").arg("ls-files").arg("-z").arg("--").arg(root.join(under)).current_dir(root).output()?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}
