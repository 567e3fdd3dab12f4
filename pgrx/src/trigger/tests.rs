// SPDX-License-Identifier: PostgreSQL
//! What a trigger says, and what goes back.

use super::*;
use crate::abi::PayloadKind;
use crate::datum::IntoDatum;
use crate::oid::PgBuiltInOids;
use crate::payload::{Content, FromRaw, Raw, View};

#[test]
fn events_have_the_bits_of_postgresql() {
    // TRIGGER_EVENT_UPDATE | TRIGGER_EVENT_ROW | TRIGGER_EVENT_BEFORE
    let event = TriggerEvent::new(2 | 4 | 8);
    assert_eq!(PgTriggerOperation::try_from(event), Ok(PgTriggerOperation::Update));
    assert_eq!(PgTriggerWhen::try_from(event).map(|when| when.to_string()), Ok("BEFORE".to_string()));
    assert_eq!(PgTriggerLevel::from(event), PgTriggerLevel::Row);
    assert!(event.fired_by_update() && event.fired_before() && event.fired_for_row());

    let event = TriggerEvent::new(3);
    assert_eq!(PgTriggerOperation::try_from(event), Ok(PgTriggerOperation::Truncate));
    assert_eq!(PgTriggerWhen::try_from(event), Ok(PgTriggerWhen::After));
    assert_eq!(PgTriggerLevel::from(event), PgTriggerLevel::Statement);
    assert_eq!(PgTriggerWhen::try_from(TriggerEvent::new(0b10000)), Ok(PgTriggerWhen::InsteadOf));
    let both = PgTriggerWhen::try_from(TriggerEvent::new(0b11000));
    assert_eq!(both, Err(PgTriggerError::InvalidPgTriggerWhen(24)));
}

#[test]
fn arguments_that_are_not_there_are_none() {
    let null = Argument { value: 0, meta: 1 << 63 };
    let arguments = [null; COUNT];
    // SAFETY: nothing is there to be read.
    let trigger = unsafe { PgTrigger::from_block(&arguments) };
    assert!(trigger.new().is_none() && trigger.old().is_none());
    assert_eq!(trigger.new_transition_table_name(), Ok(None));
    assert_eq!(trigger.extra_args(), Ok(Vec::new()));
    assert_eq!(trigger.name(), Ok(""));
}
/// (n int4, t text)
fn row() -> Vec<u8> {
    let row = PgHeapTuple::new_record(vec![
        ("n", PgBuiltInOids::INT4OID.oid(), 1.into_datum()),
        ("t", PgBuiltInOids::TEXTOID.oid(), "one".into_datum()),
    ]);
    match row.unwrap().into_datum().unwrap().into_payload() {
        crate::datum::Payload::Bytes(bytes) => bytes,
        crate::datum::Payload::Bits(_) => unreachable!("a row is a payload"),
    }
}

fn payload(returned: Return) -> Vec<u8> {
    // SAFETY: what was returned is kept until the next result.
    unsafe { std::slice::from_raw_parts(returned.value as *const u8, (returned.tag >> 8) as usize) }.to_vec()
}

#[test]
fn of_a_row_only_the_changes_go_back() {
    let (new, old) = (row(), row());
    let cell = |row: &[u8]| Argument::payload(PayloadKind::Tuple, row.as_ptr() as u64, row.len() as u32);
    let mut arguments = [Argument::NULL; COUNT];
    (arguments[NEW], arguments[OLD]) = (cell(&new), cell(&old));
    // SAFETY: the rows live on.
    let trigger = unsafe { PgTrigger::from_block(&arguments) };
    let unchanged = finish(&trigger, Ok(trigger.new()));
    assert_eq!(unchanged, Return::bytes(&new));

    let mut changed = trigger.old().unwrap();
    changed.set_by_name("t", "two").unwrap();
    let returned = finish(&trigger, Ok(Some(changed)));
    assert_eq!(returned.tag & 0xff, 4);
    let bytes = payload(returned);
    let view = View::new(&bytes);
    let head: ChangedRow = view.read(0).unwrap();
    assert_eq!((head.row, head.count), (1, 1));
    let change: ChangedField = view.read(head.changes).unwrap();
    assert_eq!((change.column, change.type_oid), (1, PgBuiltInOids::TEXTOID as u32));
    let text = view.value(change.value, Oid::INVALID).unwrap().unwrap();
    assert_eq!(text.payload(PayloadKind::Text), Some(&b"two"[..]));

    // A row of another place goes back as a whole.
    let other = row();
    let mut row = PgHeapTuple::from_raw(Raw::new(Oid::INVALID, Content::Payload(PayloadKind::Tuple, &other)));
    row.as_mut().unwrap().set_by_name("n", 2).unwrap();
    assert_eq!(finish(&trigger, Ok(row.ok())).tag & 0xff, 0);
    assert_eq!(finish(&trigger, Ok(None)), Return::NULL);
}
