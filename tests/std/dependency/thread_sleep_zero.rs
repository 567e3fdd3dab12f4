// expect: ok awake
std::thread::sleep(std::time::Duration::ZERO);
std::thread::park_timeout(std::time::Duration::from_secs(3600));
Ok(Some("awake".into()))
