// SPDX-License-Identifier: PostgreSQL
// Landlock, the part of the wall that decides about files, TCP and signals. The kernel interface is written
// down here because the headers of the oldest supported system know only half of it.
#pragma once

#include <cstdint>

#include "sandbox/sandbox.hpp"

namespace plrust::sandbox {

// What this kernel can be asked to control, from its Landlock version; the bits are the kernel's.
struct LandlockRights {
  std::uint64_t files = 0;
  std::uint64_t network = 0;
  std::uint64_t scope = 0;
};
LandlockRights landlock_rights(int abi);

// An open rule set. Made while paths can still be opened, applied after everything else has been set up.
class LandlockRules {
 public:
  // Throws when a path of the policy cannot be opened.
  LandlockRules(const Policy& policy, int abi);
  ~LandlockRules();
  LandlockRules(const LandlockRules&) = delete;
  LandlockRules& operator=(const LandlockRules&) = delete;

  // Applies to the calling thread and all that it starts. no_new_privs must be set.
  void restrict_self() const;
  int descriptor() const noexcept { return descriptor_; }

 private:
  void add(const std::filesystem::path& path, std::uint64_t rights);

  int descriptor_ = -1;
};

}  // namespace plrust::sandbox
