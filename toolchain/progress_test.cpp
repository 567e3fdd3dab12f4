// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include <sstream>

#include "toolchain/progress.hpp"

using namespace plrust::toolchain;

TEST_SUITE("progress") {
  TEST_CASE("a line of Ninja's is told from a compiler's") {
    const NinjaStep step = parse_ninja_line("[3/24] compile core");
    CHECK(step.done == 3);
    CHECK(step.total == 24);
    CHECK(step.what == "compile core");
    for (const char* line :
         {"", "[", "[3/24", "[x/24] y", "[3/]", "[99999999999/1] x", "error[E0463]: no crate"}) {
      CAPTURE(line);
      CHECK(parse_ninja_line(line).total == 0);
    }
  }

  TEST_CASE("without a terminal each step is a line, and a tick soon after is silent") {
    std::ostringstream out;
    Progress progress(out, false);
    progress.step({3, 24, "compile core"});
    progress.tick();
    progress.finish();
    CHECK(out.str() == "[ 3/24] compile core, 0 s\n");
  }

  TEST_CASE("on a terminal one line is rewritten, and ended once") {
    std::ostringstream out;
    Progress progress(out, true);
    progress.step({1, 2, "a"});
    progress.tick();
    progress.finish();
    progress.finish();
    CHECK(out.str() == "\r[ 1/ 2] a, 0 s\033[K\r[ 1/ 2] a, 0 s\033[K\n");
  }
}
