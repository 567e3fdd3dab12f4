// hole: rust issue 160599: a guard points the scrutinee elsewhere
// gives: stale_box
fn stale(address: u64) -> u64 {
    let _ = address;
    let mut some: (Option<&'static u64>, u8) = (Some(&5), 0);
    let mut none: (Option<&'static u64>, u8) = (None, 0);
    let mut p = &mut some;
    match p.0 {
        Some(r) if { p.1 = 1; p = &mut none; true } => *std::hint::black_box(r),
        _ => 0,
    }
}
