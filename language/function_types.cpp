// SPDX-License-Identifier: PostgreSQL
#include "language/function_types.hpp"

namespace plrust::language {

namespace {

constexpr std::size_t kRegisterArguments = 3;

// "(Option<i32>, Option<String>, )"
std::string row_type(std::span<const std::string> columns) {
  std::string row = "(";
  for (const std::string& column : columns) {
    row += "Option<" + column + ">, ";
  }
  return row + ")";
}

}  // namespace

std::string window_argument_type(const std::string& type) {
  return "WindowArgument<'a, " + type + ">";
}

std::string parameter_type(const std::string& type, bool is_strict) {
  return is_strict ? type : "Option<" + type + ">";
}

bool has_columns(const ResultParts& parts) {
  return parts.columns.size() > 1 || (parts.columns.size() == 1 && parts.is_procedure);
}

std::string result_type(const ResultParts& parts) {
  if (parts.is_set) {
    return parts.columns.empty() ? "Option<SetOfIterator<'a, Option<" + parts.value + ">>>"
                                 : "Option<TableIterator<'a, " + row_type(parts.columns) + ">>";
  }
  return "Option<" + (has_columns(parts) ? row_type(parts.columns) : parts.value) + ">";
}

confine::CallShape call_shape(const ShapeParts& parts) {
  if (parts.is_window) {
    return confine::CallShape::window;
  }
  if (parts.is_set) {
    return confine::CallShape::set;
  }
  if (parts.has_state) {
    return confine::CallShape::state;
  }
  const bool never_null = parts.is_strict || parts.parameters == 0;
  return parts.all_by_value && never_null && parts.parameters <= kRegisterArguments
             ? confine::CallShape::registers
             : confine::CallShape::block;
}

const char* shape_name(confine::CallShape shape) noexcept {
  switch (shape) {
    case confine::CallShape::registers:
      return "registers";
    case confine::CallShape::block:
      return "block";
    case confine::CallShape::trigger:
      return "trigger";
    case confine::CallShape::event_trigger:
      return "event_trigger";
    case confine::CallShape::set:
      return "set";
    case confine::CallShape::state:
      return "state";
    case confine::CallShape::window:
      return "window";
  }
  return "block";
}

}  // namespace plrust::language
