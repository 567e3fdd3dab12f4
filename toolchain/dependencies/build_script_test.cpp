// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/build_script.hpp"

#include <doctest/doctest.h>

#include "toolchain/dependencies/rustc_stand_in.hpp"

using namespace plrust::toolchain;

TEST_SUITE("build_script") {
  TEST_CASE("both forms of lines are understood, and talk is not") {
    const ScriptOutput output = parse_script_output(
        "hello\ncargo:rustc-cfg=fast\r\ncargo::rustc-cfg=feature=\"x\"\ncargo:rustc-env=A=b=c\n"
        "cargo:rerun-if-changed=x\ncargo:rustc-link-lib=z\ncargo:warning=w\ncargo:root=/x\n"
        "cargo::metadata=include=/y\ncargo::error=no\ncargo::unknown=1\ncargo:rustc-env=bad name=1\n "
        "cargo:rustc-cfg=no\n");
    CHECK(output.cfgs == std::vector<std::string>{"fast", "feature=\"x\""});
    REQUIRE(output.variables.size() == 1);
    CHECK(output.variables[0].first == "A");
    CHECK(output.variables[0].second == "b=c");
    CHECK(output.metadata == std::map<std::string, std::string>{{"root", "/x"}, {"include", "/y"}});
    CHECK(output.error == "no");
  }

  TEST_CASE("rustc's cfg becomes variables, several values of one in a list") {
    const auto variables = cfg_variables(
        "debug_assertions\npanic=\"abort\"\ntarget_feature=\"fxsr\"\ntarget_feature=\"sse\"\ntarget_thread_"
        "local\n");
    CHECK(variables == std::map<std::string, std::string>{{"CARGO_CFG_PANIC", "abort"},
                                                          {"CARGO_CFG_TARGET_FEATURE", "fxsr,sse"},
                                                          {"CARGO_CFG_TARGET_THREAD_LOCAL", ""}});
  }

  TEST_CASE("names of variables") {
    Unit unit;
    unit.features = {"use-std"};
    CHECK(feature_variables(unit) == std::map<std::string, std::string>{{"CARGO_FEATURE_USE_STD", "1"}});
    CHECK(metadata_variable("z-lib", "include") == "DEP_Z_LIB_INCLUDE");
  }

  TEST_CASE("rustc gets the target's flags only for the target") {
    bool is_for_target = false;
    const auto words = [&](const std::vector<std::string>& given) {
      return rustc_words(given, "t", "-Za\x1f-Cb", &is_for_target);
    };
    CHECK(words({"-vV"}) == std::vector<std::string>{"-vV"});
    CHECK_FALSE(is_for_target);
    CHECK(words({"--target", "t", "x"}) == std::vector<std::string>{"--target", "t", "x", "-Za", "-Cb"});
    CHECK(is_for_target);
    CHECK(words({"--target=other"}).size() == 1);
    CHECK_FALSE(is_for_target);
    CHECK(words({"--target"}).size() == 1);
  }
}
