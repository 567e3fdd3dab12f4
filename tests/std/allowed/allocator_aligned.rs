// expect: ok good
#[repr(align(64))]
struct Line([u8; 100]);
#[repr(align(4096))]
struct Page([u8; 1]);
#[repr(align(65536))]
struct Large([u8; 10]);
fn check<T>(blocks: &[Box<T>]) {
    for (index, block) in blocks.iter().enumerate() {
        // black_box: the compiler takes the alignment for granted.
        assert_eq!(std::hint::black_box(&raw const **block) as usize % align_of::<T>(), 0);
        assert!(!blocks[..index].iter().any(|other| std::ptr::eq(&**other, &**block)));
    }
}
// Freed blocks are used again: without that, this would be far above the memory limit.
for _ in 0..1000 {
    check(&(0..8).map(|i| Box::new(Line([i; 100]))).collect::<Vec<_>>());
    check(&(0..8).map(|i| Box::new(Page([i]))).collect::<Vec<_>>());
    check(&(0..4).map(|i| Box::new(Large([i; 10]))).collect::<Vec<_>>());
}
Ok(Some("good".into()))
