// SPDX-License-Identifier: PostgreSQL
//! Triggers: what a trigger function is told, and how the row goes back.

use crate::abi::{Argument, ChangedField, ChangedRow, Return};
use crate::datum::{Array, Datum};
use crate::entry::{self, BlockArgument, IntoReturn};
use crate::errors::{self, BoxError};
use crate::heap_tuple::PgHeapTuple;
use crate::oid::Oid;
use crate::payload::Builder;
use crate::pgbox::AllocatedByRust;

mod event;

pub use event::{PgTriggerError, PgTriggerLevel, PgTriggerOperation, PgTriggerWhen, TriggerEvent};

/// What fired a trigger function.
///
/// The function returns the row to go on with, changed or not, or `None` to skip it. What it returns counts for
/// row triggers BEFORE or INSTEAD OF an operation.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f<'a>(trigger: &'a PgTrigger<'a>) -> Result<Option<PgHeapTuple<'a, AllocatedByRust>>, pgrx::BoxError> {
/// let mut row = trigger.new().ok_or("this trigger is for INSERT and UPDATE")?.into_owned();
/// let name: Option<String> = row.get_by_name("name")?;
/// row.set_by_name("name", name.map(|name| name.trim().to_string()))?;
/// Ok(Some(row))
/// # }
/// ```
pub struct PgTrigger<'a> {
    arguments: &'a [Argument],
}

// Where the host puts what (handler/triggers/constants.hpp).
const NEW: usize = 0;
const OLD: usize = 1;
const EVENT: usize = 2;
const RELATION: usize = 3;
const NAME: usize = 4;
const TABLE: usize = 5;
const SCHEMA: usize = 6;
const OLD_TABLE: usize = 7;
const NEW_TABLE: usize = 8;
const EXTRA: usize = 9;
const COUNT: usize = 10;

impl<'a> PgTrigger<'a> {
    /// # Safety
    /// The host made the arguments for a trigger, and they stay for `'a`.
    #[doc(hidden)]
    pub unsafe fn from_block(arguments: &'a [Argument]) -> PgTrigger<'a> {
        assert!(arguments.len() == COUNT, "a trigger has its arguments");
        PgTrigger { arguments }
    }

    /// The new row; there is none for DELETE, TRUNCATE and statements.
    #[allow(clippy::new_ret_no_self, clippy::wrong_self_convention)] // the prior art's name
    pub fn new(&self) -> Option<PgHeapTuple<'a, AllocatedByRust>> {
        self.argument(NEW)
    }

    /// The row before; there is none for INSERT, TRUNCATE and statements.
    pub fn old(&self) -> Option<PgHeapTuple<'a, AllocatedByRust>> {
        self.argument(OLD)
    }

    /// The row that the operation is about: the new one or, for DELETE, the old one.
    pub fn current(&self) -> Option<PgHeapTuple<'a, AllocatedByRust>> {
        self.new().or_else(|| self.old())
    }

    /// The trigger's name.
    pub fn name(&self) -> Result<&'a str, PgTriggerError> {
        Ok(self.text(NAME))
    }

    /// All about the event in one number.
    pub fn event(&self) -> TriggerEvent {
        TriggerEvent::new(self.argument::<i64>(EVENT).unwrap_or_default() as u32)
    }

    /// When the trigger fires.
    pub fn when(&self) -> Result<PgTriggerWhen, PgTriggerError> {
        PgTriggerWhen::try_from(self.event())
    }

    /// For each row, or once.
    pub fn level(&self) -> PgTriggerLevel {
        PgTriggerLevel::from(self.event())
    }

    /// What happened.
    pub fn op(&self) -> Result<PgTriggerOperation, PgTriggerError> {
        PgTriggerOperation::try_from(self.event())
    }

    /// The table.
    pub fn relid(&self) -> Result<Oid, PgTriggerError> {
        Ok(self.argument(RELATION).unwrap_or(Oid::INVALID))
    }

    /// The name that `REFERENCING OLD TABLE` gave; queries see the rows under it.
    pub fn old_transition_table_name(&self) -> Result<Option<&'a str>, PgTriggerError> {
        Ok(self.argument(OLD_TABLE))
    }

    /// The name that `REFERENCING NEW TABLE` gave; queries see the rows under it.
    pub fn new_transition_table_name(&self) -> Result<Option<&'a str>, PgTriggerError> {
        Ok(self.argument(NEW_TABLE))
    }

    /// The table.
    pub fn relation(&self) -> Result<PgRelation<'a>, PgTriggerError> {
        Ok(PgRelation { oid: self.relid()?, name: self.text(TABLE), namespace: self.text(SCHEMA) })
    }

    /// The table's name.
    pub fn table_name(&self) -> Result<String, PgTriggerError> {
        Ok(self.text(TABLE).to_owned())
    }

    /// The name of the table's schema.
    pub fn table_schema(&self) -> Result<String, PgTriggerError> {
        Ok(self.text(SCHEMA).to_owned())
    }

    /// The arguments of CREATE TRIGGER.
    pub fn extra_args(&self) -> Result<Vec<String>, PgTriggerError> {
        let arguments: Option<Array<'a, &'a str>> = self.argument(EXTRA);
        Ok(arguments.iter().flat_map(Array::iter).flatten().map(str::to_owned).collect())
    }

    fn text(&self, which: usize) -> &'a str {
        self.argument(which).unwrap_or_default()
    }

    fn argument<T: BlockArgument<'a>>(&self, which: usize) -> Option<T> {
        // SAFETY: the host made each argument of the type that the methods say.
        unsafe { Option::<T>::from_block(&self.arguments[which]) }
    }
}

/// A table, as far as its trigger knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PgRelation<'a> {
    oid: Oid,
    name: &'a str,
    namespace: &'a str,
}

impl<'a> PgRelation<'a> {
    /// The oid.
    pub fn oid(&self) -> Oid {
        self.oid
    }

    /// The name.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The name of the schema.
    pub fn namespace(&self) -> &'a str {
        self.namespace
    }
}

/// Turns the outcome of a trigger function into what the host takes. Of a row that the trigger was called with only the
/// changes go back.
#[doc(hidden)]
pub fn finish(
    trigger: &PgTrigger<'_>,
    outcome: Result<Option<PgHeapTuple<'_, AllocatedByRust>>, BoxError>,
) -> Return {
    let row = match outcome {
        Ok(Some(row)) => row,
        Ok(None) => return Return::NULL,
        Err(error) => return errors::into_return(error),
    };
    let count = row.changes().count();
    match [NEW, OLD].into_iter().position(|which| row.is_argument(&trigger.arguments[which])) {
        Some(which) if count != 0 => entry::return_bytes(describe_changes(which, count, &row)).as_changes(),
        _ => row.into_return(),
    }
}

/// The same for an event trigger.
#[doc(hidden)]
pub fn finish_event(_: &PgEventTrigger<'_>, outcome: Result<Option<()>, BoxError>) -> Return {
    entry::finish(outcome)
}

fn describe_changes(which: usize, count: usize, row: &PgHeapTuple<'_, AllocatedByRust>) -> Vec<u8> {
    let mut builder = Builder::in_memory::<ChangedRow>(entry::result_memory());
    let changes = builder.reserve(count * size_of::<ChangedField>());
    builder.put(0, ChangedRow { row: which as u32, count: count as u32, changes: changes as u64 });
    let places = (changes..).step_by(size_of::<ChangedField>());
    for (place, (column, value)) in places.zip(row.changes()) {
        let type_oid = value.map_or(Oid::INVALID, Datum::type_oid).as_u32();
        builder.put(place, ChangedField { column: column as u32, type_oid, value: Argument::NULL });
        builder.put_value(place + std::mem::offset_of!(ChangedField, value), 0, value.map(Datum::raw));
    }
    builder.finish()
}

/// What fired an event trigger function.
///
/// What the command did is known to queries: `pg_event_trigger_ddl_commands()` and its like.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f<'a>(trigger: &'a PgEventTrigger<'a>) -> Result<Option<()>, pgrx::BoxError> {
/// notice!("{}: {}", trigger.event(), trigger.tag());
/// # Ok(None)
/// # }
/// ```
pub struct PgEventTrigger<'a> {
    event: &'a str,
    tag: &'a str,
}

impl<'a> PgEventTrigger<'a> {
    /// # Safety
    /// The host made the arguments for an event trigger, and they stay for `'a`.
    #[doc(hidden)]
    pub unsafe fn from_block(arguments: &'a [Argument]) -> PgEventTrigger<'a> {
        // SAFETY: as the caller promises: two texts.
        unsafe {
            PgEventTrigger { event: <&str>::from_block(&arguments[0]), tag: <&str>::from_block(&arguments[1]) }
        }
    }

    /// `ddl_command_start`, `ddl_command_end`, `sql_drop` or `table_rewrite`.
    pub fn event(&self) -> &'a str {
        self.event
    }

    /// The command, such as `CREATE TABLE`.
    pub fn tag(&self) -> &'a str {
        self.tag
    }
}

#[cfg(test)]
mod tests;
