// expect: panic deadlock: waiting on a channel
let (sender, receiver) = std::sync::mpsc::sync_channel(1);
sender.send(1)?;
sender.send(2)?;
Ok(Some(receiver.recv()?.to_string()))
