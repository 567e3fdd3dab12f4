// SPDX-License-Identifier: PostgreSQL
//! Object identifiers: [`Oid`], PostgreSQL's own types by name, and [`PgOid`], which is one or the other.

use std::fmt;

mod table;

pub use table::BuiltinOid;
pub(crate) use table::ARRAYS;

/// The name under which the prior art has [`BuiltinOid`].
pub type PgBuiltInOids = BuiltinOid;

/// PostgreSQL's `oid`.
///
/// Any number makes one: it is a value, and what it names is looked up with the caller's own rights.
///
/// ```
/// # use pgrx::prelude::*;
/// assert_eq!(Oid::from(25), PgBuiltInOids::TEXTOID.value());
/// assert_eq!(Oid::from(25).to_string(), "25");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Oid(u32);

impl Oid {
    /// PostgreSQL's `InvalidOid`, which names nothing.
    pub const INVALID: Oid = Oid(0);

    /// The type with this number, if it is one of PostgreSQL's own.
    pub fn from_builtin(id: u32) -> Result<Oid, NotBuiltinOid> {
        BuiltinOid::try_from(id).map(BuiltinOid::value)
    }

    /// The number.
    #[inline]
    pub const fn as_u32(self) -> u32 {
        self.0
    }
}

impl From<u32> for Oid {
    #[inline]
    fn from(id: u32) -> Oid {
        Oid(id)
    }
}

impl From<Oid> for u32 {
    #[inline]
    fn from(oid: Oid) -> u32 {
        oid.0
    }
}

impl From<BuiltinOid> for Oid {
    fn from(builtin: BuiltinOid) -> Oid {
        builtin.value()
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl BuiltinOid {
    /// The type's number.
    #[inline]
    pub const fn value(self) -> Oid {
        Oid(self as u32)
    }

    /// The type as query parameters name it.
    #[inline]
    pub const fn oid(self) -> PgOid {
        PgOid::BuiltIn(self)
    }
}

impl TryFrom<u32> for BuiltinOid {
    type Error = NotBuiltinOid;

    fn try_from(id: u32) -> Result<BuiltinOid, NotBuiltinOid> {
        match table::ALL.binary_search_by_key(&id, |builtin| *builtin as u32) {
            Ok(position) => Ok(table::ALL[position]),
            Err(_) if id == 0 => Err(NotBuiltinOid::Invalid),
            Err(_) => Err(NotBuiltinOid::Ambiguous),
        }
    }
}

impl TryFrom<Oid> for BuiltinOid {
    type Error = NotBuiltinOid;

    fn try_from(oid: Oid) -> Result<BuiltinOid, NotBuiltinOid> {
        BuiltinOid::try_from(oid.0)
    }
}

/// Why a number is none of PostgreSQL's own types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotBuiltinOid {
    /// It is 0, which names nothing.
    Invalid,
    /// It may name something that was created later.
    Ambiguous,
}

impl fmt::Display for NotBuiltinOid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotBuiltinOid::Invalid => "0 is not an object identifier",
            NotBuiltinOid::Ambiguous => "the object identifier is none of PostgreSQL's own types",
        })
    }
}

impl std::error::Error for NotBuiltinOid {}

/// A type: one of PostgreSQL's own, or any other.
///
/// ```
/// # use pgrx::prelude::*;
/// assert_eq!(PgOid::from(Oid::from(23)), PgBuiltInOids::INT4OID.oid());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PgOid {
    /// Names nothing.
    Invalid,
    /// A type that was created by someone.
    Custom(Oid),
    /// One of PostgreSQL's own types.
    BuiltIn(BuiltinOid),
}

impl PgOid {
    /// Sorts a number into the right variant.
    pub fn from_untagged(oid: Oid) -> PgOid {
        PgOid::from(oid)
    }

    /// The type's number.
    pub const fn value(self) -> Oid {
        match self {
            PgOid::Invalid => Oid::INVALID,
            PgOid::Custom(oid) => oid,
            PgOid::BuiltIn(builtin) => builtin.value(),
        }
    }
}

impl From<Oid> for PgOid {
    fn from(oid: Oid) -> PgOid {
        match BuiltinOid::try_from(oid) {
            Ok(builtin) => PgOid::BuiltIn(builtin),
            Err(NotBuiltinOid::Invalid) => PgOid::Invalid,
            Err(NotBuiltinOid::Ambiguous) => PgOid::Custom(oid),
        }
    }
}

impl From<BuiltinOid> for PgOid {
    fn from(builtin: BuiltinOid) -> PgOid {
        PgOid::BuiltIn(builtin)
    }
}

/// The type's name as SQL has it; a number for those that someone created.
pub(crate) fn type_name(oid: Oid) -> String {
    let builtin = match BuiltinOid::try_from(oid) {
        Ok(builtin) => builtin,
        Err(NotBuiltinOid::Invalid) => return "unknown".to_string(),
        Err(NotBuiltinOid::Ambiguous) => return format!("with oid {oid}"),
    };
    if let Some(element) = crate::types::element_type(oid) {
        return format!("{}[]", type_name(element));
    }
    let name = match builtin {
        BuiltinOid::BOOLOID => "boolean",
        BuiltinOid::CHAROID => "\"char\"",
        BuiltinOid::INT2OID => "smallint",
        BuiltinOid::INT4OID => "integer",
        BuiltinOid::INT8OID => "bigint",
        BuiltinOid::FLOAT4OID => "real",
        BuiltinOid::FLOAT8OID => "double precision",
        BuiltinOid::VARCHAROID => "character varying",
        BuiltinOid::BPCHAROID => "character",
        BuiltinOid::VARBITOID => "bit varying",
        BuiltinOid::TIMESTAMPTZOID => "timestamp with time zone",
        BuiltinOid::TIMETZOID => "time with time zone",
        // The others are called like their constant.
        other => return format!("{other:?}").trim_end_matches("OID").to_lowercase(),
    };
    name.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_finds_its_rows() {
        assert!(table::ALL.windows(2).all(|pair| (pair[0] as u32) < pair[1] as u32));
        assert_eq!(BuiltinOid::try_from(2950), Ok(BuiltinOid::UUIDOID));
    }

    #[test]
    fn a_number_without_a_type_says_why() {
        assert_eq!(BuiltinOid::try_from(0), Err(NotBuiltinOid::Invalid));
        assert_eq!(BuiltinOid::try_from(u32::MAX), Err(NotBuiltinOid::Ambiguous));
        assert_eq!(PgOid::from(Oid(90_000)), PgOid::Custom(Oid(90_000)));
        assert_eq!(PgOid::from(Oid(0)), PgOid::Invalid);
    }

    #[test]
    fn types_are_named_as_in_sql() {
        assert_eq!(type_name(Oid(701)), "double precision");
        assert_eq!(type_name(Oid(2950)), "uuid");
        assert_eq!(type_name(Oid(1007)), "integer[]");
        assert_eq!(type_name(Oid(90_000)), "with oid 90000");
    }
}
