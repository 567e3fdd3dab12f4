// expect: ok 3 x!
use std::cell::{Cell, RefCell};
thread_local! {
    static COUNT: Cell<i32> = const { Cell::new(1) };
    static TEXT: RefCell<String> = RefCell::new("x".to_string());
}
COUNT.set(COUNT.get() + 2);
TEXT.with_borrow_mut(|text| text.push('!'));
Ok(Some(format!("{} {}", COUNT.get(), TEXT.with_borrow(|text| text.clone()))))
