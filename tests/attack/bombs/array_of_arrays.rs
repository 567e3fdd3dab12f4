// attack: a large array written out by a constant expression
// expect: refused or returns .* or error 54001 or stopped
const A: [[u64; 1024]; 1024] = [[7; 1024]; 1024]; Ok(Some(A[std::hint::black_box(5)][6].to_string()))
