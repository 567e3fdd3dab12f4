// SPDX-License-Identifier: PostgreSQL
#include "language/json_body.hpp"

#include <doctest/doctest.h>

using namespace plrust::language;

TEST_SUITE("json_body") {
  TEST_CASE("the source of the prior art is what the user wrote") {
    CHECK(source_in_json(R"({"src":"\nOk(Some(\"é\u00e9\"))\n","trusted_pgrx_version":"1.2.8",)"
                         R"("lib":{"x86_64-postgres-linux-gnu":{"encoding":"GzBase64","symbol":"f",)"
                         R"("encoded":"H4sI","lints":["plrust_tuple_struct_self_pattern"]}},)"
                         R"("capabilities":["ZeroCopyArrays"]})") == "\nOk(Some(\"éé\"))\n");
    CHECK(source_in_json(" {\n \"lib\": {}, \"src\": \"\" }\n") == "");
  }

  TEST_CASE("everything else is Rust") {
    for (const char* const body :
         {"", "{", "{}", "Ok(None)", "{ \"src\" }", R"({"src":1})", R"({"lib":{"src":"x"}})",
          R"({"source":"x"})", R"(["src","x"])", R"("src")", R"({"src":"x"} Ok(None))", R"({"src":"x",})",
          R"({"a":["src","x"]})", R"({"a":{"src":"x"},"b":"y"})", "{ \"text\".len(); Ok(None) }"}) {
      CAPTURE(body);
      CHECK(!source_in_json(body));
    }
  }

  TEST_CASE("depth and length are nothing to fear") {
    const std::string deep = R"({"a":)" + std::string(1'000'000, '[');
    CHECK(!source_in_json(deep));
    CHECK(source_in_json(R"({"a":)" + std::string(100'000, '[') + std::string(100'000, ']') +
                         R"(,"src":"x"})") == "x");
  }
}
