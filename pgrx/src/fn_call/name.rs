// SPDX-License-Identifier: PostgreSQL
//! Names of functions, and the functions that have them.

use super::{FnCallArg, FnCallError, Result};
use crate::datum::{Datum, IntoDatum};
use crate::errors::ErrorReportable;
use crate::oid::{Oid, PgBuiltInOids, PgOid};
use crate::spi::Spi;

/// A name with or without its schema, as the catalog has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct QualifiedName {
    schema: Option<String>,
    name: String,
}

/// A function of that name.
pub(super) struct Candidate {
    oid: Oid,
    pub kind: char,
    pub parameters: usize,
    pub defaults: usize,
    pub is_variadic: bool,
    types: Vec<Oid>,
}

const FUNCTIONS: &str = "SELECT p.oid, p.prokind::text, p.pronargs, p.pronargdefaults, p.provariadic <> 0, \
     p.proargtypes::text FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace \
     WHERE p.proname = $2 AND CASE WHEN $1 IS NULL THEN pg_catalog.pg_function_is_visible(p.oid) \
     ELSE n.nspname = $1 END";

/// The default of input parameter $2; PostgreSQL counts all parameters.
const DEFAULT: &str = "SELECT pg_catalog.pg_get_function_arg_default($1, (SELECT i FROM (SELECT i::int4, \
     pg_catalog.row_number() OVER (ORDER BY i) AS number FROM pg_catalog.pg_proc p, pg_catalog.generate_series(1, \
     coalesce(pg_catalog.array_length(p.proargmodes, 1), p.pronargs)) AS i WHERE p.oid = $1 \
     AND coalesce(p.proargmodes[i], 'i') IN ('i', 'b', 'v')) AS inputs WHERE number = $2))";

impl QualifiedName {
    /// As SQL reads names: folded to lower case unless they are in quotes.
    pub fn parse(text: &str) -> Option<QualifiedName> {
        let mut rest = text.trim();
        let mut parts = Vec::new();
        loop {
            let (part, after) = take_identifier(rest)?;
            parts.push(part);
            let after = after.trim_start();
            match after.strip_prefix('.') {
                Some(next) => rest = next.trim_start(),
                None if after.is_empty() => break,
                None => return None,
            }
        }
        let name = parts.pop()?;
        let schema = parts.pop();
        // A database in front of the schema has nothing to say: there is one.
        parts.is_empty().then_some(QualifiedName { schema, name })
    }

    /// As it stands in a query.
    pub fn quoted(&self) -> String {
        let quote = |part: &str| format!("\"{}\"", part.replace('"', "\"\""));
        match &self.schema {
            Some(schema) => format!("{}.{}", quote(schema), quote(&self.name)),
            None => quote(&self.name),
        }
    }

    /// The functions of that name.
    pub fn candidates(&self) -> Vec<Candidate> {
        let text = |part: Option<&str>| (PgBuiltInOids::TEXTOID.oid(), part.and_then(|part| part.into_datum()));
        let arguments: Vec<(PgOid, Option<Datum>)> = vec![text(self.schema.as_deref()), text(Some(&self.name))];
        type Row = (Oid, String, i16, i16, bool, String);
        let rows = Spi::rows::<Row>(FUNCTIONS, arguments).unwrap_or_report();
        let candidates = rows.into_iter().map(|(oid, kind, parameters, defaults, is_variadic, types)| Candidate {
            oid,
            kind: kind.chars().next().unwrap_or('f'),
            parameters: parameters as usize,
            defaults: defaults as usize,
            is_variadic,
            types: types.split(' ').filter_map(|oid| oid.parse().ok()).map(|oid: u32| Oid::from(oid)).collect(),
        });
        candidates.collect()
    }

    /// The defaults of the parameters, as expressions, of the one function that these arguments can mean.
    pub fn defaults(&self, args: &[&dyn FnCallArg]) -> Result<Vec<Option<String>>> {
        let mut candidates = self.candidates();
        if candidates.is_empty() {
            return Err(FnCallError::UndefinedFunction);
        }
        candidates.retain(|one| one.parameters >= args.len());
        if candidates.is_empty() {
            return Err(FnCallError::TooManyArguments);
        }
        if candidates.len() > 1 {
            candidates.retain(|one| one.takes(args));
        }
        let [only] = candidates.as_slice() else {
            return Err(match candidates.is_empty() {
                true => FnCallError::UndefinedFunction,
                false => FnCallError::AmbiguousFunction,
            });
        };
        if only.defaults == 0 {
            return Err(FnCallError::NoDefaultArguments);
        }
        let default_of = |number: usize| {
            let arguments = vec![
                (PgBuiltInOids::OIDOID.oid(), only.oid.into_datum()),
                (PgBuiltInOids::INT4OID.oid(), (number as i32).into_datum()),
            ];
            Spi::get_one_with_args::<String>(DEFAULT, arguments).unwrap_or_report()
        };
        Ok((1..=only.parameters).map(default_of).collect())
    }
}

impl Candidate {
    /// Whether the types of the arguments that are given are those of the parameters.
    fn takes(&self, args: &[&dyn FnCallArg]) -> bool {
        let mut pairs = self.types.iter().zip(args);
        pairs.all(|(parameter, arg)| arg.is_default() || arg.type_oid() == *parameter)
    }
}

/// An identifier at the beginning, and what follows.
fn take_identifier(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$' || !c.is_ascii();
        let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        let starts_well = word.starts_with(|c: char| c.is_alphabetic() || c == '_' || !c.is_ascii());
        return starts_well.then(|| (word.to_ascii_lowercase(), rest));
    };
    let mut name = String::new();
    let mut characters = quoted.char_indices().peekable();
    while let Some((position, character)) = characters.next() {
        if character != '"' {
            name.push(character);
        } else if characters.next_if(|(_, next)| *next == '"').is_some() {
            name.push('"');
        } else {
            return (!name.is_empty()).then(|| (name, &quoted[position + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(Option<String>, String)> {
        QualifiedName::parse(text).map(|name| (name.schema, name.name))
    }

    #[test]
    fn names_are_read_as_in_sql() {
        let some = |schema: Option<&str>, name: &str| Some((schema.map(str::to_string), name.to_string()));
        assert_eq!(parsed("lower"), some(None, "lower"));
        assert_eq!(parsed("Public.MyFunc"), some(Some("public"), "myfunc"));
        assert_eq!(parsed("\"Public\" . \"My\"\"Func\""), some(Some("Public"), "My\"Func"));
        assert_eq!(parsed("größe"), some(None, "größe"));
        for wrong in ["", "1f", "a.", ".a", "a b", "a.b.c", "f(1)", "\"", "\"\"", "f; DROP TABLE t", "\"a\"b"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn quoted_names_stay_one_name() {
        let name = QualifiedName::parse("\"a\"\".b\".\"c\"").unwrap();
        assert_eq!(name.quoted(), "\"a\"\".b\".\"c\"");
    }
}
