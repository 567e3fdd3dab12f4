// SPDX-License-Identifier: PostgreSQL
// An instance together with its heap's memory context (pallocator/), which shows in
// pg_backend_memory_contexts under the function's name.
#pragma once

#include <memory>

#include "confine/runtime/instance.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

class LoadedInstance {
 public:
  LoadedInstance() = default;
  // Loads the module into the region. Throws plrust::Error, PgError.
  LoadedInstance(std::shared_ptr<const confine::Module> module, confine::Region& region, void* owner,
                 const char* identifier);
  ~LoadedInstance() { release(); }
  LoadedInstance(LoadedInstance&& other) noexcept;
  LoadedInstance& operator=(LoadedInstance&& other) noexcept;

  explicit operator bool() const noexcept { return instance_ != nullptr; }
  confine::Instance& operator*() const noexcept { return *instance_; }
  confine::Instance* operator->() const noexcept { return instance_.get(); }
  confine::Instance* get() const noexcept { return instance_.get(); }

 private:
  // A call of the instance that is still active keeps it, and the context, until it has ended.
  void release() noexcept;

  confine::InstancePointer instance_;
  MemoryContext context_ = nullptr;
};

}  // namespace plrust::handler
