// SPDX-License-Identifier: PostgreSQL
//! SQLSTATEs.

use std::fmt;

mod table;

pub use table::PgSqlErrorCode;

impl PgSqlErrorCode {
    /// The five characters.
    pub fn sqlstate(self) -> String {
        let code = self as i32;
        (0..5).map(|position| char::from(b'0' + (code >> (6 * position) & 0x3f) as u8)).collect()
    }

    /// The condition that PostgreSQL encodes as `code`.
    pub fn from_code(code: i32) -> Option<PgSqlErrorCode> {
        table::ALL.iter().copied().find(|known| *known as i32 == code)
    }
}

/// What PostgreSQL encodes as this number; what it does not know is `ERRCODE_DATA_EXCEPTION`.
impl From<i32> for PgSqlErrorCode {
    fn from(code: i32) -> PgSqlErrorCode {
        PgSqlErrorCode::from_code(code).unwrap_or(PgSqlErrorCode::ERRCODE_DATA_EXCEPTION)
    }
}

/// As [`From<i32>`].
impl From<isize> for PgSqlErrorCode {
    fn from(code: isize) -> PgSqlErrorCode {
        i32::try_from(code).map_or(PgSqlErrorCode::ERRCODE_DATA_EXCEPTION, PgSqlErrorCode::from)
    }
}

impl fmt::Display for PgSqlErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for PgSqlErrorCode {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sqlstate_is_five_characters_that_encode_its_number() {
        for known in table::ALL {
            let encoded = known.sqlstate().bytes().enumerate().fold(0i32, |sum, (position, character)| {
                sum | (i32::from(character.wrapping_sub(b'0')) & 0x3f) << (6 * position)
            });
            assert_eq!(encoded, *known as i32, "{known:?}");
            assert_eq!(PgSqlErrorCode::from_code(encoded), Some(*known));
        }
    }

    #[test]
    fn the_numbers_are_those_of_postgresql() {
        assert_eq!(PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO as i32, 33_816_706);
        assert_eq!(PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO.sqlstate(), "22012");
        assert_eq!(PgSqlErrorCode::ERRCODE_INTERNAL_ERROR.sqlstate(), "XX000");
        assert_eq!(PgSqlErrorCode::ERRCODE_ARRAY_ELEMENT_ERROR, PgSqlErrorCode::ERRCODE_ARRAY_SUBSCRIPT_ERROR);
    }

    #[test]
    fn an_unknown_number_is_a_data_exception() {
        assert_eq!(PgSqlErrorCode::from(-1i32), PgSqlErrorCode::ERRCODE_DATA_EXCEPTION);
        assert_eq!(PgSqlErrorCode::from(isize::MAX), PgSqlErrorCode::ERRCODE_DATA_EXCEPTION);
    }
}
