// SPDX-License-Identifier: PostgreSQL
// The part of a build that decides what is made when.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

#include <poll.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "toolchain/dependencies/crate_build.hpp"

namespace plrust::toolchain {
namespace {

// Each has the memory limit for itself, and a server has other things to do.
std::size_t most_at_once() {
  constexpr unsigned kMost = 4;
  return std::clamp(std::thread::hardware_concurrency(), 1U, kMost);
}

// The first of them that has something to say.
std::size_t wait_for_one(const std::vector<UnitInProgress>& running) {
  std::vector<pollfd> waiting;
  waiting.reserve(running.size());
  for (const UnitInProgress& unit : running) waiting.push_back({unit.step->descriptor(), POLLIN, 0});
  while (poll(waiting.data(), waiting.size(), -1) < 0)
    if (errno != EINTR)
      throw Error(std::string("cannot wait for a step of the build: ") + std::strerror(errno));
  const auto ready = std::ranges::find_if(waiting, [](const pollfd& one) { return one.revents != 0; });
  return static_cast<std::size_t>(ready - waiting.begin());
}

}  // namespace

void CrateBuild::look_for(std::size_t index) {
  if (!seen_.insert(index).second)
    return;
  const Unit& unit = (*units_)[index];
  if (const auto found = cache_->find(key(index))) {
    entries_[index] = *found;
    // Compilers load what they were compiled against together with libraries, and nothing with anything else.
    for (const std::size_t other : loaded(index)) look_for(other);
    return;
  }
  for (const UnitDependency& dependency : unit.dependencies) look_for(dependency.unit);
  missing_.push_back(index);
}

void CrateBuild::make_missing() {
  std::vector<UnitInProgress> running;
  while (!missing_.empty() || !running.empty()) {
    start_ready(running);
    const std::size_t at = wait_for_one(running);
    if (running[at].step->take())
      continue;
    finish(running[at]);
    running.erase(running.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

void CrateBuild::start_ready(std::vector<UnitInProgress>& running) {
  const auto is_ready = [this](std::size_t index) {
    return std::ranges::all_of((*units_)[index].dependencies, [this](const UnitDependency& dependency) {
      return entries_.contains(dependency.unit);
    });
  };
  for (auto next = missing_.begin(); next != missing_.end() && running.size() < most_at_once();) {
    if (is_ready(*next)) {
      running.push_back(start(*next));
      next = missing_.erase(next);
    } else {
      ++next;
    }
  }
  if (running.empty())
    throw Error("the units of a build wait for each other");  // which parse_plan() has excluded
}

UnitInProgress CrateBuild::start(std::size_t index) {
  const Unit& unit = (*units_)[index];
  try {
    return unit.kind == Unit::Kind::build_script_run ? start_script(index) : start_compiler(index);
  } catch (const Error& error) {
    throw Error(fmt::format("dependency '{}': {}", described(unit), error.what()), error.hint());
  }
}

void CrateBuild::finish(UnitInProgress& made) {
  try {
    made.step->finish();
    entries_[made.unit] = cache_->store(key(made.unit), made.folder->made());
  } catch (const Error& error) {
    throw Error(fmt::format("dependency '{}': {}", described((*units_)[made.unit]), error.what()),
                error.hint());
  }
}

}  // namespace plrust::toolchain
