// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/allow_list.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"

using plrust::toolchain::AllowList;
using plrust::toolchain::parse_version;

TEST_SUITE("allow_list") {
  TEST_CASE("a crate is a version, a table or several of them") {
    const AllowList list = AllowList::parse(
        "b = [\"1.0\", {version = \"2\", features = [\"std\", \"alloc\"], default-features = false}]\na = "
        "\"*\"\n");
    REQUIRE(list.rows().size() == 3);
    CHECK(list.rows()[0].name == "a");
    CHECK(list.rows()[1].version.text() == "1.0");
    CHECK(list.rows()[1].default_features);
    CHECK(list.rows()[2].features == std::vector<std::string>{"alloc", "std"});
    CHECK_FALSE(list.rows()[2].default_features);
  }

  TEST_CASE("an empty file allows nothing") {
    CHECK(AllowList::parse("").rows().empty());
    CHECK(AllowList::parse("# nothing\n").rows_of("a").empty());
  }

  TEST_CASE("native code runs only for the versions that say so") {
    const AllowList list = AllowList::parse(
        "a = [{version = \"=1.0.0\", build-script = true}, {version = \"2\", proc-macro = true}, \"*\"]");
    CHECK(list.lets_run_build_script("a", parse_version("1.0.0").value()));
    CHECK_FALSE(list.lets_run_build_script("a", parse_version("2.0.0").value()));
    CHECK(list.lets_run_proc_macro("a", parse_version("2.1.0").value()));
    CHECK_FALSE(list.lets_run_proc_macro("a", parse_version("1.0.0").value()));
    CHECK_FALSE(list.lets_run_proc_macro("b", parse_version("2.1.0").value()));
  }

  TEST_CASE("names are found with either dash") {
    CHECK(AllowList::parse("a-b_c = \"1\"").rows_of("a_b-c").size() == 1);
  }

  TEST_CASE("a mistake names the crate") {
    const auto says = [](const char* text, const char* message) {
      CHECK_THROWS_WITH_AS(AllowList::parse(text), message, plrust::Error);
    };
    says("a = 1", "allowed dependency 'a' is neither a version nor a table");
    says("a = {version = \"1\", git = \"x\"}",
         "allowed dependency 'a' has a field 'git' that is unknown or of the wrong type");
    says("a = {features = []}", "allowed dependency 'a' has no version");
    says("a = \"one\"",
         "allowed dependency 'a' has a version that cannot be read: 'one' is not a version requirement");
    says("\"../a\" = \"1\"", "allowed dependency '../a' is not the name of a crate");
    says("a = {version = \"1\", features = [\"\\\"\"]}",
         "allowed dependency 'a' has a feature that is not a name");
    CHECK_THROWS_AS(AllowList::parse("a = "), plrust::Error);
  }
}
