// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <array>
#include <string>

#include "base/characters.hpp"
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
constexpr std::string_view kBlanks = " \t\n";

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
  std::string_view rest = trim(signature, kBlanks);
  if (!rest.starts_with("fn "))
    malformed(signature);
  rest = trim(rest.substr(3), kBlanks);
  const std::size_t open = rest.find('(');
  if (open == std::string_view::npos)
    malformed(signature);
  Request request;
  request.name = trim(rest.substr(0, open), kBlanks);
  if (request.name.ends_with("<'a>"))
    request.name.resize(request.name.size() - 4);
  rest = rest.substr(open + 1);
  const std::size_t close = find_outside(rest, ')');
  if (close == std::string_view::npos)
    malformed(signature);
  std::string_view arguments = trim(rest.substr(0, close), kBlanks);
  rest = trim(rest.substr(close + 1), kBlanks);
  while (!arguments.empty()) {
    const std::size_t comma = std::min(find_outside(arguments, ','), arguments.size());
    const std::string_view argument = arguments.substr(0, comma);
    const std::size_t colon = argument.find(':');
    if (colon == std::string_view::npos)
      malformed(signature);
    request.arguments.push_back({std::string(trim(argument.substr(0, colon), kBlanks)),
                                 with_lifetimes(trim(argument.substr(colon + 1), kBlanks))});
    arguments = trim(arguments.substr(std::min(comma + 1, arguments.size())), kBlanks);
  }
  std::string result = "()";
  if (rest.starts_with("->"))
    result = with_lifetimes(trim(rest.substr(2), kBlanks));
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
