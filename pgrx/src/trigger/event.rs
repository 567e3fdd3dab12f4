// SPDX-License-Identifier: PostgreSQL
//! What happened, when, and to what.

use std::error::Error;
use std::fmt;

/// What happened, when, and for what: PostgreSQL's `TriggerEvent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TriggerEvent(u32);

impl TriggerEvent {
    pub(super) fn new(number: u32) -> TriggerEvent {
        TriggerEvent(number)
    }

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
