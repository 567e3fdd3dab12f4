// SPDX-License-Identifier: PostgreSQL
//! Types that fit a datum. Results have the datum bits that PostgreSQL's own macros make (sign-extended integers),
//! because it compares some values by their datum.

use crate::abi::{Argument, Return};
use crate::datum::{Datum, FromDatum, IntoDatum, Payload, TryFromDatumError};
use crate::entry::{BlockArgument, IntoReturn, RegisterArgument};
use crate::oid::{BuiltinOid, Oid};

macro_rules! scalar {
    ($type:ty, $oid:ident $(or $narrower:ident)*, $from_bits:expr, $into_bits:expr) => {
        impl RegisterArgument for $type {
            #[inline(always)]
            fn from_register(bits: u64) -> $type {
                let convert: fn(u64) -> $type = $from_bits;
                convert(bits)
            }
        }

        // SAFETY: holds no reference.
        unsafe impl<'a> BlockArgument<'a> for $type {
            #[inline(always)]
            unsafe fn from_block(argument: &Argument) -> $type {
                <$type>::from_register(argument.value)
            }
        }

        impl IntoReturn for $type {
            #[inline(always)]
            fn into_return(self) -> Return {
                let convert: fn($type) -> u64 = $into_bits;
                Return::bits(convert(self))
            }
        }

        impl IntoDatum for $type {
            fn into_datum(self) -> Option<Datum> {
                let convert: fn($type) -> u64 = $into_bits;
                Some(Datum::new(Self::type_oid(), Payload::Bits(convert(self))))
            }

            fn type_oid() -> Oid {
                BuiltinOid::$oid.value()
            }

            fn is_compatible_with(other: Oid) -> bool {
                other == Self::type_oid() $(|| other == BuiltinOid::$narrower.value())*
            }
        }

        impl FromDatum for $type {
            fn try_from_datum(datum: Datum) -> Result<$type, TryFromDatumError> {
                let actual = datum.type_oid();
                match datum.into_payload() {
                    Payload::Bits(bits) if Self::is_compatible_with(actual) => {
                        Ok(<$type>::from_register(widen(bits, actual)))
                    }
                    _ => Err(TryFromDatumError::incompatible::<$type>(actual)),
                }
            }
        }
    };
}

/// Only the low bits of a narrow integer's datum mean something.
fn widen(bits: u64, actual: Oid) -> u64 {
    match BuiltinOid::try_from(actual) {
        Ok(BuiltinOid::INT2OID) => bits as i16 as i64 as u64,
        Ok(BuiltinOid::INT4OID) => bits as i32 as i64 as u64,
        _ => bits,
    }
}

/// C's `char` is signed on x86_64 and not on aarch64, and with it PostgreSQL's `CharGetDatum`.
fn char_bits(value: i8) -> u64 {
    if cfg!(target_arch = "x86_64") {
        value as i64 as u64
    } else {
        u64::from(value as u8)
    }
}

scalar!(bool, BOOLOID, |bits| bits as u8 != 0, u64::from);
scalar!(i8, CHAROID, |bits| bits as i8, char_bits);
scalar!(i16, INT2OID, |bits| bits as i16, |value| value as i64 as u64);
scalar!(i32, INT4OID or INT2OID, |bits| bits as i32, |value| value as i64 as u64);
scalar!(i64, INT8OID or INT4OID or INT2OID, |bits| bits as i64, |value| value as u64);
scalar!(f32, FLOAT4OID, |bits| f32::from_bits(bits as u32), |value| value.to_bits() as i32 as i64 as u64);
scalar!(f64, FLOAT8OID, f64::from_bits, f64::to_bits);
scalar!(Oid, OIDOID, |bits| Oid::from(bits as u32), |value| u64::from(value.as_u32()));

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip<T: IntoReturn + RegisterArgument>(value: T) -> T {
        T::from_register(value.into_return().value)
    }

    #[test]
    fn extreme_values_come_back() {
        assert_eq!(round_trip(i8::MIN), i8::MIN);
        assert_eq!(round_trip(i16::MIN), i16::MIN);
        assert_eq!(round_trip(i32::MIN), i32::MIN);
        assert_eq!(round_trip(i64::MIN), i64::MIN);
        assert_eq!(round_trip(-0.0f64).to_bits(), (-0.0f64).to_bits());
        assert_eq!(round_trip(f32::NAN).to_bits(), f32::NAN.to_bits());
        assert_eq!(round_trip(Oid::from(u32::MAX)), Oid::from(u32::MAX));
        assert!(round_trip(true) && !round_trip(false));
    }

    #[test]
    fn results_have_the_bits_of_postgresql() {
        assert_eq!((-1i32).into_return().value, u64::MAX);
        assert_eq!((-1i16).into_return().value, u64::MAX);
        assert_eq!(Oid::from(u32::MAX).into_return().value, u64::from(u32::MAX));
        assert_eq!((-1.0f32).into_return().value, 0xffff_ffff_bf80_0000);
        assert_eq!(true.into_return().value, 1);
    }

    #[test]
    fn rubbish_above_a_narrow_argument_is_ignored() {
        assert_eq!(i32::from_register(0xdead_beef_0000_0007), 7);
        assert_eq!(i16::from_register(0xdead_beef_dead_ffff), -1);
        assert!(!bool::from_register(0xdead_beef_0000_0100));
    }
}
