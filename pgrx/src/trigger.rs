// SPDX-License-Identifier: PostgreSQL
//! Triggers: what a trigger function is told.

use std::error::Error;
use std::fmt;

use crate::abi::Argument;
use crate::entry::BlockArgument;
use crate::oid::Oid;
use crate::pgbox::AllocatedByPostgres;
use crate::{datum::Array, heap_tuple::PgHeapTuple};

/// What fired a trigger function.
///
/// The function returns the row to go on with, changed or not, or `None` to skip it. What it returns counts for
/// row triggers BEFORE or INSTEAD OF an operation.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f<'a>(trigger: &'a PgTrigger<'a>) -> Result<Option<PgHeapTuple<'a, impl WhoAllocated>>, pgrx::BoxError> {
/// let mut row = trigger.new().ok_or("this trigger is for INSERT and UPDATE")?.into_owned();
/// let name: Option<String> = row.get_by_name("name")?;
/// row.set_by_name("name", name.map(|name| name.trim().to_string()))?;
/// Ok(Some(row))
/// # }
/// ```
pub struct PgTrigger<'a> {
    arguments: &'a [Argument],
}

// Where the host puts what (handler/trigger_call.cpp).
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
    pub fn new(&self) -> Option<PgHeapTuple<'a, AllocatedByPostgres>> {
        self.argument(NEW)
    }

    /// The row before; there is none for INSERT, TRUNCATE and statements.
    pub fn old(&self) -> Option<PgHeapTuple<'a, AllocatedByPostgres>> {
        self.argument(OLD)
    }

    /// The trigger's name.
    pub fn name(&self) -> Result<&'a str, PgTriggerError> {
        Ok(self.text(NAME))
    }

    /// All about the event in one number.
    pub fn event(&self) -> TriggerEvent {
        TriggerEvent(self.argument::<i64>(EVENT).unwrap_or_default() as u32)
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

/// What happened, when, and for what: PostgreSQL's `TriggerEvent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TriggerEvent(u32);

impl TriggerEvent {
    const OPERATION: u32 = 0b00011;
    const ROW: u32 = 0b00100;
    const TIMING: u32 = 0b11000;

    fn matches(self, mask: u32, value: u32) -> bool {
        self.0 & mask == value
    }

    /// PostgreSQL's number.
    pub fn into_inner(self) -> u32 {
        self.0
    }

    /// Whether rows were inserted.
    pub fn fired_by_insert(self) -> bool {
        self.matches(Self::OPERATION, 0)
    }

    /// Whether rows were deleted.
    pub fn fired_by_delete(self) -> bool {
        self.matches(Self::OPERATION, 1)
    }

    /// Whether rows were updated.
    pub fn fired_by_update(self) -> bool {
        self.matches(Self::OPERATION, 2)
    }

    /// Whether the table was truncated.
    pub fn fired_by_truncate(self) -> bool {
        self.matches(Self::OPERATION, 3)
    }

    /// Whether the trigger is for each row.
    pub fn fired_for_row(self) -> bool {
        self.matches(Self::ROW, Self::ROW)
    }

    /// Whether the trigger is for the statement.
    pub fn fired_for_statement(self) -> bool {
        self.matches(Self::ROW, 0)
    }

    /// Whether the operation comes later.
    pub fn fired_before(self) -> bool {
        self.matches(Self::TIMING, 0b01000)
    }

    /// Whether the operation came first.
    pub fn fired_after(self) -> bool {
        self.matches(Self::TIMING, 0)
    }

    /// Whether the trigger does what the operation says.
    pub fn fired_instead(self) -> bool {
        self.matches(Self::TIMING, 0b10000)
    }
}

macro_rules! names {
    ($(#[$meta:meta])* $enum:ident { $($variant:ident = $name:literal),* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $enum {
            $(#[doc = $name] $variant,)*
        }

        impl fmt::Display for $enum {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $($enum::$variant => $name,)* })
            }
        }
    };
}

names! {
    /// When a trigger fires.
    PgTriggerWhen { Before = "BEFORE", After = "AFTER", InsteadOf = "INSTEAD OF" }
}
names! {
    /// What a trigger fires for.
    PgTriggerLevel { Row = "ROW", Statement = "STATEMENT" }
}
names! {
    /// What made a trigger fire.
    PgTriggerOperation { Insert = "INSERT", Update = "UPDATE", Delete = "DELETE", Truncate = "TRUNCATE" }
}

impl TryFrom<TriggerEvent> for PgTriggerWhen {
    type Error = PgTriggerError;

    fn try_from(event: TriggerEvent) -> Result<PgTriggerWhen, PgTriggerError> {
        match event.0 & TriggerEvent::TIMING {
            0 => Ok(PgTriggerWhen::After),
            0b01000 => Ok(PgTriggerWhen::Before),
            0b10000 => Ok(PgTriggerWhen::InsteadOf),
            _ => Err(PgTriggerError::InvalidPgTriggerWhen(event.0)),
        }
    }
}

impl From<TriggerEvent> for PgTriggerLevel {
    fn from(event: TriggerEvent) -> PgTriggerLevel {
        match event.fired_for_row() {
            true => PgTriggerLevel::Row,
            false => PgTriggerLevel::Statement,
        }
    }
}

impl TryFrom<TriggerEvent> for PgTriggerOperation {
    type Error = PgTriggerError;

    fn try_from(event: TriggerEvent) -> Result<PgTriggerOperation, PgTriggerError> {
        Ok(match event.0 & TriggerEvent::OPERATION {
            0 => PgTriggerOperation::Insert,
            1 => PgTriggerOperation::Delete,
            2 => PgTriggerOperation::Update,
            _ => PgTriggerOperation::Truncate,
        })
    }
}

/// What cannot be said of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PgTriggerError {
    /// The event names no time that there is.
    InvalidPgTriggerWhen(u32),
    /// The event names no operation that there is.
    InvalidPgTriggerOperation(u32),
}

impl fmt::Display for PgTriggerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PgTriggerError::InvalidPgTriggerWhen(event) => write!(f, "trigger event {event} names no time"),
            PgTriggerError::InvalidPgTriggerOperation(event) => {
                write!(f, "trigger event {event} names no operation")
            }
        }
    }
}

impl Error for PgTriggerError {}

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
mod tests {
    use super::*;

    #[test]
    fn events_have_the_bits_of_postgresql() {
        // TRIGGER_EVENT_UPDATE | TRIGGER_EVENT_ROW | TRIGGER_EVENT_BEFORE
        let event = TriggerEvent(2 | 4 | 8);
        assert_eq!(PgTriggerOperation::try_from(event), Ok(PgTriggerOperation::Update));
        assert_eq!(PgTriggerWhen::try_from(event).map(|when| when.to_string()), Ok("BEFORE".to_string()));
        assert_eq!(PgTriggerLevel::from(event), PgTriggerLevel::Row);
        assert!(event.fired_by_update() && event.fired_before() && event.fired_for_row());

        let event = TriggerEvent(3);
        assert_eq!(PgTriggerOperation::try_from(event), Ok(PgTriggerOperation::Truncate));
        assert_eq!(PgTriggerWhen::try_from(event), Ok(PgTriggerWhen::After));
        assert_eq!(PgTriggerLevel::from(event), PgTriggerLevel::Statement);
        assert_eq!(PgTriggerWhen::try_from(TriggerEvent(0b10000)), Ok(PgTriggerWhen::InsteadOf));
        let both = PgTriggerWhen::try_from(TriggerEvent(0b11000));
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
}
