// SPDX-License-Identifier: PostgreSQL
#include "confine/split-stack/alloca_accesses.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace plrust::splitstack {

static constexpr unsigned MaxOffsetChain = 64;
static constexpr uint64_t WidestMove = 16;

AllocaAccesses::AllocaAccesses(AllocaInst &A, uint64_t Size,
                               const DataLayout &DL, bool CopiesAreInline,
                               bool AlignedOnly)
    : Size(Size), DL(DL), CopiesAreInline(CopiesAreInline),
      AlignedOnly(AlignedOnly), Constant(visit(&A, 0, 0)) {}

void AllocaAccesses::localize(AllocaInst &A) const {
  A.setAlignment(std::max(A.getAlign(), Needed));
  for (const Access &X : List) {
    Value *P = &A;
    if (X.Offset != 0) {
      IRBuilder<> B(X.User);
      Type *I8 = B.getInt8Ty();
      P = GetElementPtrInst::Create(I8, &A, {B.getInt64(X.Offset)}, "local",
                                    X.User->getIterator());
    }
    X.User->setOperand(X.Operand, P);
  }
}

bool AllocaAccesses::inside(int64_t Offset, uint64_t Bytes) const {
  return Offset >= 0 && uint64_t(Offset) <= Size &&
         Bytes <= Size - uint64_t(Offset);
}

// Whether moves of at most 16 bytes each, the widest first, reach these bytes
// at multiples of their widths. What is left after the first ones must be one
// more: for several LLVM takes one that overlaps the one before.
bool AllocaAccesses::isAligned(int64_t Offset, uint64_t Bytes) {
  if (!AlignedOnly || Bytes == 0)
    return true;
  uint64_t Width = std::min<uint64_t>(bit_floor(Bytes), WidestMove);
  uint64_t Left = Bytes % Width;
  if (uint64_t(Offset) % Width != 0 || (Left != 0 && !isPowerOf2_64(Left)))
    return false;
  Needed = std::max(Needed, Align(Width));
  return true;
}

bool AllocaAccesses::insideType(int64_t Offset, Type *T) {
  TypeSize Bytes = DL.getTypeStoreSize(T);
  return !Bytes.isScalable() && inside(Offset, Bytes.getFixedValue()) &&
         isAligned(Offset, Bytes.getFixedValue());
}

bool AllocaAccesses::visitMemIntrinsic(MemIntrinsic &M, int64_t Offset) {
  auto *Length = dyn_cast<ConstantInt>(M.getLength());
  return CopiesAreInline && !M.isVolatile() && Length &&
         Length->getValue().ule(MaxInlineCopy) &&
         inside(Offset, Length->getZExtValue()) &&
         isAligned(Offset, Length->getZExtValue());
}

bool AllocaAccesses::visitUse(Use &U, int64_t Offset, unsigned Depth) {
  auto *I = dyn_cast<Instruction>(U.getUser());
  if (!I)
    return false;
  if (auto *G = dyn_cast<GetElementPtrInst>(I)) {
    APInt Step(DL.getIndexTypeSizeInBits(G->getType()), 0);
    return U.getOperandNo() == 0 && !G->getType()->isVectorTy() &&
           G->accumulateConstantOffset(DL, Step) &&
           visit(G, Offset + Step.getSExtValue(), Depth + 1);
  }
  if (auto *II = dyn_cast<IntrinsicInst>(I); II && II->isLifetimeStartOrEnd())
    return true;
  bool Good = false;
  if (auto *L = dyn_cast<LoadInst>(I))
    Good = !L->isAtomic() && insideType(Offset, L->getType());
  else if (auto *S = dyn_cast<StoreInst>(I))
    Good = !S->isAtomic() && U.getOperandNo() == 1 &&
           insideType(Offset, S->getValueOperand()->getType());
  else if (auto *M = dyn_cast<MemIntrinsic>(I))
    Good = visitMemIntrinsic(*M, Offset);
  if (Good)
    List.push_back({I, U.getOperandNo(), Offset});
  return Good;
}

bool AllocaAccesses::visit(Value *V, int64_t Offset, unsigned Depth) {
  // Unreachable code may hold an address that is computed from itself.
  if (Depth > MaxOffsetChain)
    return false;
  return all_of(V->uses(), [&](Use &U) { return visitUse(U, Offset, Depth); });
}

} // namespace plrust::splitstack
