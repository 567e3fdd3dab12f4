// expect: ok 1 2 3 4
use std::mem::ManuallyDrop;
use std::rc::Rc;
std::mem::forget(String::from("gone"));
let leaked: &'static mut i32 = Box::leak(Box::new(1));
let vector: &'static mut [i32] = vec![2].leak();
let raw = Rc::into_raw(Rc::new(3));
let kept = ManuallyDrop::new(4);
let there = !raw.is_null();
Ok(Some(format!("{leaked} {} {} {}", vector[0], if there { 3 } else { 0 }, *kept)))
