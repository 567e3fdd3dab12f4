// SPDX-License-Identifier: PostgreSQL
// How a function uses one alloca: whether it may stay on the native stack.
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

namespace plrust::splitstack {

// A memcpy or memset up to this size becomes a few moves and never a call that
// would need the address of a stack slot.
constexpr uint64_t MaxInlineCopy = 64;

class AllocaAccesses {
public:
  // CopiesAreInline: small memory intrinsics never become calls.
  // AlignedOnly: the machine's instructions reach far from the stack pointer
  // only at multiples of their width. For others LLVM makes a second pointer.
  AllocaAccesses(llvm::AllocaInst &A, uint64_t Size, const llvm::DataLayout &DL,
                 bool CopiesAreInline, bool AlignedOnly);

  // Whether each access is at a constant offset inside the alloca, and aligned
  // if it must be, provided that the alloca is as localize() aligns it.
  bool constant() const { return Constant; }

  // Gives each access its own address computation beside it. A shared one that
  // lives across basic blocks would be selected as an address in a register.
  // Only for constant() ones.
  void localize(llvm::AllocaInst &A) const;

private:
  struct Access {
    llvm::Instruction *User;
    unsigned Operand;
    int64_t Offset;
  };

  bool inside(int64_t Offset, uint64_t Bytes) const;
  bool isAligned(int64_t Offset, uint64_t Bytes);
  bool insideType(int64_t Offset, llvm::Type *T);
  bool visitMemIntrinsic(llvm::MemIntrinsic &M, int64_t Offset);
  bool visitUse(llvm::Use &U, int64_t Offset, unsigned Depth);
  bool visit(llvm::Value *V, int64_t Offset, unsigned Depth);

  uint64_t Size;
  const llvm::DataLayout &DL;
  bool CopiesAreInline;
  bool AlignedOnly;
  llvm::Align Needed; // of the alloca
  llvm::SmallVector<Access, 16> List;
  bool Constant; // last: computing it fills List
};

} // namespace plrust::splitstack
