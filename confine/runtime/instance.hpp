// SPDX-License-Identifier: PostgreSQL
// An instance: a module loaded into a region, with its data and its heap. Its statics live as long as it
// does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "confine/runtime/heap.hpp"
#include "confine/runtime/module.hpp"
#include "confine/runtime/region.hpp"

namespace plrust::confine {

// What the assembly of the boundary reads; the offsets are repeated there and checked in boundary.cpp.
struct InstanceHead {
  const void* entry;
  std::uint64_t* usp;  // the module's region-stack pointer, in the region: write it, believe nothing it says
  std::uint64_t stack_top;   // what *usp starts with
  std::uint64_t blocked;     // not 0: dirty; the boundary takes the slow path
  std::uint64_t base;        // of the region
  std::uint64_t native_top;  // what the stack pointer starts with
};

class Instance;
// Frees the instance, or has it freed when its last active call ends.
struct InstanceDeleter {
  void operator()(Instance* instance) const noexcept;
};
using InstancePointer = std::unique_ptr<Instance, InstanceDeleter>;

class Instance {
 public:
  // Maps, relocates and protects. `owner` is the host's own business. Throws Error.
  static InstancePointer load(std::shared_ptr<const Module> module, Region& region, void* owner = nullptr);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  // A call of it ended by an error: what its statics and heap hold is unknown, and it is not entered again.
  bool is_dirty() const noexcept { return head_.blocked != 0; }
  void mark_dirty() noexcept { head_.blocked = 1; }
  // For a host that caught the error of a call inside a call: the one further out goes on in the same memory,
  // and may enter it again.
  void set_dirty(bool is_dirty) noexcept { head_.blocked = is_dirty ? 1 : 0; }
  // True while a call of it is on the chain of frames.
  bool is_active() const noexcept;
  // Makes the data that of a fresh instance, and the heap empty. Must not be active. Throws Error.
  void reset();
  std::uint64_t resets() const noexcept { return resets_; }

  void* owner() const noexcept { return owner_; }
  void set_owner(void* owner) noexcept { owner_ = owner; }
  const Module& module() const noexcept { return *module_; }
  Region& region() const noexcept { return region_; }
  Heap& heap() noexcept { return heap_; }
  // Whether a host address lies in the image, and where.
  bool image_contains(std::uint64_t address) const noexcept {
    return address - image_ < module_->image_bytes();
  }
  std::uint64_t image() const noexcept { return image_; }

 private:
  friend struct InstanceDeleter;
  friend struct InstanceAccess;
  Instance(std::shared_ptr<const Module> module, Region& region, void* owner);
  ~Instance();
  void map_segments();
  void fill_writable(bool is_fresh);
  void protect_segments();

  InstanceHead head_{};
  std::shared_ptr<const Module> module_;
  Region& region_;
  Heap heap_;
  void* owner_;
  std::uint64_t image_ = 0;
  std::uint64_t resets_ = 0;
  Instance* next_released_ = nullptr;  // of those that their owners let go while they were active
};

}  // namespace plrust::confine
