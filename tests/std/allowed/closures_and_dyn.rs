// expect: ok 6 ab 10
trait Shape {
    fn area(&self) -> i32;
}
struct Square(i32);
impl Shape for Square {
    fn area(&self) -> i32 {
        self.0 * self.0
    }
}
let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Square(1)), Box::new(Square(3))];
let area: i32 = shapes.iter().map(|shape| shape.area()).sum();
let add: Box<dyn Fn(i32) -> i32> = Box::new(move |n| n + area - 4);
let joined: String = ["a", "b"].iter().map(|s| s.to_string()).collect();
Ok(Some(format!("{} {joined} {area}", add(0))))
