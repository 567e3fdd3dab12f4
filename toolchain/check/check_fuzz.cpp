// SPDX-License-Identifier: PostgreSQL
// libFuzzer: any text as an SQL file. Nothing may crash, and every place must be one of the file.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "toolchain/check/checker.hpp"
#include "toolchain/compile/source_check.hpp"

namespace {

using namespace plrust::toolchain;

class EchoingCompiler final : public RoutineCompiler {
 public:
  std::string no_dependencies() const override { return "none"; }
  CompileOutcome compile(const RoutineRequest& request) override {
    Diagnostic last;
    last.level = "error";
    last.line = last.end_line = 1 + request.request.source.size() / 7;
    last.column = last.end_column = 1 + request.request.source.size() / 3;
    return {false, "rustc", "message", "", "", 1, {last}, 0};
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (line_of_bad_character(text))
    return 0;
  EchoingCompiler compiler;
  Checker checker(compiler);
  checker.check_sql("fuzz.sql", text);
  const FileText file(text);
  for (const Finding& finding : checker.report().findings)
    if (finding.source_line != file.line(finding.begin.line))
      std::abort();
  if (report_text(checker.report()).empty() || report_sarif(checker.report(), "1").empty())
    std::abort();
  return 0;
}
