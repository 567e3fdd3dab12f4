// signature: fn first<'a>(values: VariadicArray<'a, AnyElement>) -> Option<AnyElement>
// shape: block
Ok(values.into_iter().flatten().next())
