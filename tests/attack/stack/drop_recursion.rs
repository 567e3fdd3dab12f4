// attack: a destructor that makes what it destroys
// expect: error 54001
struct D(u64); impl Drop for D { fn drop(&mut self) { std::hint::black_box(D(self.0 + 1)); } } drop(D(0)); Ok(None)
