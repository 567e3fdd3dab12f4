// SPDX-License-Identifier: PostgreSQL
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "toolchain/compile/source_check.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>

#include "toolchain/compile/failure.hpp"
#include "toolchain/compile/tokens.hpp"

using namespace plrust::toolchain;

namespace {

std::optional<CompileFailure> failure_of(const std::string& source) {
  try {
    check_source(source);
  } catch (const CompileFailure& failure) {
    return failure;
  }
  return std::nullopt;
}

std::string message_of(const std::string& source) {
  const auto failure = failure_of(source);
  return failure ? failure->what() : "";
}

std::string words(std::string_view source) {
  Tokens tokens(source);
  std::string all;
  for (Token token = tokens.next(); token.kind != Token::Kind::end; token = tokens.next())
    all += std::string(all.empty() ? "" : " ") + std::string(token.text);
  return all;
}

}  // namespace

TEST_SUITE("tokens") {
  TEST_CASE("strings, characters, lifetimes and numbers are single tokens") {
    CHECK(words("f(\"a\\\"b\", 'x', '\\'', 'a, b'z', 1.5, 1..2)") ==
          "f ( \"a\\\"b\" , 'x' , '\\'' , 'a , b'z' , 1.5 , 1 . . 2 )");
    CHECK(words("r\"a\\\" r#\"b\"c\"# br##\"\"#\"## c\"x\" r#type") ==
          "r\"a\\\" r#\"b\"c\"# br##\"\"#\"## c\"x\" type");
    CHECK(words("'ä' ünder") == "'ä' ünder");
  }

  TEST_CASE("comments are no tokens and may nest") {
    CHECK(words("a // b \" \n/* c /* d */ e */ f") == "a f");
  }

  TEST_CASE("what never ends is reported where it starts") {
    for (const char* source : {"let a;\n\"abc\n\n", "\n/* /* */", "\nr#\"x\"", "\n'\\", "\nb\"\\\""}) {
      const auto failure = failure_of(source);
      REQUIRE(failure);
      CHECK(failure->line() == 2);
      CHECK(std::string(failure->what()).ends_with("that starts here never ends"));
    }
  }
}

TEST_SUITE("source_check") {
  TEST_CASE("ordinary code passes") {
    check_source(
        "let v: Vec<&'a str> = s.split(',').collect(); // it's ')' here\nOk(Some(format!(\"{}\", v.len())))");
    check_source("#[derive(Debug)] struct Env { include: i32 } let env = 1; mod inner { pub fn link() {} }");
    check_source("");
  }

  TEST_CASE("unbalanced brackets name both places") {
    CHECK(message_of("Ok(Some(1))\n}") == "there is no open bracket for this '}'");
    CHECK(failure_of("Ok(Some(1))\n}")->line() == 2);
    CHECK(message_of("f(\n]") == "']' does not close the '(' of line 1");
    CHECK(message_of("a\n{ {}") == "the '{' is never closed");
    CHECK(failure_of("a\n{ {}")->line() == 2);
  }

  TEST_CASE("deep nesting is refused before it crashes the compiler") {
    CHECK(message_of(std::string(kMaxNesting, '(') + std::string(kMaxNesting, ')')).empty());
    const auto failure = failure_of(std::string(kMaxNesting + 1, '('));
    REQUIRE(failure);
    CHECK(failure->stage() == Stage::limit);
    CHECK(failure_of(std::string(200000, '{'))->stage() == Stage::limit);
  }

  TEST_CASE("too much source is refused by size") {
    CHECK(message_of(std::string(kMaxSourceBytes, ' ')).empty());
    const auto failure = failure_of(std::string(std::size_t{16} << 20, ' '));
    REQUIRE(failure);
    CHECK(failure->stage() == Stage::limit);
    CHECK(std::string(failure->what()) == "the source has 16777216 bytes; at most 4194304 are compiled");
  }

  TEST_CASE("NUL and invalid UTF-8 are refused with their line") {
    CHECK(failure_of(std::string("a\nb\0c", 5))->line() == 2);
    for (const char* bad :
         {"\n\xff", "\n\xc3", "\n\xc0\x80", "\n\xed\xa0\x80", "\n\xf4\x90\x80\x80", "\n\xe2\x82"})
      CHECK(failure_of(bad)->line() == 2);
    CHECK(message_of("// \xf0\x9f\xa6\x80 \xe2\x82\xac").empty());
  }

  TEST_CASE("macros that read the compiler's machine are refused in words") {
    for (const char* name :
         {"include", "include_str", "include_bytes", "env", "option_env", "asm", "global_asm"}) {
      const std::string message = message_of("\nlet x = std::" + std::string(name) + " !(\"/etc/passwd\");");
      CHECK(message.starts_with(std::string(name) + "! is not available in PL/Rust: "));
    }
  }

  TEST_CASE("attributes that reach out of a function are refused, wherever they hide") {
    for (const char* attribute :
         {"#[no_mangle]", "#[unsafe(no_mangle)]", "#[cfg_attr(all(), export_name = \"x\")]",
          "#[link_section = \"x\"]", "#[unsafe(naked)]", "#[global_allocator]", "#[path = \"/etc/passwd\"]",
          "#[link(name = \"c\")]"})
      CHECK_MESSAGE(message_of(std::string(attribute) + " fn f() {}").starts_with("the attribute '"),
                    attribute);
    CHECK(message_of("let path = 1; let link = path;").empty());
    CHECK(message_of("#[doc = \"no_mangle\"] fn f() {}").empty());
  }

  TEST_CASE("inner attributes, other files and extern crates are refused") {
    CHECK(message_of("#![feature(x)]").starts_with("inner attributes"));
    CHECK(message_of("pub mod x;").starts_with("'mod x;' is not available"));
    CHECK(message_of("extern crate libc;").starts_with("'extern crate' is not available"));
    CHECK(message_of("let r#mod = 1; x;").empty());
  }

  TEST_CASE("names are told from keywords") {
    CHECK(is_keyword("type"));
    CHECK(!is_keyword("types"));
    CHECK(is_identifier("_a1"));
    for (const char* bad : {"", "_", "1a", "a b", "a-b", "ä"}) CHECK(!is_identifier(bad));
  }
}
