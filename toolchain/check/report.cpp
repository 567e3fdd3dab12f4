// SPDX-License-Identifier: PostgreSQL
#include "toolchain/check/report.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "toolchain/compile/source_line.hpp"

namespace plrust::toolchain {
namespace {

using nlohmann::json;

std::string_view outcome_name(CheckedRoutine::Outcome outcome) {
  switch (outcome) {
    case CheckedRoutine::Outcome::ready:
      return "ready";
    case CheckedRoutine::Outcome::failed:
      return "failed";
    case CheckedRoutine::Outcome::skipped:
      return "skipped";
  }
  return "";
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string marked_line(const Finding& finding) {
  SourceLabel label;
  label.line = finding.begin.line;
  label.column = finding.begin.column;
  label.end_line = finding.end.line;
  label.end_column = finding.end.column;
  label.one_line = finding.end.line == finding.begin.line;
  label.source = finding.source_line;
  label.text = finding.label;
  const std::string text = render_labels({label});
  return text.substr(text.find('\n') + 1);  // where it is stands above
}

std::string finding_text(const Finding& finding) {
  std::string text = finding.file + ":";
  if (finding.begin.line > 0)
    text += std::to_string(finding.begin.line) + ":" + std::to_string(finding.begin.column) + ":";
  text += " " + std::string(level_name(finding.level)) + "[" + finding.rule + "]: " + finding.message + "\n";
  if (finding.begin.line > 0)
    text += marked_line(finding);
  const auto add = [&](const char* what, const std::string& said) {
    if (!said.empty())
      text += "  = " + std::string(what) + said + "\n";
  };
  add("in: ", finding.routine);
  add("why: ", finding.why);
  add("instead: ", finding.instead);
  for (const std::string& note : finding.notes) add("", note);
  return text + "\n";
}

json finding_json(const Finding& finding) {
  return {{"level", level_name(finding.level)},
          {"rule", finding.rule},
          {"message", finding.message},
          {"why", finding.why},
          {"instead", finding.instead},
          {"notes", finding.notes},
          {"label", finding.label},
          {"file", finding.file},
          {"line", finding.begin.line},
          {"column", finding.begin.column},
          {"end_line", finding.end.line},
          {"end_column", finding.end.column},
          {"routine", finding.routine}};
}

}  // namespace

bool CheckReport::has_errors() const {
  return std::ranges::any_of(findings, [](const Finding& row) { return row.level == Finding::Level::error; });
}

std::size_t CheckReport::count(CheckedRoutine::Outcome outcome) const {
  return static_cast<std::size_t>(std::ranges::count(routines, outcome, &CheckedRoutine::outcome));
}

std::string_view level_name(Finding::Level level) {
  switch (level) {
    case Finding::Level::error:
      return "error";
    case Finding::Level::warning:
      return "warning";
    case Finding::Level::note:
      return "note";
  }
  return "";
}

std::string report_text(const CheckReport& report) {
  std::string text;
  for (const Finding& finding : report.findings) text += finding_text(finding);
  text += counted(report.files.size(), "file", "files") + ", " +
          counted(report.routines.size(), "function", "functions");
  if (report.routines.empty())
    return text + " of LANGUAGE plrust\n";
  text += ": " + std::to_string(report.count(CheckedRoutine::Outcome::ready)) + " ready";
  if (const std::size_t failed = report.count(CheckedRoutine::Outcome::failed); failed > 0)
    text += ", " + std::to_string(failed) + " failed";
  if (const std::size_t skipped = report.count(CheckedRoutine::Outcome::skipped); skipped > 0)
    text += ", " + std::to_string(skipped) + " skipped";
  return text + "\n";
}

std::string report_json(const CheckReport& report) {
  json routines = json::array();
  for (const CheckedRoutine& row : report.routines)
    routines.push_back({{"file", row.file},
                        {"line", row.begin.line},
                        {"column", row.begin.column},
                        {"name", row.name},
                        {"signature", row.signature},
                        {"outcome", outcome_name(row.outcome)},
                        {"milliseconds", row.milliseconds}});
  json findings = json::array();
  for (const Finding& row : report.findings) findings.push_back(finding_json(row));
  const json object{
      {"ok", !report.has_errors()}, {"files", report.files}, {"functions", routines}, {"findings", findings}};
  return object.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace plrust::toolchain
