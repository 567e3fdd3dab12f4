// SPDX-License-Identifier: PostgreSQL
//! What is known of SQL types without asking the server.

use crate::abi::PayloadKind;
use crate::datum::IntoDatum;
use crate::oid::{BuiltinOid, Oid};

/// Only the low bits of a narrow integer's datum mean something.
#[inline]
pub(crate) fn widen(bits: u64, actual: Oid) -> u64 {
    const INT2: Oid = BuiltinOid::INT2OID.value();
    const INT4: Oid = BuiltinOid::INT4OID.value();
    match actual {
        INT2 => bits as i16 as i64 as u64,
        INT4 => bits as i32 as i64 as u64,
        _ => bits,
    }
}

/// How values of a type cross.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crossing {
    /// As the bits of a datum, of which that many bytes mean something.
    Bits(u32),
    /// As a payload.
    Payload(PayloadKind),
    /// The type is none of PostgreSQL's own: the cell says it.
    OfCell,
}

/// How values of the type cross.
pub(crate) fn crossing_of(type_oid: Oid) -> Crossing {
    use BuiltinOid::*;
    let Ok(builtin) = BuiltinOid::try_from(type_oid) else { return Crossing::OfCell };
    let kind = match builtin {
        BOOLOID | CHAROID => return Crossing::Bits(1),
        INT2OID => return Crossing::Bits(2),
        INT4OID | FLOAT4OID | DATEOID => return Crossing::Bits(4),
        _ if Oid::is_compatible_with(type_oid) => return Crossing::Bits(4),
        INT8OID | FLOAT8OID | TIMEOID | TIMESTAMPOID | TIMESTAMPTZOID | MONEYOID => return Crossing::Bits(8),
        BYTEAOID => PayloadKind::Bytes,
        NUMERICOID | UUIDOID | JSONBOID | TIMETZOID | INTERVALOID | INETOID | CIDROID | MACADDROID
        | MACADDR8OID | BITOID | VARBITOID | TIDOID | POINTOID | LSEGOID | PATHOID | BOXOID | POLYGONOID
        | LINEOID | CIRCLEOID | PG_LSNOID => PayloadKind::Wire,
        RECORDOID => PayloadKind::Tuple,
        ANYOID
        | ANYELEMENTOID
        | ANYNONARRAYOID
        | ANYENUMOID
        | ANYRANGEOID
        | ANYMULTIRANGEOID
        | ANYCOMPATIBLEOID
        | ANYCOMPATIBLENONARRAYOID
        | ANYCOMPATIBLERANGEOID
        | ANYCOMPATIBLEMULTIRANGEOID => PayloadKind::Any,
        ANYARRAYOID | ANYCOMPATIBLEARRAYOID => PayloadKind::Array,
        INT4RANGEOID | INT8RANGEOID | NUMRANGEOID | DATERANGEOID | TSRANGEOID | TSTZRANGEOID => PayloadKind::Range,
        INT4MULTIRANGEOID | INT8MULTIRANGEOID | NUMMULTIRANGEOID | DATEMULTIRANGEOID | TSMULTIRANGEOID
        | TSTZMULTIRANGEOID => PayloadKind::Multirange,
        _ if element_type(type_oid).is_some() => PayloadKind::Array,
        _ => PayloadKind::Text,
    };
    Crossing::Payload(kind)
}

/// The kind of payload that a type has; for one that someone created, which a value made here is not a container
/// of, text.
pub(crate) fn payload_kind(type_oid: Oid) -> PayloadKind {
    match crossing_of(type_oid) {
        Crossing::Payload(kind) => kind,
        Crossing::Bits(_) | Crossing::OfCell => PayloadKind::Text,
    }
}

/// Whether values of the type are text on their way, or may be because it is not known what they are.
pub(crate) fn may_cross_as_text(type_oid: Oid) -> bool {
    matches!(crossing_of(type_oid), Crossing::OfCell | Crossing::Payload(PayloadKind::Text))
}

/// The type of an array's elements, for arrays of PostgreSQL's own types.
pub(crate) fn element_type(array: Oid) -> Option<Oid> {
    let pairs = crate::oid::ARRAYS;
    let position = pairs.binary_search_by_key(&array, |(array, _)| array.value()).ok()?;
    Some(pairs[position].1.value())
}

/// The type of arrays of one of PostgreSQL's own types.
pub(crate) fn array_type(element: Oid) -> Option<Oid> {
    crate::oid::ARRAYS.iter().find(|(_, of)| of.value() == element).map(|(array, _)| array.value())
}

/// Whether a value made as `actual` may be passed as a parameter of type `declared`: the type itself, a wider
/// integer, another name of an oid, another type that crosses as text, an array of such. What someone created may
/// be anything: the server checks it.
pub(crate) fn fits_parameter(actual: Oid, declared: Oid) -> bool {
    use BuiltinOid::*;
    if actual == declared {
        return true;
    }
    if let (Some(from), Some(to)) = (element_type(actual), element_type(declared)) {
        return may_cross_as_text(from) && may_cross_as_text(to);
    }
    match (BuiltinOid::try_from(actual), BuiltinOid::try_from(declared)) {
        (Ok(INT2OID), Ok(INT4OID | INT8OID)) | (Ok(INT4OID), Ok(INT8OID)) => true,
        (Ok(OIDOID), Ok(_)) => Oid::is_compatible_with(declared),
        (Ok(INETOID), Ok(CIDROID)) | (Ok(VARBITOID), Ok(BITOID)) => true,
        (Ok(from), Ok(_)) => payload_kind(from.value()) == PayloadKind::Text && both_text(actual, declared),
        (Ok(_), Err(_)) => true,
        (Err(_), Ok(_)) => both_text(actual, declared),
        // An enum does not know its type; two types that someone created are not the same.
        (Err(_), Err(_)) => actual == Oid::INVALID,
    }
}

fn both_text(actual: Oid, declared: Oid) -> bool {
    may_cross_as_text(actual) && may_cross_as_text(declared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oid::BuiltinOid::*;

    #[test]
    fn arrays_and_elements_find_each_other() {
        assert_eq!(element_type(INT4ARRAYOID.value()), Some(INT4OID.value()));
        assert_eq!(array_type(NUMERICOID.value()), Some(NUMERICARRAYOID.value()));
        assert_eq!(element_type(INT4OID.value()), None);
        assert_eq!(element_type(ANYARRAYOID.value()), None);
        assert_eq!(array_type(Oid::from(99_999)), None);
    }

    #[test]
    fn parameters_fit_only_without_loss() {
        for (actual, declared) in [
            (INT2OID, INT8OID),
            (TEXTOID, JSONOID),
            (TEXTOID, BPCHAROID),
            (OIDOID, REGCLASSOID),
            (TEXTARRAYOID, NAMEARRAYOID),
            (JSONBOID, JSONBOID),
        ] {
            assert!(fits_parameter(actual.value(), declared.value()), "{actual:?} {declared:?}");
        }
        for (actual, declared) in [
            (INT8OID, INT4OID),
            (INT4OID, FLOAT8OID),
            (TEXTOID, JSONBOID),
            (TEXTOID, BYTEAOID),
            (INT4OID, TEXTOID),
            (INT2ARRAYOID, INT4ARRAYOID),
            (INT4ARRAYOID, INT4OID),
        ] {
            assert!(!fits_parameter(actual.value(), declared.value()), "{actual:?} {declared:?}");
        }
    }

    #[test]
    fn an_enum_fits_text_and_what_someone_created() {
        assert!(fits_parameter(Oid::INVALID, TEXTOID.value()));
        assert!(fits_parameter(Oid::INVALID, Oid::from(99_999)));
        assert!(!fits_parameter(Oid::INVALID, INT4OID.value()));
        assert!(fits_parameter(TEXTOID.value(), Oid::from(99_999)));
        assert!(!fits_parameter(Oid::from(99_998), Oid::from(99_999)));
    }
}
