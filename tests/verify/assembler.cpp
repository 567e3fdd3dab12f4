// SPDX-License-Identifier: PostgreSQL
#include "tests/verify/assembler.hpp"

#include <memory>
#include <stdexcept>

#include <llvm/MC/MCAsmBackend.h>
#include <llvm/MC/MCAsmInfo.h>
#include <llvm/MC/MCCodeEmitter.h>
#include <llvm/MC/MCContext.h>
#include <llvm/MC/MCInstrInfo.h>
#include <llvm/MC/MCObjectFileInfo.h>
#include <llvm/MC/MCObjectWriter.h>
#include <llvm/MC/MCParser/MCAsmParser.h>
#include <llvm/MC/MCParser/MCTargetAsmParser.h>
#include <llvm/MC/MCRegisterInfo.h>
#include <llvm/MC/MCStreamer.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/MCTargetOptions.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/SourceMgr.h>
#include <llvm/Support/raw_ostream.h>

// NOLINTBEGIN(readability-identifier-naming): LLVM's own names
extern "C" {
void LLVMInitializeX86TargetInfo();
void LLVMInitializeX86TargetMC();
void LLVMInitializeX86AsmParser();
void LLVMInitializeAArch64TargetInfo();
void LLVMInitializeAArch64TargetMC();
void LLVMInitializeAArch64AsmParser();
}
// NOLINTEND(readability-identifier-naming)

namespace plrust::confine::tests {
namespace {

llvm::SmallString<0> object_of(const std::string& source, Machine machine) {
  const bool arm = machine == Machine::aarch64;
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmParser();
  LLVMInitializeAArch64TargetInfo();
  LLVMInitializeAArch64TargetMC();
  LLVMInitializeAArch64AsmParser();
  const llvm::Triple triple(arm ? "aarch64-unknown-linux-gnu" : "x86_64-unknown-linux-gnu");
  std::string messages;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, messages);
  llvm::MCTargetOptions options;
  const std::unique_ptr<llvm::MCRegisterInfo> registers(target->createMCRegInfo(triple));
  const std::unique_ptr<llvm::MCAsmInfo> asm_info(target->createMCAsmInfo(*registers, triple, options));
  const std::unique_ptr<llvm::MCInstrInfo> instructions(target->createMCInstrInfo());
  const std::unique_ptr<llvm::MCSubtargetInfo> subtarget(
      target->createMCSubtargetInfo(triple, arm ? "" : "x86-64", arm ? "+all" : "+avx2,+bmi,+bmi2,+sse4.2"));
  llvm::SourceMgr manager;
  manager.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBuffer(source), llvm::SMLoc());
  llvm::raw_string_ostream message_stream(messages);
  manager.setDiagHandler(
      [](const llvm::SMDiagnostic& diagnostic, void* stream) {
        diagnostic.print("", *static_cast<llvm::raw_ostream*>(stream), false);
      },
      &message_stream);
  llvm::MCContext context(triple, asm_info.get(), registers.get(), subtarget.get(), &manager, &options);
  const std::unique_ptr<llvm::MCObjectFileInfo> file_info(target->createMCObjectFileInfo(context, false));
  context.setObjectFileInfo(file_info.get());
  llvm::SmallString<0> object;
  llvm::raw_svector_ostream stream(object);
  std::unique_ptr<llvm::MCAsmBackend> backend(target->createMCAsmBackend(*subtarget, *registers, options));
  std::unique_ptr<llvm::MCCodeEmitter> emitter(target->createMCCodeEmitter(*instructions, context));
  std::unique_ptr<llvm::MCObjectWriter> writer = backend->createObjectWriter(stream);
  const std::unique_ptr<llvm::MCStreamer> streamer(target->createMCObjectStreamer(
      triple, context, std::move(backend), std::move(writer), std::move(emitter), *subtarget));
  const std::unique_ptr<llvm::MCAsmParser> parser(
      llvm::createMCAsmParser(manager, context, *streamer, *asm_info));
  const std::unique_ptr<llvm::MCTargetAsmParser> target_parser(
      target->createMCAsmParser(*subtarget, *parser, *instructions, options));
  parser->setTargetParser(*target_parser);
  if (parser->Run(false) || context.hadError())
    throw std::runtime_error("assembly failed: " + messages);
  return object;
}

}  // namespace

Assembled assemble(const std::string& source, Machine machine) {
  const llvm::SmallString<0> object = object_of(source, machine);
  const auto file = llvm::cantFail(
      llvm::object::ObjectFile::createELFObjectFile(llvm::MemoryBufferRef(object, "assembled")));
  Assembled result;
  for (const llvm::object::SectionRef& section : file->sections()) {
    if (!section.relocations().empty())
      throw std::runtime_error("the assembly has relocations");
    if (llvm::cantFail(section.getName()) != ".text")
      continue;
    const llvm::StringRef contents = llvm::cantFail(section.getContents());
    const auto* data = reinterpret_cast<const std::byte*>(contents.data());
    result.bytes.assign(data, data + contents.size());
  }
  for (const llvm::object::SymbolRef& symbol : file->symbols())
    result.labels[llvm::cantFail(symbol.getName()).str()] = llvm::cantFail(symbol.getValue());
  return result;
}

}  // namespace plrust::confine::tests
