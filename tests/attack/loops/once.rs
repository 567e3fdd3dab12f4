// attack: initialise by waiting for the initialisation
// timeout: 300ms
// expect: error 38000 or error 57014
use std::sync::OnceLock; static O: OnceLock<u8> = OnceLock::new(); fn f() -> u8 { *O.get_or_init(|| f()) } Ok(Some(f().to_string()))
