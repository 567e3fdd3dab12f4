// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include <algorithm>

#include "toolchain/crate_graph.hpp"

using namespace plrust;
using namespace plrust::toolchain;
using nlohmann::json;

namespace {

constexpr const char* kGraph = R"(
flags = ["--remap-path-prefix={source}=/rustc/x", "-Copt-level=3"]
environment = { STD_ENV_ARCH = "{arch}" }
[[conditional_cfg]]
when = "has_f16"
cfg = "f16_enabled"
crates = ["core"]
[[crate]]
name = "core"
path = "core/src/lib.rs"
edition = "2024"
[[crate]]
name = "alloc"
path = "alloc/src/lib.rs"
edition = "2024"
features = ["x"]
externs = ["noprelude:core"]
flags = ["-Coverflow-checks=off"]
[[crate]]
name = "std"
path = "std/src/lib.rs"
edition = "2024"
externs = ["alloc", "core"]
)";

std::string words_of(const json& plan, const std::string& crate) {
  const auto& crates = plan.at("crates");
  const auto found =
      std::find_if(crates.begin(), crates.end(), [&](const json& edge) { return edge.at("name") == crate; });
  REQUIRE(found != crates.end());
  return " " + found->at("words").get<std::string>() + " ";
}

bool has_word(const std::string& words, const std::string& word) {
  return words.find(" " + word + " ") != std::string::npos;
}

json plan(const std::string& cfg) {
  return ninja_plan(parse_crate_graph(kGraph, "crates.toml"), target_of_arch("x86_64"), cfg);
}

}  // namespace

TEST_SUITE("crate_graph") {
  TEST_CASE("every crate is confined, std and pgrx alike") {
    const json made = plan("");
    for (const char* crate : {"core", "alloc", "std", "pgrx"}) {
      const std::string words = words_of(made, crate);
      CAPTURE(words);
      for (const std::string& flag : confinement_flags("plugin/split-stack.so")) {
        CHECK(has_word(words, flag));
      }
      CHECK(has_word(words, "-Zremap-cwd-prefix=/plrust"));
    }
  }

  TEST_CASE("nothing in the plan is an absolute path of the machine") {
    const std::string text = plan("").dump();
    for (const char* folder : {"\"/", "=/usr", "=/home", " /"}) {
      CAPTURE(folder);
      CHECK(text.find(folder) == std::string::npos);
    }
  }

  TEST_CASE("a conditional cfg is given when the target has the line, and only the whole line") {
    CHECK(has_word(words_of(plan("a\nhas_f16\nb\n"), "core"), "--cfg=f16_enabled"));
    CHECK_FALSE(has_word(words_of(plan("has_f16_math\n"), "core"), "--cfg=f16_enabled"));
    CHECK_FALSE(has_word(words_of(plan("has_f16\n"), "alloc"), "--cfg=f16_enabled"));
  }

  TEST_CASE("features are quoted for the shell, placeholders are filled in") {
    const json made = plan("");
    CHECK(has_word(words_of(made, "alloc"), "'--cfg=feature=\"x\"'"));
    CHECK(has_word(words_of(made, "core"), "--remap-path-prefix=std=/rustc/x"));
    CHECK(made.at("environment") == "RUSTC_BOOTSTRAP=1 STD_ENV_ARCH=x86_64");
  }

  TEST_CASE("externs keep their prefix and name a library of the build") {
    CHECK(has_word(
        words_of(plan(""), "alloc"),
        "--extern=noprelude:core=sysroot/lib/rustlib/x86_64-postgres-linux-gnu/lib/libcore-plrust.rlib"));
  }

  TEST_CASE("pgrx waits for all of std") {
    const json made = plan("");
    for (const json& edge : made.at("crates")) {
      if (edge.at("name") == "pgrx") {
        CHECK(edge.at("externs").size() == 3);
      }
    }
  }

  TEST_CASE("a graph with a mistake is refused") {
    const std::string good = kGraph;
    CHECK_THROWS_AS(
        parse_crate_graph(good + "[[crate]]\nname = \"std\"\npath = \"x\"\nedition = \"1\"\n", "f"), Error);
    CHECK_THROWS_AS(parse_crate_graph(
                        good + "[[crate]]\nname = \"y\"\npath = \"x\"\nedition = \"1\"\nfeature = 1\n", "f"),
                    Error);
    CHECK_THROWS_AS(
        parse_crate_graph(
            good + "[[crate]]\nname = \"y\"\npath = \"x\"\nedition = \"1\"\nexterns = [\"z\"]\n", "f"),
        Error);
    CHECK_THROWS_AS(parse_crate_graph("flags = 1\n", "f"), Error);
    CHECK_THROWS_AS(parse_crate_graph("", "f"), Error);
    CHECK_THROWS_AS(parse_crate_graph("[[crate", "f"), Error);
  }

  TEST_CASE("user code gets the flags that std got, and no features") {
    const CrateGraph graph = parse_crate_graph(kGraph, "crates.toml");
    const auto flags = user_flags(graph, target_of_arch("x86_64"));
    for (const std::string& flag : confinement_flags("{sysroot}/plugin/split-stack.so")) {
      CHECK(std::ranges::find(flags, flag) != flags.end());
    }
    CHECK(std::ranges::find(flags, "-Zallow-features=") != flags.end());
  }

  TEST_CASE("a version that calls a flag otherwise gets it under that name, everywhere") {
    const std::string text =
        "spellings = { \"-Cjump-tables=no\" = \"-Zno-jump-tables\" }\n" + std::string(kGraph);
    const CrateGraph graph = parse_crate_graph(text, "crates.toml");
    const auto flags = user_flags(graph, target_of_arch("x86_64"));
    const std::string words = words_of(ninja_plan(graph, target_of_arch("x86_64"), ""), "std");
    CHECK(std::ranges::find(flags, "-Zno-jump-tables") != flags.end());
    CHECK(std::ranges::find(flags, "-Cjump-tables=no") == flags.end());
    CHECK(has_word(words, "-Zno-jump-tables"));
    CHECK_FALSE(has_word(words, "-Cjump-tables=no"));
  }
}
