// SPDX-License-Identifier: PostgreSQL
#include "toolchain/check/checker.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"

using namespace plrust::toolchain;

namespace {

// Accepts everything, or says one thing of each body.
class FakeCompiler final : public RoutineCompiler {
 public:
  std::string no_dependencies() const override { return "there is no folder of crates"; }
  CompileOutcome compile(const RoutineRequest& request) override {
    requests.push_back(request);
    return outcome;
  }
  std::vector<RoutineRequest> requests;
  CompileOutcome outcome{true, "", "", "", "", 0, {}, 0};
};

// The signature that the last function of `sql` gets.
std::string signature_of(const std::string& sql) {
  FakeCompiler compiler;
  Checker checker(compiler);
  checker.check_sql("f.sql", sql);
  REQUIRE_MESSAGE(!compiler.requests.empty(), sql);
  return compiler.requests.back().signature + " " + compiler.requests.back().request.shape;
}

Finding only_finding(const std::string& sql, CompileOutcome outcome = {true, "", "", "", "", 0, {}, 0}) {
  FakeCompiler compiler;
  compiler.outcome = std::move(outcome);
  Checker checker(compiler);
  checker.check_sql("f.sql", sql);
  REQUIRE_MESSAGE(checker.report().findings.size() == 1, sql);
  return checker.report().findings.front();
}

CompileOutcome says(const std::string& code, TextPlace begin, TextPlace end, const std::string& message) {
  Diagnostic diagnostic;
  diagnostic.level = "error";
  diagnostic.code = code;
  diagnostic.message = message;
  diagnostic.line = begin.line;
  diagnostic.column = begin.column;
  diagnostic.end_line = end.line;
  diagnostic.end_column = end.column;
  return {false, "rustc", message, "", "", begin.line, {diagnostic}, 0};
}

}  // namespace

TEST_SUITE("checker") {
  TEST_CASE("arguments have the types that the server gives them") {
    CHECK(signature_of(
              "CREATE FUNCTION f(a int, double precision DEFAULT 1) RETURNS text LANGUAGE plrust AS ''") ==
          "fn f(a: Option<i32>, arg2: Option<f64>) -> Option<String> block");
    CHECK(signature_of("CREATE FUNCTION f(a bool, VARIADIC b timestamptz[]) RETURNS void STRICT AS '' "
                       "LANGUAGE plrust") ==
          "fn f(a: bool, b: Array<'a, TimestampWithTimeZone>) -> Option<()> block");
    CHECK(signature_of("CREATE FUNCTION \"Big-One\"(a \"char\", b char(3)[]) RETURNS int4range STRICT "
                       "LANGUAGE plrust AS ''") ==
          "fn function_big_one(a: i8, b: Array<'a, &'a str>) -> Option<Range<i32>> block");
    CHECK(signature_of("CREATE FUNCTION f(int, int, int) RETURNS _int8 STRICT LANGUAGE plrust AS ''") ==
          "fn f(arg1: i32, arg2: i32, arg3: i32) -> Option<Vec<Option<i64>>> registers");
  }

  TEST_CASE("results are values, columns, sets, or what a trigger gives") {
    CHECK(signature_of("CREATE FUNCTION f(OUT a int, INOUT b text) LANGUAGE plrust AS ''") ==
          "fn f(b: Option<&'a str>) -> Option<(Option<i32>, Option<String>, )> block");
    CHECK(signature_of("CREATE FUNCTION f() RETURNS TABLE(a int) LANGUAGE plrust AS ''") ==
          "fn f() -> Option<TableIterator<'a, (Option<i32>, )>> set");
    CHECK(signature_of("CREATE FUNCTION f() RETURNS SETOF pg_catalog.date LANGUAGE plrust AS ''") ==
          "fn f() -> Option<SetOfIterator<'a, Option<Date>>> set");
    CHECK(signature_of("CREATE PROCEDURE f() LANGUAGE plrust AS ''") == "fn f() -> Option<()> registers");
    CHECK(signature_of("CREATE FUNCTION f() RETURNS trigger LANGUAGE plrust AS ''") ==
          "fn f(trigger: &'a PgTrigger<'a>) -> Option<PgHeapTuple<'a, AllocatedByRust>> trigger");
    CHECK(signature_of("DO LANGUAGE plrust ''") == "fn inline_code_block() -> Option<()> registers");
  }

  TEST_CASE("types that the file defines are known") {
    const std::string types =
        "CREATE TYPE s.mood AS ENUM ('a b', 'c'); ALTER TYPE mood ADD VALUE 'd' BEFORE 'c';"
        "CREATE DOMAIN d AS mood[]; CREATE TABLE t (); CREATE TYPE r AS RANGE (subtype = float4);";
    CHECK(signature_of(
              types +
              "CREATE FUNCTION f(a d, b t, c r, e r_multirange) RETURNS mood STRICT LANGUAGE plrust AS ''")
              .starts_with(
                  "fn f(a: Array<'a, crate::Mood>, b: PgHeapTuple<'a, AllocatedByRust>, c: Range<f32>"));
    FakeCompiler compiler;
    Checker checker(compiler);
    checker.check_sql("a.sql", types);
    checker.check_sql("b.sql", "CREATE FUNCTION f() RETURNS mood LANGUAGE plrust AS ''");
    const std::vector<RequestEnum>& enums = compiler.requests.at(0).request.enums;
    REQUIRE(enums.size() == 1);
    CHECK(enums[0].variants[0].name == "AB");
    CHECK(enums[0].variants[1].label == "d");
  }

  TEST_CASE("what only a server knows is skipped, and said so") {
    const Finding finding =
        only_finding("CREATE FUNCTION f(a int, b geometry) RETURNS int LANGUAGE plrust AS ''");
    CHECK(finding.level == Finding::Level::note);
    CHECK(finding.why == "the type 'geometry' is not defined in these files");
    CHECK(only_finding("CREATE FUNCTION f(a t.c%TYPE) RETURNS int LANGUAGE plrust AS ''").rule == "server");
    CHECK(only_finding("DO LANGUAGE plrust $$\n[dependencies]\nrand = \"1\"\n$$").rule == "dependency");
  }

  TEST_CASE("what the language cannot do is an error with advice") {
    const Finding finding =
        only_finding("CREATE FUNCTION f(a internal) RETURNS SETOF int LANGUAGE plrust AS ''");
    CHECK(finding.rule == "signature");
    CHECK(finding.instead ==
          "Only functions of aggregates, without sets and OUT arguments, have a state of this type.");
    CHECK(only_finding("CREATE FUNCTION f(\"a b\" int) RETURNS int LANGUAGE plrust AS ''").rule ==
          "signature");
    CHECK(only_finding("CREATE FUNCTION f(a int, a int) RETURNS int LANGUAGE plrust AS ''").rule ==
          "signature");
    CHECK(only_finding("CREATE FUNCTION f(a int) LANGUAGE plrust AS ''").message ==
          "function result type must be specified");
  }

  TEST_CASE("errors of SQL count only where they are ours") {
    const Finding finding =
        only_finding("CREATE nonsense;\n\u00e4;CREATE FUNCTION f( RETURNS int LANGUAGE plrust AS '';");
    CHECK(finding.rule == "sql");
    CHECK(finding.begin.line == 2);
    CHECK(finding.message == "syntax error at or near \"LANGUAGE\"");
    CHECK(finding.begin.column == 34);
  }

  TEST_CASE("places are the file's") {
    const Finding plain =
        only_finding("\n\nDO LANGUAGE plrust $$ \u00e4\nab cd $$", says("E1", {2, 4}, {2, 6}, "m"));
    CHECK(plain.begin.line == 4);
    CHECK(plain.begin.column == 4);
    CHECK(plain.end.column == 6);
    CHECK(plain.source_line == "ab cd $$");
    const Finding escaped =
        only_finding("DO LANGUAGE plrust E'\\n\\'\\'x y'", says("E1", {2, 5}, {2, 6}, "m"));
    CHECK(escaped.begin.line == 1);
    CHECK(escaped.begin.column == 30);
  }

  TEST_CASE("bodies of the prior art are what is in their JSON, and stand where that begins") {
    const std::string sql =
        "\nCREATE FUNCTION f() RETURNS int LANGUAGE plrust AS\n"
        "$${\"lib\":{},\"src\":\"\\n  Ok(k)\\n\"}$$";
    FakeCompiler compiler;
    Checker checker(compiler);
    checker.check_sql("f.sql", sql);
    REQUIRE(compiler.requests.size() == 1);
    CHECK(compiler.requests.front().request.source == "\n  Ok(k)\n");
    const Finding finding = only_finding(sql, says("E0425", {2, 6}, {2, 7}, "cannot find value"));
    CHECK(finding.begin.line == 3);
    CHECK(finding.end.line == 3);
  }

  TEST_CASE("a denied name is named, with why and what to write instead") {
    const Finding finding = only_finding("DO LANGUAGE plrust $$std::fs::read$$",
                                         says("policy", {1, 1}, {1, 8}, "no files; use SQL"));
    CHECK(finding.message == "'std::fs' is not available in PL/Rust");
    CHECK(finding.why == "no files");
    CHECK(finding.instead == "use SQL");
  }

  TEST_CASE("Rust files bring their signature") {
    FakeCompiler compiler;
    Checker checker(compiler);
    checker.check_rust("f.rs", "// signature: fn f(a: i32) -> i64\nOk(None)", "");
    CHECK(compiler.requests.at(0).request.returns == "Option<i64>");
    CHECK_THROWS_AS(checker.check_rust("f.rs", "Ok(None)", ""), plrust::Error);
  }

  TEST_CASE("SARIF has what the standard requires") {
    FakeCompiler compiler;
    compiler.outcome = says("E0308", {1, 1}, {1, 2}, "m");
    Checker checker(compiler);
    checker.check_sql("a b.sql", "DO LANGUAGE plrust 'x'; DO LANGUAGE plrust 'y'");
    const auto log = nlohmann::json::parse(report_sarif(checker.report(), "1.0"));
    CHECK(log.at("version") == "2.1.0");
    const auto& run = log.at("runs").at(0);
    CHECK(run.at("tool").at("driver").at("rules").size() == 1);
    REQUIRE(run.at("results").size() == 2);
    const auto& location = run.at("results").at(1).at("locations").at(0).at("physicalLocation");
    CHECK(location.at("artifactLocation").at("uri") == "a%20b.sql");
    CHECK(location.at("region").at("startColumn") == 45);
  }
}
