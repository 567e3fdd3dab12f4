// SPDX-License-Identifier: PostgreSQL
//! From [`ErrorReport`] to the layout that the host reads.

use std::panic::Location;

use crate::abi::{Report, Return, Slice};
use crate::elog::PgLogLevel;
use crate::errors::ErrorReport;
use crate::kept::Kept;

/// In the level: the context is complete, because the report was raised before.
const COMPLETE: u32 = 1 << 8;

/// Describes `report`; the result names the texts where they lie and is good only while `report` stays.
pub(crate) fn describe(report: &ErrorReport, level: PgLogLevel) -> Report {
    Report {
        level: level as u32 | if report.was_raised { COMPLETE } else { 0 },
        sqlstate: report.packed_sqlstate(),
        line: report.location.map_or(0, Location::line),
        column: report.location.map_or(0, Location::column),
        message: Slice::from(report.message.as_str()),
        detail: Slice::from(report.detail.as_deref()),
        hint: Slice::from(report.hint.as_deref()),
        context: Slice::from(report.context.as_deref()),
        schema: Slice::from(report.schema.as_deref()),
        table: Slice::from(report.table.as_deref()),
        column_name: Slice::from(report.column.as_deref()),
        datatype: Slice::from(report.datatype.as_deref()),
        constraint: Slice::from(report.constraint.as_deref()),
        file: Slice::from(report.location.map(Location::file)),
    }
}

/// Keeps `report` until the next error and returns what tells the host so.
pub(crate) fn keep(report: ErrorReport) -> Return {
    static TEXTS: Kept<Box<ErrorReport>> = Kept::new();
    static REPORT: Kept<Report> = Kept::new();
    // Boxed, so that the texts stay where they are described.
    let described = TEXTS.replace(Box::new(report), |report| describe(report, PgLogLevel::ERROR));
    REPORT.replace(described, Return::error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlstate::PgSqlErrorCode;

    #[test]
    fn every_field_lands_in_its_slot() {
        let report = ErrorReport::new(PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO, "m", "f")
            .set_detail("de")
            .set_hint("hin")
            .set_context("cont")
            .set_schema("schem")
            .set_table("tables")
            .set_column("columns")
            .set_datatype("datatype")
            .set_constraint("constrain");
        let raw = describe(&report, PgLogLevel::WARNING);
        let lengths = [
            raw.message,
            raw.detail,
            raw.hint,
            raw.context,
            raw.schema,
            raw.table,
            raw.column_name,
            raw.datatype,
            raw.constraint,
        ]
        .map(|slice| slice.len);
        assert_eq!(lengths, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!((raw.level, raw.sqlstate), (19, 33_816_706));
        assert!(raw.line > 0 && raw.column > 0 && raw.file.len > 0);
    }

    #[test]
    fn absent_and_empty_texts_differ() {
        let report = ErrorReport::unlocated(PgSqlErrorCode::ERRCODE_WARNING, "m".into()).set_detail("");
        let raw = describe(&report, PgLogLevel::INFO);
        assert_eq!((raw.hint.ptr, raw.hint.len), (0, 0));
        assert_eq!(raw.detail.len, 0);
        assert_ne!(raw.detail.ptr, 0);
    }
}
