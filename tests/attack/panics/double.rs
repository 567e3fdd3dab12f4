// attack: panic while panicking
// expect: error 38000
struct D; impl Drop for D { fn drop(&mut self) { panic!("two") } } let _d = D; panic!("one")
