// expect: panic first
struct Noisy;
impl Drop for Noisy {
    fn drop(&mut self) {
        panic!("second");
    }
}
let _noisy = Noisy;
panic!("first")
