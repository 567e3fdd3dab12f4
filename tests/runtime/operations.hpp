// SPDX-License-Identifier: PostgreSQL
// What modules/actor.s can do, in its order.
#pragma once

#include <cstdint>

namespace plrust::confine {

enum class Operation : std::uint8_t {
  add,
  load,
  store,
  exchange_add,
  store_vector,
  load_aligned,
  copy,
  move,
  fill,
  compare,
  length,
  spin,
  copy_forever,
  digest,
  recurse,
  recurse_copy,
  descend_and_call,
  huge_frame,
  undefined,
  breakpoint,
  divide,
  panic,
  abort,
  call_host,
  count,
  jump,
  grow,
  release,
  set_usp,
  text_address,
  relro_address,
  follow,
  registers,
  registers_after_host,
  stale_words,
  stale_words_after_host,
};

}  // namespace plrust::confine
