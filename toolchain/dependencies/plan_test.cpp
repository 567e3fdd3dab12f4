// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/plan.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/dependencies/dependencies.hpp"

using namespace plrust::toolchain;
using nlohmann::json;

namespace {

VendoredCrate crate(const char* name, const char* version) {
  VendoredCrate made;
  made.name = name;
  made.version = parse_version(version).value();
  made.folder = std::string("/crates/") + name + "-" + version;
  return made;
}

const VendoredCrates& shelf() {
  static const VendoredCrates crates("/crates", {crate("itoa", "1.0.1"), crate("my-macro", "2.0.0")});
  return crates;
}

json unit(const char* id, const char* kind, const char* source, json platform, json dependencies) {
  return {{"pkg_id", id},
          {"target",
           {{"kind", {kind}},
            {"name", std::string(id).substr(0, std::string(id).find('@'))},
            {"src_path", source},
            {"edition", "2018"}}},
          {"platform", std::move(platform)},
          {"mode", "build"},
          {"features", {"std", "alloc"}},
          {"dependencies", std::move(dependencies)}};
}

struct World {
  json graph{{"version", 1}, {"roots", {2}}};
  json metadata{{"packages",
                 {{{"name", "itoa"},
                   {"version", "1.0.1"},
                   {"id", "itoa@1"},
                   {"manifest_path", "/crates/itoa-1.0.1/Cargo.toml"},
                   {"authors", {"A", "B"}},
                   {"description", nullptr}},
                  {{"name", "my-macro"},
                   {"version", "2.0.0"},
                   {"id", "my-macro@2"},
                   {"manifest_path", "/crates/my-macro-2.0.0/Cargo.toml"},
                   {"links", "z"}},
                  {{"name", "plrust-function"},
                   {"version", "0.0.0"},
                   {"id", "root"},
                   {"manifest_path", "/x/Cargo.toml"}}}}};

  World() {
    graph["units"] = {
        unit("itoa@1", "lib", "/crates/itoa-1.0.1/src/lib.rs", "t", json::array()),
        unit("my-macro@2", "proc-macro", "/crates/my-macro-2.0.0/lib.rs", nullptr, json::array()),
        unit("root", "lib", "/x/lib.rs", "t",
             {{{"index", 0}, {"extern_crate_name", "itoa"}}, {{"index", 1}, {"extern_crate_name", "m"}}})};
  }

  Plan plan() const { return parse_plan(graph.dump(), metadata.dump(), shelf()); }
};

}  // namespace

TEST_SUITE("plan") {
  TEST_CASE("units are read with their crate") {
    const Plan plan = World().plan();
    REQUIRE(plan.roots.size() == 2);
    CHECK(plan.roots[1].name == "m");
    const Unit& itoa = plan.units[plan.roots[0].unit];
    CHECK(described(itoa) == "itoa-1.0.1");
    CHECK(itoa.is_for_target);
    CHECK(itoa.source == "src/lib.rs");
    CHECK(itoa.features == std::vector<std::string>{"alloc", "std"});
    CHECK(itoa.words.at("CARGO_PKG_AUTHORS") == "A:B");
    const Unit& macro = plan.units[plan.roots[1].unit];
    CHECK(macro.kind == Unit::Kind::proc_macro);
    CHECK_FALSE(macro.is_for_target);
    CHECK(macro.name == "my_macro");
    CHECK(macro.links == "z");
  }

  TEST_CASE("what is not vendored is refused, whatever cargo says") {
    const auto refused = [](const World& world) { CHECK_THROWS_AS(world.plan(), plrust::Error); };
    World outside;
    outside.graph["units"][0]["target"]["src_path"] = "/crates/itoa-1.0.1/../../etc/lib.rs";
    refused(outside);
    World elsewhere;
    elsewhere.metadata["packages"][0]["manifest_path"] = "/etc/Cargo.toml";
    refused(elsewhere);
    World other;
    other.metadata["packages"][0]["manifest_path"] = "/crates/my-macro-2.0.0/Cargo.toml";
    refused(other);
    World circle;
    circle.graph["units"][0]["dependencies"] = {{{"index", 1}, {"extern_crate_name", "a"}}};
    circle.graph["units"][1]["dependencies"] = {{{"index", 0}, {"extern_crate_name", "a"}}};
    refused(circle);
    World far;
    far.graph["units"][2]["dependencies"][0]["index"] = 99;
    refused(far);
    World root;
    root.graph["units"][0]["dependencies"] = {{{"index", 2}, {"extern_crate_name", "a"}}};
    refused(root);
    World option;
    option.graph["units"][0]["features"] = {"a\" --cfg x"};
    refused(option);
    World incomplete;
    incomplete.graph.erase("units");
    refused(incomplete);
  }

  TEST_CASE("a crate that is no Rust library cannot be a dependency") {
    World world;
    world.graph["units"][0]["target"]["kind"] = {"staticlib"};
    CHECK_THROWS_WITH_AS(world.plan(), "crate 'itoa' is not a Rust library", CompileFailure);
  }

  TEST_CASE("what would run natively needs a permission for its version") {
    const Plan plan = World().plan();
    CHECK(missing_permissions(plan, AllowList::parse("itoa = \"1\"")) ==
          std::vector<std::string>{"my-macro = { version = \"=2.0.0\", proc-macro = true }"});
    CHECK(missing_permissions(plan, AllowList::parse("my_macro = {version = \"1\", proc-macro = true}"))
              .size() == 1);
    CHECK(missing_permissions(plan, AllowList::parse("my_macro = {version = \"2\", proc-macro = true}"))
              .empty());
  }
}
