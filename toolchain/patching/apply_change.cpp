// SPDX-License-Identifier: PostgreSQL
#include <fmt/format.h>

#include "base/error.hpp"
#include "toolchain/patching/line_diff.hpp"
#include "toolchain/patching/unified_diff.hpp"

namespace plrust::toolchain {
namespace {

constexpr std::string_view kHint =
    "the source is not what the patch was made for: look at the file, then redo the hunk as "
    "std-patches/README.md "
    "says";

std::vector<std::string_view> old_lines(const Hunk& hunk) {
  std::vector<std::string_view> lines;
  for (const DiffLine& line : hunk.lines) {
    if (line.kind != DiffLine::Kind::added) {
      lines.push_back(line.text);
    }
  }
  return lines;
}

bool matches_at(const TextLines& file, std::size_t at, const std::vector<std::string_view>& wanted) {
  return at + wanted.size() <= file.size() &&
         std::equal(wanted.begin(), wanted.end(), file.begin() + static_cast<std::ptrdiff_t>(at));
}

// Why a hunk does not fit at `at` (from 0): moved, or which line is different.
std::string explain(const TextLines& file, std::size_t at, const std::vector<std::string_view>& wanted) {
  for (std::size_t other = 0; other + wanted.size() <= file.size(); ++other) {
    if (matches_at(file, other, wanted)) {
      return fmt::format("it is for line {} and would fit at line {} (offsets are refused)", at + 1,
                         other + 1);
    }
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (at + i >= file.size()) {
      return fmt::format("the file ends before line {}", at + i + 1);
    }
    if (file[at + i] != wanted[i]) {
      return fmt::format("line {} is '{}', not '{}'", at + i + 1, file[at + i], wanted[i]);
    }
  }
  return "it does not fit";
}

class Application {
 public:
  Application(const Patch& patch, const FileChange& change) : patch_(patch), change_(change) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(fmt::format("patch '{}', file '{}': {}", patch_.file, change_.name, what),
                std::string(kHint));
  }

  void copy_until(const TextLines& file, std::size_t end) {
    for (; at_ < end; ++at_) {
      add(file[at_]);
    }
  }

  void apply(const TextLines& file, const Hunk& hunk, std::size_t number) {
    const std::size_t start = hunk.old_start == 0 ? 0 : hunk.old_start - 1;
    const auto wanted = old_lines(hunk);
    // What git writes for files that begin, or end, to exist.
    const std::size_t expected = change_.kind == FileChange::Kind::create ? 1
                                 : change_.kind == FileChange::Kind::remove
                                     ? 0
                                     : hunk.old_start + added_ - removed_;
    if (start < at_ || hunk.new_start != expected) {
      fail(fmt::format("hunk {}: its line numbers do not follow from the hunks before", number));
    }
    if (!matches_at(file, start, wanted)) {
      fail(fmt::format("hunk {}: {}", number, explain(file, start, wanted)));
    }
    copy_until(file, start);
    for (const DiffLine& line : hunk.lines) {
      if (line.kind != DiffLine::Kind::removed) {
        add(line.text);
      }
      added_ += line.kind == DiffLine::Kind::added ? 1U : 0U;
      removed_ += line.kind == DiffLine::Kind::removed ? 1U : 0U;
    }
    at_ += wanted.size();
  }

  bool is_empty() const noexcept { return result_.empty(); }
  std::string take() && { return std::move(result_); }

 private:
  void add(std::string_view line) { result_.append(line).append("\n"); }

  const Patch& patch_;
  const FileChange& change_;
  std::string result_;
  std::size_t at_ = 0;
  std::size_t added_ = 0;
  std::size_t removed_ = 0;
};

}  // namespace

std::optional<std::string> apply_change(const Patch& patch, const FileChange& change,
                                        const std::optional<std::string>& old) {
  Application application(patch, change);
  if (change.kind == FileChange::Kind::create ? old.has_value() : !old.has_value()) {
    application.fail(old ? "it is to be created, but exists" : "there is no such file");
  }
  const std::string text = old.value_or("");
  if (!text.empty() && text.back() != '\n') {
    application.fail("files without a newline at their end are not supported");
  }
  const TextLines file = split_lines(text);
  std::size_t number = 0;
  for (const Hunk& hunk : change.hunks) {
    // A removal must name the whole file; its only hunk then leaves nothing.
    application.apply(file, hunk, ++number);
  }
  application.copy_until(file, file.size());
  if (change.kind == FileChange::Kind::remove && !application.is_empty()) {
    application.fail("it is to be removed, but has more lines than the patch");
  }
  std::string result = std::move(application).take();
  return change.kind == FileChange::Kind::remove ? std::nullopt : std::optional(std::move(result));
}

std::vector<Misfit> misfits(const Patch& patch, const FileChange& change,
                            const std::optional<std::string>& old) {
  std::vector<Misfit> found;
  if (change.kind == FileChange::Kind::create ? old.has_value() : !old.has_value()) {
    return {{0, old ? "it is to be created, but exists" : "there is no such file"}};
  }
  const std::string text = old.value_or("");
  const TextLines file = split_lines(text);
  std::size_t number = 0;
  for (const Hunk& hunk : change.hunks) {
    ++number;
    const std::size_t start = hunk.old_start == 0 ? 0 : hunk.old_start - 1;
    const auto wanted = old_lines(hunk);
    if (!matches_at(file, start, wanted)) {
      found.push_back({number, explain(file, start, wanted)});
    }
  }
  if (!found.empty()) {
    return found;
  }
  try {
    apply_change(patch, change, old);
  } catch (const Error& error) {
    found.push_back({0, error.what()});
  }
  return found;
}

}  // namespace plrust::toolchain
