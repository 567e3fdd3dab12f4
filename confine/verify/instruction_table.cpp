// SPDX-License-Identifier: PostgreSQL
// Families, not a list of what one compiler once emitted: a family is allowed because every member computes
// on registers, flags and at most one explicit memory operand of known width, and touches nothing else.
// Left out on purpose: whatever enters the kernel or names a segment, control or model register; string
// moves, xlat, maskmov, enter, leave (memory without a checkable operand); pushf/popf, std, ldmxcsr, x87,
// MMX (state the host relies on); loop and jrcxz (no use, and 67 changes them); gathers and VEX vectors;
// bit tests of memory by a register index (they reach outside their operand); ret with a count; far branches.
#include "confine/verify/instruction_table.hpp"

#include <array>
#include <charconv>

namespace plrust::confine {
namespace {

constexpr auto kNone = Access::none;
constexpr auto kRead = Access::read;
constexpr auto kWrite = Access::write;
constexpr auto kPlain = Kind::plain;

constexpr std::string_view kWidths = "8 16 32 64";
constexpr std::string_view kWideWidths = "16 32 64";
constexpr std::string_view kRegisterForms = "rr rr_REV ri ri8 ri32 i8 i16 i32";
constexpr std::string_view kScalarForms = "rr rr_Int";
constexpr std::string_view kScalarMemory = "rm rm_Int";

constexpr std::string_view kPackedStems =
    "ADDPS ADDPD SUBPS SUBPD MULPS MULPD DIVPS DIVPD MINPS MINPD MAXPS MAXPD ANDPS ANDPD ANDNPS ANDNPD ORPS "
    "ORPD XORPS XORPD UNPCKLPS UNPCKLPD UNPCKHPS UNPCKHPD ADDSUBPS ADDSUBPD HADDPS HADDPD HSUBPS HSUBPD "
    "MOVSHDUP MOVSLDUP PADDB PADDW PADDD PADDQ PADDSB PADDSW PADDUSB PADDUSW PSUBB PSUBW PSUBD PSUBQ PSUBSB "
    "PSUBSW PSUBUSB PSUBUSW PMULLW PMULLD PMULHW PMULHUW PMULUDQ PMULDQ PMULHRSW PMADDWD PMADDUBSW PAND "
    "PANDN POR PXOR PCMPEQB PCMPEQW PCMPEQD PCMPEQQ PCMPGTB PCMPGTW PCMPGTD PCMPGTQ PAVGB PAVGW PMAXSB "
    "PMAXSW PMAXSD PMAXUB PMAXUW PMAXUD PMINSB PMINSW PMINSD PMINUB PMINUW PMINUD PSADBW PACKSSDW PACKSSWB "
    "PACKUSWB PACKUSDW PUNPCKLBW PUNPCKLWD PUNPCKLDQ PUNPCKLQDQ PUNPCKHBW PUNPCKHWD PUNPCKHDQ PUNPCKHQDQ "
    "PSHUFB PHADDW PHADDD PHADDSW PHSUBW PHSUBD PHSUBSW PSIGNB PSIGNW PSIGND PABSB PABSW PABSD PTEST "
    "PHMINPOSUW PSLLW PSLLD PSLLQ PSRLW PSRLD PSRLQ PSRAW PSRAD CVTDQ2PS CVTPS2DQ CVTTPS2DQ CVTPD2PS "
    "CVTPD2DQ CVTTPD2DQ AESENC AESENCLAST AESDEC AESDECLAST AESIMC SHA1MSG1 SHA1MSG2 SHA1NEXTE SHA256MSG1 "
    "SHA256MSG2 SHA256RNDS2";
constexpr std::string_view kPackedImmediateStems =
    "SHUFPS SHUFPD CMPPS CMPPD PALIGNR BLENDPS BLENDPD PBLENDW MPSADBW DPPS DPPD PCMPESTRM PCMPESTRI "
    "PCMPISTRM PCMPISTRI AESKEYGENASSIST PCLMULQDQ SHA1RNDS4";

constexpr auto kGroups = std::to_array<AllowedGroup>({
    // ---- integer ----
    {"adjusts a register, the stack pointer included", "ADD", kWidths, kRegisterForms, kNone, 0, false,
     Kind::add},
    {"adjusts a register, the stack pointer included", "SUB", kWidths, kRegisterForms, kNone, 0, false,
     Kind::subtract},
    {"integer arithmetic", "ADC SBB AND OR XOR CMP TEST", kWidths, kRegisterForms, kNone, 0, false, kPlain},
    {"integer arithmetic", "ADD ADC SUB SBB AND OR XOR CMP", kWidths, "rm", kRead, 0, false, kPlain},
    {"integer arithmetic", "CMP TEST", kWidths, "mr mi mi8 mi32", kRead, 0, false, kPlain},
    {"integer arithmetic", "ADD ADC SUB SBB AND OR XOR", kWidths, "mr mi mi8 mi32", kWrite, 0, true, kPlain},
    {"integer arithmetic", "INC DEC NEG NOT", kWidths, "r", kNone, 0, false, kPlain},
    {"integer arithmetic", "INC DEC NEG NOT", kWidths, "m", kWrite, 0, true, kPlain},
    {"multiplication and division; a division by zero is a fault", "MUL IMUL DIV IDIV", kWidths,
     "r rr rri rri8 rri32", kNone, 0, false, kPlain},
    {"multiplication and division", "MUL IMUL DIV IDIV", kWidths, "m rm rmi rmi8 rmi32", kRead, 0, false,
     kPlain},
    {"shifts and rotates", "ROL ROR RCL RCR SHL SHR SAR", kWidths, "r1 rCL ri", kNone, 0, false, kPlain},
    {"shifts and rotates", "ROL ROR RCL RCR SHL SHR SAR", kWidths, "m1 mCL mi", kWrite, 0, false, kPlain},
    {"double shifts", "SHLD SHRD", kWideWidths, "rri8 rrCL", kNone, 0, false, kPlain},
    {"double shifts", "SHLD SHRD", kWideWidths, "mri8 mrCL", kWrite, 0, false, kPlain},
    {"moves", "MOV", kWidths, "rr rr_REV ri ri32 ri_alt", kNone, 0, false, kPlain},
    {"moves", "MOV", kWidths, "rm", kRead, 0, false, kPlain},
    {"moves", "MOV", kWidths, "mr mi mi32", kWrite, 0, false, kPlain},
    {"widening moves", "MOVZX16 MOVZX32 MOVZX64 MOVSX16 MOVSX32 MOVSX64", "", "rr8 rr16 rr32", kNone, 0,
     false, kPlain},
    {"widening moves", "MOVZX16rm MOVZX32rm MOVZX64rm MOVSX16rm MOVSX32rm MOVSX64rm", "8 16 32", ".", kRead,
     0, false, kPlain},
    {"byte-swapping moves", "MOVBE", kWideWidths, "rm", kRead, 0, false, kPlain},
    {"byte-swapping moves", "MOVBE", kWideWidths, "mr", kWrite, 0, false, kPlain},
    {"conditional moves", "CMOV", kWideWidths, "rr", kNone, 0, false, kPlain},
    {"conditional moves", "CMOV", kWideWidths, "rm", kRead, 0, false, kPlain},
    {"condition to byte", "SETCC", "", "r", kNone, 0, false, kPlain},
    {"condition to byte", "SETCC", "", "m", kWrite, 1, false, kPlain},
    {"exchanges", "XCHG", kWidths, "rr ar", kNone, 0, false, kPlain},
    {"exchanges", "XADD CMPXCHG", kWidths, "rr", kNone, 0, false, kPlain},
    {"exchanges", "XCHG", kWidths, "rm", kWrite, 0, true, kPlain},
    {"exchanges", "XADD CMPXCHG", kWidths, "rm", kWrite, 0, true, kPlain},
    {"exchanges", "CMPXCHG8B", "", ".", kWrite, 8, true, kPlain},
    {"exchanges", "CMPXCHG16B", "", ".", kWrite, 16, true, kPlain},
    {"bit tests; of memory by a constant index only", "BT BTS BTR BTC", kWideWidths, "rr ri8", kNone, 0,
     false, kPlain},
    {"bit tests; of memory by a constant index only", "BT", kWideWidths, "mi8", kRead, 0, false, kPlain},
    {"bit tests; of memory by a constant index only", "BTS BTR BTC", kWideWidths, "mi8", kWrite, 0, true,
     kPlain},
    {"bit scans and counts", "BSF BSR TZCNT LZCNT POPCNT", kWideWidths, "rr", kNone, 0, false, kPlain},
    {"bit scans and counts", "BSF BSR TZCNT LZCNT POPCNT", kWideWidths, "rm", kRead, 0, false, kPlain},
    {"byte swaps", "BSWAP32r BSWAP64r", "", ".", kNone, 0, false, kPlain},
    {"sign extension and flags inside registers", "CBW CWDE CDQE CWD CDQ CQO LAHF SAHF CLC STC CMC", "", ".",
     kNone, 0, false, kPlain},
    {"checksums", "CRC32r", "32r 64r", "8 16 32 64", kNone, 0, false, kPlain},
    {"checksums", "CRC32r32m CRC32r64m", kWidths, ".", kRead, 0, false, kPlain},
    {"bit manipulation", "ANDN BEXTR BZHI PDEP PEXT SARX SHLX SHRX MULX ADCX ADOX", "32 64", "rr", kNone, 0,
     false, kPlain},
    {"bit manipulation", "ANDN BEXTR BZHI PDEP PEXT SARX SHLX SHRX MULX ADCX ADOX", "32 64", "rm", kRead, 0,
     false, kPlain},
    {"bit manipulation", "BLSI BLSR BLSMSK", "32 64", "rr", kNone, 0, false, kPlain},
    {"bit manipulation", "BLSI BLSR BLSMSK", "32 64", "rm", kRead, 0, false, kPlain},
    {"bit manipulation", "RORX", "32 64", "ri", kNone, 0, false, kPlain},
    {"bit manipulation", "RORX", "32 64", "mi", kRead, 0, false, kPlain},
    {"addresses as numbers", "LEA16r LEA32r LEA64r LEA64_32r", "", ".", kNone, 0, false, Kind::lea},

    // ---- stack and control: each has its own rule in flow.cpp ----
    {"saves", "PUSH64r PUSH64rmr PUSH64i8 PUSH64i32", "", ".", kNone, 0, false, Kind::push},
    {"saves", "PUSH64rmm", "", ".", kRead, 8, false, Kind::push},
    {"restores", "POP64r POP64rmr", "", ".", kNone, 0, false, Kind::pop},
    {"direct calls", "CALL64pcrel32", "", ".", kNone, 0, false, Kind::call},
    {"checked calls", "CALL64r", "", ".", kNone, 0, false, Kind::call_register},
    {"calls of the host", "CALL64m", "", ".", kRead, 8, false, Kind::call_memory},
    {"direct jumps", "JMP_1 JMP_4", "", ".", kNone, 0, false, Kind::jump},
    {"conditional jumps", "JCC_1 JCC_4", "", ".", kNone, 0, false, Kind::jump_conditional},
    {"checked tail calls", "JMP64r", "", ".", kNone, 0, false, Kind::jump_register},
    {"tail calls of the host", "JMP64m", "", ".", kRead, 8, false, Kind::jump_memory},
    {"returns", "RET64", "", ".", kNone, 0, false, Kind::ret},
    {"faults, which end the call", "TRAP INT3", "", ".", kNone, 0, false, Kind::trap},
    {"faults, which end the call; the operand is not accessed", "UD1Lr UD1Qr UD1Wr", "", ".", kNone, 0, false,
     Kind::trap},
    {"nothing", "NOOP NOOPW NOOPL NOOPQ NOOPWr NOOPLr NOOPQr ENDBR64 PAUSE", "", ".", kNone, 0, false,
     Kind::nop},
    {"order of accesses", "MFENCE LFENCE SFENCE", "", ".", kNone, 0, false, kPlain},
    {"processor features; std looks before it uses one", "CPUID XGETBV", "", ".", kNone, 0, false, kPlain},
    {"cache hints, confined like reads", "PREFETCHT0 PREFETCHT1 PREFETCHT2 PREFETCHNTA PREFETCHW", "", ".",
     kRead, 1, false, kPlain},

    // ---- SSE to SSE4.2, AES, CLMUL, SHA ----
    {"packed", kPackedStems, "", "rr", kNone, 0, false, kPlain},
    {"packed", kPackedStems, "", "rm", kRead, 16, false, kPlain},
    {"packed, implicit mask register", "BLENDVPS BLENDVPD PBLENDVB", "", "rr0", kNone, 0, false, kPlain},
    {"packed, implicit mask register", "BLENDVPS BLENDVPD PBLENDVB", "", "rm0", kRead, 16, false, kPlain},
    {"packed with a constant", kPackedImmediateStems, "", "rri", kNone, 0, false, kPlain},
    {"packed with a constant", kPackedImmediateStems, "", "rmi", kRead, 16, false, kPlain},
    {"packed, one source", "SQRTPS SQRTPD RSQRTPS RCPPS", "", "r", kNone, 0, false, kPlain},
    {"packed, one source", "SQRTPS SQRTPD RSQRTPS RCPPS", "", "m", kRead, 16, false, kPlain},
    {"packed, one source and a constant", "PSHUFD PSHUFHW PSHUFLW ROUNDPS ROUNDPD", "", "ri", kNone, 0, false,
     kPlain},
    {"packed, one source and a constant", "PSHUFD PSHUFHW PSHUFLW ROUNDPS ROUNDPD", "", "mi", kRead, 16,
     false, kPlain},
    {"shifts by a constant", "PSLLW PSLLD PSLLQ PSRLW PSRLD PSRLQ PSRAW PSRAD PSLLDQ PSRLDQ", "", "ri", kNone,
     0, false, kPlain},
    {"widening",
     "PMOVSXBW PMOVSXWD PMOVSXDQ PMOVZXBW PMOVZXWD PMOVZXDQ PMOVSXBD PMOVSXWQ PMOVZXBD "
     "PMOVZXWQ PMOVSXBQ PMOVZXBQ CVTDQ2PD CVTPS2PD MOVDDUP",
     "", "rr", kNone, 0, false, kPlain},
    {"widening", "PMOVSXBW PMOVSXWD PMOVSXDQ PMOVZXBW PMOVZXWD PMOVZXDQ CVTDQ2PD CVTPS2PD MOVDDUP", "", "rm",
     kRead, 8, false, kPlain},
    {"widening", "PMOVSXBD PMOVSXWQ PMOVZXBD PMOVZXWQ", "", "rm", kRead, 4, false, kPlain},
    {"widening", "PMOVSXBQ PMOVZXBQ", "", "rm", kRead, 2, false, kPlain},
    {"scalar",
     "ADDSS SUBSS MULSS DIVSS MINSS MAXSS ADDSD SUBSD MULSD DIVSD MINSD MAXSD UCOMISS UCOMISD "
     "COMISS COMISD CVTSD2SS CVTSS2SD CVTSI2SS CVTSI2SD CVTSI642SS CVTSI642SD CVTSS2SI CVTSS2SI64 CVTSD2SI "
     "CVTSD2SI64 CVTTSS2SI CVTTSS2SI64 CVTTSD2SI CVTTSD2SI64",
     "", kScalarForms, kNone, 0, false, kPlain},
    {"scalar",
     "ADDSS SUBSS MULSS DIVSS MINSS MAXSS UCOMISS COMISS CVTSS2SD CVTSI2SS CVTSI2SD CVTSS2SI "
     "CVTSS2SI64 CVTTSS2SI CVTTSS2SI64",
     "", kScalarMemory, kRead, 4, false, kPlain},
    {"scalar",
     "ADDSD SUBSD MULSD DIVSD MINSD MAXSD UCOMISD COMISD CVTSD2SS CVTSI642SS CVTSI642SD CVTSD2SI "
     "CVTSD2SI64 CVTTSD2SI CVTTSD2SI64",
     "", kScalarMemory, kRead, 8, false, kPlain},
    {"scalar, one source", "SQRTSS SQRTSD RSQRTSS RCPSS", "", "r r_Int", kNone, 0, false, kPlain},
    {"scalar, one source", "SQRTSS RSQRTSS RCPSS", "", "m m_Int", kRead, 4, false, kPlain},
    {"scalar, one source", "SQRTSD", "", "m m_Int", kRead, 8, false, kPlain},
    {"scalar with a constant", "CMPSS CMPSD", "", "rri rri_Int", kNone, 0, false, kPlain},
    {"scalar with a constant", "CMPSS", "", "rmi rmi_Int", kRead, 4, false, kPlain},
    {"scalar with a constant", "CMPSD", "", "rmi rmi_Int", kRead, 8, false, kPlain},
    {"scalar with a constant", "ROUNDSS ROUNDSD", "", "ri ri_Int", kNone, 0, false, kPlain},
    {"scalar with a constant", "ROUNDSS", "", "mi mi_Int", kRead, 4, false, kPlain},
    {"scalar with a constant", "ROUNDSD", "", "mi mi_Int", kRead, 8, false, kPlain},
    {"fused multiply-add of registers; std asks cpuid first",
     "VFMADD132 VFMADD213 VFMADD231 VFMSUB132 VFMSUB213 VFMSUB231 VFNMADD132 VFNMADD213 VFNMADD231 "
     "VFNMSUB132 VFNMSUB213 VFNMSUB231",
     "", "SSr SSr_Int SDr SDr_Int", kNone, 0, false, kPlain},
    {"fused multiply-add of registers; std asks cpuid first", "VFMADDSS4 VFMADDSD4", "",
     "rr rr_Int rr_REV rr_Int_REV", kNone, 0, false, kPlain},
    {"vector moves", "MOVAPS MOVAPD MOVUPS MOVUPD MOVDQA MOVDQU MOVSS MOVSD", "", "rr rr_REV", kNone, 0,
     false, kPlain},
    {"vector moves", "MOVAPS MOVAPD MOVUPS MOVUPD MOVDQA MOVDQU LDDQU MOVNTDQA", "", "rm", kRead, 16, false,
     kPlain},
    {"vector moves", "MOVAPS MOVAPD MOVUPS MOVUPD MOVDQA MOVDQU MOVNTPS MOVNTPD MOVNTDQ", "", "mr", kWrite,
     16, false, kPlain},
    {"vector moves", "MOVSS", "", "rm", kRead, 4, false, kPlain},
    {"vector moves", "MOVSS", "", "mr", kWrite, 4, false, kPlain},
    {"vector moves", "MOVSD MOVLPS MOVLPD MOVHPS MOVHPD", "", "rm", kRead, 8, false, kPlain},
    {"vector moves", "MOVSD MOVLPS MOVLPD MOVHPS MOVHPD", "", "mr", kWrite, 8, false, kPlain},
    {"vector moves", "MOVLHPS MOVHLPS MOVMSKPS MOVMSKPD PMOVMSKB", "", "rr", kNone, 0, false, kPlain},
    {"vector moves", "MOVDI2PDIrr MOVPDI2DIrr MOV64toPQIrr MOVPQIto64rr MOVPQI2QIrr MOVZPQILo2PQIrr", "", ".",
     kNone, 0, false, kPlain},
    {"vector moves", "MOVDI2PDIrm", "", ".", kRead, 4, false, kPlain},
    {"vector moves", "MOV64toPQIrm MOVQI2PQIrm", "", ".", kRead, 8, false, kPlain},
    {"vector moves", "MOVPDI2DImr MOVNTImr", "", ".", kWrite, 4, false, kPlain},
    {"vector moves", "MOVPQIto64mr MOVPQI2QImr MOVNTI_64mr", "", ".", kWrite, 8, false, kPlain},
    {"lanes", "PEXTRB PEXTRW PEXTRD PEXTRQ PINSRB PINSRW PINSRD PINSRQ EXTRACTPS INSERTPS", "", "rri rri_REV",
     kNone, 0, false, kPlain},
    {"lanes", "PEXTRB", "", "mri", kWrite, 1, false, kPlain},
    {"lanes", "PEXTRW", "", "mri", kWrite, 2, false, kPlain},
    {"lanes", "PEXTRD EXTRACTPS", "", "mri", kWrite, 4, false, kPlain},
    {"lanes", "PEXTRQ", "", "mri", kWrite, 8, false, kPlain},
    {"lanes", "PINSRB", "", "rmi", kRead, 1, false, kPlain},
    {"lanes", "PINSRW", "", "rmi", kRead, 2, false, kPlain},
    {"lanes", "PINSRD INSERTPS", "", "rmi", kRead, 4, false, kPlain},
    {"lanes", "PINSRQ", "", "rmi", kRead, 8, false, kPlain},
});

// Calls `found(word)` for the words of a list until it returns true.
template <typename Found>
constexpr bool any_word(std::string_view words, Found found) {
  while (!words.empty()) {
    const std::size_t end = words.find(' ');
    if (found(words.substr(0, end)))
      return true;
    words = end == std::string_view::npos ? std::string_view() : words.substr(end + 1);
  }
  return false;
}

bool is_form(std::string_view forms, std::string_view rest) {
  return any_word(forms, [&](std::string_view form) { return rest == (form == "." ? "" : form); });
}

// Bytes of the memory operand if the name is one of the group's.
std::optional<std::uint8_t> match(const AllowedGroup& group, std::string_view name) {
  std::uint8_t bytes = group.bytes;
  const bool found = any_word(group.stems, [&](std::string_view stem) {
    if (name.front() != stem.front() || !name.starts_with(stem))
      return false;
    const std::string_view rest = name.substr(stem.size());
    if (group.widths.empty())
      return is_form(group.forms, rest);
    return any_word(group.widths, [&](std::string_view width) {
      if (!rest.starts_with(width) || !is_form(group.forms, rest.substr(width.size())))
        return false;
      unsigned bits = 0;
      std::from_chars(width.data(), width.data() + width.size(), bits);
      if (group.access != kNone)
        bytes = static_cast<std::uint8_t>(bits / 8);
      return true;
    });
  });
  return found ? std::optional(bytes) : std::nullopt;
}

}  // namespace

std::span<const AllowedGroup> allowed_groups() noexcept {
  return kGroups;
}

std::optional<AllowedInstruction> find_allowed(std::string_view opcode_name) noexcept {
  if (opcode_name.empty())
    return std::nullopt;
  for (const AllowedGroup& group : kGroups)
    if (const auto bytes = match(group, opcode_name))
      return AllowedInstruction{&group, *bytes};
  return std::nullopt;
}

}  // namespace plrust::confine
