// SPDX-License-Identifier: PostgreSQL
// From files to findings. What the compiler says of a body is told with places of the file: the text between
// the quotes of SQL is the body, byte for byte, or differs from it by escapes, which LiteralText::places
// undoes.
#include "toolchain/check/checker.hpp"

#include <algorithm>
#include <numeric>

#include "base/characters.hpp"
#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

// "<what is not there>; <what to do>": the form of every reason of the policy and of the source check.
void split_reason(std::string_view reason, Finding& finding) {
  const std::size_t at = reason.find("; ");
  finding.why = reason.substr(0, at);
  if (at != std::string_view::npos)
    finding.instead = reason.substr(at + 2);
}

std::string rule_of_stage(const std::string& stage) {
  if (stage == "check" || stage == "rustc")
    return "source";
  if (stage == "not_allowed" || stage == "not_vendored")
    return "dependency";
  return stage == "rewrite" || stage == "link" ? "source" : stage;
}

Finding::Level level_of(const std::string& level) {
  if (level.starts_with("error"))
    return Finding::Level::error;
  return level == "warning" ? Finding::Level::warning : Finding::Level::note;
}

}  // namespace

// A body and where it is in its file.
struct Checker::Subject {
  std::string file;
  const FileText* text;
  FileText body;
  std::vector<std::size_t> places;
  std::string name;
  std::size_t offset;  // of the statement, for what has no place of its own
  CheckedRoutine::Outcome outcome = CheckedRoutine::Outcome::ready;
  double milliseconds = 0;

  std::size_t file_offset(TextPlace place) const { return places[body.offset(place)]; }
};

Finding Checker::finding_at(const Subject& subject, Finding::Level level, std::string rule,
                            std::string message) const {
  Finding finding;
  finding.level = level;
  finding.rule = std::move(rule);
  finding.message = std::move(message);
  finding.file = subject.file;
  finding.routine = subject.name;
  finding.begin = subject.text->place(subject.offset);
  finding.source_line = subject.text->line(finding.begin.line);
  finding.end = {finding.begin.line, finding.begin.column + trim(finding.source_line).size()};
  return finding;
}

namespace {

void set_place(Finding& finding, const FileText& text, std::size_t begin, std::size_t end) {
  finding.begin = text.place(begin);
  finding.end = text.place(std::max(begin, end));
  finding.source_line = text.line(finding.begin.line);
}

}  // namespace

void Checker::add_diagnostic(const Subject& subject, const Diagnostic& diagnostic) {
  const bool is_policy = diagnostic.code == "policy";
  Finding finding = finding_at(subject, level_of(diagnostic.level),
                               diagnostic.code.empty() ? "source" : diagnostic.code, diagnostic.message);
  finding.label = diagnostic.label;
  finding.notes = diagnostic.notes;
  if (diagnostic.line > 0) {
    const std::size_t begin = subject.body.offset({diagnostic.line, diagnostic.column});
    const std::size_t end = subject.body.offset({diagnostic.end_line, diagnostic.end_column});
    set_place(finding, *subject.text, subject.places[begin], subject.places[std::max(begin, end)]);
    if (is_policy && end > begin)
      finding.message =
          "'" + subject.body.text().substr(begin, end - begin) + "' is not available in PL/Rust";
  }
  if (is_policy)
    split_reason(diagnostic.message, finding);
  report_.findings.push_back(std::move(finding));
}

// A failure that is not made of rustc's diagnostics.
void Checker::add_failure(const Subject& subject, const CompileOutcome& outcome) {
  Finding finding = finding_at(subject, Finding::Level::error, rule_of_stage(outcome.stage), outcome.message);
  if (outcome.line > 0) {
    const std::string_view line = subject.body.line(outcome.line);
    const std::size_t begin =
        subject.body.offset({outcome.line, 1}) + std::min(line.find_first_not_of(" \t"), line.size());
    set_place(finding, *subject.text, subject.places[begin], subject.places[begin + trim(line).size()]);
  }
  constexpr std::string_view kRefused = " is not available in PL/Rust";
  if (const std::size_t at = finding.message.find(std::string(kRefused) + ": "); at != std::string::npos) {
    split_reason(std::string(finding.message.substr(at + kRefused.size() + 2)), finding);
    finding.message.resize(at + kRefused.size());
  }
  if (finding.instead.empty())
    finding.instead = outcome.hint;
  if (!outcome.detail.empty())
    finding.notes.push_back(outcome.detail);
  report_.findings.push_back(std::move(finding));
}

void Checker::compile(Subject& subject, const RoutineRequest& request) {
  const bool has_dependencies = !trim(request.dependencies).empty();
  if (const std::string reason = compiler_->no_dependencies(); has_dependencies && !reason.empty()) {
    subject.outcome = CheckedRoutine::Outcome::skipped;
    Finding finding =
        finding_at(subject, Finding::Level::note, "dependency", "skipped: the function has dependencies");
    finding.why = reason;
    report_.findings.push_back(std::move(finding));
    return;
  }
  const CompileOutcome outcome = compiler_->compile(request);
  subject.milliseconds = outcome.milliseconds;
  for (const Diagnostic& diagnostic : outcome.diagnostics) add_diagnostic(subject, diagnostic);
  if (outcome.ok)
    return;
  subject.outcome = CheckedRoutine::Outcome::failed;
  const bool is_told = std::ranges::any_of(
      outcome.diagnostics, [](const Diagnostic& row) { return row.level.starts_with("error"); });
  if (!is_told)
    add_failure(subject, outcome);
  else if (!outcome.hint.empty())
    report_.findings.back().notes.push_back("help: " + outcome.hint);
}

void Checker::check_routine(const std::string& file, const FileText& text, const SqlRoutine& routine) {
  Subject subject{
      file, &text, FileText(routine.body.text), routine.body.places, display_name(routine), routine.offset};
  RoutineRequest request;
  const auto problem = [&](Finding::Level level, const char* rule, const std::string& message,
                           CheckedRoutine::Outcome outcome) {
    subject.outcome = outcome;
    report_.findings.push_back(finding_at(subject, level, rule, message));
  };
  try {
    request = request_of(routine, types_);
    compile(subject, request);
  } catch (const CannotCross& error) {
    problem(Finding::Level::error, "signature", error.what(), CheckedRoutine::Outcome::failed);
    report_.findings.back().instead = error.hint();
  } catch (const NeedsServer& error) {
    problem(Finding::Level::note, "server", "skipped: needs the server", CheckedRoutine::Outcome::skipped);
    report_.findings.back().why = error.what();
  }
  report_.routines.push_back({file, subject.name, text.place(routine.offset), request.signature,
                              subject.outcome, subject.milliseconds});
}

void Checker::check_sql(const std::string& file, const std::string& given) {
  const FileText text(given);
  report_.files.push_back(file);
  for (const SqlStatement& statement : split_script(text.text()))
    for (SqlItem& item : read_statement(text.text(), statement)) {
      if (const auto* routine = std::get_if<SqlRoutine>(&item)) {
        check_routine(file, text, *routine);
      } else if (auto* definition = std::get_if<SqlTypeDefinition>(&item)) {
        types_.define(std::move(*definition));
      } else if (const auto* change = std::get_if<SqlEnumChange>(&item)) {
        types_.change(*change);
      } else if (const auto* problem = std::get_if<SqlProblem>(&item)) {
        const Subject subject{file, &text, FileText(""), {}, "", problem->offset};
        report_.findings.push_back(finding_at(subject, Finding::Level::error, "sql", problem->message));
      }
    }
}

void Checker::check_rust(const std::string& file, const std::string& given, const std::string& signature) {
  constexpr std::string_view kMarker = "// signature: ";
  const FileText text(given);
  std::string wanted = signature;
  if (wanted.empty() && text.line(1).starts_with(kMarker))
    wanted = trim(text.line(1).substr(kMarker.size()));
  if (wanted.empty())
    throw Error(
        "'" + file + "' has no signature",
        "begin it with a line such as '" + std::string(kMarker) + "fn f(a: i32) -> i64', or give --signature",
        ExitCode::usage);
  RoutineRequest request;
  request.request = parse_signature(wanted);
  request.request.source = given;
  request.signature = wanted;
  Subject subject{file, &text, FileText(given), {}, request.request.name, 0};
  subject.places.resize(given.size() + 1);
  std::iota(subject.places.begin(), subject.places.end(), std::size_t{0});
  report_.files.push_back(file);
  compile(subject, request);
  report_.routines.push_back({file, subject.name, {1, 1}, wanted, subject.outcome, subject.milliseconds});
}

}  // namespace plrust::toolchain
