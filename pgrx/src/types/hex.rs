// SPDX-License-Identifier: PostgreSQL
//! Hexadecimal digits.

/// The value of one digit.
pub(super) fn digit(character: u8) -> Option<u8> {
    char::from(character).to_digit(16).map(|value| value as u8)
}

/// The value of two digits.
pub(super) fn byte(pair: [u8; 2]) -> Option<u8> {
    Some(digit(pair[0])? << 4 | digit(pair[1])?)
}
