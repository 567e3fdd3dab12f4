// SPDX-License-Identifier: PostgreSQL
#pragma once

#include "llvm/IR/Function.h"

namespace plrust::splitstack {

// Whether F may run other Rust code: by a call, or by an operation that code
// generation turns into a call of compiler_builtins. Such code uses the region
// stack below F's frame, so F must publish where that ends.
bool mayCall(const llvm::Function &F);

} // namespace plrust::splitstack
