// expect: panic no pids on this platform
Ok(Some(std::process::id().to_string()))
