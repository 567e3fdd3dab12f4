std::thread::sleep(std::time::Duration::from_secs(1));
std::thread::sleep_ms(1);
Ok(None)
