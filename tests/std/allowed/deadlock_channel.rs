// expect: panic deadlock: waiting on a channel
let (sender, receiver) = std::sync::mpsc::channel::<i32>();
let value = receiver.recv()?;
drop(sender);
Ok(Some(value.to_string()))
