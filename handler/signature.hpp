// SPDX-License-Identifier: PostgreSQL
// A function as pg_proc describes it, and as user code sees it.
#pragma once

#include <string>
#include <vector>

#include "confine/abi.hpp"
#include "handler/digest.hpp"
#include "handler/pg.hpp"
#include "handler/values/rust_types.hpp"
#include "handler/values/type_info.hpp"

namespace plrust::handler {

struct Parameter {
  std::string identifier;
  std::string rust_type;
  const TypeInfo* type;
};

// What a call gives back.
struct ResultShape {
  const TypeInfo* type;  // of the value; of two columns and more: record
  std::string rust_type;
  bool has_columns;  // several OUT arguments, or columns of a table: the row's type is the call's
};

struct Signature {
  Oid oid;
  Oid owner;
  std::string display_name;  // f(integer): as errors name it
  std::string identifier;
  std::vector<Parameter> parameters;
  ResultShape result;
  std::vector<GeneratedEnum> enums;  // that the types above name
  confine::CallShape shape;
  bool is_strict;
  bool is_read_only;         // STABLE or IMMUTABLE
  std::string code;          // the [code] part, each line where it stands in the body
  std::string dependencies;  // the [dependencies] part, the same way
  Digest source_key;         // of everything above that the machine code depends on
  TransactionId xmin;        // xmin and tid: the version of the pg_proc row
  ItemPointerData tid;
};

// Reads the function's row. Throws Error when the language cannot do what it declares (types, modes, names).
Signature read_signature(Oid function);

// The source of the function: its body, or what the prior art stored in one. Throws Error.
std::string read_source(Oid function);

// The code of a DO block: no arguments, no result.
Signature inline_signature(const std::string& source);

}  // namespace plrust::handler
