// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <array>
#include <string>

#include "base/error.hpp"
#include "toolchain/compile/request.hpp"

namespace plrust::toolchain {
namespace {

// Fit a datum and are never null: what the shape "registers" can carry.
constexpr std::array kScalars = {
    std::string_view("Oid"), std::string_view("bool"), std::string_view("f32"),
    std::string_view("f64"), std::string_view("i16"),  std::string_view("i32"),
    std::string_view("i64"), std::string_view("i8"),   std::string_view("pg_sys::Oid"),
};
constexpr std::size_t kRegisters = 3;

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

[[noreturn]] void malformed(std::string_view signature) {
  throw Error("'" + std::string(signature) + "' is not a signature",
              "write it as 'fn name(a: i32, b: Option<&str>) -> i64'", ExitCode::usage);
}

// Index of the first `wanted` that is not inside brackets; npos if there is none.
std::size_t find_outside(std::string_view text, char wanted) {
  int depth = 0;
  for (std::size_t n = 0; n < text.size(); ++n) {
    const char c = text[n];
    if (depth == 0 && c == wanted)
      return n;
    if (c == '<' || c == '(' || c == '[')
      ++depth;
    else if (c == '>' || c == ')' || c == ']')
      --depth;
  }
  return std::string_view::npos;
}

// "&str" -> "&'a str": the lifetime that the generated function declares.
std::string with_lifetimes(std::string_view type) {
  std::string result;
  for (std::size_t n = 0; n < type.size(); ++n) {
    result += type[n];
    if (type[n] == '&' && (n + 1 == type.size() || type[n + 1] != '\''))
      result += "'a ";
  }
  return result;
}

}  // namespace

Request parse_signature(std::string_view signature) {
  std::string_view rest = trimmed(signature);
  if (!rest.starts_with("fn "))
    malformed(signature);
  rest = trimmed(rest.substr(3));
  const std::size_t open = rest.find('(');
  if (open == std::string_view::npos)
    malformed(signature);
  Request request;
  request.name = trimmed(rest.substr(0, open));
  if (request.name.ends_with("<'a>"))
    request.name.resize(request.name.size() - 4);
  rest = rest.substr(open + 1);
  const std::size_t close = find_outside(rest, ')');
  if (close == std::string_view::npos)
    malformed(signature);
  std::string_view arguments = trimmed(rest.substr(0, close));
  rest = trimmed(rest.substr(close + 1));
  while (!arguments.empty()) {
    const std::size_t comma = std::min(find_outside(arguments, ','), arguments.size());
    const std::string_view argument = arguments.substr(0, comma);
    const std::size_t colon = argument.find(':');
    if (colon == std::string_view::npos)
      malformed(signature);
    request.arguments.push_back({std::string(trimmed(argument.substr(0, colon))),
                                 with_lifetimes(trimmed(argument.substr(colon + 1)))});
    arguments = trimmed(arguments.substr(std::min(comma + 1, arguments.size())));
  }
  std::string result = "()";
  if (rest.starts_with("->"))
    result = with_lifetimes(trimmed(rest.substr(2)));
  else if (!rest.empty())
    malformed(signature);
  request.returns = result.starts_with("Option<") ? result : "Option<" + result + ">";
  const bool in_registers = request.arguments.size() <= kRegisters &&
                            std::ranges::all_of(request.arguments, [](const RequestArgument& argument) {
                              return std::ranges::find(kScalars, argument.type) != kScalars.end();
                            });
  request.shape = in_registers ? "registers" : "block";
  return request;
}

}  // namespace plrust::toolchain
