// SPDX-License-Identifier: PostgreSQL
// What the run time asks of its host. The run time knows nothing of PostgreSQL: it decides *that* a confined
// call ends, the host decides how that becomes an error.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace plrust::confine {

class Instance;

enum class ExitKind : std::uint8_t {
  panic,           // the module reported a panic: message, file, line, column
  abort,           // the module aborted without a message
  fault,           // the processor refused an instruction: signal, module_offset, address
  stack_overflow,  // a stack of confined code is used up, or the host has no room for a nested call
  misuse,          // a host function refused its arguments: message
  interrupted,     // an interrupt is pending and the host gave no check_interrupts
  resource,        // the call never started: message says what the host lacked
};

// Copied into host memory in full; nothing here points into a region.
struct Exit {
  ExitKind kind = ExitKind::abort;
  // The instance whose call ends; null if the call never started. Dirty, and already off the chain of frames.
  Instance* instance = nullptr;
  int signal = 0;
  bool module_offset_valid = false;
  bool address_in_region = false;
  std::uint64_t module_offset = 0;  // of the instruction, from the start of the module's image
  std::uint64_t address = 0;        // offset in the region if address_in_region, else as the kernel gave it
  std::uint64_t stack_bytes = 0;    // stack_overflow: native stack in use
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::array<char, 8192>
      message{};  // NUL-terminated; bytes as the module gave them, not checked for encoding
  std::array<char, 512> file{};
};

// All functions may leave by longjmp (ereport); none may throw a C++ exception.
struct Hooks {
  // Turns the end of a call into an error. Runs as ordinary code on the boundary's own stack; the confined
  // frames below are dead. Must not return.
  void (*leave)(const Exit& exit) = nullptr;
  // Called at a stop of confined code, when the pointers below say so. If it returns, the code goes on
  // unchanged.
  void (*check_interrupts)() = nullptr;
  // True when a host function must not go deeper.
  bool (*stack_is_too_deep)() = nullptr;
  // Called before an instance that is dirty is entered: returns one that is not (the same after reset(), or
  // another one when this is still active). Null: reset if inactive, else ExitKind::resource.
  Instance* (*refresh)(Instance& instance) = nullptr;
  // Frames deeper than `depth` died. Must not leave. May be null.
  void (*dropped)(std::uint64_t depth) noexcept = nullptr;
  // A stop happens when *interrupt_pending != 0 and all non-null holdoff counters are 0.
  const volatile int* interrupt_pending = nullptr;
  std::array<const volatile std::uint32_t*, 3> holdoff{};
};

}  // namespace plrust::confine
