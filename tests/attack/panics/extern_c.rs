// attack: panic across a C frame
// expect: error 38000
extern "C" fn f() { panic!("c") } f(); Ok(None)
