std::panic::set_hook(Box::new(|_| {}));
let _ = std::panic::take_hook();
Ok(None)
