// attack: a panic while a set is dropped, which shuts a query down
// signature: () RETURNS SETOF text
// call: attack() LIMIT 1
// expect: error 38000
struct Bomb;
impl Drop for Bomb { fn drop(&mut self) { panic!("while it is dropped") } }
let bomb = Bomb;
Ok(Some(SetOfIterator::new(std::iter::repeat_with(move || { let _ = &bomb; Some("one".to_string()) }))))
