// expect: panic inside
extern "C" fn inside() {
    panic!("inside {}", 1);
}
let call: extern "C" fn() = std::hint::black_box(inside);
call();
Ok(None)
