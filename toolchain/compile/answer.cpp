// SPDX-License-Identifier: PostgreSQL
#include "toolchain/compile/answer.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

namespace plrust::toolchain {
namespace {

// A tool's words may be cut, or never were UTF-8: replaced rather than refused.
std::string dump(const nlohmann::json& object) {
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

nlohmann::json diagnostics_json(const std::vector<Diagnostic>& diagnostics) {
  nlohmann::json rows = nlohmann::json::array();
  for (const Diagnostic& row : diagnostics)
    rows.push_back({{"level", row.level},
                    {"code", row.code},
                    {"message", row.message},
                    {"line", row.line},
                    {"column", row.column},
                    {"end_line", row.end_line},
                    {"end_column", row.end_column},
                    {"label", row.label},
                    {"notes", row.notes}});
  return rows;
}

double rounded(double milliseconds) {
  return std::round(milliseconds * 100) / 100;
}

}  // namespace

std::string answer_json(const CompiledModule& module, const std::string& sysroot_id) {
  const Milliseconds& time = module.milliseconds;
  return dump({{"ok", true},
               {"sysroot_id", sysroot_id},
               {"warnings", module.warnings},
               {"diagnostics", diagnostics_json(module.diagnostics)},
               {"crates", module.crates},
               {"milliseconds",
                {{"check", rounded(time.check)},
                 {"rustc", rounded(time.rustc)},
                 {"rewrite", rounded(time.rewrite)},
                 {"assemble", rounded(time.assemble)},
                 {"link", rounded(time.link)}}}});
}

std::string answer_json(const CompileFailure& failure) {
  nlohmann::json object{{"ok", false},
                        {"stage", stage_name(failure.stage())},
                        {"message", failure.what()},
                        {"detail", failure.detail()},
                        {"hint", failure.hint()},
                        {"diagnostics", diagnostics_json(failure.diagnostics())}};
  if (failure.line() > 0)
    object["line"] = failure.line();
  return dump(object);
}

std::string answer_text(const CompiledModule& module) {
  return module.warnings;
}

std::string answer_text(const CompileFailure& failure) {
  if (!failure.detail().empty())
    return failure.detail() + (failure.hint().empty() ? "" : "hint: " + failure.hint() + "\n");
  std::string text = "error: " + std::string(failure.what());
  if (failure.line() > 0)
    text += " (line " + std::to_string(failure.line()) + ")";
  text += "\n";
  if (!failure.hint().empty())
    text += "hint: " + failure.hint() + "\n";
  return text;
}

}  // namespace plrust::toolchain
