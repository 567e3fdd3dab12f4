// expect: panic in drop
struct Noisy;
impl Drop for Noisy {
    fn drop(&mut self) {
        panic!("in drop");
    }
}
drop(Noisy);
Ok(None)
