// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "toolchain/help.hpp"

namespace plrust::toolchain {
namespace {

std::string spaced(std::string_view choices) {
  std::string text(choices);
  std::ranges::replace(text, '|', ' ');
  return text;
}

// Actions and options of a command, separated by spaces.
std::string command_words(const Command& command) {
  std::vector<std::string> words;
  for (const Action& action : command.actions) {
    words.emplace_back(action.name);
  }
  for (const auto ids : {command.options, global_options()}) {
    for (const OptionId id : ids) {
      words.push_back(fmt::format("--{}", option(id).name));
    }
  }
  return fmt::format("{}", fmt::join(words, " "));
}

std::string command_names() {
  std::vector<std::string_view> names;
  std::ranges::transform(commands(), std::back_inserter(names), &Command::name);
  return fmt::format("{}", fmt::join(names, " "));
}

std::string bash_script() {
  std::string text =
      "_plrust_toolchain() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  case $before in\n";
  for (const Option& row : options()) {
    if (!row.choices.empty()) {
      text += fmt::format("    --{}) COMPREPLY=($(compgen -W \"{}\" -- \"$current\")); return ;;\n", row.name,
                          spaced(row.choices));
    } else if (row.value == "DIR") {
      text += fmt::format("    --{}) COMPREPLY=($(compgen -d -- \"$current\")); return ;;\n", row.name);
    } else if (!row.value.empty()) {
      text += fmt::format("    --{}) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n", row.name);
    }
  }
  text += fmt::format(
      "  esac\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W \"{}\" -- \"$current\")); return\n"
      "  fi\n"
      "  case ${{COMP_WORDS[1]}} in\n",
      command_names());
  for (const Command& command : commands()) {
    const char* files = command.operands.empty() ? "" : " -f";
    text += fmt::format("    {}) COMPREPLY=($(compgen{} -W \"{}\" -- \"$current\")) ;;\n", command.name,
                        files, command_words(command));
  }
  return text + "  esac\n}\ncomplete -o filenames -F _plrust_toolchain plrust-toolchain\n";
}

// Text inside '…' of zsh and fish.
std::string quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out;
}

std::string zsh_option(const Option& row) {
  std::string help = quoted(row.help);
  for (const char special : {':', '[', ']'}) {
    for (std::size_t at = help.find(special); at != std::string::npos; at = help.find(special, at + 2)) {
      help.insert(at, "\\");
    }
  }
  std::string text = fmt::format("'--{}[{}]", row.name, help);
  if (!row.choices.empty()) {
    text += fmt::format(":{}:({})", row.value, spaced(row.choices));
  } else if (!row.value.empty()) {
    text += fmt::format(":{}:{}", row.value, row.value == "DIR" ? "_files -/" : "_files");
  }
  return text + "'";
}

std::string zsh_script() {
  std::string text =
      "#compdef plrust-toolchain\n"
      "_plrust_toolchain() {\n"
      "  if (( CURRENT == 2 )); then\n"
      "    local -a names=(\n";
  for (const Command& command : commands()) {
    text += fmt::format("      '{}:{}'\n", command.name, quoted(command.summary));
  }
  text +=
      "    )\n"
      "    _describe command names\n"
      "    return\n"
      "  fi\n"
      "  local command=$words[2]\n"
      "  shift words; (( CURRENT-- ))\n"
      "  case $command in\n";
  for (const Command& command : commands()) {
    text += fmt::format("    {}) _arguments", command.name);
    for (const auto ids : {command.options, global_options()}) {
      for (const OptionId id : ids) {
        text += fmt::format(" \\\n      {}", zsh_option(option(id)));
      }
    }
    if (!command.actions.empty()) {
      std::vector<std::string_view> names;
      std::ranges::transform(command.actions, std::back_inserter(names), &Action::name);
      text += fmt::format(" \\\n      '1:action:({})'", fmt::join(names, " "));
    } else if (!command.operands.empty()) {
      text += " \\\n      '*:file:_files'";
    }
    text += " ;;\n";
  }
  return text + "  esac\n}\n_plrust_toolchain \"$@\"\n";
}

std::string fish_option(std::string_view command, const Option& row) {
  std::string text = fmt::format("complete -c plrust-toolchain -n '__fish_seen_subcommand_from {}' -l {}",
                                 command, row.name);
  if (row.letter != '\0') {
    text += fmt::format(" -s {}", row.letter);
  }
  if (!row.choices.empty()) {
    text += fmt::format(" -x -a '{}'", spaced(row.choices));
  } else if (!row.value.empty()) {
    text += " -r";
  }
  std::string help(row.help);
  for (std::size_t at = help.find('\''); at != std::string::npos; at = help.find('\'', at + 2)) {
    help.insert(at, "\\");
  }
  return text + fmt::format(" -d '{}'\n", help);
}

std::string fish_script() {
  std::string text = "complete -c plrust-toolchain -f\n";
  for (const Command& command : commands()) {
    text += fmt::format("complete -c plrust-toolchain -n '__fish_use_subcommand' -a {} -d '{}'\n",
                        command.name, command.summary);
    for (const Action& action : command.actions) {
      text += fmt::format("complete -c plrust-toolchain -n '__fish_seen_subcommand_from {}' -a {} -d '{}'\n",
                          command.name, action.name, action.name);
    }
    if (!command.operands.empty()) {
      text +=
          fmt::format("complete -c plrust-toolchain -n '__fish_seen_subcommand_from {}' -F\n", command.name);
    }
    for (const auto ids : {command.options, global_options()}) {
      for (const OptionId id : ids) {
        text += fish_option(command.name, option(id));
      }
    }
  }
  return text;
}

}  // namespace

std::string completion_script(std::string_view shell) {
  if (shell == "bash") {
    return bash_script();
  }
  if (shell == "zsh") {
    return zsh_script();
  }
  if (shell == "fish") {
    return fish_script();
  }
  throw std::logic_error("completion_script: unknown shell");
}

}  // namespace plrust::toolchain
