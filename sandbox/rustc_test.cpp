// SPDX-License-Identifier: PostgreSQL
// The real compiler inside the wall, on sources that want to read files and the environment
// (tests/attack/compile).
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "sandbox/confined_process.hpp"
#include "sandbox/sandbox.hpp"

namespace plrust::sandbox {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// Runs in the sandbox; the work directory is the current one. The exit status, or the signal.
std::string run_here(std::vector<std::string> arguments) {
  const int out = open("diagnostics", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  Child child;
  child.arguments = std::move(arguments);
  child.environment = {"LC_ALL=C", "RUSTC_BOOTSTRAP=1", "TMPDIR=."};
  child.standard_output = out;
  child.standard_error = out;
  int status = 0;
  waitpid(spawn(child), &status, 0);
  close(out);
  return WIFEXITED(status) ? std::to_string(WEXITSTATUS(status))
                           : "signal " + std::to_string(WTERMSIG(status));
}

std::string compile_here() {
  return run_here({PLRUST_RUSTC, "--edition=2021", "--crate-type=lib", "--emit=asm,obj", "-Copt-level=1",
                   "source.rs", "--out-dir=."});
}

fs::path compiler_libraries() {
  // <prefix>/bin/rustc reads <prefix>/lib/rustlib
  return fs::canonical(PLRUST_RUSTC).parent_path().parent_path() / "lib" / "rustlib";
}

// The status as rustc gave it, and everything that a user could see of the compilation.
struct Compiled {
  std::string status;
  std::string output;
};

Compiled compile(const Playground& playground, const std::string& source,
                 const std::function<std::string()>& action = compile_here) {
  std::ofstream(playground.work() / "source.rs") << source;
  Policy policy = strict_policy(playground);
  for (const ReadOnlyPath& path : default_read_only_paths(PLRUST_RUSTC, PLRUST_LINKER, compiler_libraries()))
    policy.read_only.push_back(path);
  const Outcome outcome = confined(playground, policy, action);
  std::string all = content(playground.work() / "diagnostics");
  if (fs::exists(playground.work() / "source.s"))
    all += content(playground.work() / "source.s");
  return {outcome.said, all};
}

std::string with_paths(std::string source, const Playground& playground) {
  const std::string mark = "@SECRET@";
  for (std::size_t at = 0; (at = source.find(mark, at)) != std::string::npos;)
    source.replace(at, mark.size(), playground.secret().string());
  return source;
}

}  // namespace

TEST_SUITE_BEGIN("sandbox/rustc");

TEST_CASE("rustc works inside") {
  for (const uid_t user : users()) {
    CAPTURE(user);
    const Playground playground(user);
    const Compiled compiled = compile(playground,
                                      "use std::collections::HashMap;\n"
                                      "#[unsafe(no_mangle)] pub fn f(n: u64) -> usize { (0..n).map(|i| "
                                      "(i, format!(\"{i}\"))).collect::<HashMap<_, _>>().len() }\n");
    CAPTURE(compiled.output);
    CHECK(compiled.status == "0");
    CHECK(compiled.output.find("f:") != std::string::npos);
  }
}

TEST_CASE("the linker works inside") {
  for (const uid_t user : users()) {
    CAPTURE(user);
    const Playground playground(user);
    const Compiled compiled =
        compile(playground, "#[unsafe(no_mangle)] pub extern \"C\" fn f(n: u64) -> u64 { n ^ 1 }", [] {
          const std::string first = compile_here();
          return first + " " + run_here({PLRUST_LINKER, "-shared", "source.o", "-o", "out.so"});
        });
    CAPTURE(compiled.output);
    CHECK(compiled.status == "0 0");
    CHECK(fs::exists(playground.work() / "out.so"));
  }
}

TEST_CASE("no source gets a file's content or a variable into an output or a diagnostic") {
  setenv("PLRUST_SECRET", kSecret, 1);
  std::size_t sources = 0;
  for (const auto& entry : fs::directory_iterator(PLRUST_COMPILE_ATTACKS)) {
    ++sources;
    CAPTURE(entry.path().filename().string());
    for (const uid_t user : users()) {
      CAPTURE(user);
      const Playground playground(user);
      const Compiled compiled = compile(playground, with_paths(content(entry.path()), playground));
      CHECK((compiled.status == "0" || compiled.status == "1"));
      CHECK(compiled.output.find(kSecret) == std::string::npos);
      CHECK(compiled.output.find("of the playground") == std::string::npos);
    }
  }
  unsetenv("PLRUST_SECRET");
  CHECK(sources > 20);
}

TEST_CASE("the same sources do read the file without the sandbox: the test can fail") {
  const Playground playground(getuid());
  std::ofstream(playground.work() / "source.rs")
      << with_paths(content(fs::path(PLRUST_COMPILE_ATTACKS) / "compile_error.rs"), playground);
  fs::current_path(playground.work());
  compile_here();
  CHECK(content("diagnostics").find(kSecret) != std::string::npos);
  fs::current_path("/");
}

TEST_SUITE_END();

}  // namespace plrust::sandbox
