// attack: poll a future that is never ready
// timeout: 300ms
// expect: error 57014
use std::{future::Future, pin::pin, task::*}; let mut f = pin!(std::future::pending::<()>()); let mut c = Context::from_waker(Waker::noop()); while f.as_mut().poll(&mut c).is_pending() {} Ok(None)
