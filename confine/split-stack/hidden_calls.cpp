// SPDX-License-Identifier: PostgreSQL
#include "confine/split-stack/hidden_calls.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace plrust::splitstack {

// Intrinsics that are never lowered to a call of Rust code. (The memory ones
// become host functions, which do not use the region stack.)
static bool isInlineIntrinsic(const IntrinsicInst &I) {
  switch (I.getIntrinsicID()) {
  case Intrinsic::abs:
  case Intrinsic::assume:
  case Intrinsic::bswap:
  case Intrinsic::ctlz:
  case Intrinsic::ctpop:
  case Intrinsic::cttz:
  case Intrinsic::experimental_noalias_scope_decl:
  case Intrinsic::fshl:
  case Intrinsic::fshr:
  case Intrinsic::lifetime_end:
  case Intrinsic::lifetime_start:
  case Intrinsic::memcpy:
  case Intrinsic::memmove:
  case Intrinsic::memset:
  case Intrinsic::sadd_with_overflow:
  case Intrinsic::smax:
  case Intrinsic::smin:
  case Intrinsic::smul_with_overflow:
  case Intrinsic::ssub_with_overflow:
  case Intrinsic::trap:
  case Intrinsic::uadd_sat:
  case Intrinsic::uadd_with_overflow:
  case Intrinsic::umax:
  case Intrinsic::umin:
  case Intrinsic::umul_with_overflow:
  case Intrinsic::usub_sat:
  case Intrinsic::usub_with_overflow:
    return true;
  default:
    return false;
  }
}

// i128 division, f16, f128 and the like are calls of compiler_builtins.
static bool needsRuntime(Type *T) {
  Type *S = T->getScalarType();
  return S->isAggregateType() ? any_of(S->subtypes(), needsRuntime)
         : S->isIntegerTy()
             ? S->getIntegerBitWidth() > 64
             : S->isFloatingPointTy() && !S->isFloatTy() && !S->isDoubleTy();
}

bool mayCall(const Function &F) {
  return any_of(instructions(F), [](const Instruction &I) {
    if (auto *C = dyn_cast<CallBase>(&I)) {
      auto *II = dyn_cast<IntrinsicInst>(C);
      if (!II || !isInlineIntrinsic(*II))
        return true;
    }
    return I.getOpcode() == Instruction::FRem || needsRuntime(I.getType()) ||
           any_of(I.operands(),
                  [](const Use &U) { return needsRuntime(U->getType()); });
  });
}

} // namespace plrust::splitstack
