// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/selection.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "toolchain/compile/failure.hpp"

namespace plrust::toolchain {
namespace {

CompileFailure failure(Stage stage, const WantedCrate& crate, const std::string& message, std::string hint) {
  return CompileFailure(stage, message).at(crate.line).with_hint(std::move(hint));
}

std::string allowed_names(const AllowList& allowed) {
  std::set<std::string> names;
  for (const AllowedCrate& row : allowed.rows()) names.insert(row.name);
  return names.empty() ? "no crate is allowed" : fmt::format("allowed are {}", fmt::join(names, ", "));
}

std::string quoted_versions(const std::vector<const AllowedCrate*>& rows) {
  std::vector<std::string> texts;
  texts.reserve(rows.size());
  for (const AllowedCrate* row : rows) texts.push_back(fmt::format("\"{}\"", row->version.text()));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string vendored_versions(const std::vector<const VendoredCrate*>& versions) {
  std::vector<std::string> texts;
  texts.reserve(versions.size());
  for (const VendoredCrate* crate : versions) texts.push_back(to_string(crate->version));
  return texts.empty() ? "no version of it is vendored"
                       : fmt::format("vendored is {}", fmt::join(texts, ", "));
}

bool fits_features(const WantedCrate& crate, const AllowedCrate& row) {
  return (!crate.features || *crate.features == row.features) &&
         (!crate.default_features || *crate.default_features == row.default_features);
}

std::string features_text(const AllowedCrate& row) {
  std::vector<std::string> texts;
  for (const std::string& feature : row.features) texts.push_back(fmt::format("\"{}\"", feature));
  return fmt::format("features = [{}]{}", fmt::join(texts, ", "),
                     row.default_features ? "" : ", default-features = false");
}

// Whether two requirements can hold at once is not decided here, only whether the wish names a version
// outside.
bool excludes(const AllowedCrate& row, const Requirement& wish) {
  return wish.bare() && !row.version.matches(*wish.bare()) && wish.text() == to_string(*wish.bare());
}

struct Choice {
  const AllowedCrate* row = nullptr;
  const VendoredCrate* crate = nullptr;
};

Choice newest(const std::vector<const AllowedCrate*>& rows, const std::vector<const VendoredCrate*>& versions,
              const Requirement& wish) {
  Choice best;
  for (const AllowedCrate* row : rows)
    for (const VendoredCrate* crate : versions)
      if (row->version.matches(crate->version) && wish.matches(crate->version) &&
          (best.crate == nullptr || crate->version > best.crate->version))
        best = {row, crate};
  return best;
}

// What the author is told when no vendored version is permitted with what he wrote.
CompileFailure why_not(const WantedCrate& crate, const Requirement& wish,
                       const std::vector<const AllowedCrate*>& rows,
                       const std::vector<const VendoredCrate*>& versions) {
  if (const Choice other = newest(rows, versions, wish); other.crate != nullptr)
    return failure(
        Stage::not_allowed, crate,
        fmt::format("the features of dependency '{}' must be those of the allow list", crate.package),
        fmt::format("leave them out, or write {}", features_text(*other.row)));
  const std::string permitted = fmt::format("permitted is {}", quoted_versions(rows));
  const bool is_vendored =
      std::ranges::any_of(versions, [&](const VendoredCrate* one) { return wish.matches(one->version); });
  const bool is_excluded =
      std::ranges::all_of(rows, [&](const AllowedCrate* row) { return excludes(*row, wish); });
  if (is_vendored || is_excluded)
    return failure(Stage::not_allowed, crate,
                   fmt::format("version '{}' of dependency '{}' is not permitted by the allow list",
                               crate.requirement, crate.package),
                   permitted);
  return failure(Stage::not_vendored, crate,
                 fmt::format("no version of dependency '{}' that '{}' and the allow list permit is vendored",
                             crate.package, crate.requirement),
                 permitted + "; " + vendored_versions(versions));
}

ChosenCrate choose_one(const WantedCrate& crate, const AllowList& allowed, const VendoredCrates& vendored) {
  const std::vector<const AllowedCrate*> rows = allowed.rows_of(crate.package);
  if (rows.empty())
    throw failure(Stage::not_allowed, crate, fmt::format("'{}' is not an allowed dependency", crate.package),
                  allowed_names(allowed) + "; the setting plrust.allowed_dependencies names the list");
  Requirement wish = Requirement::parse(crate.requirement);
  const std::vector<const VendoredCrate*> versions = vendored.versions_of(crate.package);
  const auto is_wished = [&](const VendoredCrate* other) { return other->version == wish.bare(); };
  if (wish.bare() && std::ranges::any_of(versions, is_wished))
    wish = Requirement::parse("=" + crate.requirement);
  std::vector<const AllowedCrate*> fitting = rows;
  std::erase_if(fitting, [&](const AllowedCrate* row) { return !fits_features(crate, *row); });
  const Choice best = newest(fitting, versions, wish);
  if (best.crate == nullptr)
    throw why_not(crate, wish, rows, versions);
  ChosenCrate chosen{crate.alias, best.crate->name, wish.text(), best.row->features,
                     best.row->default_features};
  if (wish.is_any())
    chosen.requirement = best.row->version.text();
  else if (!best.row->version.is_any())
    chosen.requirement = best.row->version.text() + ", " + wish.text();
  return chosen;
}

}  // namespace

std::vector<ChosenCrate> choose(const std::vector<WantedCrate>& wanted, const AllowList& allowed,
                                const VendoredCrates& vendored) {
  std::vector<ChosenCrate> chosen;
  chosen.reserve(wanted.size());
  for (const WantedCrate& crate : wanted) chosen.push_back(choose_one(crate, allowed, vendored));
  return chosen;
}

std::string manifest_of(const std::vector<ChosenCrate>& chosen, const std::string& rust_version) {
  std::string text = fmt::format(
      "[package]\nname = \"plrust-function\"\nversion = \"0.0.0\"\nedition = \"2021\"\nrust-version = "
      "\"{}\"\n"
      "resolver = \"3\"\n[lib]\npath = \"lib.rs\"\n[workspace]\n[dependencies]\n",
      rust_version);
  for (const ChosenCrate& crate : chosen) {
    std::vector<std::string> features;
    for (const std::string& feature : crate.features) features.push_back(fmt::format("\"{}\"", feature));
    text += fmt::format(
        "{} = {{ package = \"{}\", version = \"{}\", default-features = {}, features = [{}] }}\n",
        crate.alias, crate.package, crate.requirement, crate.default_features, fmt::join(features, ", "));
  }
  return text;
}

}  // namespace plrust::toolchain
