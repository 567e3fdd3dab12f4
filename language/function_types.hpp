// SPDX-License-Identifier: PostgreSQL
// The Rust signature of a function, from the Rust types of its parts.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "confine/abi.hpp"

namespace plrust::language {

inline constexpr std::size_t kMaxColumns = 32;  // Columns of pgrx/src/set/columns.rs

inline constexpr const char* kInlineName = "inline_code_block";  // a DO block, as PostgreSQL calls it
inline constexpr const char* kNoResult = "Option<()>";           // of a DO block and of an event trigger
inline constexpr const char* kTriggerResult = "Option<PgHeapTuple<'a, AllocatedByRust>>";
inline constexpr const char* kTriggerArgument = "trigger";
inline constexpr const char* kTriggerType = "&'a PgTrigger<'a>";
inline constexpr const char* kEventTriggerType = "&'a PgEventTrigger<'a>";

inline constexpr const char* kWindowArgument = "window";  // of a window function; in front of those of SQL
inline constexpr const char* kWindowType = "&mut PgWindow<'a>";
inline constexpr const char* kStateType = "Internal<'a>";  // of an aggregate, in SQL internal

// The type of a window function's argument, from that of its values.
std::string window_argument_type(const std::string& type);
// The type of a parameter: only a STRICT function never sees NULL.
std::string parameter_type(const std::string& type, bool is_strict);

struct ResultParts {
  bool is_set = false;
  bool is_procedure = false;
  std::span<const std::string> columns;  // types of the OUT arguments, or of a table's columns
  std::string value;                     // the type of the declared result
};

// Whether what comes back is a row of the columns and not the value.
bool has_columns(const ResultParts& parts);
std::string result_type(const ResultParts& parts);

struct ShapeParts {
  bool is_window = false;
  bool is_set = false;
  bool has_state = false;  // an argument of type internal
  std::size_t parameters = 0;
  bool all_by_value = false;
  bool is_strict = false;
};

// How a function that is no trigger is called.
confine::CallShape call_shape(const ShapeParts& parts);
// As a request of a compilation names it.
const char* shape_name(confine::CallShape shape) noexcept;

}  // namespace plrust::language
