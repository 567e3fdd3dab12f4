// SPDX-License-Identifier: PostgreSQL
#include "toolchain/compile/generated_source.hpp"

#include <algorithm>
#include <string_view>

#include "toolchain/compile/failure.hpp"
#include "toolchain/compile/source_check.hpp"

namespace plrust::toolchain {
namespace {

// A table of as many columns as there may be.
constexpr std::size_t kMaxTypeLength = 8192;

// The name of the function is the request's; what SQL allows and Rust does not becomes '_'.
std::string function_name(std::string_view name) {
  std::string result;
  for (const char c : name) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    result += fits ? c : '_';
  }
  if (!is_identifier(result))
    result.insert(0, "f_");
  return is_keyword(result) ? result + "_" : result;
}

std::string argument_name(const RequestArgument& argument, std::size_t position) {
  if (argument.name.empty())
    return "arg" + std::to_string(position);
  if (!is_identifier(argument.name))
    throw CompileFailure(Stage::check, "the argument name '" + argument.name + "' is not a name in Rust")
        .with_hint("use letters, digits and underscores");
  if (argument.name == "self" || argument.name == "Self" || argument.name == "super" ||
      argument.name == "crate")
    throw CompileFailure(Stage::check, "an argument cannot be called '" + argument.name + "'");
  return is_keyword(argument.name) ? "r#" + argument.name : argument.name;
}

// Types come from the handler's table; a mistake there must not become code.
const std::string& checked_type(const std::string& type) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:<>'&()[], ";
  const auto allowed = [&](char c) { return kAllowed.find(c) != std::string_view::npos; };
  if (type.empty() || type.size() > kMaxTypeLength || !std::ranges::all_of(type, allowed))
    throw CompileFailure(Stage::check, "'" + type + "' is not the name of a type");
  check_source(type);
  return type;
}

// As a literal of Rust: labels of SQL may hold any character but NUL.
std::string literal(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      result += "\\x";
      result += kDigits[byte >> 4];
      result += kDigits[byte & 15];
    } else {
      result += c;
    }
  }
  return result + '"';
}

const std::string& checked_identifier(const std::string& name) {
  if (!is_identifier(name) || is_keyword(name))
    throw CompileFailure(Stage::check, "'" + name + "' is not the name of an enum or a variant");
  return name;
}

// pgrx::sql_enum! { pub enum Mood { Sad = "sad", Ok = "ok" } type "mood"; }
std::string enum_item(const RequestEnum& generated) {
  std::string variants;
  for (const RequestEnum::Variant& variant : generated.variants) {
    variants += variants.empty() ? " " : ", ";
    variants += checked_identifier(variant.name) + " = " + literal(variant.label);
  }
  return "pgrx::sql_enum! { pub enum " + checked_identifier(generated.name) + " {" + variants + " } type " +
         literal(generated.type) + "; } ";
}

}  // namespace

GeneratedSource generate_source(const Request& request) {
  const std::string name = function_name(request.name);
  std::string arguments;
  for (std::size_t n = 0; n < request.arguments.size(); ++n) {
    arguments += n == 0 ? "" : ", ";
    arguments += argument_name(request.arguments[n], n) + ": " + checked_type(request.arguments[n].type);
  }
  const std::string& returns = checked_type(request.returns);
  std::string enums;
  std::string imports;
  for (const RequestEnum& generated : request.enums) {
    enums += enum_item(generated);
    imports += "#[allow(unused_imports)] use super::" + generated.name + "; ";
  }
  GeneratedSource result;
  result.text = enums;
  result.text += "pgrx::function! { fn " + name + "<'a>(" + arguments + ") -> " + returns +
                 "; shape = " + request.shape +
                 "; } pub mod user { #[allow(unused_imports)] use pgrx::prelude::*; " + imports +
                 "#[allow(unused_lifetimes, unused_variables)] pub fn " + name + "<'a>(" + arguments +
                 ") -> ::core::result::Result<" + returns + ", ::pgrx::BoxError> {";
  result.prologue_characters = result.text.size();
  result.user_lines = 1 + static_cast<std::size_t>(std::ranges::count(request.source, '\n'));
  result.text += request.source;
  result.text += "\n}}\n";
  return result;
}

}  // namespace plrust::toolchain
