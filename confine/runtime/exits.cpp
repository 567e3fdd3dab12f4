// SPDX-License-Identifier: PostgreSQL
// How a host function, or the end of a call, is described to the host: everything is copied out of the region
// first.
#include <algorithm>
#include <cstdio>
#include <cstring>

#include "confine/runtime/boundary_state.hpp"
#include "confine/runtime/region_memory.hpp"

namespace plrust::confine {
namespace {

// As much of the text as fits; what is not readable becomes a note instead.
template <std::size_t kSize>
void copy_text(std::array<char, kSize>& to, std::uint64_t address, std::uint64_t length) {
  const std::uint64_t bytes = std::min<std::uint64_t>(length, kSize - 1);
  if (!try_copy_from_region(current_instance().region(), to.data(), address, bytes)) {
    std::strncpy(to.data(), "(not readable)", kSize - 1);
    return;
  }
  to[bytes] = '\0';
}

}  // namespace

Exit& pending_exit() noexcept {
  static Exit exit;
  return exit;
}

Exit& begin_exit(ExitKind kind) noexcept {
  Exit& exit = pending_exit();
  exit.kind = kind;
  exit.instance = nullptr;
  exit.signal = 0;
  exit.module_offset_valid = false;
  exit.address_in_region = false;
  exit.module_offset = 0;
  exit.address = 0;
  exit.stack_bytes = 0;
  exit.line = 0;
  exit.column = 0;
  exit.message[0] = '\0';
  exit.file[0] = '\0';
  return exit;
}

void leave_misuse(const char* message) {
  Exit& exit = begin_exit(ExitKind::misuse);
  std::strncpy(exit.message.data(), message, exit.message.size() - 1);
  plrust_land();
}

void leave_misuse_about(const char* what, const char* problem) {
  Exit& exit = begin_exit(ExitKind::misuse);
  std::snprintf(exit.message.data(), exit.message.size(), "%s %s", what, problem);
  plrust_land();
}

void leave_abort() {
  begin_exit(ExitKind::abort);
  plrust_land();
}

void leave_panic(std::uint64_t message, std::uint64_t message_length, std::uint64_t file,
                 std::uint64_t file_length, std::uint32_t line, std::uint32_t column) {
  Exit& exit = begin_exit(ExitKind::panic);
  copy_text(exit.message, message, message_length);
  copy_text(exit.file, file, file_length);
  exit.line = line;
  exit.column = column;
  plrust_land();
}

}  // namespace plrust::confine
