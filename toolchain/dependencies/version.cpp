// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/version.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/characters.hpp"
#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

constexpr std::string_view kBlanks = " \t";

// Cargo's own texts are far below; longer ones are no versions.
constexpr std::size_t kLongestText = 128;
// Far from the end of the numbers, so that the next one can be computed.
constexpr std::uint64_t kLargestNumber = 1'000'000'000'000;

[[noreturn]] void refuse(std::string_view text) {
  throw Error("'" + std::string(text.substr(0, kLongestText)) + "' is not a version requirement",
              "such as \"1.2\", \"=1.2.3\", \">=1.2, <2\" or \"*\"");
}

std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number > kLargestNumber)
    return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool is_label(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
  });
}

// One to three numbers, the missing ones 0.
struct Partial {
  Version version;
  std::size_t numbers = 0;
  bool wildcard = false;
};

bool take_label(std::string_view& text, char mark, std::string* label) {
  if (text.empty() || text.front() != mark)
    return true;
  text.remove_prefix(1);
  const std::size_t end = mark == '-' ? std::min(text.find('+'), text.size()) : text.size();
  if (!is_label(text.substr(0, end)))
    return false;
  if (label != nullptr)
    *label = text.substr(0, end);
  text.remove_prefix(end);
  return true;
}

std::optional<Partial> parse_partial(std::string_view text) {
  if (text.size() > kLongestText)
    return std::nullopt;
  Partial partial;
  const std::array<std::uint64_t*, 3> places{&partial.version.major, &partial.version.minor,
                                             &partial.version.patch};
  for (;;) {
    if (text == "*" || text == "x" || text == "X") {
      partial.wildcard = true;
      return partial;
    }
    const auto number = take_number(text);
    if (!number || partial.numbers == places.size())
      return std::nullopt;
    *places[partial.numbers++] = *number;
    if (text.empty() || text.front() != '.')
      break;
    text.remove_prefix(1);
  }
  if (partial.numbers < places.size())
    return text.empty() ? std::optional(partial) : std::nullopt;
  if (!take_label(text, '-', &partial.version.pre) || !take_label(text, '+', nullptr) || !text.empty())
    return std::nullopt;
  return partial;
}

// The first version after all that agree with the given number of leading numbers.
Version after(const Version& version, std::size_t numbers) {
  if (numbers <= 1)
    return {version.major + 1, 0, 0, {}};
  if (numbers == 2)
    return {version.major, version.minor + 1, 0, {}};
  return {version.major, version.minor, version.patch + 1, {}};
}

// Up to which number a caret lets the version change: the first that is not 0.
std::size_t caret_numbers(const Partial& partial) {
  if (partial.version.major > 0 || partial.numbers == 1)
    return 1;
  return partial.version.minor > 0 || partial.numbers == 2 ? 2 : 3;
}

}  // namespace

std::strong_ordering Version::operator<=>(const Version& other) const {
  if (const auto order = major <=> other.major; order != std::strong_ordering::equal)
    return order;
  if (const auto order = minor <=> other.minor; order != std::strong_ordering::equal)
    return order;
  if (const auto order = patch <=> other.patch; order != std::strong_ordering::equal)
    return order;
  if (pre.empty() != other.pre.empty())
    return pre.empty() ? std::strong_ordering::greater : std::strong_ordering::less;
  return pre <=> other.pre;
}

std::string to_string(const Version& version) {
  std::string text = std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
                     std::to_string(version.patch);
  return version.pre.empty() ? text : text + "-" + version.pre;
}

std::optional<Version> parse_version(std::string_view text) {
  const auto partial = parse_partial(text);
  return partial && partial->numbers == 3 && !partial->wildcard ? std::optional(partial->version)
                                                                : std::nullopt;
}

Requirement::Range Requirement::parse_condition(std::string_view text) {
  std::string_view rest = text;
  std::string_view sign = "^";
  for (const std::string_view candidate : {">=", "<=", ">", "<", "=", "~", "^"}) {
    if (rest.starts_with(candidate)) {
      sign = candidate;
      rest = trim(rest.substr(candidate.size()), kBlanks);
      break;
    }
  }
  const auto partial = parse_partial(rest);
  if (!partial || (partial->numbers == 0 && rest != "*") ||
      (partial->numbers == 0 && rest.size() != text.size()))
    refuse(text);
  const Version& version = partial->version;
  const std::size_t numbers = partial->numbers;
  Range range;
  if (!version.pre.empty() && (sign == "=" || sign == "^" || sign == "~"))
    range.named = version;
  if (partial->wildcard)
    sign = "=";
  if (numbers == 0)
    return range;
  if (sign == ">=" || sign == "=" || sign == "~" || sign == "^")
    range.from = version;
  if (sign == ">")
    range.from = after(version, numbers);
  if (sign == "<")
    range.before = version;
  if (sign == "<=" || sign == "=")
    range.before = after(version, numbers);
  if (sign == "~")
    range.before = after(version, std::min<std::size_t>(numbers, 2));
  if (sign == "^")
    range.before = after(version, caret_numbers(*partial));
  return range;
}

Requirement Requirement::parse(std::string_view text) {
  Requirement requirement;
  requirement.text_ = trim(text, kBlanks);
  std::string_view rest = requirement.text_;
  if (rest.empty() || rest.size() > kLongestText)
    refuse(text);
  requirement.bare_ = parse_version(rest);
  if (rest == "*")
    return requirement;
  for (;;) {
    const std::size_t comma = rest.find(',');
    requirement.ranges_.push_back(parse_condition(trim(rest.substr(0, comma), kBlanks)));
    if (comma == std::string_view::npos)
      return requirement;
    rest.remove_prefix(comma + 1);
  }
}

bool Requirement::matches(const Version& version) const {
  if (!version.pre.empty() &&
      std::ranges::none_of(ranges_, [&](const Range& range) { return range.named == version; }))
    return false;
  return std::ranges::all_of(ranges_, [&](const Range& range) {
    return (!range.from || version >= *range.from) && (!range.before || version < *range.before);
  });
}

}  // namespace plrust::toolchain
