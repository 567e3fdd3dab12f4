// SPDX-License-Identifier: PostgreSQL
#include "confine/runtime/instance.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "base/error.hpp"
#include "confine/runtime/boundary_state.hpp"

namespace plrust::confine {
namespace {

void protect(std::byte* begin, std::uint64_t bytes, int protection) {
  if (bytes != 0 && mprotect(begin, bytes, protection) != 0) {
    throw Error(std::string("could not map a module: ") + std::strerror(errno));
  }
}

// The part [begin, end) of a segment, as offsets in the image.
struct Part {
  std::uint64_t begin;
  std::uint64_t end;
};

}  // namespace

InstancePointer Instance::load(std::shared_ptr<const Module> module, Region& region, void* owner) {
  InstancePointer instance(new Instance(std::move(module), region, owner));
  instance->map_segments();
  instance->fill_writable(true);
  instance->protect_segments();
  return instance;
}

Instance::Instance(std::shared_ptr<const Module> module, Region& region, void* owner)
    : module_(std::move(module)), region_(region), heap_(region), owner_(owner) {
  image_ = region_.take_image(*module_);
  head_.entry = region_.host_pointer(image_ + module_->entry());
  head_.usp = reinterpret_cast<std::uint64_t*>(region_.host_pointer(image_ + module_->usp()));
  // 64: the largest alignment that confined code may expect of its region stack.
  head_.stack_top = region_.base() + kStackEnd - 64;
  head_.base = region_.base();
  head_.native_top = region_.native_top();
}

Instance::~Instance() {
  region_.give_image(image_, *module_);
}

void Instance::map_segments() {
  for (const Module::Segment& segment : module_->segments()) {
    std::byte* begin = region_.host_pointer(image_ + segment.begin);
    protect(begin, segment.end - segment.begin, PROT_READ | PROT_WRITE);
    if (!segment.writable) {
      std::memcpy(region_.host_pointer(image_ + segment.data_begin), segment.bytes.data(),
                  segment.bytes.size());
    }
  }
}

void Instance::fill_writable(bool is_fresh) {
  const Part relro{module_->relro_begin(), module_->relro_end()};
  for (const Module::Segment& segment : module_->segments()) {
    if (!segment.writable) {
      continue;
    }
    // Around the read-only part, which is whole pages of at most one segment.
    const bool has_relro = relro.begin >= segment.begin && relro.end <= segment.end;
    const Part before{segment.begin, has_relro ? relro.begin : segment.end};
    const Part after{has_relro ? relro.end : segment.end, segment.end};
    const Part middle = has_relro && is_fresh ? relro : Part{segment.end, segment.end};
    for (const Part& part : {before, middle, after}) {
      const std::uint64_t data_end = segment.data_begin + segment.bytes.size();
      const std::uint64_t from = std::clamp(segment.data_begin, part.begin, part.end);
      const std::uint64_t to = std::clamp(data_end, from, part.end);
      if (!is_fresh) {
        std::memset(region_.host_pointer(image_ + part.begin), 0, from - part.begin);
        std::memset(region_.host_pointer(image_ + to), 0, part.end - to);
      }
      // Of a segment without data there are no bytes to point at.
      if (to != from) {
        std::memcpy(region_.host_pointer(image_ + from), segment.bytes.data() + (from - segment.data_begin),
                    to - from);
      }
    }
  }
  for (const Module::Relocation& relocation : module_->relocations()) {
    const bool is_relro = relocation.offset >= relro.begin && relocation.offset < relro.end;
    if (!is_relro || is_fresh) {
      const std::uint64_t value = relocation.value + (relocation.relative ? image_ : 0);
      std::memcpy(region_.host_pointer(image_ + relocation.offset), &value, sizeof value);
    }
  }
}

void Instance::protect_segments() {
  for (const Module::Segment& segment : module_->segments()) {
    std::byte* begin = region_.host_pointer(image_ + segment.begin);
    const std::uint64_t bytes = segment.end - segment.begin;
    if (segment.executable) {
      __builtin___clear_cache(reinterpret_cast<char*>(begin), reinterpret_cast<char*>(begin + bytes));
      protect(begin, bytes, PROT_READ | PROT_EXEC);
    } else if (!segment.writable) {
      protect(begin, bytes, PROT_READ);
    }
  }
  protect(region_.host_pointer(image_ + module_->relro_begin()),
          module_->relro_end() - module_->relro_begin(), PROT_READ);
}

bool Instance::is_active() const noexcept {
  const auto begin = plrust_boundary.frames.begin();
  return std::any_of(begin, begin + static_cast<std::ptrdiff_t>(plrust_boundary.depth),
                     [this](const Frame& frame) { return frame.instance == this; });
}

void Instance::reset() {
  if (is_active()) {
    throw Error("an instance with an active call cannot be reset");
  }
  heap_.release_all();
  heap_.clear_refused();
  fill_writable(false);
  head_.blocked = 0;
  ++resets_;
}

}  // namespace plrust::confine
