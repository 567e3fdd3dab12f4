// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/vendored.hpp"

#include <doctest/doctest.h>

using namespace plrust::toolchain;

TEST_SUITE("vendored") {
  TEST_CASE("name and version stand in the section of the package") {
    const auto crate = read_published_manifest(
        "# made by cargo\n[package]\r\nedition = \"2018\"\nname = \"serde_derive\" # x\nversion = "
        "\"1.0.152\"\n"
        "build = \"build.rs\"\n[lib]\nname = \"other\"\nproc-macro = true\n[dependencies.syn]\nversion = "
        "\"9\"\n");
    REQUIRE(crate);
    CHECK(crate->name == "serde_derive");
    CHECK(to_string(crate->version) == "1.0.152");
    CHECK(crate->has_build_script);
    CHECK(crate->is_proc_macro);
  }

  TEST_CASE("a plain library has neither") {
    const auto crate = read_published_manifest("[package]\nname = 'a'\nversion = '1.0.0'\nbuild = false\n");
    REQUIRE(crate);
    CHECK_FALSE(crate->has_build_script);
    CHECK_FALSE(crate->is_proc_macro);
  }

  TEST_CASE("what is no published crate is passed over") {
    for (const char* text :
         {"", "[workspace]\n", "[package]\nname = \"a\"\n",
          "[package]\nname = \"a\"\nversion.workspace = true\n",
          "[package]\nname = \"../a\"\nversion = \"1.0.0\"\n", "name = \"a\"\nversion = \"1.0.0\"\n"})
      CHECK_FALSE_MESSAGE(read_published_manifest(text), text);
  }

  TEST_CASE("versions of a crate come from the oldest to the newest") {
    const auto crate = [](const char* name, const char* version) {
      VendoredCrate made;
      made.name = name;
      made.version = parse_version(version).value();
      return made;
    };
    const VendoredCrates crates("/c", {crate("b", "1.10.0"), crate("a-c", "1.0.0"), crate("b", "1.9.0")});
    REQUIRE(crates.versions_of("b").size() == 2);
    CHECK(to_string(crates.versions_of("b")[1]->version) == "1.10.0");
    CHECK(crates.versions_of("a_c").size() == 1);
    CHECK(crates.fingerprint() != VendoredCrates("/c", {crate("b", "1.9.0")}).fingerprint());
  }
}
