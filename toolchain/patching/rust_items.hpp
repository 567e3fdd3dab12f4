// SPDX-License-Identifier: PostgreSQL
// Finds the declarations of items, and their attributes, in Rust source without parsing Rust: it knows
// comments, literals and nesting, and what starts a declaration. Enough for std's own, well-formatted source;
// whoever uses it checks the number of places that it finds.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::toolchain {

// The same text with every character of comments and of string and character literals replaced by a blank;
// '\n' stays, so that offsets and line numbers are those of the source.
std::string blank_comments_and_literals(std::string_view source);

struct Attribute {
  std::string name;  // "stable", "rustc_const_stable", …
  std::size_t begin = 0;
  std::size_t end = 0;  // after ']'
};

struct RustItem {
  std::size_t begin = 0;  // of its keyword
  std::size_t line = 0;
  std::vector<Attribute> attributes;  // outer ones, in order
};

struct ItemQuery {
  std::string keyword;  // fn, struct, enum, trait, type, static, const, mod, macro, macro_rules
  std::string name;
  // The block that it stands in, without attributes and visibility, blanks collapsed: "impl Path", "mod
  // builtin"; empty: the file itself. All blocks of that head count.
  std::string within;
};

// In the order of the source.
std::vector<RustItem> find_items(std::string_view source, const ItemQuery& query);

// The attributes of the file itself ("#![…]") by that name.
std::vector<Attribute> find_inner_attributes(std::string_view source, std::string_view name);

}  // namespace plrust::toolchain
