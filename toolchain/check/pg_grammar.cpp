// SPDX-License-Identifier: PostgreSQL
#include "toolchain/check/pg_grammar.hpp"

#include <memory>

#include <pg_query.h>

#include "base/characters.hpp"

namespace plrust::toolchain {
namespace {

// The grammar recurses, and stops neither itself nor the process' stack from overflowing.
constexpr std::size_t kMaxNesting = 1000;
constexpr const char* kTooDeep = "the statement is nested too deeply";

bool is_nested_too_deeply(const std::string& statement) {
  std::size_t depth = 0;
  for (const char c : statement) {
    if ((c == '(' || c == '[') && ++depth > kMaxNesting)
      return true;
    if ((c == ')' || c == ']') && depth > 0)
      --depth;
  }
  return false;
}

struct FreeResult {
  void operator()(PgQueryParseResult* result) const {
    pg_query_free_parse_result(*result);
    delete result;  // NOLINT(cppcoreguidelines-owning-memory): of a unique_ptr
  }
};

// The error's place counts characters from 1.
std::size_t byte_offset(const std::string& text, int position) {
  int characters = 0;
  for (std::size_t n = 0; n < text.size(); ++n)
    if (!continues_character(text[n]) && ++characters == position)
      return n;
  return text.size();
}

}  // namespace

GrammarResult parse_sql(const std::string& statement) {
  if (is_nested_too_deeply(statement))
    return {{}, kTooDeep, 0};
  const std::unique_ptr<PgQueryParseResult, FreeResult> result(
      new PgQueryParseResult(pg_query_parse(statement.c_str())));
  if (result->error == nullptr)
    return {result->parse_tree, {}, 0};
  const PgQueryError& error = *result->error;
  return {{}, error.message, error.cursorpos > 0 ? byte_offset(statement, error.cursorpos) : 0};
}

}  // namespace plrust::toolchain
