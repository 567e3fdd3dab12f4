// expect: panic already
let cell = std::cell::RefCell::new(1);
let held = cell.borrow_mut();
let sum = *held + *cell.borrow();
Ok(Some(sum.to_string()))
