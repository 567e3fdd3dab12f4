// SPDX-License-Identifier: PostgreSQL
#include "toolchain/help.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace plrust::toolchain {
namespace {

std::string option_label(const Option& row) {
  std::string label =
      row.letter != '\0' ? fmt::format("-{}, --{}", row.letter, row.name) : fmt::format("    --{}", row.name);
  if (!row.value.empty()) {
    label += fmt::format(" {}", row.value);
  }
  return label;
}

std::string option_lines(const Command& command) {
  std::vector<const Option*> rows;
  for (const OptionId id : command.options) {
    rows.push_back(&option(id));
  }
  for (const OptionId id : global_options()) {
    rows.push_back(&option(id));
  }
  std::ranges::sort(rows, {}, &Option::name);
  std::string text;
  for (const Option* row : rows) {
    text += fmt::format("  {:<26}  {}", option_label(*row), row->help);
    text += row->choices.empty() ? "\n" : fmt::format(" [{}]\n", row->choices);
  }
  return text;
}

}  // namespace

std::string synopsis(const Command& command) {
  std::string text = fmt::format("plrust-toolchain {}", command.name);
  if (!command.actions.empty()) {
    std::vector<std::string_view> names;
    std::ranges::transform(command.actions, std::back_inserter(names), &Action::name);
    text += fmt::format(" {}", fmt::join(names, "|"));
    const auto takes =
        std::ranges::find_if(command.actions, [](const Action& a) { return !a.operands.empty(); });
    if (takes != command.actions.end()) {
      text += fmt::format(" [{}]", takes->operands);
    }
  }
  text += " [OPTION]...";
  if (!command.operands.empty()) {
    text += fmt::format(" {}", command.operands);
  }
  return text;
}

std::string general_help() {
  std::string text =
      "Usage: plrust-toolchain COMMAND [OPTION]...\n"
      "\n"
      "Builds the confined Rust standard library for PostgreSQL and compiles functions against it.\n"
      "\n"
      "Commands:\n";
  for (const Command& command : commands()) {
    text += fmt::format("  {:<12}  {}\n", command.name, command.summary);
  }
  text += "\nSee 'plrust-toolchain COMMAND --help' for the options of a command.\n";
  return text;
}

std::string command_help(const Command& command) {
  std::string text = fmt::format("Usage: {}\n\n", synopsis(command));
  std::string summary(command.summary);
  summary[0] = static_cast<char>(summary[0] - 'a' + 'A');
  text += summary + ".\n";
  if (!command.details.empty()) {
    text += fmt::format("\n{}\n", command.details);
  }
  if (!command.actions.empty()) {
    text += "\nActions:\n";
    for (const Action& action : command.actions) {
      const std::string label = action.operands.empty() ? std::string(action.name)
                                                        : fmt::format("{} {}", action.name, action.operands);
      text += fmt::format("  {:<12}  {}\n", label, action.help);
    }
  }
  return text + "\nOptions:\n" + option_lines(command);
}

}  // namespace plrust::toolchain
