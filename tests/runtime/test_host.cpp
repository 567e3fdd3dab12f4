// SPDX-License-Identifier: PostgreSQL
#include "tests/runtime/test_host.hpp"

#include <csetjmp>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace plrust::confine {

std::uint64_t (*callback)(std::uint64_t, std::uint64_t) = nullptr;
int interrupt_pending = 0;
std::uint32_t interrupt_holdoff = 0;
void (*check_interrupts)() = nullptr;
bool stack_is_too_deep = false;
std::vector<std::uint64_t> drops;

namespace {

jmp_buf* handler = nullptr;
Exit last_exit;

[[noreturn]] void leave(const Exit& exit) {
  last_exit = exit;
  raise_error();
}

void check() {
  if (check_interrupts != nullptr) {
    check_interrupts();
  }
}

bool too_deep() {
  return stack_is_too_deep;
}

std::uint64_t import_callback(std::uint64_t a, std::uint64_t b) {
  before_host_call();
  return callback == nullptr ? a + b : callback(a, b);
}
std::uint64_t import_grow(std::uint64_t bytes) {
  before_host_call();
  return current_instance().heap().grow(bytes);
}
void import_release(std::uint64_t address, std::uint64_t bytes) {
  before_host_call();
  if (!current_instance().heap().release(address, bytes)) {
    leave_misuse("release of what is not a block");
  }
}

template <typename Function>
const void* address_of(Function* function) {
  return reinterpret_cast<const void*>(function);
}

}  // namespace

void raise_error() {
  if (handler == nullptr) {
    std::abort();
  }
  longjmp(*handler, 1);
}

Outcome call_raw(Instance& instance, std::uint64_t a, std::uint64_t b, std::uint64_t c, bool keeps_frames) {
  jmp_buf here;
  jmp_buf* const outer = handler;
  const std::uint64_t depth = frame_depth();
  Outcome outcome{};
  last_exit = Exit{};
  handler = &here;
  if (setjmp(here) == 0) {
    outcome.result = enter(instance, a, b, c);
  } else {
    outcome.exit = last_exit;
    if (!keeps_frames) {
      drop_frames_to(depth);
    }
  }
  handler = outer;
  return outcome;
}

Outcome call(Instance& instance, Operation operation, std::uint64_t b, std::uint64_t c,
             std::uint64_t length) {
  return call_raw(instance, static_cast<std::uint64_t>(operation) | length << 8, b, c);
}

void prepare() {
  callback = nullptr;
  interrupt_pending = 0;
  interrupt_holdoff = 0;
  check_interrupts = nullptr;
  stack_is_too_deep = false;
  drops.clear();
  Hooks hooks;
  hooks.leave = leave;
  hooks.check_interrupts = check;
  hooks.stack_is_too_deep = too_deep;
  hooks.dropped = [](std::uint64_t depth) noexcept { drops.push_back(depth); };
  hooks.interrupt_pending = &interrupt_pending;
  hooks.holdoff[0] = &interrupt_holdoff;
  initialize(hooks);
}

std::vector<std::byte> read_module(const std::string& name) {
  const char* directory = std::getenv("PLRUST_TEST_MODULES");
  std::ifstream file(std::string(directory == nullptr ? "." : directory) + "/" + name + ".so",
                     std::ios::binary);
  if (!file) {
    throw std::runtime_error("no module '" + name + "'; PLRUST_TEST_MODULES must name their folder");
  }
  const std::vector<char> bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::vector<std::byte> module(bytes.size());
  std::memcpy(module.data(), bytes.data(), bytes.size());
  return module;
}

std::vector<HostFunction> host_functions() {
  return {{"memcpy", address_of(plrust_import_memcpy), "memory"},
          {"memmove", address_of(plrust_import_memmove), "memory"},
          {"memset", address_of(plrust_import_memset), "memory"},
          {"memcmp", address_of(plrust_import_memcmp), "memory"},
          {"bcmp", address_of(plrust_import_bcmp), "memory"},
          {"strlen", address_of(plrust_import_strlen), "memory"},
          {"grow", address_of(import_grow), "memory"},
          {"release", address_of(import_release), "memory"},
          {"callback", address_of(import_callback), "test"},
          {"panic", address_of(leave_panic), "errors"},
          {"abort", address_of(leave_abort), "errors"}};
}

std::shared_ptr<const Module> parse(const std::string& name) {
  return Module::parse(read_module(name), host_functions());
}

Region& shared_region() {
  static const std::unique_ptr<Region> region = Region::create();
  return *region;
}

}  // namespace plrust::confine
