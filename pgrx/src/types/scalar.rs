// SPDX-License-Identifier: PostgreSQL
//! Numbers, booleans and oids, which fit a datum.

use crate::oid::Oid;

/// C's `char` is signed on x86_64 and not on aarch64, and with it PostgreSQL's `CharGetDatum`.
fn char_bits(value: i8) -> u64 {
    if cfg!(target_arch = "x86_64") {
        value as i64 as u64
    } else {
        u64::from(value as u8)
    }
}

super::by_value!(bool, BOOLOID, |bits| bits as u8 != 0, u64::from);
super::by_value!(i8, CHAROID, |bits| bits as i8, char_bits);
super::by_value!(i16, INT2OID, |bits| bits as i16, |value| value as i64 as u64);
super::by_value!(i32, INT4OID or INT2OID, |bits| bits as i32, |value| value as i64 as u64);
super::by_value!(i64, INT8OID or INT4OID or INT2OID, |bits| bits as i64, |value| value as u64);
super::by_value!(f32, FLOAT4OID, |bits| f32::from_bits(bits as u32), |value| value.to_bits() as i32 as i64 as u64);
super::by_value!(f64, FLOAT8OID, f64::from_bits, f64::to_bits);
super::by_value!(
    Oid,
    OIDOID or REGPROCOID or REGPROCEDUREOID or REGOPEROID or REGOPERATOROID or REGCLASSOID or REGTYPEOID
    or REGCONFIGOID or REGDICTIONARYOID or REGNAMESPACEOID or REGROLEOID or REGCOLLATIONOID or XIDOID or CIDOID,
    |bits| Oid::from(bits as u32),
    |value| u64::from(value.as_u32())
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{IntoReturn, RegisterArgument};

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
