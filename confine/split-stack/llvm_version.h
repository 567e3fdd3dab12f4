// SPDX-License-Identifier: PostgreSQL
// All that differs between the versions of LLVM that rustc links: 19
// (Rust 1.85) to 22 (Rust 1.96).
#pragma once

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/TargetParser/Triple.h"
#if LLVM_VERSION_MAJOR >= 22
#include "llvm/Plugins/PassPlugin.h"
#else
#include "llvm/Passes/PassPlugin.h"
#endif

namespace plrust::splitstack {

inline bool isAArch64(const llvm::Module &M) {
  // A string before LLVM 21, a Triple since.
  return llvm::Triple(M.getTargetTriple()).isAArch64();
}

// Calls Add at the end of each optimization pipeline that is followed by code
// generation.
template <typename AddPass>
void registerLast(llvm::PassBuilder &PB, AddPass Add) {
#if LLVM_VERSION_MAJOR >= 20
  PB.registerOptimizerLastEPCallback([Add](llvm::ModulePassManager &MPM,
                                           llvm::OptimizationLevel Level,
                                           llvm::ThinOrFullLTOPhase Phase) {
    if (Phase != llvm::ThinOrFullLTOPhase::ThinLTOPreLink &&
        Phase != llvm::ThinOrFullLTOPhase::FullLTOPreLink)
      Add(MPM, Level);
  });
#else
  PB.registerOptimizerLastEPCallback(Add);
#endif
}

} // namespace plrust::splitstack
