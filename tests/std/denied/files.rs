use std::fs;
let bytes = fs::read("/etc/passwd")?;
let file = std::fs::File::open("/etc/passwd")?;
fn size(metadata: &std::fs::Metadata) -> u64 { 0 }
Ok(None)
