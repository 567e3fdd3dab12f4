// SPDX-License-Identifier: PostgreSQL
#include "handler/inline_code.hpp"

#include <list>

#include "confine/runtime/boundary.hpp"
#include "handler/boundary.hpp"
#include "handler/callee.hpp"
#include "handler/compiler.hpp"
#include "handler/raise_report.hpp"
#include "handler/spi/frames.hpp"
#include "handler/spi/plans.hpp"

namespace plrust::handler {

namespace {

// Scripts run the same block again and again; more than these few are hardly worth their memory.
constexpr std::size_t kKept = 8;

struct InlineCode {
  Digest key;  // what the code was made from
  Callee callee;
};

// The one that ran last is in front. Nodes of a list stay where they are.
std::list<InlineCode>& kept_blocks() {
  static auto& list = *new std::list<InlineCode>;
  return list;
}

bool is_active(const InlineCode& code) {
  return code.callee.loaded && code.callee.loaded->is_active();
}

// Blocks that were left by an error, and the oldest. One that is running, further out, stays.
void forget_some() {
  std::list<InlineCode>& blocks = kept_blocks();
  std::size_t kept = 0;
  for (auto code = blocks.begin(); code != blocks.end();) {
    const bool is_usable = code->callee.loaded && !code->callee.loaded->is_dirty();
    if (is_active(*code) || (is_usable && ++kept < kKept)) {
      ++code;
    } else {
      spi::forget_plans(code->callee);
      code = blocks.erase(code);
    }
  }
}

Callee& find_block(const char* source) {
  const Signature signature = inline_signature(source);
  const std::string triple = native_triple();
  const Sysroot sysroot = find_sysroot(triple);
  const Digest key = artifact_key(signature, sysroot, triple);
  forget_some();
  std::list<InlineCode>& blocks = kept_blocks();
  const Oid user = GetUserId();
  const auto known = std::ranges::find_if(blocks, [&](const InlineCode& code) {
    return code.key == key && code.callee.user == user && !code.callee.loaded->is_dirty();
  });
  if (known != blocks.end()) {
    blocks.splice(blocks.begin(), blocks, known);
  } else {
    Artifact artifact = compile(signature, sysroot, triple);
    PreparedObject object;
    object.is_proved = artifact.is_proved;
    object.branches = std::move(artifact.branches);
    object.compiled = std::move(artifact.object);
    object.bytes = object.compiled;
    std::list<InlineCode> made(1);
    made.front().key = key;
    made.front().callee.user = user;
    load_object(made.front().callee, signature, object);
    blocks.splice(blocks.begin(), made);
  }
  apply_limits(blocks.front().callee);
  return blocks.front().callee;
}

}  // namespace

bool release_dirty_blocks() noexcept {
  bool is_one_active = false;
  for (const InlineCode& code : kept_blocks()) {
    if (!code.callee.loaded || !code.callee.loaded->is_dirty()) {
      continue;
    }
    if (is_active(code)) {
      is_one_active = true;
    } else {
      code.callee.loaded->heap().release_all();
    }
  }
  return is_one_active;
}

std::uint64_t heap_bytes_of_blocks() noexcept {
  std::uint64_t bytes = 0;
  for (const InlineCode& code : kept_blocks()) {
    bytes += code.callee.loaded ? code.callee.loaded->heap().bytes() : 0;
  }
  return bytes;
}

void run_inline(const InlineCodeBlock& block) {
  const char* const source = block.source_text;
  const Callee& callee = *enter([source] { return &find_block(source); });
  if (!block.atomic) {
    spi::begin_call(true, nullptr);
  }
  const confine::CallResult result = spi::enter(*callee.instance, 0, 0, 0);
  if (result.kind() == confine::ResultKind::error) {
    raise_returned_error(callee, result.value);
  }
}

}  // namespace plrust::handler
