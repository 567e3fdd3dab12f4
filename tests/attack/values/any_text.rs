// attack: a number where the call says text
// signature: (v anyelement) RETURNS anyelement STRICT
// call: attack('a'::text)
// unsafe: allowed
// expect: error 42804
let _ = v;
Ok(AnyElement::new(0x7fff_ffff_f000i64))
