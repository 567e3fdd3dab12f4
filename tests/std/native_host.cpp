// SPDX-License-Identifier: PostgreSQL
// Runs one test of tests/std in an ordinary process, unconfined: the host functions that std needs, over a
// region laid out as the real one. It shows what std does, without server, rewriter or verifier;
// tests/std/native-runner links it. Prints "ok TEXT", "error TEXT", "panic MESSAGE" or "abort"; the place of
// a panic goes to stderr.
#include <sys/mman.h>
#include <sys/random.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>

#include "confine/abi.hpp"

namespace {

namespace abi = plrust::confine;

constexpr std::size_t kPage = 4096;
constexpr std::size_t kMemoryLimit = std::size_t{256} << 20;

struct Heap {
  std::uint64_t next = 0;  // address
  std::size_t granted = 0;
  std::map<std::uint64_t, std::size_t> blocks;
};

Heap heap;

[[noreturn]] void leave(const char* what, const void* text, std::size_t size) {
  std::printf("%s", what);
  if (size > 0) {
    std::putchar(' ');
    std::fwrite(text, 1, size, stdout);
  }
  std::putchar('\n');
  std::fflush(stdout);
  std::_Exit(0);
}

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "host: %s\n", what);
  std::_Exit(2);
}

std::size_t in_pages(std::size_t size) {
  return (size + kPage - 1) / kPage * kPage;
}

std::uint8_t* at(std::uint64_t address) {
  return reinterpret_cast<std::uint8_t*>(address);
}

// A region whose base is aligned as the real one's, because code may look at the low half of addresses.
std::uint64_t make_region() {
  void* space =
      mmap(nullptr, 2 * abi::kRegionSize, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (space == MAP_FAILED) {
    fail("no address space");
  }
  const auto start = reinterpret_cast<std::uint64_t>(space);
  const std::uint64_t base = (start + abi::kRegionSize - 1) / abi::kRegionSize * abi::kRegionSize;
  if (mprotect(at(base + abi::kStackBegin), abi::kStackEnd - abi::kStackBegin, PROT_READ | PROT_WRITE) != 0) {
    fail("no region stack");
  }
  heap.next = base + abi::kHeapBegin;
  return base;
}

}  // namespace

struct TestResult {
  const char* text;
  std::size_t size;
  std::uint32_t ok;
};

extern "C" {

// The top of the region stack; code made with the split-stack plugin uses it.
std::uint64_t plrust_usp;

void plrust_std_test(TestResult* result);

void* plrust_host_grow(std::size_t size) {
  const std::size_t bytes = in_pages(size);
  if (bytes == 0 || bytes > kMemoryLimit - heap.granted) {
    return nullptr;
  }
  std::uint8_t* block = at(heap.next);
  if (mprotect(block, bytes, PROT_READ | PROT_WRITE) != 0) {
    return nullptr;
  }
  heap.blocks[heap.next] = bytes;
  heap.next += bytes;
  heap.granted += bytes;
  return block;
}

void plrust_host_release(void* block, std::size_t size) {
  const auto found = heap.blocks.find(reinterpret_cast<std::uint64_t>(block));
  if (found == heap.blocks.end() || found->second != in_pages(size)) {
    fail("release of what was not granted");
  }
  if (mmap(block, found->second, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) !=
      block) {
    fail("could not release");
  }
  heap.granted -= found->second;
  heap.blocks.erase(found);
}

void plrust_host_random(void* dst, std::size_t n) {
  if (getrandom(dst, n, 0) != static_cast<ssize_t>(n)) {
    fail("no random bytes");
  }
}

std::uint64_t plrust_host_clock_ns(std::uint32_t clock) {
  timespec now{};
  if (clock > 1 || clock_gettime(clock == 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME, &now) != 0) {
    fail("no such clock");
  }
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

[[noreturn]] void plrust_host_panic(const char* message, std::size_t message_len, const char* file,
                                    std::size_t file_len, std::uint32_t line, std::uint32_t column) {
  std::fprintf(stderr, "at ");
  std::fwrite(file, 1, file_len, stderr);
  std::fprintf(stderr, ":%u:%u\n", line, column);
  leave("panic", message, message_len);
}

[[noreturn]] void plrust_host_abort() {
  leave("abort", nullptr, 0);
}

}  // extern "C"

int main() {
  plrust_usp = make_region() + abi::kStackEnd;
  TestResult result{};
  plrust_std_test(&result);
  leave(result.ok != 0 ? "ok" : "error", result.text, result.size);
}
