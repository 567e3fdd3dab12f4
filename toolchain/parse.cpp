// SPDX-License-Identifier: PostgreSQL
// A parser of our own rather than a library's: the tables are the one place that knows options, and help,
// completions, hints and the parser must not be able to disagree with them.
#include "toolchain/parse.hpp"

#include <algorithm>
#include <limits>
#include <ostream>

#include <fmt/format.h>

#include "toolchain/help.hpp"
#include "toolchain/spelling.hpp"

namespace plrust::toolchain {
namespace {

Error usage_error(const std::string& message, std::string hint, std::string_view command) {
  if (hint.empty()) {
    hint = command.empty() ? "see 'plrust-toolchain --help'"
                           : fmt::format("see 'plrust-toolchain {} --help'", command);
  }
  return Error(message, std::move(hint), ExitCode::usage);
}

std::vector<const Option*> allowed_options(const Command& command) {
  std::vector<const Option*> rows;
  for (const OptionId id : command.options) {
    rows.push_back(&option(id));
  }
  for (const OptionId id : global_options()) {
    rows.push_back(&option(id));
  }
  return rows;
}

const Option& find_option(const Command& command, std::string_view spelled) {
  std::vector<std::string_view> names;
  for (const Option* row : allowed_options(command)) {
    const bool is_letter = spelled.size() == 2 && row->letter != '\0' && spelled[1] == row->letter;
    if (is_letter || (spelled.starts_with("--") && spelled.substr(2) == row->name)) {
      return *row;
    }
    names.push_back(row->name);
  }
  std::string hint;
  if (spelled.starts_with("--")) {
    hint = spelling_hint(spelled.substr(2), names);
    if (const auto quote = hint.find('\''); quote != std::string::npos) {
      hint.insert(quote + 1, "--");
    }
  }
  throw usage_error(fmt::format("unknown option '{}' of '{}'", spelled, command.name), hint, command.name);
}

std::vector<std::string_view> split_choices(std::string_view choices) {
  std::vector<std::string_view> out;
  while (!choices.empty()) {
    const auto bar = std::min(choices.find('|'), choices.size());
    out.push_back(choices.substr(0, bar));
    choices.remove_prefix(std::min(bar + 1, choices.size()));
  }
  return out;
}

void check_choice(const Option& row, std::string_view value) {
  const auto choices = split_choices(row.choices);
  if (choices.empty() || std::ranges::find(choices, value) != choices.end()) {
    return;
  }
  std::string hint = spelling_hint(value, choices);
  if (hint.empty()) {
    hint = fmt::format("one of: {}", fmt::join(choices, ", "));
  }
  throw Error(fmt::format("'{}' is not a value of '--{}'", value, row.name), hint, ExitCode::usage);
}

struct OperandRange {
  std::size_t least = 0;
  std::size_t most = 0;
};

OperandRange operand_range(std::string_view operands) {
  OperandRange range;
  std::size_t begin = 0;
  while (begin < operands.size()) {
    const auto end = std::min(operands.find(' ', begin), operands.size());
    ++range.most;
    range.least += operands[begin] == '[' ? 0U : 1U;
    begin = end + 1;
  }
  if (operands.ends_with("..."))
    range.most = std::numeric_limits<std::size_t>::max();
  return range;
}

const Action& take_action(const Command& command, Invocation& invocation, std::string_view word) {
  std::vector<std::string_view> names;
  for (const Action& action : command.actions) {
    if (action.name == word) {
      invocation.set_action(std::string(word));
      return action;
    }
    names.push_back(action.name);
  }
  std::string hint = spelling_hint(word, names);
  if (hint.empty()) {
    hint = fmt::format("one of: {}", fmt::join(names, ", "));
  }
  throw Error(fmt::format("'{}' has no action '{}'", command.name, word), hint, ExitCode::usage);
}

void check_operands(const Command& command, const Action* action, const Invocation& invocation) {
  if (!command.actions.empty() && action == nullptr) {
    std::vector<std::string_view> names;
    std::ranges::transform(command.actions, std::back_inserter(names), &Action::name);
    throw Error(fmt::format("'{}' needs an action", command.name),
                fmt::format("one of: {}", fmt::join(names, ", ")), ExitCode::usage);
  }
  const std::string_view wanted = action != nullptr ? action->operands : command.operands;
  const OperandRange range = operand_range(wanted);
  const auto& given = invocation.operands();
  if (given.size() < range.least) {
    throw usage_error(fmt::format("'{}' needs {}", command.name, wanted), {}, command.name);
  }
  if (given.size() > range.most) {
    throw usage_error(fmt::format("'{}' takes no '{}'", command.name, given[range.most]), {}, command.name);
  }
}

// Reads the option at words[at]; returns the index of the word after it.
std::size_t take_option(const Command& command, std::span<const std::string> words, std::size_t at,
                        Invocation& invocation) {
  std::string_view spelled = words[at];
  std::optional<std::string> attached;
  if (const auto equals = spelled.find('='); spelled.starts_with("--") && equals != std::string_view::npos) {
    attached = spelled.substr(equals + 1);
    spelled = spelled.substr(0, equals);
  } else if (!spelled.starts_with("--") && spelled.size() > 2) {
    attached = spelled.substr(2);  // -j2
    spelled = spelled.substr(0, 2);
  }
  const Option& row = find_option(command, spelled);
  if (row.value.empty()) {
    if (attached) {
      throw usage_error(fmt::format("'--{}' takes no value", row.name), {}, command.name);
    }
    invocation.give(row.id, {});
    return at + 1;
  }
  if (!attached && at + 1 == words.size()) {
    throw usage_error(fmt::format("'--{}' needs {}", row.name, row.value), {}, command.name);
  }
  std::string value = attached ? *attached : words[at + 1];
  if (value.empty()) {
    throw usage_error(fmt::format("'--{}' needs {}, not an empty word", row.name, row.value), {},
                      command.name);
  }
  check_choice(row, value);
  invocation.give(row.id, std::move(value));
  return at + (attached ? 1 : 2);
}

}  // namespace

void parse(const Command& command, std::span<const std::string> words, Invocation& invocation) {
  const Action* action = nullptr;
  bool options_end = false;
  for (std::size_t i = 0; i < words.size();) {
    const std::string& word = words[i];
    if (!options_end && word == "--") {
      options_end = true;
      ++i;
    } else if (!options_end && word.size() > 1 && word[0] == '-') {
      i = take_option(command, words, i, invocation);
    } else {
      if (!command.actions.empty() && action == nullptr) {
        action = &take_action(command, invocation, word);
      } else {
        invocation.add_operand(word);
      }
      ++i;
    }
  }
  if (!invocation.has(OptionId::help)) {
    check_operands(command, action, invocation);
  }
}

ExitCode run_command_line(std::span<const std::string> words, Invocation invocation) {
  if (words.empty()) {
    throw usage_error("no command given", {}, {});
  }
  const std::string& first = words.front();
  if (first == "--help" || first == "-h" || first == "help") {
    invocation.out() << general_help();
    return ExitCode::ok;
  }
  const Command* command = find_command(first == "--version" ? "version" : first);
  if (command == nullptr) {
    std::vector<std::string_view> names;
    std::ranges::transform(commands(), std::back_inserter(names), &Command::name);
    throw usage_error(fmt::format("unknown command '{}'", first), spelling_hint(first, names), {});
  }
  parse(*command, words.subspan(1), invocation);
  if (invocation.has(OptionId::help)) {
    invocation.out() << command_help(*command);
    return ExitCode::ok;
  }
  if (const auto data_dir = invocation.value(OptionId::data_dir)) {
    invocation.set_locations(with_data_dir(invocation.locations(), *data_dir));
  }
  return command->run(invocation);
}

}  // namespace plrust::toolchain
