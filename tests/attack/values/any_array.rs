// attack: an array of another type than the call says
// signature: (v anyelement) RETURNS anyarray STRICT
// call: attack('a'::text)
// unsafe: allowed
// expect: error 42804
let _ = v;
Ok(Some(AnyArray::new(vec![Some(0x7fff_ffff_f000i64)])?))
