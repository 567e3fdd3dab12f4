// expect: ok 42
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
let mut future = pin!(async { std::future::ready(40).await + 2 });
match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
    Poll::Ready(value) => Ok(Some(value.to_string())),
    Poll::Pending => Ok(None),
}
