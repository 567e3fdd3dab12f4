// SPDX-License-Identifier: PostgreSQL
// The user wrote the body of a function; rustc saw a file whose first line starts with our prologue. Spans
// are moved back accordingly, spans inside std's macros are replaced by where the user called the macro, and
// advice that only makes sense for a project with a Cargo.toml, or a nightly compiler, is left out.
#include "toolchain/compile/diagnostics.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <nlohmann/json.hpp>

#include "toolchain/compile/source_line.hpp"

namespace plrust::toolchain {
namespace {

using nlohmann::json;

constexpr std::string_view kPolicy = "use of unstable library feature `postgres_untrusted`: ";

// Beginnings of notes and helps that do not help here.
constexpr std::array kLeftOut = {
    std::string_view("add `#![feature("),
    std::string_view("if you wanted to use a crate named"),
    std::string_view("see issue #"),
    std::string_view("this compiler was built on"),
    std::string_view("you might be missing a crate named"),
    std::string_view("`#[deny("),
    std::string_view("`#[forbid("),
    std::string_view("`#[warn("),
};

constexpr int kMaxExpansions = 64;

struct Where {
  std::string_view file;
  std::size_t prologue = 0;
  std::size_t user_lines = 0;
};

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::size_t number_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::size_t>() : 0;
}

const json& list_of(const json& object, const char* key) {
  static const json none = json::array();
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : none;
}

// The place in the user's own text from which a span inside a macro came.
const json* in_file(const json* span, std::string_view file) {
  for (int n = 0; n < kMaxExpansions; ++n) {
    if (text_of(*span, "file_name") == file)
      return span;
    const auto expansion = span->find("expansion");
    if (expansion == span->end() || !expansion->is_object() || !expansion->contains("span"))
      return nullptr;
    span = &(*expansion)["span"];
  }
  return nullptr;
}

// Nothing for a span that is entirely in our own text.
std::vector<SourceLabel> labels_of(const json& spans, const Where& where) {
  std::vector<SourceLabel> labels;
  for (const json& given : spans) {
    const json* span = in_file(&given, where.file);
    if (span == nullptr)
      continue;
    SourceLabel label;
    label.primary = given.value("is_primary", false);
    label.text = text_of(given, "label");
    label.line = number_of(*span, "line_start");
    label.column = number_of(*span, "column_start");
    label.end_line = number_of(*span, "line_end");
    label.one_line = label.line == label.end_line;
    label.end_column = number_of(*span, "column_end");
    if (const json& lines = list_of(*span, "text"); !lines.empty())
      label.source = text_of(lines.front(), "text");
    if (!cut_prologue(label, where.prologue) || label.line > where.user_lines)
      continue;
    labels.push_back(std::move(label));
  }
  std::ranges::stable_sort(labels, [](const SourceLabel& a, const SourceLabel& b) {
    return a.primary != b.primary ? a.primary : a.line < b.line;
  });
  return labels;
}

std::string without_nightly_advice(std::string message) {
  if (const std::size_t at = message.find(" (in Nightly builds"); at != std::string::npos)
    message.resize(at);
  if (message.starts_with("requested on the command line with `-F unsafe-code`"))
    return "unsafe code is allowed only where plrust.allow_unsafe is on";
  return message;
}

bool left_out(std::string_view message) {
  return std::ranges::any_of(kLeftOut,
                             [&](std::string_view beginning) { return message.starts_with(beginning); });
}

class Renderer {
 public:
  explicit Renderer(const Where& where) : where_(where) {}

  void diagnostic(const json& object) {
    const std::string level = text_of(object, "level");
    std::string message = text_of(object, "message");
    if (level == "failure-note" || message.starts_with("aborting due to") || summary(message))
      return;
    const bool policy = message.starts_with(kPolicy);
    if (policy)
      message.erase(0, kPolicy.size());
    const bool error = level.starts_with("error");
    const std::vector<SourceLabel> labels = labels_of(list_of(object, "spans"), where_);
    if (error)
      note_error(message, labels, list_of(object, "spans"), object);
    const std::string code = object.contains("code") && object["code"].is_object() && !policy
                                 ? text_of(object["code"], "code")
                                 : std::string();
    Diagnostic diagnostic;
    diagnostic.level = level;
    diagnostic.code = policy ? "policy" : code;
    diagnostic.message = message;
    place(diagnostic, labels);
    std::string text =
        level + (code.empty() ? "" : "[" + code + "]") + ": " + message + "\n" + render_labels(labels);
    for (const json& child : list_of(object, "children"))
      if (const std::string note = child_text(child); !note.empty()) {
        diagnostic.notes.push_back(note);
        text += "  = " + note + "\n";
      }
    add(text, error, std::move(diagnostic));
  }

  RenderedDiagnostics finish() {
    if (skipped_ > 0)
      result_.text += "… and " + std::to_string(skipped_) + " more\n";
    return std::move(result_);
  }

  void other(std::string_view line) {
    if (result_.other.size() + line.size() < kMaxDiagnosticBytes) {
      result_.other += line;
      result_.other += '\n';
    }
  }

 private:
  static bool summary(const std::string& message) {
    return message.ends_with(" warning emitted") || message.ends_with(" warnings emitted");
  }

  std::string child_text(const json& child) const {
    const std::string message = without_nightly_advice(text_of(child, "message"));
    if (message.empty() || left_out(message))
      return "";
    std::string text = text_of(child, "level") + ": ";
    // Further lines of one note stand below its first.
    for (const char c : message) {
      text += c;
      if (c == '\n')
        text += "    ";
    }
    const json& spans = list_of(child, "spans");
    for (const json& span : spans)
      if (const std::string replacement = text_of(span, "suggested_replacement");
          spans.size() == 1 && !replacement.empty() && replacement.find('\n') == std::string::npos)
        text += ": `" + replacement + "`";
    return text;
  }

  static void place(Diagnostic& diagnostic, const std::vector<SourceLabel>& labels) {
    if (labels.empty())
      return;
    const SourceLabel& label = labels.front();
    diagnostic.line = label.line;
    diagnostic.column = label.column;
    diagnostic.end_line = label.end_line;
    diagnostic.end_column = label.end_column;
    diagnostic.label = label.text;
  }

  void note_error(const std::string& message, const std::vector<SourceLabel>& labels, const json& spans,
                  const json& object) {
    ++result_.errors;
    if (result_.first_error.empty())
      result_.first_error = message.substr(0, message.find('\n'));
    if (result_.hint.empty() && object.contains("code") && object["code"].is_object())
      result_.hint = hint_for(text_of(object["code"], "code"), spans);
    if (result_.line == 0 && !labels.empty())
      result_.line = labels.front().line;
  }

  std::string hint_for(const std::string& code, const json& spans) const {
    const bool in_signature = std::ranges::any_of(spans, [&](const json& span) {
      return text_of(span, "file_name") == where_.file && number_of(span, "line_start") == 1 &&
             number_of(span, "column_end") <= where_.prologue + 1;
    });
    if (code == "E0308" && in_signature)
      return "the body of a function ends in 'Ok(Some(value))', or 'Ok(None)' for NULL";
    return "";
  }

  void add(const std::string& text, bool error, Diagnostic diagnostic) {
    // The first error is always shown, cut if need be.
    const bool fits = count_ < kMaxDiagnostics && result_.text.size() + text.size() <= kMaxDiagnosticBytes;
    if (!fits && !(error && result_.errors == 1)) {
      ++skipped_;
      return;
    }
    ++count_;
    result_.text += whole_characters(text, kMaxDiagnosticBytes);
    result_.all.push_back(std::move(diagnostic));
  }

  Where where_;
  RenderedDiagnostics result_;
  std::size_t count_ = 0;
  std::size_t skipped_ = 0;
};

}  // namespace

RenderedDiagnostics render_diagnostics(std::string_view output, std::string_view file,
                                       std::size_t prologue_characters, std::size_t user_lines) {
  Renderer renderer({file, prologue_characters, user_lines});
  while (!output.empty()) {
    const std::size_t end = std::min(output.find('\n'), output.size());
    const std::string_view line = output.substr(0, end);
    output.remove_prefix(std::min(end + 1, output.size()));
    const json object = line.starts_with('{') ? json::parse(line, nullptr, false) : json();
    if (object.is_object() && object.contains("message"))
      renderer.diagnostic(object);
    else if (!line.empty() && !line.starts_with('{'))
      renderer.other(line);
  }
  return renderer.finish();
}

}  // namespace plrust::toolchain
