// SPDX-License-Identifier: PostgreSQL
// Which crates, in which versions and with which features: cargo decides, in the sandbox and without network,
// from the vendored folder alone. The same folder and the same wishes give the same plan, so nothing drifts.
#pragma once

#include <string>
#include <vector>

#include "toolchain/dependencies/crate_cache.hpp"
#include "toolchain/dependencies/dependency_tools.hpp"
#include "toolchain/dependencies/plan.hpp"
#include "toolchain/dependencies/selection.hpp"

namespace plrust::toolchain {

struct Resolution {
  Plan plan;
  std::string target_cfg;  // `rustc --print cfg`
  std::string host_cfg;
};

// Throws CompileFailure (not_vendored) with cargo's words if something is missing.
Resolution resolve(const std::vector<ChosenCrate>& chosen, const VendoredCrates& vendored,
                   const DependencyTools& tools, CrateCache& cache);

}  // namespace plrust::toolchain
