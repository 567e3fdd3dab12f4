// SPDX-License-Identifier: PostgreSQL
//! How each Rust type arrives, leaves, and goes to and comes from queries: one file per family of types.

use crate::oid::{BuiltinOid, Oid};

mod bytea;
mod scalar;
mod text;
mod void;

/// Whether values of the type are bytes of any length (varlena), not bits in a datum.
pub(crate) fn holds_bytes(builtin: BuiltinOid) -> bool {
    is_text(builtin) || builtin == BuiltinOid::BYTEAOID
}

/// Whether a value made as `actual` may be passed as a parameter of type `declared`: the type itself, a wider
/// integer, or another name of text.
pub(crate) fn fits_parameter(actual: Oid, declared: Oid) -> bool {
    use BuiltinOid::{INT2OID, INT4OID, INT8OID};
    let (Ok(from), Ok(to)) = (BuiltinOid::try_from(actual), BuiltinOid::try_from(declared)) else {
        return actual == declared;
    };
    from == to
        || matches!((from, to), (INT2OID, INT4OID | INT8OID) | (INT4OID, INT8OID))
        || is_text(from) && is_text(to)
}

fn is_text(builtin: BuiltinOid) -> bool {
    matches!(builtin, BuiltinOid::TEXTOID | BuiltinOid::VARCHAROID)
}
