// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "toolchain/patching/policy.hpp"

namespace plrust::toolchain {
namespace {

std::string row(const std::string& item, const std::string& more = "") {
  return fmt::format(
      "[[deny]]\nreason = \"not here\"\nfile = \"std/a.rs\"\nkeyword = \"fn\"\nitems = [\"{}\"]\n{}", item,
      more);
}

std::string applied(const std::string& policy, const std::string& source) {
  ChangedFiles files;
  files.write("std/a.rs", source);
  Policy::parse(policy, "policy.toml").apply(files);
  return *files.read("std/a.rs");
}

std::string refusal(const std::string& policy, const std::string& source = "") {
  try {
    applied(policy, source);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

const std::string kMark =
    "[unstable(feature = \"postgres_untrusted\", issue = \"none\", reason = \"not here\")]";
constexpr const char* kOpen =
    "/// Docs.\n#[stable(feature = \"a\", since = \"1\")]\n#[inline]\npub fn open() {}\n";

TEST_SUITE("policy") {
  TEST_CASE("an item becomes unstable with the reason") {
    CHECK(applied(row("std::a::open"), kOpen) == "/// Docs.\n#" + kMark + "\n#[inline]\npub fn open() {}\n");
  }

  TEST_CASE("a const fn stays usable in std's own constants") {
    const std::string source =
        "#[stable(feature = \"a\", since = \"1\")]\n#[rustc_const_stable(feature = \"b\",\n since = \"2\")]\n"
        "pub const fn open() {}\n";
    CHECK(applied(row("std::a::open"), source) ==
          "#" + kMark + "\n#[rustc_const_stable_indirect]\npub const fn open() {}\n");
  }

  TEST_CASE("a file is marked by its inner attribute") {
    const std::string policy =
        "[[deny]]\nreason = \"not here\"\nfile = \"std/a.rs\"\nkeyword = \"file\"\nitems = [\"std::a\"]\n";
    CHECK(applied(policy, "//! Docs.\n#![stable(feature = \"a\", since = \"1\")]\nfn x() {}\n") ==
          "//! Docs.\n#!" + kMark + "\nfn x() {}\n");
    CHECK(refusal(policy, kOpen).find("row 'std::a': found 0 places instead of 1 in 'std/a.rs'") !=
          std::string::npos);
  }

  TEST_CASE("a row that matches less than it says is an error naming the row") {
    CHECK(refusal(row("std::a::close"), kOpen) ==
          "policy 'policy.toml', row 'std::a::close': found 0 places instead of 1 in 'std/a.rs'");
    CHECK(refusal(row("std::a::open", "places = 2\n"), kOpen).find("found 1 places instead of 2") !=
          std::string::npos);
  }

  TEST_CASE("a row that matches more than it says is an error naming the row") {
    const std::string twice = std::string("#[cfg(x)]\n") + kOpen + "#[cfg(not(x))]\n" + kOpen;
    CHECK(refusal(row("std::a::open"), twice).find("row 'std::a::open': found 2 places instead of 1") !=
          std::string::npos);
    CHECK(refusal(row("std::a::open", "places = 2\n"), twice) == "no error");
  }

  TEST_CASE("an item that is not stable is an error") {
    CHECK(refusal(row("std::a::open"), "pub fn open() {}\n").find("line 1 has 0 attributes #[stable]") !=
          std::string::npos);
    CHECK(refusal(row("std::a::open"), "#[unstable(feature = \"x\")]\npub fn open() {}\n")
              .find("0 attributes #[stable]") != std::string::npos);
  }

  TEST_CASE("methods are looked for in their block") {
    const std::string source = fmt::format("impl A {{\n{}}}\nimpl B {{\n{}}}\n", kOpen, kOpen);
    const std::string result = applied(row("std::a::B::open", "within = \"impl B\"\n"), source);
    CHECK(result.find("impl A {\n/// Docs.\n#[stable(") != std::string::npos);
    CHECK(result.find("impl B {\n/// Docs.\n#" + kMark) != std::string::npos);
  }

  TEST_CASE("a file that is not there is an error naming the row") {
    ChangedFiles none;
    CHECK_THROWS_WITH_AS(Policy::parse(row("std::a::open"), "policy.toml").apply(none),
                         "policy 'policy.toml', row 'std::a::open': there is no such file in 'std/a.rs'",
                         Error);
  }

  TEST_CASE("a version may declare an item elsewhere, or have it unstable; both are proved") {
    Policy policy = Policy::parse(row("std::a::open"), "policy.toml");
    policy.adapt("[[differs]]\nfile = \"std/b.rs\"\nitems = [\"std::a::open\"]\nunstable = true\n",
                 "1.0/policy.toml");
    const std::string unstable = "#[unstable(feature = \"x\", issue = \"1\")]\npub fn open() {}\n";
    ChangedFiles files;
    files.write("std/b.rs", unstable);
    policy.apply(files);
    CHECK(files.read("std/b.rs") == unstable);
    files.write("std/b.rs", "#[stable(feature = \"x\", since = \"1\")]\npub fn open() {}\n");
    CHECK_THROWS_WITH_AS(
        policy.apply(files),
        "policy 'policy.toml', row 'std::a::open': the item at line 2 is not #[unstable] in 'std/b.rs'",
        Error);
    CHECK_THROWS_WITH_AS(policy.adapt("[[differs]]\nitems = [\"std::a::shut\"]\n", "1.0/policy.toml"),
                         "policy '1.0/policy.toml', line 1: 'policy.toml' has no row 'std::a::shut'", Error);
  }

  TEST_CASE("malformed rows are refused with their line") {
    CHECK(refusal("[[deny]\n").find("policy 'policy.toml', line 1") == 0);
    CHECK(refusal("[[allow]]\n").find("expected rows [[deny]]") != std::string::npos);
    CHECK(refusal(row("std::a::open", "colour = 1\n")).find("unknown key 'colour'") != std::string::npos);
    CHECK(refusal(row("std::a::open", "places = 0\n")).find("'places' is a number from 1") !=
          std::string::npos);
    CHECK(refusal("[[deny]]\nreason = \"r\"\nfile = \"f\"\nkeyword = \"module\"\nitems = [\"i\"]\n")
              .find("'module' declares nothing") != std::string::npos);
    CHECK(refusal("[[deny]]\nreason = \"a \\\" b\"\nfile = \"f\"\nkeyword = \"fn\"\nitems = [\"i\"]\n")
              .find("ASCII without quotes") != std::string::npos);
    CHECK(refusal("[[deny]]\nreason = \"r\"\nfile = \"f\"\nkeyword = \"fn\"\nitems = []\n")
              .find("'items' is a list") != std::string::npos);
  }
}

}  // namespace
}  // namespace plrust::toolchain
