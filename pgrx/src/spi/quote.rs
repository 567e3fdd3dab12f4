// SPDX-License-Identifier: PostgreSQL
//! Names and texts as parts of a query's text. Values are better passed as arguments.

use super::Spi;
use crate::datum::IntoDatum;
use crate::errors::ErrorReportable;
use crate::oid::PgBuiltInOids;

/// A name as it stands in a query: in quotes if it must be.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// assert_eq!(spi::quote_identifier("Order"), "\"Order\"");
/// ```
#[track_caller]
pub fn quote_identifier<StringLike: AsRef<str>>(ident: StringLike) -> String {
    let argument = vec![(PgBuiltInOids::TEXTOID.oid(), ident.as_ref().into_datum())];
    Spi::get_one_with_args::<String>("SELECT pg_catalog.quote_ident($1)", argument)
        .unwrap_or_report()
        .unwrap_or_default()
}

/// A schema and a name in it, each in quotes if it must be.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// assert_eq!(spi::quote_qualified_identifier("public", "Order"), "public.\"Order\"");
/// ```
#[track_caller]
pub fn quote_qualified_identifier<StringLike: AsRef<str>>(qualifier: StringLike, ident: StringLike) -> String {
    format!("{}.{}", quote_identifier(qualifier), quote_identifier(ident))
}

/// A text as a literal, whatever is in it.
///
/// ```
/// # use pgrx::prelude::*;
/// assert_eq!(spi::quote_literal("it's"), "'it''s'");
/// assert_eq!(spi::quote_literal(r"C:\"), r"E'C:\\'");
/// ```
pub fn quote_literal<StringLike: AsRef<str>>(literal: StringLike) -> String {
    let text = literal.as_ref();
    let mut quoted = String::with_capacity(text.len() + 4);
    quoted.push_str(if text.contains('\\') { "E'" } else { "'" });
    for character in text.chars() {
        if matches!(character, '\'' | '\\') {
            quoted.push(character);
        }
        quoted.push(character);
    }
    quoted.push('\'');
    quoted
}
