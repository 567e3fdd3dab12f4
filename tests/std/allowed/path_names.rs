// expect: ok /a/b/c.txt txt c Some("/a/b") false
// rust: 1.87
use std::path::{Path, PathBuf};
let path: PathBuf = ["/a", "b", "c.txt"].iter().collect();
let stem = path.file_stem().unwrap().display().to_string();
Ok(Some(format!(
    "{} {} {stem} {:?} {}",
    path.display(),
    path.extension().unwrap().display(),
    path.parent(),
    Path::new("b").is_absolute(),
)))
