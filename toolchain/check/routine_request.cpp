// SPDX-License-Identifier: PostgreSQL
#include "toolchain/check/routine_request.hpp"

#include <algorithm>

#include "language/body.hpp"
#include "language/function_types.hpp"
#include "language/rust_names.hpp"

namespace plrust::toolchain {
namespace {

using language::Crossing;
using Mode = SqlParameter::Mode;

bool goes_in(const SqlParameter& parameter) {
  return parameter.mode == Mode::in || parameter.mode == Mode::in_out;
}

bool comes_out(const SqlParameter& parameter) {
  return parameter.mode != Mode::in;
}

std::string argument_name(const SqlParameter& parameter, std::size_t position,
                          const std::vector<RequestArgument>& others) {
  if (parameter.name.empty())
    return "arg" + std::to_string(position);
  if (!language::can_name_argument(parameter.name))
    throw CannotCross("\"" + parameter.name + "\" is not a Rust identifier and cannot name an argument",
                      "Use letters, digits and underscores.");
  if (std::ranges::find(others, parameter.name, &RequestArgument::name) != others.end())
    throw CannotCross("argument name \"" + parameter.name + "\" used more than once", "");
  return parameter.name;
}

// Functions of aggregates may have a state that is a Rust value; other kinds of functions may not.
CrossingType find_in_aggregate(const SqlRoutine& routine, const SqlTypeName& name, SignatureTypes& types) {
  const bool is_set = routine.returns && routine.returns->is_set;
  const bool may_be_state = routine.kind == SqlRoutine::Kind::function && !routine.is_window && !is_set;
  if (may_be_state && !name.is_array && name.last() == "internal")
    return {Crossing::any, language::kStateType, language::kStateType, {}, nullptr, false};
  return types.find(name);
}

bool has_state(const SqlRoutine& routine) {
  return std::ranges::any_of(routine.parameters, [](const SqlParameter& parameter) {
    return goes_in(parameter) && !parameter.type.is_array && parameter.type.last() == "internal";
  });
}

// Returns whether all cross by value.
bool add_arguments(const SqlRoutine& routine, SignatureTypes& types, Request& request) {
  bool all_by_value = true;
  std::size_t position = 0;
  for (const SqlParameter& parameter : routine.parameters) {
    ++position;
    if (!goes_in(parameter))
      continue;
    const CrossingType type = find_in_aggregate(routine, parameter.type, types);
    if (type.crossing == Crossing::nothing)
      throw CannotCross("PL/Rust functions cannot have arguments of type void", "");
    std::string name = argument_name(parameter, position, request.arguments);
    if (routine.is_window && name == language::kWindowArgument)
      throw CannotCross("an argument of a window function cannot be named \"window\"",
                        "In the function this is the window that it is called for.");
    request.arguments.push_back(
        {std::move(name), routine.is_window ? language::window_argument_type(type.result)
                                            : language::parameter_type(type.argument, routine.is_strict)});
    all_by_value = all_by_value && type.is_by_value();
  }
  return all_by_value;
}

bool returns(const SqlRoutine& routine, std::string_view type) {
  return routine.returns && !routine.returns->is_array && routine.returns->last() == type;
}

void add_trigger(bool is_event, Request& request) {
  request.arguments.push_back(
      {language::kTriggerArgument, is_event ? language::kEventTriggerType : language::kTriggerType});
  request.returns = is_event ? language::kNoResult : language::kTriggerResult;
  request.shape = is_event ? "event_trigger" : "trigger";
}

std::string declared_result(const SqlRoutine& routine, const std::vector<std::string>& columns,
                            SignatureTypes& types) {
  if (!routine.returns) {
    if (columns.size() == 1)
      return columns.front();
    if (columns.empty() && routine.kind == SqlRoutine::Kind::function)
      throw CannotCross("function result type must be specified", "");
    return "()";
  }
  const CrossingType type = find_in_aggregate(routine, *routine.returns, types);
  if (routine.returns->is_set && type.is_domain && type.crossing == Crossing::tuple)
    throw CannotCross("PL/Rust functions cannot return sets of a domain over a composite type",
                      "Return its base type.");
  return type.result;
}

void add_function(const SqlRoutine& routine, SignatureTypes& types, Request& request) {
  const bool all_by_value = add_arguments(routine, types, request);
  std::vector<std::string> columns;
  for (const SqlParameter& parameter : routine.parameters)
    if (comes_out(parameter))
      columns.push_back(types.find(parameter.type).result);
  if (columns.size() > language::kMaxColumns)
    throw CannotCross("PL/Rust functions cannot have more than 32 OUT arguments or columns",
                      "Return a composite type.");
  const bool is_set = routine.returns && routine.returns->is_set;
  request.returns = language::result_type({is_set, routine.kind == SqlRoutine::Kind::procedure, columns,
                                           declared_result(routine, columns, types)});
  if (routine.is_window) {
    if (is_set)
      throw CannotCross("window functions in PL/Rust cannot return sets", "PostgreSQL would not call them.");
    if (columns.size() > 1)
      throw CannotCross("window functions in PL/Rust cannot have several OUT arguments",
                        "Return a composite type.");
  }
  request.shape =
      language::shape_name(language::call_shape({routine.is_window, is_set, has_state(routine),
                                                 request.arguments.size(), all_by_value, routine.is_strict}));
  if (routine.is_window)
    request.arguments.insert(request.arguments.begin(), {language::kWindowArgument, language::kWindowType});
}

std::string signature_text(const Request& request) {
  std::string text = "fn " + request.name + "(";
  for (const RequestArgument& argument : request.arguments)
    text += (text.ends_with('(') ? "" : ", ") + argument.name + ": " + argument.type;
  return text + ") -> " + request.returns;
}

}  // namespace

RoutineRequest request_of(const SqlRoutine& routine, const KnownTypes& known) {
  RoutineRequest made;
  Request& request = made.request;
  if (routine.kind == SqlRoutine::Kind::block) {
    request.name = language::kInlineName;
    request.returns = language::kNoResult;
    request.shape = "registers";
  } else {
    request.name = language::function_identifier(routine.name);
    SignatureTypes types(known);
    if (returns(routine, "trigger") || returns(routine, "event_trigger"))
      add_trigger(returns(routine, "event_trigger"), request);
    else
      add_function(routine, types, request);
    request.enums = types.enums();
  }
  language::Body body = language::parse_body(routine.body.text);
  request.source = std::move(body.code);
  made.dependencies = std::move(body.dependencies);
  made.signature = signature_text(request);
  return made;
}

std::string display_name(const SqlRoutine& routine) {
  if (routine.kind == SqlRoutine::Kind::block)
    return routine.name;
  std::string text = routine.name + "(";
  for (const SqlParameter& parameter : routine.parameters)
    if (goes_in(parameter))
      text += (text.ends_with('(') ? "" : ", ") + parameter.type.written();
  return text + ")";
}

}  // namespace plrust::toolchain
