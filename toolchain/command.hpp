// SPDX-License-Identifier: PostgreSQL
// What a command of plrust-toolchain is, and what it is given. One table of options (kOptions) and one of
// commands (kCommands) feed the parser, --help, the completions, the man page test and the spelling hints.
//
// A command writes its result to `out`, talk and progress to `talk`, and throws plrust::Error for everything
// that goes wrong; only main.cpp catches.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "toolchain/locations.hpp"

namespace plrust::toolchain {

enum class OptionId : std::size_t {
  against,
  all,
  allocator_of,
  allow_unsafe,
  allowed,
  arch,
  assemble_only,
  build_dir,
  crate_cache,
  crates,
  data_dir,
  dependencies,
  dry_run,
  format,
  from,
  from_src,
  help,
  html,
  jobs,
  json,
  maintainer,
  metadata,
  no_sandbox,
  optimization,
  output,
  request,
  rust_dir,
  rust_src,
  rustc,
  sarif,
  series,
  signature,
  sysroot,
  sysroot_dir,
  to,
  tree,
  until,
  used_by,
  work_dir,
  count_  // number of rows, not an option
};

inline constexpr std::size_t kOptionCount = static_cast<std::size_t>(OptionId::count_);

struct Option {
  OptionId id;
  char letter;               // '\0': none
  std::string_view name;     // without the dashes
  std::string_view value;    // name of the value in help; empty: a flag
  std::string_view choices;  // "a|b|c": all allowed values; empty: any
  std::string_view help;
};

// What the command line said, already checked against the tables: unknown options, missing values, values
// that are not among the choices and too many operands never reach a command.
class Invocation {
 public:
  Invocation(Locations locations, std::ostream& out, std::ostream& talk)
      : locations_(std::move(locations)), out_(&out), talk_(&talk) {}

  bool has(OptionId id) const { return given_[index(id)]; }
  std::optional<std::string> value(OptionId id) const;
  std::string value_or(OptionId id, std::string_view otherwise) const;
  // The value as a path, as it was given.
  std::optional<std::filesystem::path> path(OptionId id) const;
  // The value of an option that `what`, a command or a command and its action, cannot do without. Throws
  // Error (usage); without a hint, with one at the command's help.
  std::string required(OptionId id, std::string_view what, std::string_view hint = {}) const;
  // First word after the command for commands with actions ("list", "check", …); otherwise empty.
  const std::string& action() const { return action_; }
  const std::vector<std::string>& operands() const { return operands_; }
  const Locations& locations() const { return locations_; }
  std::ostream& out() const { return *out_; }
  std::ostream& talk() const { return *talk_; }

  void give(OptionId id, std::string value);
  void set_action(std::string action) { action_ = std::move(action); }
  void add_operand(std::string operand) { operands_.push_back(std::move(operand)); }
  void set_locations(Locations locations) { locations_ = std::move(locations); }

 private:
  static std::size_t index(OptionId id) { return static_cast<std::size_t>(id); }

  std::array<bool, kOptionCount> given_{};
  std::array<std::string, kOptionCount> values_;
  std::string action_;
  std::vector<std::string> operands_;
  Locations locations_;
  std::ostream* out_;
  std::ostream* talk_;
};

struct Action {
  std::string_view name;
  std::string_view help;
  std::string_view operands;  // as in Command
};

struct Command {
  std::string_view name;
  std::string_view summary;           // one line, no full stop
  std::string_view operands;          // "FILE.so", "[ID]", ""; a bracket makes it optional, "..." ends a list
  std::span<const Action> actions;    // empty: the command has none
  std::span<const OptionId> options;  // those of kGlobalOptions are always allowed as well
  std::string_view details;           // paragraphs of --help
  ExitCode (*run)(const Invocation&);
};

std::span<const Option> options();
const Option& option(OptionId id);
std::span<const OptionId> global_options();
std::span<const Command> commands();
const Command* find_command(std::string_view name);

// One per command, in commands/<name>.cpp.
ExitCode run_audit(const Invocation& invocation);
ExitCode run_build(const Invocation& invocation);
ExitCode run_check(const Invocation& invocation);
ExitCode run_compile(const Invocation& invocation);
ExitCode run_completions(const Invocation& invocation);
ExitCode run_deps(const Invocation& invocation);
ExitCode run_doctor(const Invocation& invocation);
ExitCode run_matrix(const Invocation& invocation);
ExitCode run_object(const Invocation& invocation);
ExitCode run_package(const Invocation& invocation);
ExitCode run_patches(const Invocation& invocation);
ExitCode run_sysroots(const Invocation& invocation);
ExitCode run_targets(const Invocation& invocation);
ExitCode run_verify(const Invocation& invocation);
ExitCode run_version(const Invocation& invocation);

}  // namespace plrust::toolchain
