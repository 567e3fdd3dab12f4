// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include "toolchain/patching/rust_items.hpp"

namespace plrust::toolchain {
namespace {

std::string blank(std::size_t size) {
  return std::string(size, ' ');
}

TEST_SUITE("blank_comments_and_literals") {
  TEST_CASE("comments go, nested ones too") {
    CHECK(blank_comments_and_literals("a // b\nc") == "a     \nc");
    CHECK(blank_comments_and_literals("a /* /* b */ c */ d") == "a" + blank(17) + "d");
    CHECK(blank_comments_and_literals("a /* never closed") == "a" + blank(16));
  }

  TEST_CASE("strings go, with their escapes") {
    CHECK(blank_comments_and_literals("f(\"a\\\"b{\")") == "f(" + blank(7) + ")");
    CHECK(blank_comments_and_literals("b\"}\" c\"}\"") == blank(9));
    CHECK(blank_comments_and_literals("\"never closed\\") == blank(14));
  }

  TEST_CASE("raw strings end where their hashes do") {
    CHECK(blank_comments_and_literals("r#\"a\"b\"# c") == blank(8) + " c");
    CHECK(blank_comments_and_literals("br##\"\"#\"## c") == blank(10) + " c");
    CHECK(blank_comments_and_literals("r#try bar\"x\"") == "r#try bar   ");
  }

  TEST_CASE("characters go, lifetimes stay") {
    CHECK(blank_comments_and_literals("'{' '\\'' b'}' '\\u{7d}'") == blank(22));
    CHECK(blank_comments_and_literals("&'a str 'b: loop") == "&'a str 'b: loop");
    CHECK(blank_comments_and_literals("'\xC3\xA9'") == blank(4));
  }

  TEST_CASE("lines stay where they are") {
    CHECK(blank_comments_and_literals("/* a\nb */\n\"c\nd\"") == "    \n    \n  \n  ");
  }
}

TEST_SUITE("find_items") {
  constexpr const char* kSource =
      "#![stable(feature = \"file\", since = \"1\")]\n"
      "use x::{y, z};\n"
      "/// Opens. fn open() {}\n"
      "#[stable(feature = \"open\", since = \"1\")]\n"
      "#[rustc_const_stable(feature = \"open\", since = \"1\")]\n"
      "pub const fn open(path: fn(u8) -> u8) -> File { fn inner() {} }\n"
      "impl<T> File<T> {\n"
      "    #[stable(feature = \"read\", since = \"1\")]\n"
      "    pub fn read(&self) -> [u8; { 1 + 2 }] { [0; 3] }\n"
      "}\n"
      "impl File<u8> {\n"
      "    #[stable(feature = \"read8\", since = \"1\")]\n"
      "    pub fn read(&self) {}\n"
      "}\n"
      "pub(crate) mod builtin {\n"
      "    #[stable(feature = \"env\", since = \"1\")]\n"
      "    #[macro_export]\n"
      "    macro_rules! env { ($x:expr) => {}; }\n"
      "}\n"
      "#[stable(feature = \"s\", since = \"1\")]\n"
      "pub struct Opened;\n"
      "#[stable(feature = \"asm\", since = \"1\")]\n"
      "pub macro asm(\"template\", $(operands,)*) { /* } */ }\n";

  std::vector<RustItem> find(const char* keyword, const char* name, const char* within = "") {
    return find_items(kSource, {keyword, name, within});
  }

  TEST_CASE("a function is found once, with its attributes in order") {
    const auto found = find("fn", "open");
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == 6);
    REQUIRE(found[0].attributes.size() == 2);
    CHECK(found[0].attributes[0].name == "stable");
    CHECK(found[0].attributes[1].name == "rustc_const_stable");
    CHECK(std::string(kSource).substr(found[0].attributes[0].begin, 9) == "#[stable(");
  }

  TEST_CASE("methods are found in the block that is asked for only") {
    CHECK(find("fn", "read").empty());
    CHECK(find("fn", "read", "impl<T> File<T>").size() == 1);
    const auto found = find("fn", "read", "impl File<u8>");
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == 13);
    CHECK(find("fn", "read", "impl File").empty());
  }

  TEST_CASE("functions in functions are not found") {
    CHECK(find("fn", "inner").empty());
  }

  TEST_CASE("an attribute belongs to the item that follows it") {
    const auto found = find("struct", "Opened");
    REQUIRE(found.size() == 1);
    CHECK(found[0].attributes.size() == 1);
  }

  TEST_CASE("names match as a whole") {
    CHECK(find("struct", "Open").empty());
    CHECK(find("fn", "ope").empty());
  }

  TEST_CASE("both kinds of macros are found") {
    CHECK(find("macro_rules", "env", "mod builtin").size() == 1);
    CHECK(find("macro", "asm").size() == 1);
  }

  TEST_CASE("the file's own attributes are not an item's") {
    const auto inner = find_inner_attributes(kSource, "stable");
    REQUIRE(inner.size() == 1);
    CHECK(inner[0].begin == 0);
    CHECK(find_inner_attributes(kSource, "unstable").empty());
  }

  TEST_CASE("source that ends in the middle of anything is no problem") {
    const std::string source = kSource;
    for (std::size_t size = 0; size < source.size(); ++size) {
      CHECK(find_items(source.substr(0, size), {"fn", "open", ""}).size() <= 1);
    }
  }
}

}  // namespace
}  // namespace plrust::toolchain
