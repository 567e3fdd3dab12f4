// size: 6000
// Walks a linked list of 4000 nodes, n times.
use std::hint::black_box;
struct Node {
    value: u64,
    next: Option<Box<Node>>,
}
#[inline(never)]
fn sum(head: &Node) -> u64 {
    let mut total = 0;
    let mut at = Some(head);
    while let Some(node) = at {
        total += node.value;
        at = node.next.as_deref();
    }
    total
}
let mut head = Node { value: 0, next: None };
for value in 0..4000 {
    head = Node { value, next: Some(Box::new(head)) };
}
let mut total = 0;
for _ in 0..n {
    total += sum(black_box(&head));
}
// One by one: dropping the head would recurse.
while let Some(next) = head.next.take() {
    head = *next;
}
Ok(Some(total as i64))
