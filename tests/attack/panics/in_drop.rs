// attack: panic in a destructor on the way out
// expect: error 38000
struct D; impl Drop for D { fn drop(&mut self) { panic!("drop") } } let _d = D; Ok(None)
