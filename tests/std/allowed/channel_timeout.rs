// expect: ok Timeout Empty Disconnected
use std::sync::mpsc::channel;
use std::time::Duration;
let (sender, receiver) = channel::<i32>();
let waited = receiver.recv_timeout(Duration::from_secs(3600)).unwrap_err();
let tried = receiver.try_recv().unwrap_err();
drop(sender);
let closed = receiver.recv_timeout(Duration::MAX).unwrap_err();
Ok(Some(format!("{waited:?} {tried:?} {closed:?}")))
