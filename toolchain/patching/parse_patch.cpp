// SPDX-License-Identifier: PostgreSQL
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "base/error.hpp"
#include "toolchain/patching/source_files.hpp"
#include "toolchain/patching/unified_diff.hpp"

namespace plrust::toolchain {
namespace {

constexpr std::string_view kOldPrefix = "--- a/library/";
constexpr std::string_view kNewPrefix = "+++ b/library/";
// Above any file of std; keeps sums of line numbers from wrapping.
constexpr std::size_t kMaxLine = 10'000'000;

struct HunkHead {
  std::size_t old_start, old_count, new_start, new_count;
};

class PatchParser {
 public:
  PatchParser(std::string file, std::string_view text) : rest_(text) { patch_.file = std::move(file); }

  Patch parse() && {
    next();
    parse_header();
    while (!done_) {
      parse_change();
    }
    if (patch_.changes.empty()) {
      fail("the patch changes nothing");
    }
    return std::move(patch_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(fmt::format("patch '{}', line {}: {}", patch_.file, number_, what),
                "see std-patches/README.md for the form of a patch");
  }

  void next() {
    done_ = rest_.empty();
    ++number_;
    if (done_) {
      line_ = {};
      return;
    }
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) {
      fail("the last line does not end");
    }
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
  }

  bool is(std::string_view prefix) const { return !done_ && line_.substr(0, prefix.size()) == prefix; }

  void parse_header() {
    std::map<std::string, std::string, std::less<>> fields;
    std::string* field = nullptr;
    for (; !done_ && line_ != "---"; next()) {
      if (line_.empty()) {
        continue;
      }
      if (line_[0] == ' ') {
        if (field == nullptr) {
          fail("an indented line before the first field");
        }
        field->append(" ").append(line_.substr(std::min(line_.find_first_not_of(' '), line_.size())));
        continue;
      }
      const std::size_t colon = line_.find(": ");
      if (colon == std::string_view::npos) {
        fail("expected 'Field: text' or '---'");
      }
      const auto [place, is_new] =
          fields.emplace(line_.substr(0, colon), std::string(line_.substr(colon + 2)));
      if (!is_new) {
        fail(fmt::format("the field '{}' is there twice", place->first));
      }
      field = &place->second;
    }
    if (done_) {
      fail("no line '---' between header and changes");
    }
    PatchHeader& header = patch_.header;
    take(fields, "Subject", header.subject);
    take(fields, "Why", header.why);
    take(fields, "Upstream", header.upstream);
    take(fields, "Test", header.test);
    if (!fields.empty()) {
      fail(fmt::format("unknown field '{}'", fields.begin()->first));
    }
    next();
  }

  void take(std::map<std::string, std::string, std::less<>>& fields, std::string_view name,
            std::string& to) const {
    const auto field = fields.find(name);
    if (field == fields.end() || field->second.empty()) {
      fail(fmt::format("the header has no '{}'", name));
    }
    to = std::move(field->second);
    fields.erase(field);
  }

  void parse_change() {
    if (!is("diff --git ")) {
      fail("expected 'diff --git'");
    }
    next();
    FileChange change;
    if (is("new file mode 100644")) {
      change.kind = FileChange::Kind::create;
      next();
    } else if (is("deleted file mode 100644")) {
      change.kind = FileChange::Kind::remove;
      next();
    }
    if (is("index ")) {
      next();
    }
    parse_names(change);
    while (is("@@ ")) {
      change.hunks.push_back(parse_hunk(change));
    }
    if (change.hunks.empty()) {
      fail("expected a hunk ('@@ -')");
    }
    if (change.kind != FileChange::Kind::modify && change.hunks.size() != 1) {
      fail("a file is created or removed by one hunk");
    }
    patch_.changes.push_back(std::move(change));
  }

  void parse_names(FileChange& change) {
    const bool creates = change.kind == FileChange::Kind::create;
    const bool removes = change.kind == FileChange::Kind::remove;
    const std::string_view old_prefix = creates ? "--- /dev/null" : kOldPrefix;
    if (!is(old_prefix)) {
      fail(fmt::format("expected '{}'", old_prefix));
    }
    const std::string old_name(line_.substr(old_prefix.size()));
    next();
    const std::string_view new_prefix = removes ? "+++ /dev/null" : kNewPrefix;
    if (!is(new_prefix)) {
      fail(fmt::format("expected '{}'", new_prefix));
    }
    const std::string new_name(line_.substr(new_prefix.size()));
    change.name = removes ? old_name : new_name;
    const bool same = creates ? old_name.empty() : removes ? new_name.empty() : old_name == new_name;
    if (!same || !is_safe_name(change.name)) {
      fail("the names must be one file below library/");
    }
    next();
  }

  std::size_t parse_number(std::string_view& text) const {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value > kMaxLine) {
      fail("a hunk's head is '@@ -LINE,COUNT +LINE,COUNT @@'");
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
  }

  void expect(std::string_view& text, std::string_view token) const {
    if (text.substr(0, token.size()) != token) {
      fail("a hunk's head is '@@ -LINE,COUNT +LINE,COUNT @@'");
    }
    text.remove_prefix(token.size());
  }

  std::size_t parse_count(std::string_view& text) const {
    if (text.empty() || text[0] != ',') {
      return 1;
    }
    text.remove_prefix(1);
    return parse_number(text);
  }

  HunkHead parse_hunk_head() const {
    std::string_view text = line_;
    HunkHead head{};
    expect(text, "@@ -");
    head.old_start = parse_number(text);
    head.old_count = parse_count(text);
    expect(text, " +");
    head.new_start = parse_number(text);
    head.new_count = parse_count(text);
    expect(text, " @@");
    return head;
  }

  Hunk parse_hunk(const FileChange& change) {
    const HunkHead head = parse_hunk_head();
    const bool no_old = change.kind == FileChange::Kind::create;
    const bool no_new = change.kind == FileChange::Kind::remove;
    if ((head.old_count == 0) != no_old || (head.new_count == 0) != no_new ||
        (head.old_start == 0) != no_old || (head.new_start == 0) != no_new) {
      fail("a hunk without context, or without lines");
    }
    Hunk hunk{head.old_start, head.new_start, {}};
    std::size_t old_left = head.old_count;
    std::size_t new_left = head.new_count;
    next();
    while (old_left + new_left > 0) {
      hunk.lines.push_back(parse_line(old_left, new_left));
      next();
    }
    if (is("\\")) {
      fail("files without a newline at their end are not supported");
    }
    return hunk;
  }

  DiffLine parse_line(std::size_t& old_left, std::size_t& new_left) const {
    const char mark = done_ || line_.empty() ? '\0' : line_[0];
    const bool in_old = mark == ' ' || mark == '-';
    const bool in_new = mark == ' ' || mark == '+';
    if ((!in_old && !in_new) || (in_old && old_left == 0) || (in_new && new_left == 0)) {
      fail("the hunk has other lines than its head says");
    }
    old_left -= in_old ? 1 : 0;
    new_left -= in_new ? 1 : 0;
    const DiffLine::Kind kind = mark == ' '   ? DiffLine::Kind::context
                                : mark == '-' ? DiffLine::Kind::removed
                                              : DiffLine::Kind::added;
    return {kind, std::string(line_.substr(1))};
  }

  std::string_view rest_;
  std::string_view line_;
  std::size_t number_ = 0;
  bool done_ = false;
  Patch patch_;
};

}  // namespace

Patch parse_patch(std::string file, std::string_view text) {
  return PatchParser(std::move(file), text).parse();
}

}  // namespace plrust::toolchain
