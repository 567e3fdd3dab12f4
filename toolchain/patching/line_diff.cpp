// SPDX-License-Identifier: PostgreSQL
// Neither git nor diffutils is called: the maintainer's machine decides nothing about what a patch looks
// like, and the same input gives the same patch everywhere.
#include "toolchain/patching/line_diff.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <unordered_map>

#include <fmt/format.h>

namespace plrust::toolchain {
namespace {

using Numbers = std::vector<std::size_t>;
constexpr std::size_t kContext = 3;
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// Lines as numbers, equal for equal lines.
class LineNumbers {
 public:
  Numbers of(const TextLines& lines) {
    Numbers numbers;
    numbers.reserve(lines.size());
    for (const std::string_view line : lines) {
      numbers.push_back(known_.emplace(line, known_.size()).first->second);
    }
    return numbers;
  }

 private:
  std::unordered_map<std::string_view, std::size_t> known_;
};

// The furthest point of each diagonal, for each number of edits, until the end is reached.
using Furthest = std::vector<std::ptrdiff_t>;

std::vector<Furthest> trace_of(const Numbers& a, const Numbers& b) {
  const auto a_size = static_cast<std::ptrdiff_t>(a.size());
  const auto b_size = static_cast<std::ptrdiff_t>(b.size());
  const std::ptrdiff_t most = a_size + b_size;
  std::vector<Furthest> trace;
  Furthest at(1, 0);  // of diagonal k at index k + edits
  for (std::ptrdiff_t edits = 0; edits <= most; ++edits) {
    Furthest next(static_cast<std::size_t>(2 * edits + 1), 0);
    const auto last = [&](std::ptrdiff_t k) { return at[static_cast<std::size_t>(k + edits - 1)]; };
    for (std::ptrdiff_t k = -edits; k <= edits; k += 2) {
      std::ptrdiff_t x = 0;
      if (edits > 0) {
        const bool down = k == -edits || (k != edits && last(k - 1) < last(k + 1));
        x = down ? last(k + 1) : last(k - 1) + 1;
      }
      while (x < a_size && x - k < b_size && x - k >= 0 &&
             a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)]) {
        ++x;
      }
      next[static_cast<std::size_t>(k + edits)] = x;
      if (x >= a_size && x - k >= b_size) {
        trace.push_back(std::move(next));
        return trace;
      }
    }
    trace.push_back(next);
    at = std::move(next);
  }
  return trace;
}

void add_run(std::vector<CommonRun>& reversed, std::ptrdiff_t x, std::ptrdiff_t y, std::ptrdiff_t length) {
  if (length > 0) {
    reversed.push_back(
        {static_cast<std::size_t>(x), static_cast<std::size_t>(y), static_cast<std::size_t>(length)});
  }
}

std::vector<CommonRun> runs_of(const std::vector<Furthest>& trace, std::ptrdiff_t x, std::ptrdiff_t y) {
  std::vector<CommonRun> reversed;
  for (auto edits = static_cast<std::ptrdiff_t>(trace.size()) - 1; edits > 0; --edits) {
    const Furthest& before = trace[static_cast<std::size_t>(edits - 1)];
    const auto last = [&](std::ptrdiff_t k) { return before[static_cast<std::size_t>(k + edits - 1)]; };
    const std::ptrdiff_t k = x - y;
    const bool down = k == -edits || (k != edits && last(k - 1) < last(k + 1));
    const std::ptrdiff_t from_x = down ? last(k + 1) : last(k - 1);
    const std::ptrdiff_t from_y = from_x - (down ? k + 1 : k - 1);
    const std::ptrdiff_t start_x = down ? from_x : from_x + 1;
    add_run(reversed, start_x, start_x - k, x - start_x);
    x = from_x;
    y = from_y;
  }
  add_run(reversed, 0, 0, x);
  std::ranges::reverse(reversed);
  return reversed;
}

// Where a hunk begins and ends in both texts, from 0; context included.
struct Extent {
  std::size_t a_begin, a_end, b_begin, b_end;
};

std::vector<Extent> gaps_of(const std::vector<CommonRun>& runs, std::size_t a_size, std::size_t b_size) {
  std::vector<Extent> gaps;
  std::size_t a = 0;
  std::size_t b = 0;
  for (std::size_t i = 0; i <= runs.size(); ++i) {
    const CommonRun run = i < runs.size() ? runs[i] : CommonRun{a_size, b_size, 0};
    if (run.a > a || run.b > b) {
      gaps.push_back({a, run.a, b, run.b});
    }
    a = run.a + run.length;
    b = run.b + run.length;
  }
  return gaps;
}

// The line above that begins something, as git names a hunk's place.
std::string heading(const TextLines& before, std::size_t begin) {
  constexpr std::size_t kLongest = 80;
  for (std::size_t i = begin; i-- > 0;) {
    const std::string_view line = before[i];
    if (!line.empty() &&
        (std::isalpha(static_cast<unsigned char>(line[0])) != 0 || line[0] == '_' || line[0] == '$')) {
      std::string text(line.substr(0, kLongest));
      text.erase(text.find_last_not_of(' ') + 1);
      return " " + text;
    }
  }
  return {};
}

std::string range(std::size_t begin, std::size_t end) {
  const std::size_t count = end - begin;
  const std::size_t first = count == 0 ? begin : begin + 1;
  return count == 1 ? std::to_string(first) : fmt::format("{},{}", first, count);
}

void add_lines(std::string& text, char mark, const TextLines& lines, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    text.append(1, mark).append(lines[i]).append("\n");
  }
}

// The hunk of gaps[first..last), which lie close together.
std::string render_hunk(const TextLines& a, const TextLines& b, const std::vector<Extent>& gaps,
                        std::size_t first, std::size_t last) {
  const std::size_t lead = std::min(kContext, gaps[first].a_begin);
  const std::size_t a_begin = gaps[first].a_begin - lead;
  const std::size_t b_begin = gaps[first].b_begin - lead;
  const std::size_t trail = std::min(kContext, a.size() - gaps[last - 1].a_end);
  const std::size_t a_end = gaps[last - 1].a_end + trail;
  const std::size_t b_end = gaps[last - 1].b_end + trail;
  std::string text =
      fmt::format("@@ -{} +{} @@{}\n", range(a_begin, a_end), range(b_begin, b_end), heading(a, a_begin));
  std::size_t at = a_begin;
  for (std::size_t i = first; i < last; ++i) {
    add_lines(text, ' ', a, at, gaps[i].a_begin);
    add_lines(text, '-', a, gaps[i].a_begin, gaps[i].a_end);
    add_lines(text, '+', b, gaps[i].b_begin, gaps[i].b_end);
    at = gaps[i].a_end;
  }
  add_lines(text, ' ', a, at, a_end);
  return text;
}

Numbers partners(const TextLines& base, const TextLines& other) {
  Numbers partner(base.size(), kNone);
  for (const CommonRun& run : common_runs(base, other)) {
    for (std::size_t i = 0; i < run.length; ++i) {
      partner[run.a + i] = run.b + i;
    }
  }
  return partner;
}

class Merger {
 public:
  Merger(const TextLines& base, const TextLines& ours, const TextLines& theirs, const MergeLabels& labels)
      : base_(base), ours_(ours), theirs_(theirs), labels_(labels) {}

  Merge merge() && {
    const Numbers in_ours = partners(base_, ours_);
    const Numbers in_theirs = partners(base_, theirs_);
    std::size_t base = 0;
    std::size_t ours = 0;
    std::size_t theirs = 0;
    for (std::size_t next = 0; next <= base_.size(); ++next) {
      const bool end = next == base_.size();
      if (!end && (in_ours[next] == kNone || in_theirs[next] == kNone)) {
        continue;
      }
      const std::size_t ours_end = end ? ours_.size() : in_ours[next];
      const std::size_t theirs_end = end ? theirs_.size() : in_theirs[next];
      add_chunk({base, next}, {ours, ours_end}, {theirs, theirs_end});
      if (!end) {
        add(base_, {next, next + 1});
      }
      base = next + 1;
      ours = ours_end + 1;
      theirs = theirs_end + 1;
    }
    return std::move(merge_);
  }

 private:
  struct Part {
    std::size_t begin, end;
  };

  void add(const TextLines& lines, Part part) {
    for (std::size_t i = part.begin; i < part.end; ++i) {
      add_line(lines[i]);
    }
  }

  void add_line(std::string_view line) {
    merge_.text.append(line).append("\n");
    ++lines_;
  }

  static bool same(const TextLines& a, Part in_a, const TextLines& b, Part in_b) {
    const auto part = [](const TextLines& lines, Part range) {
      return std::pair(lines.begin() + static_cast<std::ptrdiff_t>(range.begin),
                       lines.begin() + static_cast<std::ptrdiff_t>(range.end));
    };
    const auto [a_begin, a_end] = part(a, in_a);
    const auto [b_begin, b_end] = part(b, in_b);
    return std::equal(a_begin, a_end, b_begin, b_end);
  }

  void add_chunk(Part base, Part ours, Part theirs) {
    if (same(base_, base, ours_, ours) || same(ours_, ours, theirs_, theirs)) {
      add(theirs_, theirs);
    } else if (same(base_, base, theirs_, theirs)) {
      add(ours_, ours);
    } else {
      merge_.conflicts.push_back(lines_ + 1);
      add_line(std::string(kConflictMark) + labels_.ours);
      add(ours_, ours);
      add_line("||||||| " + labels_.base);
      add(base_, base);
      add_line("=======");
      add(theirs_, theirs);
      add_line(">>>>>>> " + labels_.theirs);
    }
  }

  const TextLines& base_;
  const TextLines& ours_;
  const TextLines& theirs_;
  const MergeLabels& labels_;
  Merge merge_;
  std::size_t lines_ = 0;
};

}  // namespace

TextLines split_lines(std::string_view text) {
  TextLines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<CommonRun> common_runs(const TextLines& a, const TextLines& b) {
  LineNumbers numbers;
  Numbers left = numbers.of(a);
  Numbers right = numbers.of(b);
  const auto head = static_cast<std::size_t>(std::ranges::mismatch(left, right).in1 - left.begin());
  std::size_t tail = 0;
  while (tail < std::min(left.size(), right.size()) - head &&
         left[left.size() - 1 - tail] == right[right.size() - 1 - tail]) {
    ++tail;
  }
  const auto middle = [&](const Numbers& all) {
    return Numbers(all.begin() + static_cast<std::ptrdiff_t>(head),
                   all.end() - static_cast<std::ptrdiff_t>(tail));
  };
  const Numbers a_middle = middle(left);
  const Numbers b_middle = middle(right);
  std::vector<CommonRun> runs;
  if (head > 0) {
    runs.push_back({0, 0, head});
  }
  for (const CommonRun& run :
       runs_of(trace_of(a_middle, b_middle), static_cast<std::ptrdiff_t>(a_middle.size()),
               static_cast<std::ptrdiff_t>(b_middle.size()))) {
    runs.push_back({run.a + head, run.b + head, run.length});
  }
  if (tail > 0) {
    runs.push_back({a.size() - tail, b.size() - tail, tail});
  }
  return runs;
}

std::string render_change(const std::string& name, std::string_view before, std::string_view after) {
  const TextLines a = split_lines(before);
  const TextLines b = split_lines(after);
  const std::vector<Extent> gaps = gaps_of(common_runs(a, b), a.size(), b.size());
  if (gaps.empty()) {
    return {};
  }
  std::string text = fmt::format("diff --git a/library/{0} b/library/{0}\n", name);
  text += before.empty() ? "new file mode 100644\n" : after.empty() ? "deleted file mode 100644\n" : "";
  text += before.empty() ? "--- /dev/null\n" : fmt::format("--- a/library/{}\n", name);
  text += after.empty() ? "+++ /dev/null\n" : fmt::format("+++ b/library/{}\n", name);
  for (std::size_t first = 0; first < gaps.size();) {
    std::size_t last = first + 1;
    while (last < gaps.size() && gaps[last].a_begin - gaps[last - 1].a_end <= 2 * kContext) {
      ++last;
    }
    text += render_hunk(a, b, gaps, first, last);
    first = last;
  }
  return text;
}

Merge merge3(std::string_view base, std::string_view ours, std::string_view theirs,
             const MergeLabels& labels) {
  const TextLines base_lines = split_lines(base);
  const TextLines our_lines = split_lines(ours);
  const TextLines their_lines = split_lines(theirs);
  return Merger(base_lines, our_lines, their_lines, labels).merge();
}

}  // namespace plrust::toolchain
