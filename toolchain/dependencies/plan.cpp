// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/plan.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/dependencies/allow_list.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMostUnits = 4096;
constexpr int kDeepest = 16;
constexpr std::size_t kLongestWord = 4096;
constexpr const char* kRootPackage = "plrust-function";

[[noreturn]] void refuse(const std::string& what) {
  throw Error("cargo's plan cannot be used: " + what);
}

json parse(const std::string& text) {
  const json::parser_callback_t shallow = [](int depth, json::parse_event_t, json&) {
    return depth <= kDeepest;
  };
  json object = json::parse(text, shallow, /*allow_exceptions=*/false);
  if (!object.is_object())
    refuse("it is not JSON");
  return object;
}

std::string text(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

struct Package {
  const VendoredCrate* crate = nullptr;  // nothing: the function itself
  std::string links;
  std::map<std::string, std::string> words;
};

// A value of an environment variable: one line, not endless.
std::string word(const json& package, const char* name) {
  std::string value = text(package, name).substr(0, kLongestWord);
  std::ranges::replace(value, '\0', ' ');
  return value;
}

std::map<std::string, std::string> words_of(const json& package, const VendoredCrate& crate) {
  std::string authors;
  if (const auto list = package.find("authors"); list != package.end() && list->is_array())
    for (const json& author : *list)
      if (author.is_string())
        authors += (authors.empty() ? "" : ":") + author.get<std::string>().substr(0, kLongestWord);
  std::ranges::replace(authors, '\0', ' ');
  const Version& version = crate.version;
  return {{"CARGO_PKG_NAME", crate.name},
          {"CARGO_PKG_VERSION", to_string(version)},
          {"CARGO_PKG_VERSION_MAJOR", std::to_string(version.major)},
          {"CARGO_PKG_VERSION_MINOR", std::to_string(version.minor)},
          {"CARGO_PKG_VERSION_PATCH", std::to_string(version.patch)},
          {"CARGO_PKG_VERSION_PRE", version.pre},
          {"CARGO_PKG_AUTHORS", authors.substr(0, kLongestWord)},
          {"CARGO_PKG_DESCRIPTION", word(package, "description")},
          {"CARGO_PKG_HOMEPAGE", word(package, "homepage")},
          {"CARGO_PKG_REPOSITORY", word(package, "repository")},
          {"CARGO_PKG_LICENSE", word(package, "license")},
          {"CARGO_PKG_LICENSE_FILE", word(package, "license_file")},
          {"CARGO_PKG_RUST_VERSION", word(package, "rust_version")},
          {"CARGO_PKG_README", word(package, "readme")}};
}

std::map<std::string, Package> read_packages(const std::string& metadata, const VendoredCrates& vendored) {
  std::map<std::string, Package> packages;
  const json object = parse(metadata);
  for (const json& package : object.at("packages")) {
    const std::string name = text(package, "name");
    if (name == kRootPackage) {
      packages[text(package, "id")] = {};
      continue;
    }
    const VendoredCrate* const crate =
        vendored.in_folder(fs::path(text(package, "manifest_path")).parent_path());
    if (crate == nullptr || crate->name != name || parse_version(text(package, "version")) != crate->version)
      refuse(fmt::format("package '{}' is not the vendored one", name));
    Package read{crate, text(package, "links"), words_of(package, *crate)};
    if (!read.links.empty() && !is_crate_name(read.links))
      refuse(fmt::format("package '{}' links what is not a name", name));
    packages[text(package, "id")] = std::move(read);
  }
  return packages;
}

Unit::Kind kind_of(const json& unit, const VendoredCrate& crate) {
  const bool runs = text(unit, "mode") == "run-custom-build";
  const json& target = unit.at("target");
  std::set<std::string> kinds;
  for (const json& kind : target.at("kind")) kinds.insert(kind.get<std::string>());
  if (kinds.contains("custom-build"))
    return runs ? Unit::Kind::build_script_run : Unit::Kind::build_script;
  if (kinds.contains("proc-macro"))
    return Unit::Kind::proc_macro;
  if (kinds.contains("lib") || kinds.contains("rlib"))
    return Unit::Kind::library;
  throw CompileFailure(Stage::dependency, fmt::format("crate '{}' is not a Rust library", crate.name));
}

std::string source_below(const json& target, const VendoredCrate& crate) {
  const fs::path source =
      fs::path(text(target, "src_path")).lexically_normal().lexically_relative(crate.folder);
  std::string relative = source.string();
  if (relative.empty() || relative.starts_with("..") || source.is_absolute())
    refuse(fmt::format("a source of '{}' lies outside of its folder", crate.name));
  return relative;
}

std::vector<UnitDependency> dependencies_of(const json& unit, std::size_t count) {
  std::vector<UnitDependency> dependencies;
  for (const json& dependency : unit.at("dependencies")) {
    const UnitDependency one{dependency.at("index").get<std::size_t>(),
                             text(dependency, "extern_crate_name")};
    if (one.unit >= count || !is_crate_name(one.name) || one.name.find('-') != std::string::npos)
      refuse("a dependency has no place or no name");
    dependencies.push_back(one);
  }
  return dependencies;
}

Unit read_unit(const json& object, const Package& package, std::size_t count) {
  const json& target = object.at("target");
  Unit unit;
  unit.crate = package.crate;
  unit.kind = kind_of(object, *package.crate);
  unit.is_for_target = !object.at("platform").is_null() && unit.kind != Unit::Kind::build_script;
  unit.name = text(target, "name");
  std::ranges::replace(unit.name, '-', '_');
  unit.source = source_below(target, *package.crate);
  unit.edition = text(target, "edition");
  unit.features = object.at("features").get<std::vector<std::string>>();
  std::ranges::sort(unit.features);
  unit.dependencies = dependencies_of(object, count);
  unit.links = package.links;
  unit.words = package.words;
  if (!is_crate_name(unit.name) || !std::ranges::all_of(unit.features, is_feature_name) ||
      !std::set<std::string>{"2015", "2018", "2021", "2024"}.contains(unit.edition))
    refuse(fmt::format("the unit '{}' of '{}' is none", unit.name, unit.crate->name));
  return unit;
}

void check_no_circle(const Plan& plan) {
  enum class State { unseen, open, done };
  std::vector<State> states(plan.units.size(), State::unseen);
  struct Place {
    std::size_t unit;
    std::size_t next;
  };
  for (std::size_t start = 0; start < plan.units.size(); ++start) {
    std::vector<Place> path;
    if (states[start] == State::unseen)
      path.push_back({start, 0});
    while (!path.empty()) {
      Place& here = path.back();
      states[here.unit] = State::open;
      const std::vector<UnitDependency>& dependencies = plan.units[here.unit].dependencies;
      if (here.next == dependencies.size()) {
        states[here.unit] = State::done;
        path.pop_back();
        continue;
      }
      const std::size_t next = dependencies[here.next++].unit;
      if (states[next] == State::open)
        refuse("its units depend on each other in a circle");
      if (states[next] == State::unseen)
        path.push_back({next, 0});
    }
  }
}

Plan read_units(const json& graph, const std::map<std::string, Package>& packages) {
  const json& units = graph.at("units");
  const json& roots = graph.at("roots");
  if (graph.at("version") != 1 || units.size() > kMostUnits || roots.size() != 1)
    refuse("its form is not known");
  const std::size_t root = roots.at(0).get<std::size_t>();
  if (root >= units.size())
    refuse("it has no root");
  Plan plan;
  plan.roots = dependencies_of(units.at(root), units.size());
  // The root keeps its place, so that the indexes stay true; nothing may depend on it.
  for (std::size_t n = 0; n < units.size(); ++n) {
    const auto package = packages.find(text(units.at(n), "pkg_id"));
    if (package == packages.end() || (package->second.crate == nullptr) != (n == root))
      refuse("a unit belongs to no package");
    plan.units.push_back(n == root ? Unit{} : read_unit(units.at(n), package->second, units.size()));
  }
  for (const Unit& unit : plan.units)
    for (const UnitDependency& dependency : unit.dependencies)
      if (dependency.unit == root)
        refuse("a crate depends on the function");
  return plan;
}

}  // namespace

std::string described(const Unit& unit) {
  return fmt::format("{}-{}", unit.crate->name, to_string(unit.crate->version));
}

Plan parse_plan(const std::string& unit_graph, const std::string& metadata, const VendoredCrates& vendored) {
  try {
    Plan plan = read_units(parse(unit_graph), read_packages(metadata, vendored));
    check_no_circle(plan);
    return plan;
  } catch (const json::exception&) {
    refuse("a part of it is missing");
  }
}

}  // namespace plrust::toolchain
