let (mut reader, writer) = std::io::pipe()?;
Ok(None)
