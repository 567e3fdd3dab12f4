// SPDX-License-Identifier: PostgreSQL
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "base/error.hpp"
#include "toolchain/patching/unified_diff.hpp"

namespace plrust::toolchain {
namespace {

constexpr const char* kHeader =
    "Subject: std: two is deux\n"
    "Why: It takes nothing,\n"
    "  over two lines.\n"
    "Upstream: never\n"
    "Test: tests/std/allowed/two.rs\n"
    "---\n";

constexpr const char* kChange =
    "diff --git a/library/std/src/a.rs b/library/std/src/a.rs\n"
    "--- a/library/std/src/a.rs\n"
    "+++ b/library/std/src/a.rs\n"
    "@@ -2,3 +2,4 @@ fn head() {\n"
    " one\n"
    "-two\n"
    "+deux\n"
    "+deux et demi\n"
    " three\n";

constexpr const char* kCreation =
    "diff --git a/library/std/src/new.rs b/library/std/src/new.rs\n"
    "new file mode 100644\n"
    "--- /dev/null\n"
    "+++ b/library/std/src/new.rs\n"
    "@@ -0,0 +1,2 @@\n"
    "+first\n"
    "+\n";

constexpr const char* kRemoval =
    "diff --git a/library/std/src/old.rs b/library/std/src/old.rs\n"
    "deleted file mode 100644\n"
    "--- a/library/std/src/old.rs\n"
    "+++ /dev/null\n"
    "@@ -1 +0,0 @@\n"
    "-only\n";

Patch parse(const std::string& changes) {
  return parse_patch("0001-test.patch", kHeader + changes);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

std::optional<std::string> patched(const std::string& changes, const std::optional<std::string>& old) {
  const Patch patch = parse(changes);
  return apply_change(patch, patch.changes.at(0), old);
}

std::string message(const std::string& text) {
  try {
    parse_patch("0001-test.patch", text);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string refusal(const std::string& changes, const std::optional<std::string>& old) {
  try {
    patched(changes, old);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST_SUITE("parse_patch") {
  TEST_CASE("header fields are joined over their lines") {
    const Patch patch = parse(kChange);
    CHECK(patch.header.subject == "std: two is deux");
    CHECK(patch.header.why == "It takes nothing, over two lines.");
    CHECK(patch.header.upstream == "never");
    CHECK(patch.header.test == "tests/std/allowed/two.rs");
  }

  TEST_CASE("several changes are kept in order") {
    const Patch patch = parse(std::string(kChange) + kCreation + kRemoval);
    REQUIRE(patch.changes.size() == 3);
    CHECK(patch.changes[0].name == "std/src/a.rs");
    CHECK(patch.changes[1].kind == FileChange::Kind::create);
    CHECK(patch.changes[2].kind == FileChange::Kind::remove);
    CHECK(patch.changes[2].name == "std/src/old.rs");
  }

  TEST_CASE("every field of the header is required, once, and no other") {
    CHECK(
        message(replaced(kHeader, "Upstream: never\n", "") + kChange).find("the header has no 'Upstream'") !=
        std::string::npos);
    CHECK(message(replaced(kHeader, "Upstream: never\n", "Upstream: never\nUpstream: sent\n") + kChange)
              .find("'Upstream' is there twice") != std::string::npos);
    CHECK(message(replaced(kHeader, "Subject", "Title") + kChange).find("no 'Subject'") != std::string::npos);
    CHECK(message(std::string("Extra: 1\n") + kHeader + kChange).find("unknown field 'Extra'") !=
          std::string::npos);
  }

  TEST_CASE("an error names the patch and the line") {
    CHECK(message(std::string(kHeader) + "nonsense\n") ==
          "patch '0001-test.patch', line 7: expected 'diff --git'");
  }

  TEST_CASE("names outside of library/ are refused") {
    for (const char* name : {"../../etc/passwd", "/etc/passwd", "std//a.rs", "std/./a.rs", "std/.."}) {
      CAPTURE(name);
      const std::string change =
          replaced(replaced(kChange, "--- a/library/std/src/a.rs", std::string("--- a/library/") + name),
                   "+++ b/library/std/src/a.rs", std::string("+++ b/library/") + name);
      CHECK(message(kHeader + change).find("the names must be one file below library/") != std::string::npos);
    }
  }

  TEST_CASE("a rename is refused") {
    const std::string change = replaced(kChange, "+++ b/library/std/src/a.rs", "+++ b/library/std/src/b.rs");
    CHECK(message(kHeader + change).find("the names must be one file") != std::string::npos);
  }

  TEST_CASE("a hunk must have exactly the lines that its head says") {
    CHECK(message(kHeader + replaced(kChange, "-2,3", "-2,4")).find("other lines than its head says") !=
          std::string::npos);
    CHECK(message(kHeader + replaced(kChange, "-2,3", "-2,2")).find("other lines than its head says") !=
          std::string::npos);
    CHECK(message(kHeader + replaced(kChange, "+2,4", "+2,3")).find("other lines than its head says") !=
          std::string::npos);
  }

  TEST_CASE("numbers that no file has are refused") {
    CHECK(message(kHeader + replaced(kChange, "-2,3", "-99999999999999999999,3")).find("a hunk's head is") !=
          std::string::npos);
    CHECK(message(kHeader + replaced(kChange, "-2,3", "-,3")).find("a hunk's head is") != std::string::npos);
  }

  TEST_CASE("a missing newline at the end is refused") {
    CHECK(message(std::string(kHeader) + kChange + "\\ No newline at end of file\n")
              .find("without a newline") != std::string::npos);
    CHECK(message(std::string(kHeader) + "diff --git x").find("the last line does not end") !=
          std::string::npos);
  }

  TEST_CASE("a patch without changes is refused") {
    CHECK(message(kHeader).find("changes nothing") != std::string::npos);
  }
}

TEST_SUITE("apply_change") {
  const std::string kOld = "zero\none\ntwo\nthree\nfour\n";

  TEST_CASE("a hunk that fits is applied") {
    CHECK(patched(kChange, kOld) == "zero\none\ndeux\ndeux et demi\nthree\nfour\n");
  }

  TEST_CASE("later hunks count the lines that earlier ones added") {
    const std::string second = std::string(kChange) +
                               "@@ -5,1 +6,1 @@\n"
                               "-four\n"
                               "+quatre\n";
    CHECK(patched(second, kOld) == "zero\none\ndeux\ndeux et demi\nthree\nquatre\n");
    CHECK(refusal(replaced(second, "+6,1", "+5,1"), kOld).find("do not follow from the hunks before") !=
          std::string::npos);
  }

  TEST_CASE("hunks that overlap are refused") {
    const std::string second = std::string(kChange) +
                               "@@ -4,2 +5,2 @@\n"
                               " three\n"
                               "-four\n"
                               "+quatre\n";
    CHECK(refusal(second, kOld).find("hunk 2: its line numbers do not follow") != std::string::npos);
  }

  TEST_CASE("an offset is refused, and told") {
    CHECK(refusal(kChange, "zero\n" + kOld) ==
          "patch '0001-test.patch', file 'std/src/a.rs': hunk 1: it is for line 2 and would fit at line 3 "
          "(offsets are refused)");
  }

  TEST_CASE("fuzz is refused: a line of context that changed is told") {
    CHECK(refusal(kChange, "zero\nONE\ntwo\nthree\n") ==
          "patch '0001-test.patch', file 'std/src/a.rs': hunk 1: line 2 is 'ONE', not 'one'");
    CHECK(refusal(kChange, "zero\none\ntwo\n").find("the file ends before line 4") != std::string::npos);
    CHECK(refusal(kChange, "zero\none\ntwo \nthree\n").find("line 3 is 'two ', not 'two'") !=
          std::string::npos);
  }

  TEST_CASE("a file that is not there is told") {
    CHECK(refusal(kChange, std::nullopt).find("there is no such file") != std::string::npos);
  }

  TEST_CASE("a file is created only where none is") {
    CHECK(patched(kCreation, std::nullopt) == "first\n\n");
    CHECK(refusal(kCreation, "first\n").find("it is to be created, but exists") != std::string::npos);
  }

  TEST_CASE("a file is removed only as the patch knows it") {
    CHECK(patched(kRemoval, "only\n") == std::nullopt);
    CHECK(refusal(kRemoval, "only\nmore\n").find("has more lines than the patch") != std::string::npos);
  }
}

}  // namespace
}  // namespace plrust::toolchain
