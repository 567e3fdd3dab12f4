// SPDX-License-Identifier: PostgreSQL
#include "toolchain/compile/generated_source.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/error.hpp"
#include "toolchain/compile/failure.hpp"

using namespace plrust::toolchain;

namespace {

Request simple() {
  Request request;
  request.name = "fib";
  request.arguments = {{"n", "i32"}};
  request.returns = "Option<i64>";
  request.source = "\n  Ok(None)\n";
  return request;
}

}  // namespace

TEST_SUITE("generated_source") {
  TEST_CASE("the user's first line follows the prologue on line 1") {
    const GeneratedSource generated = generate_source(simple());
    CHECK(generated.text ==
          "pgrx::function! { fn fib<'a>(n: i32) -> Option<i64>; shape = registers; } pub mod user { "
          "#[allow(unused_imports)] use pgrx::prelude::*; #[allow(unused_lifetimes, unused_variables)] "
          "pub fn fib<'a>(n: i32) -> ::core::result::Result<Option<i64>, ::pgrx::BoxError> {\n  "
          "Ok(None)\n\n}}\n");
    CHECK(generated.text.find('\n') == generated.prologue_characters);
    CHECK(generated.user_lines == 3);
  }

  TEST_CASE("names that SQL allows and Rust does not become names") {
    Request request = simple();
    request.name = "my func-1";
    request.arguments = {{"", "i32"}, {"type", "i32"}};
    const std::string text = generate_source(request).text;
    CHECK(text.find("fn my_func_1<'a>(arg0: i32, r#type: i32)") != std::string::npos);
    request.name = "match";
    CHECK(generate_source(request).text.find("fn match_<'a>") != std::string::npos);
    request.name = "1x";
    CHECK(generate_source(request).text.find("fn f_1x<'a>") != std::string::npos);
  }

  TEST_CASE("enums stand on line 1, too, whatever their labels are") {
    Request request = simple();
    request.arguments = {{"m", "crate::Mood"}};
    request.enums = {{"Mood", "my mood", {{"Sad", "sad"}, {"Odd", "a\"b\\c\nd\xc3\xbc"}}},
                     {"None2", "none", {}}};
    const GeneratedSource generated = generate_source(request);
    CHECK(
        generated.text.starts_with("pgrx::sql_enum! { pub enum Mood { Sad = \"sad\", Odd = "
                                   "\"a\\\"b\\\\c\\x0ad\xc3\xbc\" } type \"my mood\"; } "
                                   "pgrx::sql_enum! { pub enum None2 { } type \"none\"; } pgrx::function! { "
                                   "fn fib<'a>(m: crate::Mood)"));
    CHECK(generated.text.find("#[allow(unused_imports)] use super::Mood; ") != std::string::npos);
    CHECK(generated.text.find('\n') == generated.prologue_characters);
    request.enums = {{"Mood { } fn x() {} enum E", "mood", {}}};
    CHECK_THROWS_AS(generate_source(request), CompileFailure);
    request.enums = {{"Mood", "mood", {{"Sad, Bad", "sad"}}}};
    CHECK_THROWS_AS(generate_source(request), CompileFailure);
  }

  TEST_CASE("names and types that would be code are refused") {
    for (const char* name : {"n: i32) { } fn x(", "a b", "self", "crate"}) {
      Request request = simple();
      request.arguments = {{name, "i32"}};
      CHECK_THROWS_AS(generate_source(request), CompileFailure);
    }
    for (const char* type : {"i32) {} //", "", "{ loop {} }", "Vec<(i32>", "i32;"}) {
      Request request = simple();
      request.arguments = {{"n", type}};
      CHECK_THROWS_AS(generate_source(request), CompileFailure);
      request = simple();
      request.returns = type;
      CHECK_THROWS_AS(generate_source(request), CompileFailure);
    }
  }
}

TEST_SUITE("request") {
  const std::string kRequest =
      R"({"source": "\"sysroot\": \"no\"", "nested": {"sysroot": "no"}, "sysroot": "/s", "triple": "x86_64-t",
          "name": "f", "arguments": [{"name": "n", "type": "i32"}], "returns": "Option<i32>", "shape": "block",
          "optimization": "none", "allow_unsafe": true})";

  TEST_CASE("a request is read field by field") {
    const Request request = parse_request(kRequest);
    CHECK(request.name == "f");
    CHECK(request.arguments.at(0).type == "i32");
    CHECK(request.shape == "block");
    CHECK(request.optimization == "none");
    CHECK(request.allow_unsafe);
    CHECK(request.source == "\"sysroot\": \"no\"");
  }

  TEST_CASE("enums of a request are read") {
    std::string with_enums = kRequest;
    with_enums.replace(
        with_enums.rfind('}'), 1,
        R"(, "enums": [{"name": "E", "type": "e", "variants": [{"name": "A", "label": "a"}]}]})");
    CHECK(parse_request(with_enums).enums.at(0).variants.at(0).label == "a");
    with_enums.replace(with_enums.find("\"label\": \"a\""), 12, "\"label\": 1");
    CHECK_THROWS_AS(parse_request(with_enums), plrust::Error);
    CHECK(parse_request(kRequest).enums.empty());
  }

  TEST_CASE("only the top-level keys say what to compile against") {
    CHECK(target_of_request(kRequest).sysroot == "/s");
    CHECK(target_of_request(kRequest).triple == "x86_64-t");
    CHECK_THROWS_AS(target_of_request(R"({"a": {"sysroot": "x", "triple": "y"}})"), plrust::Error);
    CHECK_THROWS_AS(target_of_request(std::string(100000, '[')), plrust::Error);
  }

  TEST_CASE("what is not a request is refused") {
    for (const char* text : {"", "[]", "{}", "{\"sysroot\": 1}", "nonsense", "\xff"})
      CHECK_THROWS_AS(parse_request(text), plrust::Error);
    std::string other = kRequest;
    other.replace(other.find("\"none\""), 6, "\"most\"");
    CHECK_THROWS_WITH_AS(parse_request(other), "'optimization' of the request cannot be 'most'",
                         plrust::Error);
  }

  TEST_CASE("a signature says name, arguments, result and shape") {
    const Request request = parse_signature("fn f(a: i32, b: f64) -> i64");
    CHECK(request.name == "f");
    CHECK(request.arguments.at(1).name == "b");
    CHECK(request.returns == "Option<i64>");
    CHECK(request.shape == "registers");
  }

  TEST_CASE("references get the function's lifetime and need the block") {
    const Request request =
        parse_signature("fn g<'a>(s: Option<&str>, v: &'a [u8]) -> Option<Vec<(i32, i32)>>");
    CHECK(request.name == "g");
    CHECK(request.arguments.at(0).type == "Option<&'a str>");
    CHECK(request.arguments.at(1).type == "&'a [u8]");
    CHECK(request.returns == "Option<Vec<(i32, i32)>>");
    CHECK(request.shape == "block");
    CHECK(parse_signature("fn h()").returns == "Option<()>");
  }

  TEST_CASE("what is not a signature is a usage error") {
    for (const char* text : {"", "f(a: i32)", "fn f", "fn f(a)", "fn f(a: i32", "fn f() i32"})
      CHECK_THROWS_AS(parse_signature(text), plrust::Error);
  }
}
