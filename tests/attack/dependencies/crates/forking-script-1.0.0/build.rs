// SPDX-License-Identifier: PostgreSQL
//! Starts as many processes as it can, all of which would stay.
use std::thread::sleep;
use std::time::Duration;

unsafe extern "C" {
    fn fork() -> i32;
}

fn main() {
    for _ in 0..1000 {
        if unsafe { fork() } <= 0 {
            break;
        }
    }
    sleep(Duration::from_secs(3600));
}
