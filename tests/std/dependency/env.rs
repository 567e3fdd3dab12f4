// expect: ok true 0 0 Unsupported []
let missing = std::env::var("PATH").is_err();
let current = std::env::current_dir().unwrap_err();
let all = format!("{:?}", std::env::vars_os());
Ok(Some(format!(
    "{missing} {} {} {:?} {}",
    std::env::vars().count(),
    std::env::args().count(),
    current.kind(),
    if all.contains("[]") { "[]" } else { &all },
)))
