// attack: a trait that needs itself, larger each time
// expect: refused or stopped
trait T {} impl<X> T for X where (X, X): T {} fn f<X: T>() {} f::<u8>(); Ok(None)
