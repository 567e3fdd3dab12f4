// attack: loop without anything
// timeout: 300ms
// expect: error 57014
loop {}
