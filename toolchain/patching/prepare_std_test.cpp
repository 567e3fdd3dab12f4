// SPDX-License-Identifier: PostgreSQL
// The project's own patches and policy against the std source of this machine, and prepare_std on a small
// one.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <set>

#include <fmt/format.h>

#include "base/error.hpp"
#include "toolchain/files.hpp"
#include "toolchain/hashing.hpp"
#include "toolchain/patching/prepare_std.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

// A folder that goes with the test.
class Scratch {
 public:
  Scratch() : path_(fs::temp_directory_path() / fmt::format("plrust-patching-{:x}", std::random_device()())) {
    fs::create_directories(path_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void put(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

constexpr const char* kSource = "#[stable(feature = \"a\", since = \"1\")]\npub fn open() {}\n";

// source/, patches/1.0/ with one patch, policy and an overlay, share/.
void lay_out(const fs::path& root) {
  put(root / "source/std/a.rs", kSource);
  put(root / "source/std/b.rs", "unchanged\n");
  put(root / "source/tests/t.rs", "not needed\n");
  put(root / "share/alloc.rs", "ours\n");
  put(root / "patches/1.0/base", fmt::format("version 1.0\ncommit {}\nfolder std\nsha256 {} std/a.rs\n",
                                             std::string(40, 'c'), sha256(kSource)));
  put(root / "patches/1.0/series", "0001-x.patch\n");
  put(root / "patches/1.0/overlays", "alloc.rs -> std/alloc.rs\n");
  put(root / "patches/1.0/0001-x.patch",
      "Subject: s\nWhy: w\nUpstream: never\nTest: t\n---\n"
      "diff --git a/library/std/a.rs b/library/std/a.rs\n--- a/library/std/a.rs\n+++ b/library/std/a.rs\n"
      "@@ -1,2 +1,3 @@\n #[stable(feature = \"a\", since = \"1\")]\n pub fn open() {}\n+mod alloc;\n");
  put(root / "patches/policy.toml",
      "[[deny]]\nreason = \"r\"\nfile = \"std/a.rs\"\nkeyword = \"fn\"\nitems = [\"std::open\"]\n");
}

StdChanges load(const fs::path& root) {
  return load_std_changes(root / "patches/1.0", root / "share");
}

TEST_SUITE("prepare_std") {
  TEST_CASE("the output has the needed folders, changed") {
    const Scratch scratch;
    const fs::path& root = scratch.path();
    lay_out(root);
    const PreparedStd prepared = prepare_std(load(root), root / "source", root / "out");
    CHECK(prepared.changed == std::vector<std::string>{"std/a.rs", "std/alloc.rs"});
    CHECK(
        read_file(root / "out/std/a.rs") ==
        "#[unstable(feature = \"postgres_untrusted\", issue = \"none\", reason = \"r\")]\npub fn open() {}\n"
        "mod alloc;\n");
    CHECK(read_file(root / "out/std/b.rs") == "unchanged\n");
    CHECK(read_file(root / "out/std/alloc.rs") == "ours\n");
    CHECK_FALSE(fs::exists(root / "out/tests"));
    CHECK(read_file(root / "source/std/a.rs") == kSource);
    CHECK(prepared.sha256 == sha256_of_tree(root / "out"));
  }

  TEST_CASE("the same input gives the same output in another folder") {
    const Scratch one;
    const Scratch two;
    lay_out(one.path());
    lay_out(two.path());
    CHECK(prepare_std(load(one.path()), one.path() / "source", one.path() / "out").sha256 ==
          prepare_std(load(two.path()), two.path() / "source", two.path() / "elsewhere").sha256);
  }

  TEST_CASE("another source is refused and leaves nothing behind") {
    const Scratch scratch;
    const fs::path& root = scratch.path();
    lay_out(root);
    put(root / "source/std/a.rs", std::string(kSource) + "// changed\n");
    CHECK_THROWS_WITH_AS(
        prepare_std(load(root), root / "source", root / "out"),
        "the std source is not the one of the patches: 'std/a.rs' is not the file of Rust 1.0", Error);
    CHECK_FALSE(fs::exists(root / "out"));
    CHECK_FALSE(fs::exists(root / "out.partial"));
  }

  TEST_CASE("a folder that is missing is refused and leaves nothing behind") {
    const Scratch scratch;
    const fs::path& root = scratch.path();
    lay_out(root);
    put(root / "patches/1.0/base", read_file(root / "patches/1.0/base") + "folder vendor/none-1.0\n");
    CHECK_THROWS_AS(prepare_std(load(root), root / "source", root / "out"), Error);
    CHECK_FALSE(fs::exists(root / "out"));
    CHECK_FALSE(fs::exists(root / "out.partial"));
  }

  TEST_CASE("an output that exists is left alone") {
    const Scratch scratch;
    const fs::path& root = scratch.path();
    lay_out(root);
    put(root / "out/precious", "x");
    CHECK_THROWS_AS(prepare_std(load(root), root / "source", root / "out"), Error);
    CHECK(fs::exists(root / "out/precious"));
  }

  TEST_CASE("a check reports every kind of problem and writes nothing") {
    const Scratch scratch;
    const fs::path& root = scratch.path();
    lay_out(root);
    CHECK(check_std(load(root), root / "source").problems.empty());
    fs::remove(root / "share/alloc.rs");
    put(root / "patches/policy.toml",
        "[[deny]]\nreason = \"r\"\nfile = \"std/a.rs\"\nkeyword = \"fn\"\nitems = [\"std::close\"]\n");
    const StdCheck check = check_std(load(root), root / "source");
    CHECK(check.patches == 1);
    CHECK(check.policy_rows == 1);
    REQUIRE(check.problems.size() == 2);
    CHECK(check.problems[0].text.find("std::close") != std::string::npos);
    CHECK(check.problems[1].text.find("alloc.rs") != std::string::npos);
  }

  TEST_CASE("a version without patches is told") {
    const Scratch scratch;
    CHECK_THROWS_AS(load_std_changes(scratch.path() / "9.99.0", scratch.path()), Error);
  }
}

TEST_SUITE("std-patches") {
  TEST_CASE("the project's base names every file that a patch or the policy changes, and no other") {
    const char* root = std::getenv("PLRUST_SOURCE_ROOT");
    REQUIRE(root != nullptr);
    std::size_t versions = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(root) / "std-patches")) {
      if (!entry.is_directory()) {
        continue;
      }
      ++versions;
      CAPTURE(entry.path());
      const StdChanges changes = load_std_changes(entry.path(), root);
      std::set<std::string> named;
      for (const auto& [name, hash] : changes.series.base().sha256) {
        named.insert(name);
      }
      const auto patched = changes.series.touched_files();
      const auto denied = changes.policy.touched_files();
      std::set<std::string> touched(patched.begin(), patched.end());
      touched.insert(denied.begin(), denied.end());
      CHECK(named == touched);
      CHECK(changes.series.base().version == entry.path().filename());
    }
    CHECK(versions > 0);
  }
}

}  // namespace
}  // namespace plrust::toolchain
