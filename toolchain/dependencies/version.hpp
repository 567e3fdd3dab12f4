// SPDX-License-Identifier: PostgreSQL
// Versions and version requirements as cargo reads them. cargo itself resolves; this says which row of the
// allow list fits a wish, and which vendored version a message should name.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::toolchain {

struct Version {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::string pre;  // after '-'; what stands after '+' is not kept

  // A pre-release is before its release; among each other they are ordered as text.
  std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version& other) const = default;
};

std::string to_string(const Version& version);
// Nothing for anything but MAJOR.MINOR.PATCH with optional -PRE and +BUILD.
std::optional<Version> parse_version(std::string_view text);

// "1", "1.2.3", "^1.2", "~1.2", "=1.2.3", ">=1.2, <2", "1.*", "*": any number of conditions, all of which
// hold.
class Requirement {
 public:
  // Throws Error for anything else.
  static Requirement parse(std::string_view text);

  // A pre-release fits only the condition that names exactly it.
  bool matches(const Version& version) const;
  bool is_any() const { return ranges_.empty(); }
  // Set for a bare "1.2.3": what cargo takes for "^1.2.3".
  const std::optional<Version>& bare() const { return bare_; }
  const std::string& text() const { return text_; }

 private:
  struct Range {
    std::optional<Version> from;    // inclusive
    std::optional<Version> before;  // exclusive
    std::optional<Version> named;
  };
  static Range parse_condition(std::string_view text);

  std::string text_;
  std::vector<Range> ranges_;
  std::optional<Version> bare_;
};

}  // namespace plrust::toolchain
