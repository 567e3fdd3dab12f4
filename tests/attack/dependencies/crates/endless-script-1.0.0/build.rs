// SPDX-License-Identifier: PostgreSQL
//! Prints without end.

fn main() {
    loop {
        println!("cargo:rustc-cfg={}", "x".repeat(1 << 16));
    }
}
