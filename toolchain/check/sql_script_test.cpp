// SPDX-License-Identifier: PostgreSQL
#include "toolchain/check/sql_script.hpp"

#include <doctest/doctest.h>

#include "toolchain/check/string_literal.hpp"

using namespace plrust::toolchain;

namespace {

std::vector<std::string> statements(std::string_view text) {
  std::vector<std::string> found;
  for (const SqlStatement& row : split_script(text))
    found.emplace_back(text.substr(row.begin, row.end - row.begin));
  return found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_SUITE("sql_script") {
  TEST_CASE("semicolons in quotes, comments, brackets and bodies end no statement") {
    CHECK(statements("a ';' b; /* ; /* ; */ ; */ c -- ;\n d;") == Texts{"a ';' b", "c -- ;\n d"});
    CHECK(statements("x $a$ ; $b$ ; $a$; y \"a;\"") == Texts{"x $a$ ; $b$ ; $a$", "y \"a;\""});
    CHECK(statements("r (a; b); E'\\';' ; n") == Texts{"r (a; b)", "E'\\';'", "n"});
    CHECK(statements("U&'a;\\' ; z$1$;") == Texts{"U&'a;\\'", "z$1$"});
  }

  TEST_CASE("a backslash ends a string only where it is an escape") {
    CHECK(statements("'\\'; b") == Texts{"'\\'", "b"});
    CHECK(statements("e'it\\'s; ''x'; b") == Texts{"e'it\\'s; ''x'", "b"});
  }

  TEST_CASE("the statements of a body in SQL are one") {
    const std::string body =
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
    CHECK(statements(body + "; x") == Texts{body, "x"});
    CHECK(statements("BEGIN; COMMIT; END; x") == Texts{"BEGIN", "COMMIT", "END", "x"});
  }

  TEST_CASE("psql's commands are no SQL, and some send what is there") {
    CHECK(statements("\\set a ';\nSELECT 1 \\gset\nSELECT 2\n\\r\nSELECT 3;") ==
          Texts{"SELECT 1", "SELECT 3"});
    CHECK(statements("SELECT 1 \\; SELECT 2;") == Texts{"SELECT 1 \\; SELECT 2"});
  }

  TEST_CASE("data of COPY is no SQL") {
    CHECK(statements("COPY t FROM stdin WITH (FORMAT csv);\na;b'\n\\.\nx;") ==
          Texts{"COPY t FROM stdin WITH (FORMAT csv)", "x"});
    CHECK(statements("COPY t FROM 'file';\nx;\n") == Texts{"COPY t FROM 'file'", "x"});
    CHECK(statements("\\copy t from stdin\n'\n\\.\nx;") == Texts{"x"});
    CHECK(statements("COPY t FROM stdin;\nnever ends") == Texts{"COPY t FROM stdin"});
  }

  TEST_CASE("what never ends is a statement, too") {
    CHECK(statements("x $$ y; ") == Texts{"x $$ y; "});
    CHECK(statements(";; /* ; ").empty());
  }

  TEST_CASE("variables lose their colon and nothing moves") {
    CHECK(without_variables("CREATE :\"s\".f :x::int ':y' [1 : 2]") ==
          "CREATE  \"s\".f  x::int ':y' [1 : 2]");
  }

  TEST_CASE("LANGUAGE plrust counts only where it is said") {
    CHECK(names_plrust("x lAnguage PLRUST as"));
    CHECK(names_plrust("language 'plrust'"));
    CHECK_FALSE(names_plrust("x 'language plrust' -- language plrust"));
  }

  TEST_CASE("a literal knows where each of its bytes is written") {
    const std::string file = "as E'a\\n''\\x41\\u00e4z'";
    const auto literal = read_literal(file, 2);
    REQUIRE(literal);
    CHECK(literal->text == "a\n'A\u00e4z");
    CHECK(literal->places == std::vector<std::size_t>{5, 6, 8, 10, 14, 14, 20, 21});
    CHECK(read_literal("$t$ab$t$", 0)->places == std::vector<std::size_t>{3, 4, 5});
    CHECK(read_literal("'a'\n 'b'", 0)->text == "ab");
    CHECK(read_literal("'a' 'b'", 0)->text == "a");
    CHECK_FALSE(read_literal("U&'a'", 0));
  }
}
