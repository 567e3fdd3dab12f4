// expect: ok line one|line two 3
use std::io::{BufRead, BufReader, Cursor, Read, Seek, Write};
let mut file = Cursor::new(Vec::new());
writeln!(file, "line one")?;
file.write_all(b"line two\n")?;
file.rewind()?;
let lines: Vec<String> = BufReader::new(&mut file).lines().collect::<Result<_, _>>()?;
let copied = std::io::copy(&mut [1u8, 2, 3].as_slice().take(9), &mut std::io::sink())?;
Ok(Some(format!("{} {copied}", lines.join("|"))))
