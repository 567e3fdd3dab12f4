// expect: ok 2 a1 x + 1 true function.rs 15 true
use std::fmt::Write;
let list = vec![1, 2];
assert!(!list.is_empty(), "empty");
assert_eq!(list.len(), 2);
assert_ne!(list[0], list[1]);
debug_assert!(true);
let mut text = String::new();
write!(text, "{}", list.len())?;
let other = matches!(list[0], 1..=2);
if list.len() > 7 {
    unreachable!("seven");
}
let here = file!().ends_with("function.rs");
let line = line!();
Ok(Some(format!(
    "{text} {} {} {other} {} {line} {}",
    concat!("a", 1),
    stringify!(x + 1),
    if here { "function.rs" } else { file!() },
    cfg!(target_os = "postgres"),
)))
