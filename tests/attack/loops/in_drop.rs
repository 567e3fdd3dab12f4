// attack: loop in a destructor
// timeout: 300ms
// expect: error 57014
struct D; impl Drop for D { fn drop(&mut self) { loop { std::hint::black_box(()); } } } drop(D); Ok(None)
