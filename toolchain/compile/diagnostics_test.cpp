// SPDX-License-Identifier: PostgreSQL
#include "toolchain/compile/diagnostics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "toolchain/compile/source_line.hpp"

using namespace plrust::toolchain;
using nlohmann::json;

namespace {

constexpr std::size_t kPrologue = 10;

struct Place {
  std::size_t line;
  std::size_t column;
  std::size_t end;
  std::string source;
  std::string label;
  bool primary = true;
  std::string file = "function.rs";
};

json span(const Place& place) {
  return {{"file_name", place.file}, {"line_start", place.line},
          {"line_end", place.line},  {"column_start", place.column},
          {"column_end", place.end}, {"is_primary", place.primary},
          {"label", place.label},    {"text", {{{"text", place.source}}}},
          {"expansion", nullptr}};
}

json diagnostic(const std::string& message, const json& spans, const std::string& code = "",
                const json& children = json::array(), const std::string& level = "error") {
  return {{"$message_type", "diagnostic"},
          {"level", level},
          {"message", message},
          {"spans", spans},
          {"code", code.empty() ? json() : json{{"code", code}}},
          {"children", children}};
}

json note(const std::string& message, const std::string& level = "note") {
  return {{"level", level}, {"message", message}, {"spans", json::array()}};
}

// A lone brace would copy the element instead of making a list of it.
json list(std::initializer_list<json> elements) {
  return json::array_t(elements);
}

RenderedDiagnostics rendered(const json& object) {
  return render_diagnostics(object.dump() + "\n", "function.rs", kPrologue, 50);
}

}  // namespace

TEST_SUITE("diagnostics") {
  TEST_CASE("an error shows code, line, source and mark") {
    const auto result = rendered(diagnostic(
        "mismatched types",
        list({span({3, 18, 21, "    let x: i32 = \"a\";", "expected `i32`, found `&str`"})}), "E0308"));
    CHECK(result.text ==
          "error[E0308]: mismatched types\n"
          " --> line 3, column 18\n"
          "  |\n"
          "3 |     let x: i32 = \"a\";\n"
          "  |                  ^^^ expected `i32`, found `&str`\n");
    CHECK(result.first_error == "mismatched types");
    CHECK(result.line == 3);
    CHECK(result.errors == 1);
  }

  TEST_CASE("the prologue in front of the user's first line is invisible") {
    const auto result = rendered(diagnostic("no", list({span({1, 14, 15, "0123456789 ab x", "here"})})));
    CHECK(result.text == "error: no\n --> line 1, column 4\n  |\n1 |  ab x\n  |    ^ here\n");
    const auto hidden = rendered(diagnostic("no", list({span({1, 3, 5, "0123456789 ab", "here"})})));
    CHECK(hidden.text == "error: no\n");
    CHECK(hidden.line == 0);
  }

  TEST_CASE("a wrong last expression gets a hint about Ok(Some(…))") {
    const json spans =
        list({span({1, 3, 5, "0123456789", "expected `Result`", false}), span({2, 1, 2, "x", "found"})});
    CHECK(rendered(diagnostic("mismatched types", spans, "E0308")).hint.find("Ok(Some(value))") !=
          std::string::npos);
  }

  TEST_CASE("a span inside a macro of std is where the user called it") {
    json inside = span({100, 1, 2, "panic!()", "", true, "library/core/src/macros.rs"});
    inside["expansion"] = {{"span", span({4, 1, 5, "call", ""})}};
    CHECK(rendered(diagnostic("no", list({inside}))).line == 4);
  }

  TEST_CASE("a denied item shows our reason alone") {
    const auto result = rendered(diagnostic(
        "use of unstable library feature `postgres_untrusted`: functions cannot use files",
        list({span({2, 1, 4, "std::fs", ""})}), "E0658",
        list({note("add `#![feature(postgres_untrusted)]` to the crate attributes to enable", "help"),
              note("this compiler was built on 2026-05-01; consider upgrading it if it is out of date"),
              note("see issue #1 <x> for more information")})));
    CHECK(result.text ==
          "error: functions cannot use files\n --> line 2, column 1\n  |\n2 | std::fs\n  | ^^^\n");
  }

  TEST_CASE("unsafe code names the setting") {
    const auto result =
        rendered(diagnostic("usage of an `unsafe` block", json::array(), "unsafe_code",
                            list({note("requested on the command line with `-F unsafe-code`")})));
    CHECK(result.text.find("= note: unsafe code is allowed only where plrust.allow_unsafe is on") !=
          std::string::npos);
  }

  TEST_CASE("summaries are left out, a crash's words are kept apart") {
    const std::string output = diagnostic("aborting due to 2 previous errors", json::array()).dump() + "\n" +
                               diagnostic("x", json::array(), "", json::array(), "failure-note").dump() +
                               "\nthread 'rustc' panicked\n{\"truncated";
    const auto result = render_diagnostics(output, "function.rs", kPrologue, 5);
    CHECK(result.text.empty());
    CHECK(result.errors == 0);
    CHECK(result.other == "thread 'rustc' panicked\n");
  }

  TEST_CASE("many and large diagnostics are bounded and counted") {
    std::string output;
    for (int n = 0; n < 500; ++n)
      output += diagnostic("error number " + std::to_string(n),
                           list({span({2, 1, 2, std::string(100000, 'x'), ""})}))
                    .dump() +
                "\n";
    const auto result = render_diagnostics(output, "function.rs", kPrologue, 5);
    CHECK(result.text.size() <= kMaxDiagnosticBytes + 100);
    CHECK(result.errors == 500);
    CHECK(result.text.ends_with(" more\n"));
    CHECK(std::ranges::count(result.text, '^') == static_cast<std::ptrdiff_t>(kMaxDiagnostics));
  }

  TEST_CASE("columns are characters, tabs stay tabs, long lines are cut around the mark") {
    SourceLabel label{2, 4, 5, true, true, "\täö€", ""};
    CHECK(render_labels({label}) == " --> line 2, column 4\n  |\n2 | \täö€\n  | \t  ^\n");
    label = {2, 1000, 1001, true, true, std::string(999, 'a') + "!" + std::string(999, 'b'), "x"};
    const std::string text = render_labels({label});
    CHECK(text.find("a!b") != std::string::npos);
    CHECK(text.size() < 400);
    const std::size_t source = text.find("2 | ");
    const std::size_t mark = text.find("  | ", source);
    // "…" has three bytes and one column.
    CHECK(text.find('!') - source - 2 == text.find('^') - mark);
  }
}
