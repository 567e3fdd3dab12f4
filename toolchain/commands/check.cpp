// SPDX-License-Identifier: PostgreSQL
#include <ostream>

#include <fmt/format.h>

#include "toolchain/check/checker.hpp"
#include "toolchain/command.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/compile/source_check.hpp"
#include "toolchain/config.hpp"
#include "toolchain/files.hpp"
#include "toolchain/routine_compiler.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

// Scripts that hold a dump of a database are not what this is for.
constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{64} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string read_source(const std::string& file) {
  std::error_code error;
  if (fs::is_directory(file, error))
    throw Error(fmt::format("'{}' is a folder", file), "name the files in it", ExitCode::usage);
  if (fs::file_size(file, error) > kMaxFileBytes && !error)
    throw Error(fmt::format("'{}' is larger than 64 MiB", file));
  std::string text = read_file(file);
  // A mark would shift the columns of the first line.
  if (text.starts_with(kByteOrderMark))
    text.erase(0, kByteOrderMark.size());
  if (const auto line = line_of_bad_character(text))
    throw Error(fmt::format("'{}' is not UTF-8 text: line {}", file, *line),
                "convert it, for example with iconv");
  return text;
}

}  // namespace

ExitCode run_check(const Invocation& invocation) {
  if (invocation.has(OptionId::json) && invocation.has(OptionId::sarif))
    throw Error("--json and --sarif exclude each other", "choose one", ExitCode::usage);
  SandboxedCompiler compiler(invocation);
  Checker checker(compiler);
  for (const std::string& file : invocation.operands()) {
    const std::string text = read_source(file);
    if (fs::path(file).extension() == ".rs")
      checker.check_rust(file, text, invocation.value_or(OptionId::signature, ""));
    else
      checker.check_sql(file, text);
  }
  const CheckReport& report = checker.report();
  if (invocation.has(OptionId::sarif))
    invocation.out() << report_sarif(report, kVersion);
  else
    invocation.out() << (invocation.has(OptionId::json) ? report_json(report) : report_text(report));
  return report.has_errors() ? ExitCode::failed : ExitCode::ok;
}

}  // namespace plrust::toolchain
