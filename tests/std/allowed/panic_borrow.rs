// expect: panic already
let cell = std::cell::RefCell::new(1);
let held = cell.borrow_mut();
Ok(Some((*held + *cell.borrow()).to_string()))
