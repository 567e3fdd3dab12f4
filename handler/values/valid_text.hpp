// SPDX-License-Identifier: PostgreSQL
// Text that confined code made must be UTF-8 without NUL.
#pragma once

#include <cstddef>

#include "handler/pg.hpp"
#include "handler/values/ascii_prefix.hpp"

namespace plrust::handler {

// Raises 22021, by pg_verify_mbstr(), which takes 16 bytes at a time and is spared what is ASCII.
inline void check_utf8(const char* text, std::size_t length) {
  if (length >= 8 && length <= 64 && is_short_ascii(text, length)) {
    return;
  }
  const std::size_t ascii = ascii_prefix(text, length);
  // What is left of a long text, and what is in front of it.
  if (ascii != length && length > 64 && length - ascii < 64 && is_short_ascii(text + length - 64, 64)) {
    return;
  }
  if (ascii != length) {
    pg_verify_mbstr(PG_UTF8, text + ascii, static_cast<int>(length - ascii), false);
  }
}

}  // namespace plrust::handler
