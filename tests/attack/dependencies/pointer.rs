// attack: unsafe in a crate that reads and writes outside of the region
// signature: (address bigint) RETURNS bigint STRICT
// call: attack(-4096)
// expect: error 38000
[dependencies]
peeking = "1"
[code]
peeking::poke(address);
Ok(Some(peeking::peek(address)))
