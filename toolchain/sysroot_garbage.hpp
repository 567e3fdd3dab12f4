// SPDX-License-Identifier: PostgreSQL
// What `sysroots gc` removes. Whatever is not known to be unneeded stays.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "toolchain/sysroot_store.hpp"

namespace plrust::toolchain {

struct KeptSysroot {
  std::string id;
  std::string why;
};

struct Garbage {
  std::vector<std::string> names;  // folders of the store, sorted
  std::vector<KeptSysroot> kept;
};

// `current`: the sysroot that `build` would make; nothing if that cannot be told. `used`: the sysroots that
// functions were compiled with; nothing if nobody asked, and then every complete sysroot stays. The newest
// one for each target stays in any case, because servers compile with it.
Garbage find_garbage(const SysrootStore& store, const std::optional<std::string>& current,
                     const std::optional<std::set<std::string>>& used);

}  // namespace plrust::toolchain
