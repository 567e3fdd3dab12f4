// SPDX-License-Identifier: PostgreSQL
// What the statements of an SQL file define, as far as functions in Rust are concerned. PostgreSQL's own
// grammar (libpg_query) reads them, one by one: an error in one says nothing about the others.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "toolchain/check/sql_script.hpp"
#include "toolchain/check/string_literal.hpp"

namespace plrust::toolchain {

struct SqlTypeName {
  std::vector<std::string> names;  // "pg_catalog", "int4"
  bool is_array = false;
  bool is_set = false;
  bool is_of_column = false;  // table.column%TYPE

  const std::string& last() const { return names.back(); }
  std::string written() const;  // "int4[]"
};

struct SqlParameter {
  enum class Mode { in, out, in_out, table };
  std::string name;  // may be empty
  Mode mode = Mode::in;
  SqlTypeName type;
  std::size_t offset = 0;  // of its type, in the file
};

// A function, a procedure or a DO block of LANGUAGE plrust.
struct SqlRoutine {
  enum class Kind { function, procedure, block };
  Kind kind = Kind::function;
  std::string name;
  std::vector<SqlParameter> parameters;
  std::optional<SqlTypeName> returns;
  bool is_strict = false;
  bool is_window = false;
  std::size_t offset = 0;  // of the statement
  LiteralText body;
};

struct SqlTypeDefinition {
  enum class Kind { enumeration, composite, domain, range, spelled };
  Kind kind = Kind::spelled;
  std::string name;
  std::vector<std::string> labels;   // of an enum
  std::optional<SqlTypeName> inner;  // of a domain: its base; of a range: what its bounds are
  std::string multirange;            // of a range: its multirange's name
};

// ALTER TYPE … ADD VALUE or RENAME VALUE.
struct SqlEnumChange {
  std::string name;
  std::string old_label;  // empty: a label is added
  std::string new_label;
  std::string neighbor;  // empty: at the end
  bool is_after = true;
};

struct SqlProblem {
  std::size_t offset = 0;
  std::string message;
};

using SqlItem = std::variant<SqlRoutine, SqlTypeDefinition, SqlEnumChange, SqlProblem>;

// Nothing for statements that define none of these. A statement that PostgreSQL's grammar refuses is a
// problem if it says LANGUAGE plrust, and else somebody else's.
std::vector<SqlItem> read_statement(std::string_view file, const SqlStatement& statement);

}  // namespace plrust::toolchain
