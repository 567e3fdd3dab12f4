let home = std::env::var("HOME")?;
use std::env;
Ok(Some(home))
