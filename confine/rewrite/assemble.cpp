// SPDX-License-Identifier: PostgreSQL
#include "confine/rewrite/assemble.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "llvm/ADT/SmallString.h"
#include "llvm/MC/MCAsmBackend.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCCodeEmitter.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCObjectFileInfo.h"
#include "llvm/MC/MCObjectWriter.h"
#include "llvm/MC/MCParser/MCAsmParser.h"
#include "llvm/MC/MCParser/MCTargetAsmParser.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"

#include "base/error.hpp"

namespace plrust::confine {
namespace {

void initialize_targets() {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmParser();
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64AsmParser();
  });
}

// LLVM is built without exceptions: a message is kept and thrown once its frames are gone.
struct FirstMessage {
  std::string text;
  static void take(const llvm::SMDiagnostic& diagnostic, void* self) {
    auto& first = *static_cast<FirstMessage*>(self);
    if (first.text.empty() && diagnostic.getKind() == llvm::SourceMgr::DK_Error) {
      if (diagnostic.getLineNo() > 0)
        first.text = "line " + std::to_string(diagnostic.getLineNo()) + ": ";
      first.text += diagnostic.getMessage().str();
      if (!diagnostic.getLineContents().empty())
        first.text += ": '" + diagnostic.getLineContents().trim().str() + "'";
    }
  }
};

class Assembler {
 public:
  explicit Assembler(Arch arch)
      : triple_(arch == Arch::x86_64 ? "x86_64-linux-gnu" : "aarch64-linux-gnu"),
        // The verifier decides about instructions; the assembler need not know the same list.
        features_(arch == Arch::x86_64 ? "" : "+v8.2a,+crc,+aes,+sha2") {
    initialize_targets();
    std::string error;
    target_ = llvm::TargetRegistry::lookupTarget(triple_, error);
    if (target_ == nullptr)
      throw Error("cannot assemble for '" + triple_.str() + "': " + error);
    registers_.reset(target_->createMCRegInfo(triple_));
    info_.reset(target_->createMCAsmInfo(*registers_, triple_, options_));
    instructions_.reset(target_->createMCInstrInfo());
    subtarget_.reset(target_->createMCSubtargetInfo(triple_, "", features_));
  }

  std::vector<char> run(std::string_view assembly) {
    FirstMessage message;
    llvm::SourceMgr sources;
    sources.setDiagHandler(FirstMessage::take, &message);
    sources.AddNewSourceBuffer(
        llvm::MemoryBuffer::getMemBufferCopy(llvm::StringRef(assembly.data(), assembly.size()), "module.s"),
        llvm::SMLoc());
    llvm::SmallString<0> object;
    const bool failed = parse(sources, message, object);
    if (failed)
      throw Error("cannot assemble: " + (message.text.empty() ? "no reason given" : message.text));
    return {object.begin(), object.end()};
  }

 private:
  bool parse(llvm::SourceMgr& sources, FirstMessage& message, llvm::SmallString<0>& object) {
    llvm::MCContext context(triple_, info_.get(), registers_.get(), subtarget_.get(), &sources, &options_);
    context.setDiagnosticHandler(
        [&message](const llvm::SMDiagnostic& diagnostic, bool, const llvm::SourceMgr&,
                   std::vector<const llvm::MDNode*>&) { FirstMessage::take(diagnostic, &message); });
    const std::unique_ptr<llvm::MCObjectFileInfo> file_info(
        target_->createMCObjectFileInfo(context, /*PIC=*/true));
    context.setObjectFileInfo(file_info.get());
    llvm::raw_svector_ostream stream(object);
    std::unique_ptr<llvm::MCAsmBackend> backend(
        target_->createMCAsmBackend(*subtarget_, *registers_, options_));
    std::unique_ptr<llvm::MCObjectWriter> writer = backend->createObjectWriter(stream);
    std::unique_ptr<llvm::MCCodeEmitter> emitter(target_->createMCCodeEmitter(*instructions_, context));
    const std::unique_ptr<llvm::MCStreamer> streamer(target_->createMCObjectStreamer(
        triple_, context, std::move(backend), std::move(writer), std::move(emitter), *subtarget_));
    const std::unique_ptr<llvm::MCAsmParser> parser(
        llvm::createMCAsmParser(sources, context, *streamer, *info_));
    const std::unique_ptr<llvm::MCTargetAsmParser> target_parser(
        target_->createMCAsmParser(*subtarget_, *parser, *instructions_, options_));
    parser->setTargetParser(*target_parser);
    return parser->Run(/*NoInitialTextSection=*/false) || context.hadError();
  }

  llvm::Triple triple_;
  std::string features_;
  llvm::MCTargetOptions options_;
  const llvm::Target* target_ = nullptr;
  std::unique_ptr<llvm::MCRegisterInfo> registers_;
  std::unique_ptr<llvm::MCAsmInfo> info_;
  std::unique_ptr<llvm::MCInstrInfo> instructions_;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget_;
};

}  // namespace

std::vector<char> assemble(std::string_view assembly, Arch arch) {
  return Assembler(arch).run(assembly);
}

}  // namespace plrust::confine
