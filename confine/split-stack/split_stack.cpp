// SPDX-License-Identifier: PostgreSQL
// Splits every function's frame in two. The native stack keeps what needs no
// address: return addresses, spills, and allocas that are only ever accessed at
// constant offsets inside their bounds, so that each access is [sp + constant].
// Everything else moves to one frame on the region stack, whose pointer is the
// hidden variable `plrust_usp` in the region. With that no stack address ever
// exists in a register, which is what the verifier wants to see. Nothing here
// is trusted: a mistake makes the verifier refuse the module, or the function
// wrong for its own author.
//
// LLVM's SafeStack is not enough: it leaves variable indexing on the native
// stack. README.md has the rules and why each is there.
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"

#include "confine/abi.hpp"
#include "confine/split-stack/alloca_accesses.h"
#include "confine/split-stack/hidden_calls.h"
#include "confine/split-stack/llvm_version.h"

using namespace llvm;
using plrust::splitstack::AllocaAccesses;
using plrust::splitstack::mayCall;

namespace {

// With optsize LLVM turns copies above four stores into `rep movs`, whose
// destination takes no segment override; half of that is safe for any
// alignment.
constexpr uint64_t MaxCopyForSize = 32;
// Bounds for what stays on the native stack, so that frames are a page at most
// in practice; the rest loses nothing by moving.
constexpr uint64_t MaxKeptAlloca = 256;
constexpr uint64_t MaxKeptTotal = 2048;
constexpr uint64_t NativeAlign = 16;
// A region frame of this size or more is checked against the end of the stack:
// it could step over the unmapped guard below without touching it.
constexpr uint64_t CheckedFrame = 4096;

void refuse(Function &F, const Twine &Why) {
  // The kind that rustc forwards as an error of its own.
  F.getContext().diagnose(DiagnosticInfoUnsupported(F, Why));
}

class ModuleSplitter {
public:
  ModuleSplitter(Module &M, bool Optimized)
      : M(M), DL(M.getDataLayout()), Optimized(Optimized),
        AlignedOnly(Triple(M.getTargetTriple()).isAArch64()) {}

  void run() {
    for (Function &F : M) {
      // rustc would load the function's address from the GOT and call that
      // register: an indirect branch without a type check.
      F.removeFnAttr(Attribute::NonLazyBind);
      if (F.isDeclaration()) {
        if (F.getName().starts_with("plrust_host_"))
          hide(F);
        continue;
      }
      checkSignatures(F);
      trapAfterNoReturn(F);
      callLargeCopies(F);
      lowerVariableLanes(F);
      split(F);
    }
  }

private:
  // Host functions are stubs in the module; hidden, they need no PLT.
  static void hide(GlobalValue &G) {
    G.setVisibility(GlobalValue::HiddenVisibility);
    G.setDSOLocal(true);
  }

  static void checkSignatures(Function &F) {
    for (Argument &A : F.args())
      if (A.hasPassPointeeByValueCopyAttr())
        refuse(F, "an extern \"C\" function that takes a large struct by value "
                  "cannot be confined; pass a reference");
    for (Instruction &I : instructions(F))
      if (auto *C = dyn_cast<CallBase>(&I))
        for (unsigned N = 0; N < C->arg_size(); ++N)
          if (C->isPassPointeeByValueArgument(N))
            refuse(F, "a call that passes a large struct by value to an "
                      "extern \"C\" function cannot be confined");
  }

  // LLVM emits nothing after a call that does not return, so the code would
  // fall through into whatever the linker placed next. For aarch64 it drops
  // even a trap there, unless it no longer knows that the call does not return.
  void trapAfterNoReturn(Function &F) {
    const bool Forget = plrust::splitstack::isAArch64(M);
    for (BasicBlock &BB : F) {
      auto *U = dyn_cast<UnreachableInst>(BB.getTerminator());
      auto *C = U ? dyn_cast_or_null<CallInst>(U->getPrevNode()) : nullptr;
      if (!C || C->getIntrinsicID() == Intrinsic::trap || C->isMustTailCall())
        continue;
      C->setTailCallKind(CallInst::TCK_NoTail);
      if (Forget) {
        C->removeFnAttr(Attribute::NoReturn);
        if (Function *Callee = C->getCalledFunction())
          Callee->removeFnAttr(Attribute::NoReturn);
      }
      IRBuilder<>(U).CreateIntrinsic(Intrinsic::trap, ArrayRef<Type *>(), {});
    }
  }

  void callLargeCopies(Function &F) {
    if (!F.hasOptSize())
      return;
    SmallVector<MemIntrinsic *, 8> Large;
    for (Instruction &I : instructions(F))
      if (auto *C = dyn_cast<MemIntrinsic>(&I)) {
        auto *Length = dyn_cast<ConstantInt>(C->getLength());
        if (!Length || Length->getValue().ugt(MaxCopyForSize))
          Large.push_back(C);
      }
    for (MemIntrinsic *C : Large) {
      IRBuilder<> B(C);
      bool Set = isa<MemSetInst>(C);
      Type *P = B.getPtrTy(), *Second = Set ? B.getInt32Ty() : P;
      FunctionCallee Callee = M.getOrInsertFunction(
          Set                   ? "memset"
          : isa<MemMoveInst>(C) ? "memmove"
                                : "memcpy",
          FunctionType::get(P, {P, Second, B.getInt64Ty()}, false));
      Value *Source = C->getArgOperand(1);
      if (Set)
        Source = B.CreateZExt(Source, B.getInt32Ty());
      Value *Length = B.CreateZExtOrTrunc(C->getLength(), B.getInt64Ty());
      B.CreateCall(Callee, {C->getDest(), Source, Length});
      C->eraseFromParent();
    }
  }

  // A vector lane chosen at run time would be spilled and indexed on the native
  // stack; through an alloca it goes to the region with the rest.
  void lowerVariableLanes(Function &F) {
    SmallVector<Instruction *, 8> Work;
    for (Instruction &I : instructions(F)) {
      Value *Lane = nullptr;
      if (auto *E = dyn_cast<ExtractElementInst>(&I))
        Lane = E->getIndexOperand();
      else if (isa<InsertElementInst>(I))
        Lane = I.getOperand(2);
      // Lanes narrower than a byte have no address.
      if (Lane && !isa<ConstantInt>(Lane) &&
          isa<FixedVectorType>(I.getOperand(0)->getType()) &&
          I.getOperand(0)->getType()->getScalarSizeInBits() % 8 == 0)
        Work.push_back(&I);
    }
    for (Instruction *I : Work) {
      auto *VT = cast<FixedVectorType>(I->getOperand(0)->getType());
      IRBuilder<> Entry(&*F.getEntryBlock().getFirstInsertionPt());
      AllocaInst *Slot = Entry.CreateAlloca(VT, nullptr, "lanes");
      IRBuilder<> B(I);
      B.CreateStore(I->getOperand(0), Slot);
      Value *Lane = I->getOperand(isa<ExtractElementInst>(I) ? 1 : 2);
      // Out of range is poison in LLVM; here it must stay inside the slot.
      Lane = B.CreateURem(B.CreateZExtOrTrunc(Lane, B.getInt64Ty()),
                          B.getInt64(PowerOf2Ceil(VT->getNumElements())));
      Value *P = B.CreateInBoundsGEP(VT->getElementType(), Slot, {Lane});
      Value *New = nullptr;
      if (isa<ExtractElementInst>(I)) {
        New = B.CreateLoad(VT->getElementType(), P);
      } else {
        B.CreateStore(I->getOperand(1), P);
        New = B.CreateLoad(VT, Slot);
      }
      I->replaceAllUsesWith(New);
      I->eraseFromParent();
    }
  }

  // The allocas of F that must move; localizes the accesses of those that stay.
  SmallVector<AllocaInst *, 16> choose(Function &F) {
    SmallVector<AllocaInst *, 16> All, Moved;
    for (Instruction &I : instructions(F))
      if (auto *A = dyn_cast<AllocaInst>(&I))
        All.push_back(A);
    uint64_t Kept = 0;
    for (AllocaInst *A : All) {
      std::optional<TypeSize> Size = A->getAllocationSize(DL);
      if (!A->isStaticAlloca() || !Size || Size->isScalable()) {
        refuse(F, "a local variable whose size is known only at run time "
                  "cannot be confined");
        continue;
      }
      uint64_t Bytes = Size->getFixedValue();
      if (A->getAlign().value() <= NativeAlign && Bytes <= MaxKeptAlloca &&
          Kept + Bytes <= MaxKeptTotal) {
        AllocaAccesses Accesses(*A, Bytes, DL, Optimized, AlignedOnly);
        if (Accesses.constant()) {
          Kept += alignTo(Bytes, Align(NativeAlign));
          Accesses.localize(*A);
          continue;
        }
      }
      Moved.push_back(A);
    }
    return Moved;
  }

  GlobalVariable *stackPointer() {
    auto *G = cast<GlobalVariable>(
        M.getOrInsertGlobal("plrust_usp", PointerType::get(M.getContext(), 0)));
    hide(*G);
    return G;
  }

  // Faults in the guard below the region stack if less than Bytes are left.
  static void checkRoom(IRBuilder<> &B, Value *Old, uint64_t Bytes) {
    Value *Left = B.CreateSub(B.CreatePtrToInt(Old, B.getInt32Ty()),
                              B.getInt32(plrust::confine::kStackBegin));
    Value *Fits =
        B.CreateICmpUGE(B.CreateZExt(Left, B.getInt64Ty()), B.getInt64(Bytes));
    Value *Guard = B.CreateIntToPtr(
        B.getInt64(plrust::confine::kStackBegin - 8), B.getPtrTy());
    // One store either way: no new blocks, and it is the frame's lowest word.
    Value *Probe = B.CreateSelect(
        Fits, B.CreatePtrAdd(Old, B.getInt64(-int64_t(Bytes))), Guard);
    B.CreateAlignedStore(B.getInt8(0), Probe, Align(1), /*isVolatile=*/true);
  }

  void split(Function &F) {
    SmallVector<AllocaInst *, 16> Moved = choose(F);
    if (Moved.empty())
      return;
    // Largest alignment first: no padding between.
    stable_sort(Moved, [](AllocaInst *A, AllocaInst *B) {
      return A->getAlign() > B->getAlign();
    });
    Align FrameAlign = std::max(Align(NativeAlign), Moved.front()->getAlign());
    SmallVector<uint64_t, 16> Offsets;
    uint64_t Total = 0;
    for (AllocaInst *A : Moved) {
      Total = alignTo(Total, A->getAlign());
      Offsets.push_back(Total);
      eraseLifetimes(*A);
      Total += A->getAllocationSize(DL)->getFixedValue();
    }
    Total = alignTo(Total, Align(NativeAlign));
    bool Publish = mayCall(F);

    IRBuilder<> B(&*F.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
    GlobalVariable *Pointer = stackPointer();
    Value *Old = B.CreateLoad(B.getPtrTy(), Pointer, "usp");
    if (Total + FrameAlign.value() >= CheckedFrame)
      checkRoom(B, Old, Total + FrameAlign.value());
    Value *Frame = B.CreatePtrAdd(Old, B.getInt64(-int64_t(Total)), "frame");
    if (FrameAlign.value() > NativeAlign)
      Frame =
          B.CreateIntrinsic(Intrinsic::ptrmask, {B.getPtrTy(), B.getInt64Ty()},
                            {Frame, B.getInt64(-int64_t(FrameAlign.value()))});
    if (Publish)
      B.CreateStore(Frame, Pointer);
    for (auto [A, Offset] : zip(Moved, Offsets))
      A->replaceAllUsesWith(B.CreatePtrAdd(Frame, B.getInt64(Offset)));
    for (AllocaInst *A : Moved)
      A->eraseFromParent();
    if (Publish)
      restore(F, Old, Pointer);
  }

  // Lifetime markers are valid on allocas only.
  static void eraseLifetimes(AllocaInst &A) {
    for (User *U : make_early_inc_range(A.users()))
      if (auto *I = dyn_cast<IntrinsicInst>(U); I && I->isLifetimeStartOrEnd())
        I->eraseFromParent();
  }

  static void restore(Function &F, Value *Old, GlobalVariable *Pointer) {
    for (BasicBlock &BB : F) {
      auto *R = dyn_cast<ReturnInst>(BB.getTerminator());
      if (!R)
        continue;
      Instruction *At = R;
      if (CallInst *Tail = BB.getTerminatingMustTailCall())
        At = Tail;
      IRBuilder<>(At).CreateStore(Old, Pointer);
    }
    for (Instruction &I : instructions(F))
      if (auto *C = dyn_cast<CallInst>(&I); C && !isa<IntrinsicInst>(C) &&
                                            C->isTailCall() &&
                                            !C->isMustTailCall())
        C->setTailCall(false);
  }

  Module &M;
  const DataLayout &DL;
  bool Optimized;
  bool AlignedOnly; // see AllocaAccesses
};

struct SplitStackPass : PassInfoMixin<SplitStackPass> {
  explicit SplitStackPass(bool Optimized) : Optimized(Optimized) {}
  // Also for functions marked optnone.
  static bool isRequired() { return true; }
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    ModuleSplitter(M, Optimized).run();
    return PreservedAnalyses::none();
  }
  bool Optimized;
};

void addPass(ModulePassManager &MPM, OptimizationLevel Level) {
  // Unoptimized code generation calls memcpy even for copies of a few bytes.
  MPM.addPass(SplitStackPass(Level != OptimizationLevel::O0));
}

} // namespace

extern "C" LLVM_ATTRIBUTE_WEAK PassPluginLibraryInfo llvmGetPassPluginInfo() {
  auto Register = [](PassBuilder &PB) {
    plrust::splitstack::registerLast(PB, addPass);
  };
  return {LLVM_PLUGIN_API_VERSION, "split-stack", "1", Register};
}
