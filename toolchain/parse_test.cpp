// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include <sstream>

#include "toolchain/help.hpp"
#include "toolchain/parse.hpp"

using namespace plrust;
using namespace plrust::toolchain;

namespace {

Invocation parsed(const std::string& command, const std::vector<std::string>& words) {
  static std::ostringstream ignored;
  Invocation invocation({}, ignored, ignored);
  parse(*find_command(command), words, invocation);
  return invocation;
}

Error refusal(const std::string& command, const std::vector<std::string>& words) {
  try {
    parsed(command, words);
  } catch (const Error& error) {
    return error;
  }
  FAIL("accepted");
  return Error("accepted");
}

}  // namespace

TEST_SUITE("parse") {
  TEST_CASE("a value may follow its option or be attached to it") {
    CHECK(parsed("build", {"--arch", "aarch64"}).value(OptionId::arch) == "aarch64");
    CHECK(parsed("build", {"--arch=aarch64"}).value(OptionId::arch) == "aarch64");
    CHECK(parsed("build", {"-j4"}).value(OptionId::jobs) == "4");
    CHECK(parsed("build", {"-j", "4"}).value(OptionId::jobs) == "4");
  }

  TEST_CASE("an option that was not given has no value") {
    const Invocation invocation = parsed("build", {});
    CHECK_FALSE(invocation.has(OptionId::jobs));
    CHECK(invocation.value_or(OptionId::arch, "x86_64") == "x86_64");
  }

  TEST_CASE("after '--' a word with a dash is an operand") {
    CHECK(parsed("verify", {"--", "-x.so"}).operands() == std::vector<std::string>{"-x.so"});
  }

  TEST_CASE("the action is the first operand") {
    const Invocation invocation = parsed("sysroots", {"--json", "show", "1.96.0-abc"});
    CHECK(invocation.action() == "show");
    CHECK(invocation.operands() == std::vector<std::string>{"1.96.0-abc"});
  }

  TEST_CASE("what is not in the tables is a usage error with a hint") {
    CHECK(refusal("build", {"--dryrun"}).hint() == "did you mean '--dry-run'?");
    CHECK(refusal("build", {"--arch", "x86-64"}).hint() == "did you mean 'x86_64'?");
    CHECK(std::string(refusal("build", {"--arch"}).what()) == "'--arch' needs ARCH");
    CHECK(std::string(refusal("build", {"--json=yes"}).what()) == "'--json' takes no value");
    CHECK(std::string(refusal("build", {"--rustc="}).what()) == "'--rustc' needs FILE, not an empty word");
    CHECK(refusal("sysroots", {"lst"}).hint() == "did you mean 'list'?");
    CHECK(std::string(refusal("sysroots", {}).what()) == "'sysroots' needs an action");
    CHECK(std::string(refusal("verify", {}).what()) == "'verify' needs FILE.so");
    CHECK(std::string(refusal("verify", {"a", "b"}).what()) == "'verify' takes no 'b'");
    CHECK(refusal("build", {"--nonsense"}).code() == ExitCode::usage);
  }

  TEST_CASE("--help needs nothing else") {
    CHECK(parsed("verify", {"--help"}).has(OptionId::help));
  }

  TEST_CASE("help names every command, action and option") {
    const std::string general = general_help();
    for (const Command& command : commands()) {
      CHECK(general.find("  " + std::string(command.name) + " ") != std::string::npos);
      const std::string help = command_help(command);
      for (const Action& action : command.actions) {
        CHECK(help.find("  " + std::string(action.name)) != std::string::npos);
      }
      for (const OptionId id : command.options) {
        CHECK(help.find("--" + std::string(option(id).name)) != std::string::npos);
      }
    }
  }
}
