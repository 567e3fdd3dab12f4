// signature: fn later<'a>(a: Timestamp, b: TimestampWithTimeZone, c: Date) -> Option<Timestamp>
// shape: registers
// instructions: 19
let _ = (b.is_finite(), c.is_infinity());
Ok(a.is_finite().then_some(a))
