// SPDX-License-Identifier: PostgreSQL
#include "toolchain/patching/rust_items.hpp"

#include <algorithm>

namespace plrust::toolchain {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (c & 0x80) != 0;
}

bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) {
    ++at;
  }
  return at;
}

// After the bracket that closes the one at `at`, or the end of the text.
std::size_t end_of_brackets(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '[') {
      ++depth;
    } else if (text[at] == ']' && --depth == 0) {
      return at + 1;
    }
  }
  return at;
}

std::string_view word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_word(text[end])) {
    ++end;
  }
  return text.substr(at, end - at);
}

// One pass over blanked source. An item's text runs from `start_` to its keyword: attributes, visibility and
// qualifiers. Parentheses and brackets never hold declarations; braces open a block whose head is that text.
class Scanner {
 public:
  Scanner(std::string_view blanked, const ItemQuery& query) : text_(blanked), query_(query) {}

  std::vector<RustItem> run() && {
    for (std::size_t at = 0; at < text_.size();) {
      at = step(at);
    }
    return std::move(found_);
  }

 private:
  std::size_t step(std::size_t at) {
    const char c = text_[at];
    if (is_word(c)) {
      const std::string_view word = word_at(text_, at);
      visit(at, word);
      return at + word.size();
    }
    if (c == '#' && at + 1 < text_.size() && text_[at + 1] == '[') {
      return end_of_brackets(text_, at + 1);
    }
    if (c == '#' && text_.substr(at, 3) == "#![") {
      const std::size_t end = end_of_brackets(text_, at + 2);
      start_ = end;
      return end;
    }
    nest(at, c);
    return at + 1;
  }

  void nest(std::size_t at, char c) {
    if (c == '(' || c == '[') {
      ++inside_;
    } else if ((c == ')' || c == ']') && inside_ > 0) {
      --inside_;
    } else if (c == '{') {
      blocks_.push_back({head(at), inside_});
      inside_ = 0;
      start_ = at + 1;
    } else if (c == '}') {
      if (!blocks_.empty()) {
        inside_ = blocks_.back().inside;
        blocks_.pop_back();
      }
      start_ = at + 1;
    } else if (c == ';' && inside_ == 0) {
      start_ = at + 1;
    }
  }

  // What stands before the '{' at `end`, without attributes and visibility.
  std::string head(std::size_t end) const {
    std::string head;
    for (std::size_t at = start_; at < end;) {
      if (text_[at] == '#' && at + 1 < end && text_[at + 1] == '[') {
        at = end_of_brackets(text_, at + 1);
      } else if (is_blank(text_[at])) {
        at = skip_blanks(text_, at);
        if (!head.empty() && at < end) {
          head.push_back(' ');
        }
      } else {
        head.push_back(text_[at++]);
      }
    }
    for (const std::string_view visibility : {"pub(crate) ", "pub(super) ", "pub "}) {
      if (head.substr(0, visibility.size()) == visibility) {
        head.erase(0, visibility.size());
      }
    }
    return head;
  }

  void visit(std::size_t at, std::string_view word) {
    if (word != query_.keyword || inside_ != 0) {
      return;
    }
    std::size_t name = at + word.size();
    if (query_.keyword == "macro_rules") {
      name = skip_blanks(text_, name);
      if (name >= text_.size() || text_[name] != '!') {
        return;
      }
      ++name;
    }
    name = skip_blanks(text_, name);
    if (word_at(text_, name) != query_.name) {
      return;
    }
    const bool here = query_.within.empty() ? blocks_.empty() : blocks_.size() == 1 && in_block();
    if (!here) {
      return;
    }
    RustItem item;
    item.begin = at;
    item.line = 1 + static_cast<std::size_t>(
                        std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    item.attributes = attributes(at);
    found_.push_back(std::move(item));
  }

  bool in_block() const { return blocks_.back().head == query_.within; }

  std::vector<Attribute> attributes(std::size_t end) const {
    std::vector<Attribute> attributes;
    for (std::size_t at = start_; at < end;) {
      if (text_[at] != '#' || text_[at + 1] != '[') {
        ++at;
        continue;
      }
      const std::size_t close = end_of_brackets(text_, at + 1);
      attributes.push_back({std::string(word_at(text_, skip_blanks(text_, at + 2))), at, close});
      at = close;
    }
    return attributes;
  }

  struct Block {
    std::string head;
    std::size_t inside;  // open parentheses and brackets outside of it
  };

  std::string_view text_;
  const ItemQuery& query_;
  std::vector<RustItem> found_;
  std::vector<Block> blocks_;
  std::size_t inside_ = 0;
  std::size_t start_ = 0;
};

}  // namespace

std::vector<RustItem> find_items(std::string_view source, const ItemQuery& query) {
  const std::string blanked = blank_comments_and_literals(source);
  return Scanner(blanked, query).run();
}

std::vector<Attribute> find_inner_attributes(std::string_view source, std::string_view name) {
  const std::string blanked = blank_comments_and_literals(source);
  const std::string_view text = blanked;
  std::vector<Attribute> found;
  // The file's own stand before its first item.
  for (std::size_t at = skip_blanks(text, 0); text.substr(at, 3) == "#!["; at = skip_blanks(text, at)) {
    const std::size_t end = end_of_brackets(text, at + 2);
    if (word_at(text, skip_blanks(text, at + 3)) == name) {
      found.push_back({std::string(name), at, end});
    }
    at = end;
  }
  return found;
}

}  // namespace plrust::toolchain
