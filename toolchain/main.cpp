// SPDX-License-Identifier: PostgreSQL
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "toolchain/dependencies/rustc_stand_in.hpp"
#include "toolchain/parse.hpp"

namespace {

int report(std::string_view message, std::string_view hint, plrust::ExitCode code) {
  std::cerr << "plrust-toolchain: error: " << message << "\n";
  if (!hint.empty()) {
    std::cerr << "hint: " << hint << "\n";
  }
  return static_cast<int>(code);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace plrust;
  try {
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    if (argc > 0 && toolchain::is_rustc_stand_in(argv[0]))
      toolchain::become_rustc(words);
    toolchain::Invocation invocation(toolchain::find_locations(), std::cout, std::cerr);
    const ExitCode code = toolchain::run_command_line(words, std::move(invocation));
    std::cout.flush();
    if (!std::cout) {
      return report("could not write the result to standard output", {}, ExitCode::failed);
    }
    return static_cast<int>(code);
  } catch (const Error& error) {
    return report(error.what(), error.hint(), error.code());
  } catch (const std::bad_alloc&) {
    return report("out of memory", {}, ExitCode::failed);
  } catch (const std::exception& error) {
    return report(error.what(), "this is a bug of plrust-toolchain", ExitCode::failed);
  }
}
