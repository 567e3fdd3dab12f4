// SPDX-License-Identifier: PostgreSQL
//! numeric in queries and calls: number of digits, weight, sign, scale, and the digits.

use super::decimal::{Decimal, BASE, MAX_SCALE};
use super::{AnyNumeric, Numeric, Value};
use crate::datum::{Datum, FromDatum, IntoDatum, TryFromDatumError};
use crate::oid::Oid;
use crate::types::wire_form::{wire_type, WireForm};
use crate::wire::{Malformed, Reader, Writer};

const POSITIVE: i16 = 0x0000;
const NEGATIVE: i16 = 0x4000;
const NAN: i16 = 0xC000u16 as i16;
const INFINITY: i16 = 0xD000u16 as i16;
const NEGATIVE_INFINITY: i16 = 0xF000u16 as i16;

impl WireForm for AnyNumeric {
    fn write(&self, writer: &mut Writer) {
        let decimal = match &self.value {
            Value::Finite(decimal) => decimal,
            Value::NaN => return write_special(writer, NAN),
            Value::Infinity => return write_special(writer, INFINITY),
            Value::NegativeInfinity => return write_special(writer, NEGATIVE_INFINITY),
        };
        writer.i16(decimal.digits.len() as i16); // up to 36,864, which the receiver reads without a sign
        writer.i16(decimal.weight as i16);
        writer.i16(if decimal.negative { NEGATIVE } else { POSITIVE });
        writer.i16(decimal.scale as i16);
        for digit in &decimal.digits {
            writer.i16(*digit as i16);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<AnyNumeric, Malformed> {
        let count = usize::from(reader.i16()? as u16);
        let weight = i32::from(reader.i16()?);
        let sign = reader.i16()?;
        let scale = i32::from(reader.i16()?);
        let digits: Vec<u16> =
            reader.bytes(2 * count)?.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        let negative = match sign {
            POSITIVE => false,
            NEGATIVE => true,
            NAN => return Ok(Value::NaN.into()),
            INFINITY => return Ok(Value::Infinity.into()),
            NEGATIVE_INFINITY => return Ok(Value::NegativeInfinity.into()),
            _ => return Err(Malformed),
        };
        if !(0..=MAX_SCALE).contains(&scale) || digits.iter().any(|digit| u32::from(*digit) >= BASE) {
            return Err(Malformed);
        }
        Ok(Decimal::new(negative, weight, scale, digits).into())
    }
}

fn write_special(writer: &mut Writer, sign: i16) {
    for field in [0, 0, sign, 0] {
        writer.i16(field);
    }
}

wire_type!(AnyNumeric, NUMERICOID);

impl<const P: u32, const S: u32> IntoDatum for Numeric<P, S> {
    fn into_datum(self) -> Option<Datum> {
        AnyNumeric::from(self).into_datum()
    }

    fn type_oid() -> Oid {
        AnyNumeric::type_oid()
    }
}

impl<const P: u32, const S: u32> FromDatum for Numeric<P, S> {
    fn try_from_datum(datum: Datum) -> Result<Numeric<P, S>, TryFromDatumError> {
        let actual = datum.type_oid();
        let number = AnyNumeric::try_from_datum(datum)?;
        number.rescale().map_err(|error| TryFromDatumError::invalid::<Numeric<P, S>>(actual, error.to_string()))
    }
}

crossing!([const P: u32, const S: u32] Numeric<P, S>);

#[cfg(test)]
mod tests {
    use super::super::decimal::MAX_WEIGHT;
    use super::*;
    use crate::types::wire_form::{read_all, write_all};

    fn numeric(text: &str) -> AnyNumeric {
        text.parse().expect("the test's own number")
    }

    #[test]
    fn the_form_is_that_of_numeric_send() {
        // select numeric_send(…)
        assert_eq!(write_all(&numeric("-12345.670")), [0, 3, 0, 1, 0x40, 0, 0, 3, 0, 1, 0x09, 0x29, 0x1a, 0x2c]);
        assert_eq!(write_all(&numeric("0.00")), [0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!(write_all(&numeric("NaN")), [0, 0, 0, 0, 0xc0, 0, 0, 0]);
        assert_eq!(write_all(&numeric("-inf")), [0, 0, 0, 0, 0xf0, 0, 0, 0]);
    }

    #[test]
    fn values_come_back() {
        let longest = format!("{}.{}", "9".repeat(131_072), "9".repeat(16_383));
        for text in ["0", "-0.001", "1e131071", "1e-16383", "NaN", "Infinity", &longest] {
            let datum = numeric(text).into_datum().unwrap();
            let read = AnyNumeric::try_from_datum(datum).unwrap();
            assert_eq!(read.to_string(), numeric(text).to_string());
        }
    }

    #[test]
    fn digits_need_not_be_stripped() {
        let read: AnyNumeric = read_all(&[0, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0]).unwrap();
        assert_eq!((read.to_string(), read), ("7.0".to_string(), numeric("7")));
    }

    #[test]
    fn what_is_no_numeric_is_refused() {
        let bad: [&[u8]; 5] = [
            &[],
            &[0, 1, 0, 0, 0, 0, 0, 0],
            &[0, 1, 0, 0, 0, 0, 0, 0, 0x27, 0x10],
            &[0, 0, 0, 0, 0x20, 0, 0, 0],
            &[0, 0, 0, 0, 0, 0, 0xff, 0],
        ];
        for bytes in bad {
            assert!(read_all::<AnyNumeric>(bytes).is_err(), "{bytes:?}");
        }
        assert!(MAX_WEIGHT < 1 << 15);
    }

    #[test]
    fn a_fixed_precision_is_kept_on_the_way_in() {
        let datum = numeric("12.345").into_datum().unwrap();
        assert_eq!(Numeric::<4, 1>::try_from_datum(datum.clone()).unwrap().to_string(), "12.3");
        assert!(Numeric::<2, 1>::try_from_datum(datum).is_err());
    }
}
