// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include "toolchain/hashing.hpp"
#include "toolchain/manifest.hpp"
#include "toolchain/sysroot_build.hpp"

using namespace plrust;
using namespace plrust::toolchain;

namespace {

Manifest manifest_of(const std::string& triple, const std::string& file, const std::string& hash) {
  Manifest manifest;
  manifest.id = "1.96.0-0123456789ab";
  manifest.rustc = {"/usr/bin/rustc", {}, "1.96.0", "ac68faa2", "22.1.8", {}};
  manifest.inputs = {{"pgrx", "aa"}, {"rewriter", "bb"}};
  manifest.targets = {{triple, "x", {"--target=" + triple, "--sysroot={sysroot}"}, true}};
  manifest.files = {{"plugin/split-stack.so", "00"}, {file, hash}};
  return manifest;
}

}  // namespace

TEST_SUITE("manifest") {
  TEST_CASE("what is written is read back") {
    const Manifest made = manifest_of("a-postgres", "lib/rustlib/a-postgres/target.json", "cc");
    const Manifest read = parse_manifest(to_json(made), "manifest.json");
    CHECK(to_json(read) == to_json(made));
    CHECK(read.targets.at(0).rustc_flags == made.targets.at(0).rustc_flags);
    CHECK(read.targets.at(0).verified);
  }

  TEST_CASE("anything else than a manifest is refused by name") {
    for (const char* text : {"", "{}", "[]", "{\"format\": 1}", "\xff", "{\"format\": 2, \"id\": \"x\"}"}) {
      CAPTURE(text);
      try {
        parse_manifest(text, "x/manifest.json");
        FAIL("accepted");
      } catch (const Error& error) {
        CHECK(std::string(error.what()).find("'x/manifest.json'") != std::string::npos);
      }
    }
  }

  TEST_CASE("the id depends on every input, by name and by value") {
    const std::string id = sysroot_id("1.96.0", {{"a", "1"}, {"b", "2"}});
    CHECK(id.starts_with("1.96.0-"));
    CHECK(id.size() == 19);
    CHECK(id == sysroot_id("1.96.0", {{"b", "2"}, {"a", "1"}}));
    CHECK(id != sysroot_id("1.96.0", {{"a", "1"}, {"b", "3"}}));
    CHECK(id != sysroot_id("1.96.0", {{"a", "12"}, {"b", ""}}));
  }

  TEST_CASE("a second target is added beside the first") {
    const Manifest first = manifest_of("a-postgres", "lib/rustlib/a-postgres/target.json", "cc");
    const Manifest second = manifest_of("b-postgres", "lib/rustlib/b-postgres/target.json", "dd");
    const Manifest merged = with_target(second, first);
    CHECK(merged.targets.size() == 2);
    CHECK(merged.targets.at(0).triple == "a-postgres");
    CHECK(merged.files.at("lib/rustlib/b-postgres/target.json") == "dd");
  }

  TEST_CASE("a target that is built anew leaves no files of the old one") {
    const Manifest old = manifest_of("a-postgres", "lib/rustlib/a-postgres/lib/old.rlib", "cc");
    const Manifest made = manifest_of("a-postgres", "lib/rustlib/a-postgres/lib/new.rlib", "dd");
    const Manifest merged = with_target(old, made);
    CHECK(merged.targets.size() == 1);
    CHECK_FALSE(merged.files.contains("lib/rustlib/a-postgres/lib/old.rlib"));
    CHECK(merged.files.contains("lib/rustlib/a-postgres/lib/new.rlib"));
  }

  TEST_CASE("SHA-256 is SHA-256") {
    CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
