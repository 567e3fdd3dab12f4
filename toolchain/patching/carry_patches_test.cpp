// SPDX-License-Identifier: PostgreSQL
#include "toolchain/patching/carry_patches.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include "toolchain/hashing.hpp"
#include "toolchain/patching/line_diff.hpp"

namespace plrust::toolchain {
namespace {

const std::string kHeader = "Subject: s\nWhy: files stay closed\nUpstream: never\nTest: t\n---\n";
const std::string kOld = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

// A series of one or two patches of std/a.rs.
ChangedFiles folder(const std::vector<std::string>& texts) {
  ChangedFiles files;
  files.write("base", fmt::format("version 1.0\ncommit {}\nfolder std\nsha256 {} std/a.rs\n",
                                  std::string(40, 'c'), sha256(texts[0])));
  files.write("overlays", "");
  std::string series;
  for (std::size_t i = 1; i < texts.size(); ++i) {
    const std::string name = fmt::format("000{}-x.patch", i);
    files.write(name, kHeader + render_change("std/a.rs", texts[i - 1], texts[i]));
    series += name + "\n";
  }
  files.write("series", series);
  return files;
}

Carried carried(const ChangedFiles& patches, const ChangedFiles& old_source, const ChangedFiles& new_source) {
  const PatchSeries series = PatchSeries::load(patches, "1.0");
  return carry_patches({series,
                        patches,
                        old_source,
                        new_source,
                        "1.0",
                        "2.0",
                        [&new_source](const std::string&, const std::string&) {
                          return new_source.read("std/b.rs") ? std::optional<std::string>("std/b.rs")
                                                             : std::nullopt;
                        },
                        {},
                        {}});
}

ChangedFiles with(const std::string& name, const std::string& text) {
  ChangedFiles files;
  files.write(name, text);
  return files;
}

}  // namespace

TEST_SUITE("carry_patches") {
  TEST_CASE("a change is rendered as git prints it") {
    CHECK(render_change("std/a.rs", kOld, replaced(kOld, "five\n", "FIVE\n5\n")) ==
          "diff --git a/library/std/a.rs b/library/std/a.rs\n--- a/library/std/a.rs\n+++ b/library/std/a.rs\n"
          "@@ -2,7 +2,8 @@ one\n two\n three\n four\n-five\n+FIVE\n+5\n six\n seven\n eight\n");
    CHECK(render_change("std/a.rs", kOld, kOld).empty());
    CHECK(render_change("n", "", "x\n") ==
          "diff --git a/library/n b/library/n\nnew file mode 100644\n--- /dev/null\n+++ b/library/n\n@@ -0,0 "
          "+1 @@\n+x\n");
  }

  TEST_CASE("lines that moved carry the hunk with them, and the header stays") {
    const ChangedFiles patches = folder({kOld, replaced(kOld, "five\n", "FIVE\n")});
    const Carried made = carried(patches, with("std/a.rs", kOld), with("std/a.rs", "zero\n" + kOld));
    REQUIRE(made.conflicts.empty());
    REQUIRE(made.patches.size() == 1);
    CHECK_FALSE(made.patches[0].is_same);
    CHECK(made.patches[0].text.starts_with(kHeader));
    CHECK(made.patches[0].text.find("@@ -3,7 +3,7 @@ one\n") != std::string::npos);
  }

  TEST_CASE("a patch that still fits exactly is the same, byte for byte") {
    const ChangedFiles patches = folder({kOld, replaced(kOld, "two\n", "TWO\n")});
    const Carried made = carried(patches, with("std/a.rs", kOld), with("std/a.rs", kOld + "nine\n"));
    CHECK(made.patches.at(0).is_same);
    CHECK(made.patches[0].text == patches.read("0001-x.patch"));
  }

  TEST_CASE("the same lines changed otherwise are marked, with the capability, and later patches follow") {
    const std::string second = replaced(kOld, "five\n", "FIVE\n");
    const ChangedFiles patches = folder({kOld, second, replaced(second, "eight\n", "EIGHT\n")});
    const ChangedFiles now = with("std/a.rs", replaced(kOld, "five\n", "cinq\n"));
    const Carried made = carried(patches, with("std/a.rs", kOld), now);
    REQUIRE(made.conflicts.size() == 1);
    CHECK(made.conflicts[0].patch == "0001-x.patch");
    CHECK(made.conflicts[0].why == "files stay closed");
    CHECK(made.conflicts[0].line == 5);
    CHECK(made.patches.at(0).text.find("+<<<<<<< 0001-x.patch for 1.0\n+FIVE\n") != std::string::npos);
    CHECK(made.patches.at(1).text.find("-eight\n+EIGHT\n") != std::string::npos);
  }

  TEST_CASE(
      "a file that is elsewhere is followed; one that is gone is a conflict, and nothing is left silently") {
    const ChangedFiles patches = folder({kOld, replaced(kOld, "five\n", "FIVE\n")});
    const Carried moved = carried(patches, with("std/a.rs", kOld), with("std/b.rs", kOld));
    CHECK(moved.conflicts.empty());
    CHECK(moved.moved.at("std/a.rs") == "std/b.rs");
    CHECK(moved.patches.at(0).text.find("+++ b/library/std/b.rs\n") != std::string::npos);
    const Carried gone = carried(patches, with("std/a.rs", kOld), with("std/c.rs", kOld));
    CHECK(gone.patches.at(0).text.empty());
    CHECK(gone.conflicts.size() == 2);  // the file, and the patch as a whole
  }

  TEST_CASE("what both sides changed alike is no conflict") {
    const std::string both = replaced(kOld, "five\n", "FIVE\n");
    const Merge merged = merge3(kOld, both, replaced(both, "one\n", "ONE\n"), {"o", "b", "t"});
    CHECK(merged.conflicts.empty());
    CHECK(merged.text == replaced(both, "one\n", "ONE\n"));
  }
}

}  // namespace plrust::toolchain
