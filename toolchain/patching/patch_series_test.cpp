// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include "base/error.hpp"
#include "toolchain/hashing.hpp"
#include "toolchain/patching/patch_series.hpp"

namespace plrust::toolchain {
namespace {

constexpr const char* kSource = "one\ntwo\n";
constexpr const char* kFirst =
    "Subject: first\nWhy: w\nUpstream: never\nTest: t\n---\n"
    "diff --git a/library/std/a.rs b/library/std/a.rs\n"
    "--- a/library/std/a.rs\n+++ b/library/std/a.rs\n"
    "@@ -1,2 +1,2 @@\n-one\n+uno\n two\n";
constexpr const char* kSecond =
    "Subject: second\nWhy: w\nUpstream: never\nTest: t\n---\n"
    "diff --git a/library/std/a.rs b/library/std/a.rs\n"
    "--- a/library/std/a.rs\n+++ b/library/std/a.rs\n"
    "@@ -1,2 +1,2 @@\n uno\n-two\n+due\n";

ChangedFiles folder() {
  ChangedFiles files;
  files.write("base", "# made for\nversion 1.96.0\ncommit " + std::string(40, 'a') + "\nfolder std\nsha256 " +
                          sha256(kSource) + " std/a.rs\n");
  files.write("series", "# in order\n0001-first.patch\n0002-second.patch\n");
  files.write("overlays", "alloc.rs -> std/alloc.rs\n");
  files.write("0001-first.patch", kFirst);
  files.write("0002-second.patch", kSecond);
  return files;
}

std::string refusal(const ChangedFiles& files) {
  try {
    PatchSeries::load(files, "1.96.0");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST_SUITE("patch_series") {
  TEST_CASE("patches are applied in the order of the series") {
    const auto patches = folder();
    const PatchSeries series = PatchSeries::load(patches, "1.96.0");
    CHECK(series.base().version == "1.96.0");
    CHECK(series.touched_files() == std::vector<std::string>{"std/a.rs"});
    ChangedFiles source;
    source.write("std/a.rs", kSource);
    series.apply(source);
    CHECK(source.read("std/a.rs") == "uno\ndue\n");
  }

  TEST_CASE("a patch out of order does not apply") {
    auto patches = folder();
    patches.write("series", "0002-second.patch\n0001-first.patch\n");
    ChangedFiles source;
    source.write("std/a.rs", kSource);
    CHECK_THROWS_AS(PatchSeries::load(patches, "1.96.0").apply(source), Error);
  }

  TEST_CASE("a series with a missing patch names the patch and the line") {
    auto patches = folder();
    patches.remove("0002-second.patch");
    CHECK(refusal(patches) == "'1.96.0/series', line 3: there is no patch '0002-second.patch'");
  }

  TEST_CASE("a patch is listed once, and lies in the folder") {
    auto patches = folder();
    patches.write("series", "0001-first.patch\n0001-first.patch\n");
    CHECK(refusal(patches).find("line 2: '0001-first.patch' is no name of a patch here, or is there twice") !=
          std::string::npos);
    patches.write("series", "../0001-first.patch\n");
    CHECK(refusal(patches).find("is no name of a patch here") != std::string::npos);
  }

  TEST_CASE("a missing file of the folder is named") {
    auto patches = folder();
    patches.remove("base");
    CHECK(refusal(patches) == "no file 'base' in '1.96.0'");
  }

  TEST_CASE("a base with unknown, malformed or missing lines is refused") {
    for (const char* line : {"colour blue\n", "sha256 12 std/b.rs\n", "commit abc\n", "version 1.97.0\n",
                             "folder ../std\n", "version\n"}) {
      CAPTURE(line);
      auto patches = folder();
      patches.write("base", *patches.read("base") + line);
      CHECK(refusal(patches).find("'1.96.0/base', line 6: ") == 0);
    }
    auto patches = folder();
    patches.write("base", "version 1.96.0\n");
    CHECK(refusal(patches).find("it must have version, commit and folder") != std::string::npos);
  }

  TEST_CASE("a source that is another one is told by file") {
    const auto patches = folder();
    const PatchSeries series = PatchSeries::load(patches, "1.96.0");
    ChangedFiles source;
    REQUIRE(series.differences(source).size() == 1);
    CHECK(series.differences(source)[0].file == "std/a.rs");
    CHECK(series.differences(source)[0].text == "'std/a.rs' is missing");
    source.write("std/a.rs", kSource);
    CHECK(series.differences(source).empty());
    source.write("std/a.rs", "one\n");
    REQUIRE(series.differences(source).size() == 1);
    CHECK(series.differences(source)[0].text == "'std/a.rs' is not the file of Rust 1.96.0");
  }

  TEST_CASE("overlays are added, and never replace a file") {
    const auto patches = folder();
    const PatchSeries series = PatchSeries::load(patches, "1.96.0");
    ChangedFiles share;
    ChangedFiles source;
    CHECK_THROWS_WITH_AS(series.add_overlays(share, source),
                         "no file 'alloc.rs' to add to std as 'std/alloc.rs'", Error);
    share.write("alloc.rs", "ours\n");
    series.add_overlays(share, source);
    CHECK(source.read("std/alloc.rs") == "ours\n");
    CHECK_THROWS_AS(series.add_overlays(share, source), Error);
  }

  TEST_CASE("an overlay cannot leave its folders") {
    for (const char* line : {"../x -> std/a.rs\n", "x -> ../a.rs\n", "/x -> std/a.rs\n", "x std/a.rs\n"}) {
      CAPTURE(line);
      auto patches = folder();
      patches.write("overlays", line);
      CHECK(refusal(patches).find("'1.96.0/overlays', line 1: ") == 0);
    }
  }
}

}  // namespace
}  // namespace plrust::toolchain
