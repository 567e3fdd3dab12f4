use std::path::Path;
let path = Path::new("/etc/passwd");
let _ = path.canonicalize()?;
let _ = path.exists();
let _ = path.is_dir();
let _ = path.is_file();
let _ = path.is_symlink();
let _ = path.metadata()?;
let _ = path.read_dir()?;
let _ = path.read_link()?;
let _ = path.symlink_metadata()?;
let _ = Path::try_exists(path)?;
let _ = std::path::absolute(path)?;
Ok(None)
