// SPDX-License-Identifier: PostgreSQL
//! Calling SQL functions by name: [`fn_call`].

use std::collections::HashSet;
use std::error::Error as StdError;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::attempt::{attempt, Changes};
use crate::caught::CaughtError;
use crate::datum::{Datum, FromDatum, IntoDatum, TryFromDatumError};
use crate::errors::ErrorReportable;
use crate::oid::{type_name, Oid, PgBuiltInOids, PgOid};
use crate::spi::{quote_identifier, Spi, SpiError};
use crate::sqlstate::PgSqlErrorCode;

mod name;

use name::QualifiedName;

mod sealed {
    pub trait Sealed {}
}

/// An argument of [`fn_call`].
pub trait FnCallArg: sealed::Sealed {
    #[doc(hidden)]
    fn as_datum(&self) -> Option<Datum>;
    #[doc(hidden)]
    fn type_oid(&self) -> Oid;
    #[doc(hidden)]
    fn is_default(&self) -> bool;
}

/// An argument of a SQL function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Arg<T> {
    /// NULL of that type.
    Null,
    /// The parameter's DEFAULT.
    Default,
    /// A value.
    Value(T),
}

impl<T> sealed::Sealed for Arg<T> {}

impl<T: IntoDatum + Clone> FnCallArg for Arg<T> {
    fn as_datum(&self) -> Option<Datum> {
        match self {
            Arg::Null | Arg::Default => None,
            Arg::Value(value) => value.clone().into_datum(),
        }
    }

    fn type_oid(&self) -> Oid {
        T::type_oid()
    }

    fn is_default(&self) -> bool {
        matches!(self, Arg::Default)
    }
}

/// Why a function was not called.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FnCallError {
    /// That is not the name of a function.
    InvalidIdentifier(String),
    /// There is no function of that name, or none that takes these arguments.
    UndefinedFunction,
    /// There are several that take these arguments.
    AmbiguousFunction,
    /// It is a procedure, an aggregate or a window function.
    UnsupportedFunctionType,
    /// It has parameters of a kind that cannot be passed.
    UnsupportedArgumentModes,
    /// It takes or returns `internal`.
    InternalTypeNotSupported,
    /// It returns another type: the wanted one, and its own.
    IncompatibleReturnType(Oid, Oid),
    /// It has fewer parameters.
    TooManyArguments,
    /// It has more parameters without a DEFAULT.
    NotEnoughArguments,
    /// None of its parameters has a DEFAULT.
    NoDefaultArguments,
    /// The parameter of that number, from 0, has no DEFAULT.
    NotDefaultArgument(usize),
    /// The parameter's DEFAULT is not a constant. It is evaluated here: nothing gives this error.
    DefaultNotConstantExpression(usize),
}

/// What [`fn_call`] returns.
pub type Result<T> = std::result::Result<T, FnCallError>;

impl FnCallError {
    /// The SQLSTATE under which the error leaves a function that returns it.
    pub fn sql_error_code(&self) -> PgSqlErrorCode {
        match self {
            FnCallError::InvalidIdentifier(_) => PgSqlErrorCode::ERRCODE_INVALID_NAME,
            FnCallError::AmbiguousFunction => PgSqlErrorCode::ERRCODE_AMBIGUOUS_FUNCTION,
            FnCallError::UnsupportedFunctionType => PgSqlErrorCode::ERRCODE_WRONG_OBJECT_TYPE,
            FnCallError::UnsupportedArgumentModes | FnCallError::InternalTypeNotSupported => {
                PgSqlErrorCode::ERRCODE_FEATURE_NOT_SUPPORTED
            }
            FnCallError::IncompatibleReturnType(..) => PgSqlErrorCode::ERRCODE_DATATYPE_MISMATCH,
            _ => PgSqlErrorCode::ERRCODE_UNDEFINED_FUNCTION,
        }
    }
}

impl fmt::Display for FnCallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FnCallError::InvalidIdentifier(name) => write!(f, "\"{name}\" is not the name of a function"),
            FnCallError::UndefinedFunction => f.write_str("there is no such function"),
            FnCallError::AmbiguousFunction => f.write_str("several functions take these arguments"),
            FnCallError::UnsupportedFunctionType => {
                f.write_str("procedures, aggregates and window functions cannot be called like this")
            }
            FnCallError::UnsupportedArgumentModes => f.write_str("the function has parameters of another mode"),
            FnCallError::InternalTypeNotSupported => f.write_str("the function takes or returns internal"),
            FnCallError::IncompatibleReturnType(wanted, actual) => {
                write!(f, "the function returns {}, not {}", type_name(*actual), type_name(*wanted))
            }
            FnCallError::TooManyArguments => f.write_str("the function has fewer parameters"),
            FnCallError::NotEnoughArguments => f.write_str("the function has more parameters without a default"),
            FnCallError::NoDefaultArguments => f.write_str("no parameter of the function has a default"),
            FnCallError::NotDefaultArgument(index) => write!(f, "parameter {} has no default", index + 1),
            FnCallError::DefaultNotConstantExpression(index) => {
                write!(f, "the default of parameter {} is not a constant", index + 1)
            }
        }
    }
}

impl StdError for FnCallError {}

/// Calls a SQL function, in any language, as `SELECT` would: by its name, found in the search path unless it has a
/// schema, with the types of the arguments deciding which function of that name it is.
///
/// Of a function that returns a set it gives the first row. An error inside the function ends the statement.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f() -> Result<(), pgrx::BoxError> {
/// let half = fn_call::<i32>("div2", &[&Arg::Value(42)])?;
/// let rest = fn_call::<i32>("public.div2", &[&Arg::Value(42), &Arg::<i32>::Default])?;
/// # Ok(()) }
/// ```
#[track_caller]
pub fn fn_call<R: FromDatum + IntoDatum>(fname: &str, args: &[&dyn FnCallArg]) -> Result<Option<R>> {
    fn_call_with_collation(fname, Oid::INVALID, args)
}

/// As [`fn_call`], with a collation for its arguments of types that have one.
#[track_caller]
pub fn fn_call_with_collation<R: FromDatum + IntoDatum>(
    fname: &str,
    collation: Oid,
    args: &[&dyn FnCallArg],
) -> Result<Option<R>> {
    let name = QualifiedName::parse(fname).ok_or_else(|| FnCallError::InvalidIdentifier(fname.to_string()))?;
    let query = compose(&name, collation, args)?;
    let values: Vec<(PgOid, Option<Datum>)> = args
        .iter()
        .filter(|arg| !arg.is_default())
        .map(|arg| (PgOid::from(arg.type_oid()), arg.as_datum()))
        .collect();
    check(&name, &query, args)?;
    match Spi::get_one_with_args::<R>(&query, values) {
        Ok(result) => Ok(result),
        Err(SpiError::InvalidPosition) => Ok(None),
        Err(SpiError::DatumError(TryFromDatumError::IncompatibleTypes { datum_oid, .. })) => {
            Err(FnCallError::IncompatibleReturnType(R::type_oid(), datum_oid))
        }
        Err(other) => Err(other).unwrap_or_report(),
    }
}

/// `SELECT name(arguments)`. Defaults at the end are left out; others are written out.
fn compose(name: &QualifiedName, collation: Oid, args: &[&dyn FnCallArg]) -> Result<String> {
    let given = args.iter().rposition(|arg| !arg.is_default()).map_or(0, |last| last + 1);
    let collate = if collation == Oid::INVALID { None } else { Some(collation_name(collation)?) };
    let defaults = match args[..given].iter().any(|arg| arg.is_default()) {
        true => name.defaults(args)?,
        false => Vec::new(),
    };
    let mut words = Vec::with_capacity(given);
    let mut parameter = 0;
    for (index, arg) in args[..given].iter().enumerate() {
        if arg.is_default() {
            let default = defaults.get(index).cloned().flatten();
            words.push(format!("({})", default.ok_or(FnCallError::NotDefaultArgument(index))?));
            continue;
        }
        parameter += 1;
        let collate = collate.as_deref().filter(|_| is_collatable(arg.type_oid()));
        words.push(match collate {
            Some(collate) => format!("${parameter} COLLATE {collate}"),
            None => format!("${parameter}"),
        });
    }
    Ok(format!("SELECT {}({})", name.quoted(), words.join(", ")))
}

fn is_collatable(type_oid: Oid) -> bool {
    use crate::oid::BuiltinOid::{BPCHAROID, NAMEOID, TEXTARRAYOID, TEXTOID, VARCHARARRAYOID, VARCHAROID};
    let collatable = [TEXTOID, VARCHAROID, BPCHAROID, NAMEOID, TEXTARRAYOID, VARCHARARRAYOID];
    collatable.iter().any(|builtin| builtin.value() == type_oid)
}

fn collation_name(collation: Oid) -> Result<String> {
    let argument = vec![(PgBuiltInOids::OIDOID.oid(), collation.into_datum())];
    let found = Spi::get_two_with_args::<String, String>(
        "SELECT n.nspname::text, c.collname::text FROM pg_catalog.pg_collation c \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace WHERE c.oid = $1",
        argument,
    );
    match found {
        Ok((Some(schema), Some(name))) => Ok(format!("{}.{}", quote_identifier(schema), quote_identifier(name))),
        _ => Err(FnCallError::UndefinedFunction),
    }
}

/// Queries whose function was found before.
static KNOWN: Mutex<Option<HashSet<String>>> = Mutex::new(None);

/// Not held while a query runs: that may call this very function.
fn with_known<R>(read: impl FnOnce(&mut HashSet<String>) -> R) -> R {
    read(KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(HashSet::new))
}

/// The first time, prepares the call where a failure does no harm, and tells what is wrong with it.
fn check(name: &QualifiedName, query: &str, args: &[&dyn FnCallArg]) -> Result<()> {
    let types: Vec<PgOid> =
        args.iter().filter(|arg| !arg.is_default()).map(|arg| PgOid::from(arg.type_oid())).collect();
    let key = format!("{query} {types:?}");
    if with_known(|known| known.contains(&key)) {
        return Ok(());
    }
    let prepared = attempt(|| {
        let prepared = Spi::connect(|client| client.prepare(query, Some(types)).map(drop));
        (prepared, Changes::RolledBack)
    });
    match prepared {
        Ok(_) => name.check_kind(args)?,
        Err(error) => return Err(name.explain(error, args)),
    }
    const MOST: usize = 1000;
    with_known(|known| {
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key);
    });
    Ok(())
}

impl QualifiedName {
    fn explain(&self, error: CaughtError, args: &[&dyn FnCallArg]) -> FnCallError {
        match error.sql_error_code() {
            PgSqlErrorCode::ERRCODE_UNDEFINED_FUNCTION => self.explain_undefined(args),
            PgSqlErrorCode::ERRCODE_AMBIGUOUS_FUNCTION => FnCallError::AmbiguousFunction,
            PgSqlErrorCode::ERRCODE_WRONG_OBJECT_TYPE => FnCallError::UnsupportedFunctionType,
            PgSqlErrorCode::ERRCODE_INVALID_SCHEMA_NAME => FnCallError::UndefinedFunction,
            _ => error.rethrow(),
        }
    }

    /// Where there is one function of that name, what is wrong with the number of arguments.
    fn explain_undefined(&self, args: &[&dyn FnCallArg]) -> FnCallError {
        let candidates = self.candidates();
        let [only] = candidates.as_slice() else {
            return FnCallError::UndefinedFunction;
        };
        let is_defaulted = args.iter().any(|arg| arg.is_default());
        if args.len() > only.parameters && !only.is_variadic {
            FnCallError::TooManyArguments
        } else if is_defaulted && only.defaults == 0 {
            FnCallError::NoDefaultArguments
        } else if args.len() < only.parameters - only.defaults {
            FnCallError::NotEnoughArguments
        } else {
            let first_default = only.parameters - only.defaults;
            let wrong = args.iter().take(first_default).position(|arg| arg.is_default());
            wrong.map_or(FnCallError::UndefinedFunction, FnCallError::NotDefaultArgument)
        }
    }

    /// An aggregate can stand where a function does, but that is not calling it.
    fn check_kind(&self, args: &[&dyn FnCallArg]) -> Result<()> {
        let candidates = self.candidates();
        let mut fitting = candidates.iter().filter(|one| one.is_variadic || one.parameters >= args.len());
        if !candidates.is_empty() && fitting.all(|one| one.kind != 'f') {
            return Err(FnCallError::UnsupportedFunctionType);
        }
        Ok(())
    }
}
