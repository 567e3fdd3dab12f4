// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/locked_step.hpp"

#include <doctest/doctest.h>
#include <chrono>
#include <csignal>
#include <thread>

#include <unistd.h>

#include "base/error.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/files.hpp"
#include "toolchain/work_folder.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Waits for a file; false after ten seconds.
bool appears(const fs::path& file) {
  for (int i = 0; i < 1000 && !fs::exists(file); ++i) std::this_thread::sleep_for(10ms);
  return fs::exists(file);
}

TEST_SUITE("locked step") {
  TEST_CASE("what the action returns and throws arrives as it was") {
    const WorkFolder folder;
    const LockedStep step{folder.path(), {}, false};
    std::string large(1 << 20, 'x');
    CHECK(run_locked_step(step, [&] { return large; }) == large);
    CHECK_THROWS_WITH_AS(
        run_locked_step(step, []() -> std::string { throw CompileFailure(Stage::limit, "too much"); }),
        "too much", CompileFailure);
    CHECK_THROWS_WITH_AS(run_locked_step(step, []() -> std::string { throw Error("no", "do this"); }), "no",
                         Error);
    CHECK_THROWS_WITH_AS(run_locked_step(step,
                                         []() -> std::string {
                                           raise(SIGKILL);
                                           return {};
                                         }),
                         "a step of the build was ended by signal 9", Error);
  }

  TEST_CASE("two steps run side by side") {
    const WorkFolder folder;
    const LockedStep step{folder.path(), {}, false};
    const auto meet = [](const char* mine, const char* other) -> std::string {
      write_file(mine, "");
      return appears(other) ? "met" : "alone";
    };
    RunningStep one(step, [&] { return meet("one", "two"); });
    RunningStep two(step, [&] { return meet("two", "one"); });
    CHECK(one.finish() == "met");
    CHECK(two.finish() == "met");
  }

  TEST_CASE("a step that is given up ends at once") {
    const WorkFolder folder;
    const LockedStep step{folder.path(), {}, false};
    pid_t child = 0;
    {
      const RunningStep running(step, [&]() -> std::string {
        write_file("child.part", std::to_string(getpid()));
        fs::rename("child.part", "child");
        std::this_thread::sleep_for(1h);
        return {};
      });
      REQUIRE(appears(folder.path() / "child"));
      child = std::stoi(read_file(folder.path() / "child"));
      CHECK(kill(child, 0) == 0);
    }
    CHECK(kill(child, 0) != 0);
  }
}

}  // namespace
}  // namespace plrust::toolchain
