// attack: write any memory through /proc/self/mem, without unsafe
// expect: refused
use std::io::{Seek, SeekFrom, Write};
let target: Box<u64> = Box::new(1);
let address = &*target as *const u64 as u64;
let mut memory = std::fs::OpenOptions::new().write(true).open("/proc/self/mem")?;
memory.seek(SeekFrom::Start(address))?;
memory.write_all(&99u64.to_ne_bytes())?;
Ok(Some(target.to_string()))
