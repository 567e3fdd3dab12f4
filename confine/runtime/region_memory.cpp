// SPDX-License-Identifier: PostgreSQL
// The memory helpers stand in a section of their own and call nothing: a fault in them is told by its
// address, and is then one of the confined code that called. They run on its stack, without a gate. A call of
// the C library's memcpy would leave that section; GCC is kept from making one out of a loop by the flags in
// meson.build.
#include "confine/runtime/region_memory.hpp"

#include <cstring>

#include "confine/runtime/boundary_state.hpp"

#define PLRUST_HELPER __attribute__((section("plrust_memory"), noinline, no_sanitize("all")))
#define PLRUST_INLINE __attribute__((always_inline, no_sanitize("all"))) inline

// The linker's names for the ends of the section.
extern "C" {
PLRUST_HIDDEN extern char __start_plrust_memory[];  // NOLINT(bugprone-reserved-identifier)
PLRUST_HIDDEN extern char __stop_plrust_memory[];   // NOLINT(bugprone-reserved-identifier)
}

namespace plrust::confine {

extern "C" {
std::uint64_t plrust_copy_region = 0;
}

bool is_memory_helper(std::uint64_t pc) noexcept {
  return pc >= reinterpret_cast<std::uint64_t>(__start_plrust_memory) &&
         pc < reinterpret_cast<std::uint64_t>(__stop_plrust_memory);
}

namespace {

using Bytes16 __attribute__((vector_size(16))) = std::uint8_t;

// Attributes of a type do not survive being a template argument; those of a struct's own do.
template <typename T>
struct __attribute__((packed, may_alias)) Unaligned {
  T value;
};

constexpr std::uint64_t kLow32 = 0xffff'ffff;

// Host address of a region range. A range that wraps at the region's end faults, at an address that names the
// reason: the helpers have no other way out that needs no stack.
PLRUST_INLINE std::uint8_t* forced(std::uint64_t address, std::uint64_t length) {
  const std::uint64_t offset = address & kLow32;
  if (__builtin_expect(length > kRegionSize - offset, 0)) {
    __builtin_trap();
  }
  return reinterpret_cast<std::uint8_t*>(plrust_boundary.base | offset);
}

template <typename T>
PLRUST_INLINE T load(const std::uint8_t* from) {
  return reinterpret_cast<const Unaligned<T>*>(from)->value;
}
template <typename T>
PLRUST_INLINE void store(std::uint8_t* to, T value) {
  reinterpret_cast<Unaligned<T>*>(to)->value = value;
}

// First and last T of the range, both loaded before either is stored: right for overlapping ranges too.
template <typename T>
PLRUST_INLINE void move_ends(std::uint8_t* to, const std::uint8_t* from, std::uint64_t n) {
  const T head = load<T>(from);
  const T tail = load<T>(from + n - sizeof(T));
  store<T>(to, head);
  store<T>(to + n - sizeof(T), tail);
}

PLRUST_INLINE bool move_small(std::uint8_t* to, const std::uint8_t* from, std::uint64_t n) {
  if (n > 32) {
    return false;
  }
  if (n >= 16) {
    move_ends<Bytes16>(to, from, n);
  } else if (n >= 8) {
    move_ends<std::uint64_t>(to, from, n);
  } else if (n >= 4) {
    move_ends<std::uint32_t>(to, from, n);
  } else if (n >= 2) {
    move_ends<std::uint16_t>(to, from, n);
  } else if (n == 1) {
    *to = *from;
  }
  return true;
}

// n > 32. Correct when `to` is below `from` or the ranges do not overlap.
PLRUST_INLINE void move_forward(std::uint8_t* to, const std::uint8_t* from, std::uint64_t n) {
#ifdef __x86_64__
  // Below, the microcode gains little, and loses much where loads meet its stores modulo a page.
  constexpr std::uint64_t kStringMove = 4096;
  if (n >= kStringMove && (to + n <= from || from + n <= to)) {
    asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
    return;
  }
#endif
  const Bytes16 tail = load<Bytes16>(from + n - 16);
  std::uint8_t* const last = to + n - 16;
  while (n > 32) {
    const Bytes16 a = load<Bytes16>(from);
    const Bytes16 b = load<Bytes16>(from + 16);
    store(to, a);
    store(to + 16, b);
    from += 32;
    to += 32;
    n -= 32;
  }
  if (n > 16) {
    store(to, load<Bytes16>(from));
  }
  store(last, tail);
}

// n > 32, `to` above `from`.
PLRUST_INLINE void move_backward(std::uint8_t* to, const std::uint8_t* from, std::uint64_t n) {
  const Bytes16 head = load<Bytes16>(from);
  std::uint8_t* const first = to;
  while (n > 32) {
    const Bytes16 a = load<Bytes16>(from + n - 16);
    const Bytes16 b = load<Bytes16>(from + n - 32);
    store(to + n - 16, a);
    store(to + n - 32, b);
    n -= 32;
  }
  if (n > 16) {
    store(to + n - 16, load<Bytes16>(from + n - 16));
  }
  store(first, head);
}

PLRUST_INLINE std::int32_t compare(std::uint64_t a, std::uint64_t b, std::uint64_t n) {
  const std::uint8_t* x = forced(a, n);
  const std::uint8_t* y = forced(b, n);
  std::uint64_t i = 0;
  while (n - i >= 8 && load<std::uint64_t>(x + i) == load<std::uint64_t>(y + i)) {
    i += 8;
  }
  while (i < n) {
    if (x[i] != y[i]) {
      return x[i] < y[i] ? -1 : 1;
    }
    ++i;
  }
  return 0;
}

}  // namespace

extern "C" {

PLRUST_HELPER std::uint64_t plrust_import_memmove(std::uint64_t destination, std::uint64_t source,
                                                  std::uint64_t length) {
  std::uint8_t* to = forced(destination, length);
  const std::uint8_t* from = forced(source, length);
  if (!move_small(to, from, length)) {
    if (to <= from || to >= from + length) {
      move_forward(to, from, length);
    } else {
      move_backward(to, from, length);
    }
  }
  return destination;
}

// The ranges of a wrong memcpy may overlap; then what is copied is unspecified, like in C.
PLRUST_HELPER std::uint64_t plrust_import_memcpy(std::uint64_t destination, std::uint64_t source,
                                                 std::uint64_t length) {
  std::uint8_t* to = forced(destination, length);
  const std::uint8_t* from = forced(source, length);
  if (!move_small(to, from, length)) {
    move_forward(to, from, length);
  }
  return destination;
}

PLRUST_HELPER std::uint64_t plrust_import_memset(std::uint64_t destination, std::int32_t byte,
                                                 std::uint64_t length) {
  std::uint8_t* to = forced(destination, length);
  const auto value = static_cast<std::uint8_t>(byte);
  const std::uint64_t word = 0x0101'0101'0101'0101U * value;
  if (length < 16) {
    if (length >= 8) {
      store<std::uint64_t>(to, word);
      store<std::uint64_t>(to + length - 8, word);
    } else {
      for (std::uint64_t i = 0; i < length; ++i) {
        to[i] = value;
      }
    }
    return destination;
  }
  const Bytes16 vector = Bytes16{} + value;
  std::uint64_t i = 0;
#ifdef __x86_64__
  constexpr std::uint64_t kStringStore = 2048;
  if (length >= kStringStore) {
    std::uint8_t* at = to;
    asm volatile("rep stosb" : "+D"(at), "+c"(length) : "a"(value) : "memory");
    return destination;
  }
#endif
  for (; length - i >= 16; i += 16) {
    store(to + i, vector);
  }
  store(to + length - 16, vector);
  return destination;
}

PLRUST_HELPER std::int32_t plrust_import_memcmp(std::uint64_t a, std::uint64_t b, std::uint64_t length) {
  return compare(a, b, length);
}

PLRUST_HELPER std::int32_t plrust_import_bcmp(std::uint64_t a, std::uint64_t b, std::uint64_t length) {
  return compare(a, b, length);
}

PLRUST_HELPER std::uint64_t plrust_import_strlen(std::uint64_t string) {
  const std::uint64_t limit = kRegionSize - (string & kLow32);
  const std::uint8_t* from = forced(string, 0);
  std::uint64_t length = 0;
  while (length < limit && from[length] != 0) {
    ++length;
  }
  return length;
}

}  // extern "C"

bool try_copy_from_region(const Region& region, void* destination, std::uint64_t source,
                          std::uint64_t length) noexcept {
  if (!Region::is_range(source, length)) {
    return false;
  }
  plrust_copy_region = region.base();
  return plrust_guarded_copy(destination, region.host_pointer(source), length);
}

bool try_copy_to_region(const Region& region, std::uint64_t destination, const void* source,
                        std::uint64_t length) noexcept {
  if (!Region::is_range(destination, length)) {
    return false;
  }
  plrust_copy_region = region.base();
  return plrust_guarded_copy(region.host_pointer(destination), source, length);
}

void copy_from_region(void* destination, std::uint64_t source, std::uint64_t length, std::uint64_t limit,
                      const char* what) {
  if (length > limit) {
    leave_misuse_about(what, "is too long");
  }
  if (!try_copy_from_region(current_instance().region(), destination, source, length)) {
    leave_misuse_about(what, "is not readable memory of the function");
  }
}

void copy_to_region(std::uint64_t destination, const void* source, std::uint64_t length, const char* what) {
  if (!try_copy_to_region(current_instance().region(), destination, source, length)) {
    leave_misuse_about(what, "is not writable memory of the function");
  }
}

}  // namespace plrust::confine
