// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/selection.hpp"

#include <doctest/doctest.h>

#include "toolchain/compile/failure.hpp"

using namespace plrust::toolchain;

namespace {

VendoredCrate crate(const char* name, const char* version) {
  VendoredCrate made;
  made.name = name;
  made.version = parse_version(version).value();
  made.folder = std::string("/crates/") + name + "-" + version;
  return made;
}

const VendoredCrates& shelf() {
  static const VendoredCrates crates("/crates", {crate("rand", "0.8.4"), crate("rand", "0.8.5"),
                                                 crate("rand", "0.9.1"), crate("serde", "1.0.152")});
  return crates;
}

// "requirement [features] default" of what is chosen, or "stage: message | hint".
std::string chosen(const char* wish, const char* allowed) {
  try {
    const auto list = choose(parse_wanted(wish), AllowList::parse(allowed), shelf());
    std::string text = list.at(0).requirement;
    for (const std::string& feature : list.at(0).features) text += " " + feature;
    return list.at(0).default_features ? text : text + " bare";
  } catch (const CompileFailure& failure) {
    return std::string(stage_name(failure.stage())) + ": " + failure.what() + " | " + failure.hint();
  }
}

}  // namespace

TEST_SUITE("selection") {
  TEST_CASE("the wish and the list both hold") {
    CHECK(chosen("rand = \"0.8\"", "rand = \"*\"") == "0.8");
    CHECK(chosen("rand = \"*\"", "rand = \">=0.8, <0.9\"") == ">=0.8, <0.9");
    CHECK(chosen("rand = \"0.8\"", "rand = \">=0.8.2, <0.9\"") == ">=0.8.2, <0.9, 0.8");
  }

  TEST_CASE("a whole version is that version if it is there, otherwise what is compatible") {
    CHECK(chosen("rand = \"0.8.4\"", "rand = \"*\"") == "=0.8.4");
    CHECK(chosen("rand = \"0.8.3\"", "rand = \"*\"") == "0.8.3");
  }

  TEST_CASE("of several rows the one with the newest vendored version is taken") {
    CHECK(chosen("rand = \"*\"", "rand = [\"=0.8.4\", \"=0.8.5\", \"=0.9.9\"]") == "=0.8.5");
    CHECK(chosen("rand = \"=0.8.4\"", "rand = [\"=0.8.4\", \"=0.8.5\"]") == "=0.8.4, =0.8.4");
  }

  TEST_CASE("features are those of the row") {
    const char* const list = "serde = {version = \"1\", features = [\"derive\"], default-features = false}";
    CHECK(chosen("serde = \"1\"", list) == "1, 1 derive bare");
    CHECK(chosen("serde = {version = \"1\", features = [\"derive\"]}", list) == "1, 1 derive bare");
    CHECK(chosen("serde = {version = \"1\", features = [\"rc\"]}", list) ==
          "not_allowed: the features of dependency 'serde' must be those of the allow list | leave them out, "
          "or write "
          "features = [\"derive\"], default-features = false");
    CHECK(chosen("serde = {version = \"1\", default-features = true}", list)
              .starts_with("not_allowed: the features"));
  }

  TEST_CASE("what is refused says why") {
    CHECK(chosen("libc = \"*\"", "rand = \"*\"") ==
          "not_allowed: 'libc' is not an allowed dependency | allowed are rand; the setting "
          "plrust.allowed_dependencies "
          "names the list");
    CHECK(chosen("libc = \"*\"", "") ==
          "not_allowed: 'libc' is not an allowed dependency | no crate is allowed; the setting "
          "plrust.allowed_dependencies names the list");
    CHECK(chosen("rand = \"0.9\"", "rand = \"0.8\"") ==
          "not_allowed: version '0.9' of dependency 'rand' is not permitted by the allow list | permitted is "
          "\"0.8\"");
    CHECK(chosen("rand = \"0.7.3\"", "rand = \"0.8\"").starts_with("not_allowed: version '0.7.3'"));
    CHECK(chosen("rand = \"0.10\"", "rand = \"*\"") ==
          "not_vendored: no version of dependency 'rand' that '0.10' and the allow list permit is vendored | "
          "permitted "
          "is \"*\"; vendored is 0.8.4, 0.8.5, 0.9.1");
    CHECK(chosen("itoa = \"1\"", "itoa = \"1\"").ends_with("no version of it is vendored"));
  }

  TEST_CASE("the manifest depends on what was chosen") {
    const std::string text = manifest_of({{"js", "serde_json", "1, <2", {"std", "rc"}, false}}, "1.96.0");
    CHECK(
        text.ends_with("[dependencies]\njs = { package = \"serde_json\", version = \"1, <2\", "
                       "default-features = false, features = "
                       "[\"std\", \"rc\"] }\n"));
    CHECK(text.find("rust-version = \"1.96.0\"") != std::string::npos);
  }
}
