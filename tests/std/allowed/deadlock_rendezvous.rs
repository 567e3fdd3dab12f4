// expect: panic deadlock: waiting on a channel
let (sender, receiver) = std::sync::mpsc::sync_channel(0);
sender.send(1)?;
Ok(Some(receiver.recv()?.to_string()))
