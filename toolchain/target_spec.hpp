// SPDX-License-Identifier: PostgreSQL
// Target specifications: rustc's own for Linux, changed by targets/overlay.toml. The overlay decides about
// every key that rustc's specification has, so that a key which a new rustc adds is noticed and not inherited
// unseen.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "toolchain/child.hpp"
#include "toolchain/render.hpp"

namespace plrust::toolchain {

struct Target {
  std::string_view arch;
  std::string_view triple;
  std::string_view base;  // rustc's target that it derives from
  bool verified;          // plrust-verify proves modules of this target
};

inline constexpr std::array<Target, 2> kTargets{{
    {"aarch64", "aarch64-postgres-linux-gnu", "aarch64-unknown-linux-gnu", true},
    {"x86_64", "x86_64-postgres-linux-gnu", "x86_64-unknown-linux-gnu", true},
}};

const Target& target_of_arch(std::string_view arch);
// Of the machine that this program was built for.
const Target& native_target();

struct OverlayRow {
  enum class Kind { keep, drop, set };
  Kind kind;
  std::string key;
  std::string arch;  // empty: all
  nlohmann::json value;
};

// Throws Error naming the row that is malformed.
std::vector<OverlayRow> parse_overlay(const std::string& toml_text);

// Throws Error for a key of `base` that no row decides about, and for a row to keep or drop a key that is not
// there.
nlohmann::json apply_overlay(const nlohmann::json& base, const std::vector<OverlayRow>& rows,
                             const Target& target);

struct Difference {
  std::string key;
  nlohmann::json checked_in;  // null: absent
  nlohmann::json generated;   // null: absent
};

std::vector<Difference> differences(const nlohmann::json& checked_in, const nlohmann::json& generated);

nlohmann::json base_spec(ChildRunner& runner, const std::filesystem::path& rustc, const Target& target);
// targets/<version>/<triple>.json if that Rust version has a folder there, else targets/<triple>.json.
std::filesystem::path target_file(const std::filesystem::path& data, const std::string& version,
                                  const Target& target);
// Its text.
std::string render_target(Renderer& renderer, const nlohmann::json& spec);

}  // namespace plrust::toolchain
