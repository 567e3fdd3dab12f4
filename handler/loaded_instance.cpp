// SPDX-License-Identifier: PostgreSQL
#include "handler/loaded_instance.hpp"

#include "confine/runtime/boundary.hpp"
#include "handler/boundary.hpp"
#include "handler/spi/handles.hpp"
#include "pallocator/region_context.hpp"

namespace plrust::handler {

namespace {

// Contexts whose instance was active when it was let go. Deleting a context takes its pages away, so they
// wait until no call is active at all.
std::vector<MemoryContext>& waiting_contexts() {
  static auto& list = *new std::vector<MemoryContext>;
  return list;
}

void delete_waiting_contexts() noexcept {
  if (confine::frame_depth() != 0) {
    return;
  }
  for (const MemoryContext context : waiting_contexts()) {
    MemoryContextDelete(context);
  }
  waiting_contexts().clear();
}

}  // namespace

LoadedInstance::LoadedInstance(std::shared_ptr<const confine::Module> module, confine::Region& region,
                               void* owner, const char* identifier) {
  delete_waiting_contexts();
  waiting_contexts().reserve(waiting_contexts().size() + 1);  // so that release() cannot fail
  instance_ = confine::Instance::load(std::move(module), region, owner);
  confine::Heap& heap = instance_->heap();
  context_ = call_pg(
      [identifier, &heap] { return pallocator::create_region_context(TopMemoryContext, identifier, heap); });
}

LoadedInstance::LoadedInstance(LoadedInstance&& other) noexcept
    : instance_(std::move(other.instance_)), context_(std::exchange(other.context_, nullptr)) {}

LoadedInstance& LoadedInstance::operator=(LoadedInstance&& other) noexcept {
  if (this != &other) {
    release();
    instance_ = std::move(other.instance_);
    context_ = std::exchange(other.context_, nullptr);
  }
  return *this;
}

void LoadedInstance::release() noexcept {
  if (instance_ == nullptr) {
    return;
  }
  spi::forget_kept_handles(instance_.get());
  const bool is_active = instance_->is_active();
  instance_.reset();
  if (context_ != nullptr && is_active) {
    waiting_contexts().push_back(context_);
  } else if (context_ != nullptr) {
    MemoryContextDelete(context_);
  }
  context_ = nullptr;
}

}  // namespace plrust::handler
