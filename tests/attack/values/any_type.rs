// attack: a value of another type than the call says
// signature: (v anyelement) RETURNS anyelement STRICT
// call: attack('2000-01-01'::date)
// unsafe: allowed
// expect: error 42804
Ok(AnyElement::new(v.datum().type_oid().as_u32() as i64 + 0x7fff_ffff_f000))
