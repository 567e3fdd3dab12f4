// signature: fn double<'a>(amount: Money) -> Option<Money>
// instructions: 12
Ok(Some(amount * 2))
