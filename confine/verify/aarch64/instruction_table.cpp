// SPDX-License-Identifier: PostgreSQL
// Families, as for x86_64: a family is allowed because every member computes on registers, flags and at most
// one explicit memory operand of known width, and touches nothing else. Left out on purpose:
// - whatever enters the kernel or a debugger in another way than by a fault: svc, hvc, smc, hlt, dcps;
// - system registers, in both directions (mrs, msr, sys, dc, ic, at, tlbi): fpcr is state the host relies on,
//   tpidr_el0 is the host's thread pointer, and nothing that is compiled here needs the rest;
// - pointer authentication in every spelling, hints included: return addresses are kept where nobody can
// write,
//   and signing with the host's keys would be an oracle. bti is a hint and does nothing: pages of modules are
//   not guarded, indirect branches are checked by type;
// - addresses from two registers but for the base plus a zero-extended word; post-indexed structures; pairs
// of
//   registers in one operand (casp), which could name a reserved one; tagged memory, SVE, SME.
#include "confine/verify/aarch64/instruction_table.hpp"

#include <algorithm>
#include <array>

namespace plrust::confine::aarch64 {
namespace {

constexpr auto kNone = Access::none;
constexpr auto kRead = Access::read;
constexpr auto kWrite = Access::write;
constexpr auto kPlain = Kind::plain;

constexpr std::string_view kVectorStems =
    "ABS ADD ADDHN ADDP ADDV AND BIC BIF BIT BSL CLS CLZ CMEQ CMGE CMGT CMHI CMHS CMLE CMLT CMTST CNT DUP "
    "EOR EXT FABD FABS FACGE FACGT FADD FADDP FCMEQ FCMGE FCMGT FCMLE FCMLT FCVTAS FCVTAU FCVTL FCVTMS "
    "FCVTMU FCVTN FCVTNS FCVTNU FCVTPS FCVTPU FCVTXN FCVTZS FCVTZU FDIV FMAX FMAXNM FMAXNMP FMAXNMV FMAXP "
    "FMAXV FMIN FMINNM FMINNMP FMINNMV FMINP FMINV FMLA FMLS FMOV FMUL FMULX FNEG FRECPE FRECPS FRECPX "
    "FRINTA FRINTI FRINTM FRINTN FRINTP FRINTX FRINTZ FRSQRTE FRSQRTS FSQRT FSUB MLA MLS MOVI MUL MVNI "
    "NEG NOT ORN ORR PMUL PMULL RADDHN RBIT REV16 REV32 REV64 RSHRN RSUBHN SABA SABAL SABD SABDL SADALP "
    "SADDL SADDLP SADDLV SADDW SCVTF SHADD SHL SHLL SHRN SHSUB SLI SMAX SMAXP SMAXV SMIN SMINP SMINV "
    "SMLAL SMLSL SMULL SQABS SQADD SQDMLAL SQDMLSL SQDMULH SQDMULL SQNEG SQRDMLAH SQRDMLSH SQRDMULH "
    "SQRSHL SQRSHRN SQRSHRUN SQSHL SQSHLU SQSHRN SQSHRUN SQSUB SQXTN SQXTUN SRHADD SRI SRSHL SRSHR SRSRA "
    "SSHL SSHLL SSHR SSRA SSUBL SSUBW SUB SUBHN SUQADD TBL TBX TRN1 TRN2 UABA UABAL UABD UABDL UADALP "
    "UADDL UADDLP UADDLV UADDW UCVTF UHADD UHSUB UMAX UMAXP UMAXV UMIN UMINP UMINV UMLAL UMLSL UMULL "
    "UQADD UQRSHL UQRSHRN UQSHL UQSHRN UQSUB UQXTN URECPE URHADD URSHL URSHR URSQRTE URSRA USHL USHLL "
    "USHR USQADD USRA USUBL USUBW UZP1 UZP2 XTN ZIP1 ZIP2";

constexpr std::string_view kVectorForms =
    "v16b_ns v16i8 v16i8Four v16i8One v16i8Three v16i8Two v16i8_shift v16i8_v8i16 v16i8gpr v16i8lane "
    "v16i8rz v16i8v v1i16 v1i16_indexed v1i32 v1i32_indexed v1i32rz v1i64 v1i64_indexed v1i64rz v1i8 "
    "v2d_ns v2f32 v2f32_ns v2f64 v2f64_ns v2i32 v2i32_indexed v2i32_shift v2i32_v1i64 v2i32_v2i64 "
    "v2i32gpr v2i32lane v2i32p v2i32rz v2i64 v2i64_indexed v2i64_shift v2i64_v2i32 v2i64_v4i32 v2i64gpr "
    "v2i64lane v2i64p v2i64rz v2s_msl v4f32 v4f32_ns v4i16 v4i16_indexed v4i16_shift v4i16_v2i32 "
    "v4i16_v4i32 v4i16gpr v4i16lane v4i16rz v4i16v v4i32 v4i32_indexed v4i32_shift v4i32_v2i64 "
    "v4i32_v4i16 v4i32_v8i16 v4i32gpr v4i32lane v4i32rz v4i32v v4s_msl v8b_ns v8i16 v8i16_indexed "
    "v8i16_shift v8i16_v16i8 v8i16_v4i32 v8i16_v8i8 v8i16gpr v8i16lane v8i16rz v8i16v v8i8 v8i8Four "
    "v8i8One v8i8Three v8i8Two v8i8_shift v8i8_v4i16 v8i8_v8i16 v8i8gpr v8i8lane v8i8rz v8i8v";

constexpr std::string_view kAtomicStems =
    "LDADD LDADDA LDADDL LDADDAL LDCLR LDCLRA LDCLRL LDCLRAL LDEOR LDEORA LDEORL LDEORAL LDSET LDSETA LDSETL "
    "LDSETAL LDSMAX LDSMAXA LDSMAXL LDSMAXAL LDSMIN LDSMINA LDSMINL LDSMINAL LDUMAX LDUMAXA LDUMAXL LDUMAXAL "
    "LDUMIN LDUMINA LDUMINL LDUMINAL SWP SWPA SWPL SWPAL CAS CASA CASL CASAL";
// Exclusive loads count as writes: LLVM says so, and it costs nothing.
constexpr std::string_view kExclusiveStems = "LDXR LDAXR STXR STLXR STLR STLLR";
constexpr std::string_view kAcquireStems = "LDAR LDLAR";
constexpr std::string_view kSingleForms = "ui roW pre post";
constexpr std::string_view kPairForms = "i pre post";
constexpr std::string_view kHalfForms = "v8b v4h v2s v1d";
constexpr std::string_view kFullForms = "v16b v8h v4s v2d";

constexpr auto kGroups = std::to_array<AllowedGroup>({
    // ---- integer ----
    {"adjusts a register, the stack pointer included", "ADDXri", ".", kNone, Shape::none, 0, Kind::add},
    {"adjusts a register, the stack pointer included", "SUBXri", ".", kNone, Shape::none, 0, Kind::subtract},
    {"integer arithmetic; add x18, x28, wN, uxtw binds an address to the region",
     "ADDW ADDX ADDSW ADDSX SUBW SUBX SUBSW SUBSX", "ri rs rx rx64", kNone, Shape::none, 0, kPlain},
    {"integer arithmetic", "ADCW ADCX ADCSW ADCSX SBCW SBCX SBCSW SBCSX", "r", kNone, Shape::none, 0, kPlain},
    {"logic", "ANDW ANDX ANDSW ANDSX EORW EORX ORRW ORRX BICW BICX BICSW BICSX EONW EONX ORNW ORNX", "ri rs",
     kNone, Shape::none, 0, kPlain},
    {"multiplication and division; a division by zero gives zero",
     "MADDW MADDX MSUBW MSUBX SMADDL SMSUBL UMADDL UMSUBL", "rrr", kNone, Shape::none, 0, kPlain},
    {"multiplication and division", "SMULH UMULH", "rr", kNone, Shape::none, 0, kPlain},
    {"multiplication and division", "SDIVW SDIVX UDIVW UDIVX", "r", kNone, Shape::none, 0, kPlain},
    {"shifts and bit fields", "LSLVW LSLVX LSRVW LSRVX ASRVW ASRVX RORVW RORVX", "r", kNone, Shape::none, 0,
     kPlain},
    {"shifts and bit fields", "BFMW BFMX SBFMW SBFMX UBFMW UBFMX", "ri", kNone, Shape::none, 0, kPlain},
    {"shifts and bit fields", "EXTRW EXTRX", "rri", kNone, Shape::none, 0, kPlain},
    {"counts and reversals", "CLSW CLSX CLZW CLZX RBITW RBITX REVW REVX REV16W REV16X REV32X", "r", kNone,
     Shape::none, 0, kPlain},
    {"constants", "MOVKW MOVKX MOVNW MOVNX MOVZW MOVZX", "i", kNone, Shape::none, 0, kPlain},
    {"conditions", "CSELW CSELX CSINCW CSINCX CSINVW CSINVX CSNEGW CSNEGX", "r", kNone, Shape::none, 0,
     kPlain},
    {"conditions", "CCMNW CCMNX CCMPW CCMPX", "i r", kNone, Shape::none, 0, kPlain},
    {"checksums", "CRC32B CRC32H CRC32W CRC32X CRC32CB CRC32CH CRC32CW CRC32CX", "rr", kNone, Shape::none, 0,
     kPlain},
    {"addresses as numbers", "ADR ADRP", ".", kNone, Shape::none, 0, kPlain},

    // ---- control: each has its own rule in flow.cpp ----
    {"direct calls", "BL", ".", kNone, Shape::none, 0, Kind::call},
    {"checked calls", "BLR", ".", kNone, Shape::none, 0, Kind::call_register},
    {"direct jumps", "B", ".", kNone, Shape::none, 0, Kind::jump},
    {"conditional jumps", "Bcc CBZW CBZX CBNZW CBNZX TBZW TBZX TBNZW TBNZX", ".", kNone, Shape::none, 0,
     Kind::jump_conditional},
    {"checked tail calls, and those of the host", "BR", ".", kNone, Shape::none, 0, Kind::jump_register},
    {"returns", "RET", ".", kNone, Shape::none, 0, Kind::ret},
    {"faults, which end the call", "BRK UDF", ".", kNone, Shape::none, 0, Kind::trap},
    {"nothing; which hints, operand_rules.cpp says", "NOP HINT", ".", kNone, Shape::none, 0, Kind::hint},
    {"order of accesses", "DMB ISB CLREX", ".", kNone, Shape::none, 0, kPlain},

    // ---- memory, one or two registers ----
    {"loads", "LDRBB LDRSBW LDRSBX LDRB", kSingleForms, kRead, Shape::single, 1, kPlain},
    {"loads", "LDRHH LDRSHW LDRSHX LDRH", kSingleForms, kRead, Shape::single, 2, kPlain},
    {"loads", "LDRW LDRSW LDRS", "ui roW pre post l", kRead, Shape::single, 4, kPlain},
    {"loads", "LDRX LDRD", "ui roW pre post l", kRead, Shape::single, 8, kPlain},
    {"loads", "LDRQ", "ui roW pre post l", kRead, Shape::single, 16, kPlain},
    {"loads", "LDURBB LDURSBW LDURSBX LDURB", "i", kRead, Shape::unscaled, 1, kPlain},
    {"loads", "LDURHH LDURSHW LDURSHX LDURH", "i", kRead, Shape::unscaled, 2, kPlain},
    {"loads", "LDURW LDURSW LDURS", "i", kRead, Shape::unscaled, 4, kPlain},
    {"loads", "LDURX LDURD", "i", kRead, Shape::unscaled, 8, kPlain},
    {"loads", "LDURQ", "i", kRead, Shape::unscaled, 16, kPlain},
    {"loads of pairs", "LDPW LDPSW LDPS", kPairForms, kRead, Shape::pair, 8, kPlain},
    {"loads of pairs", "LDPX LDPD", kPairForms, kRead, Shape::pair, 16, kPlain},
    {"loads of pairs", "LDPQ", kPairForms, kRead, Shape::pair, 32, kPlain},
    {"loads of pairs, with a hint", "LDNPW LDNPS", "i", kRead, Shape::pair, 8, kPlain},
    {"loads of pairs, with a hint", "LDNPX LDNPD", "i", kRead, Shape::pair, 16, kPlain},
    {"loads of pairs, with a hint", "LDNPQ", "i", kRead, Shape::pair, 32, kPlain},
    {"stores", "STRBB STRB", kSingleForms, kWrite, Shape::single, 1, kPlain},
    {"stores", "STRHH STRH", kSingleForms, kWrite, Shape::single, 2, kPlain},
    {"stores", "STRW STRS", kSingleForms, kWrite, Shape::single, 4, kPlain},
    {"stores", "STRX STRD", kSingleForms, kWrite, Shape::single, 8, kPlain},
    {"stores", "STRQ", kSingleForms, kWrite, Shape::single, 16, kPlain},
    {"stores", "STURBB STURB", "i", kWrite, Shape::unscaled, 1, kPlain},
    {"stores", "STURHH STURH", "i", kWrite, Shape::unscaled, 2, kPlain},
    {"stores", "STURW STURS", "i", kWrite, Shape::unscaled, 4, kPlain},
    {"stores", "STURX STURD", "i", kWrite, Shape::unscaled, 8, kPlain},
    {"stores", "STURQ", "i", kWrite, Shape::unscaled, 16, kPlain},
    {"stores of pairs", "STPW STPS", kPairForms, kWrite, Shape::pair, 8, kPlain},
    {"stores of pairs", "STPX STPD", kPairForms, kWrite, Shape::pair, 16, kPlain},
    {"stores of pairs", "STPQ", kPairForms, kWrite, Shape::pair, 32, kPlain},
    {"stores of pairs, with a hint", "STNPW STNPS", "i", kWrite, Shape::pair, 8, kPlain},
    {"stores of pairs, with a hint", "STNPX STNPD", "i", kWrite, Shape::pair, 16, kPlain},
    {"stores of pairs, with a hint", "STNPQ", "i", kWrite, Shape::pair, 32, kPlain},
    {"cache hints, confined like reads", "PRFM", "ui roW l", kRead, Shape::single, 8, kPlain},
    {"cache hints, confined like reads", "PRFUM", "i", kRead, Shape::unscaled, 8, kPlain},

    // ---- memory, atomic ----
    {"acquiring loads", kAcquireStems, "B", kRead, Shape::bare, 1, kPlain},
    {"acquiring loads", kAcquireStems, "H", kRead, Shape::bare, 2, kPlain},
    {"acquiring loads", kAcquireStems, "W", kRead, Shape::bare, 4, kPlain},
    {"acquiring loads", kAcquireStems, "X", kRead, Shape::bare, 8, kPlain},
    {"exclusive accesses and releasing stores", kExclusiveStems, "B", kWrite, Shape::bare, 1, kPlain},
    {"exclusive accesses and releasing stores", kExclusiveStems, "H", kWrite, Shape::bare, 2, kPlain},
    {"exclusive accesses and releasing stores", kExclusiveStems, "W", kWrite, Shape::bare, 4, kPlain},
    {"exclusive accesses and releasing stores", kExclusiveStems, "X", kWrite, Shape::bare, 8, kPlain},
    {"exclusive pairs", "LDXP LDAXP STXP STLXP", "W", kWrite, Shape::bare, 8, kPlain},
    {"exclusive pairs", "LDXP LDAXP STXP STLXP", "X", kWrite, Shape::bare, 16, kPlain},
    {"atomic operations", kAtomicStems, "B", kWrite, Shape::bare, 1, kPlain},
    {"atomic operations", kAtomicStems, "H", kWrite, Shape::bare, 2, kPlain},
    {"atomic operations", kAtomicStems, "W", kWrite, Shape::bare, 4, kPlain},
    {"atomic operations", kAtomicStems, "X", kWrite, Shape::bare, 8, kPlain},

    // ---- memory, structures of vectors: always through x18 or the stack pointer, without a constant ----
    {"structures", "LD1One", kHalfForms, kRead, Shape::bare, 8, kPlain},
    {"structures", "LD1One", kFullForms, kRead, Shape::bare, 16, kPlain},
    {"structures", "LD1Two LD2Two", kHalfForms, kRead, Shape::bare, 16, kPlain},
    {"structures", "LD1Two LD2Two", kFullForms, kRead, Shape::bare, 32, kPlain},
    {"structures", "LD1Three LD3Three", kHalfForms, kRead, Shape::bare, 24, kPlain},
    {"structures", "LD1Three LD3Three", kFullForms, kRead, Shape::bare, 48, kPlain},
    {"structures", "LD1Four LD4Four", kHalfForms, kRead, Shape::bare, 32, kPlain},
    {"structures", "LD1Four LD4Four", kFullForms, kRead, Shape::bare, 64, kPlain},
    {"structures, one for all lanes", "LD1R", "v8b v16b", kRead, Shape::bare, 1, kPlain},
    {"structures, one for all lanes", "LD1R", "v4h v8h", kRead, Shape::bare, 2, kPlain},
    {"structures, one for all lanes", "LD1R", "v2s v4s", kRead, Shape::bare, 4, kPlain},
    {"structures, one for all lanes", "LD1R", "v1d v2d", kRead, Shape::bare, 8, kPlain},
    {"structures, one for all lanes", "LD2R", "v8b v16b", kRead, Shape::bare, 2, kPlain},
    {"structures, one for all lanes", "LD2R", "v4h v8h", kRead, Shape::bare, 4, kPlain},
    {"structures, one for all lanes", "LD2R", "v2s v4s", kRead, Shape::bare, 8, kPlain},
    {"structures, one for all lanes", "LD2R", "v1d v2d", kRead, Shape::bare, 16, kPlain},
    {"structures, one for all lanes", "LD3R", "v8b v16b", kRead, Shape::bare, 3, kPlain},
    {"structures, one for all lanes", "LD3R", "v4h v8h", kRead, Shape::bare, 6, kPlain},
    {"structures, one for all lanes", "LD3R", "v2s v4s", kRead, Shape::bare, 12, kPlain},
    {"structures, one for all lanes", "LD3R", "v1d v2d", kRead, Shape::bare, 24, kPlain},
    {"structures, one for all lanes", "LD4R", "v8b v16b", kRead, Shape::bare, 4, kPlain},
    {"structures, one for all lanes", "LD4R", "v4h v8h", kRead, Shape::bare, 8, kPlain},
    {"structures, one for all lanes", "LD4R", "v2s v4s", kRead, Shape::bare, 16, kPlain},
    {"structures, one for all lanes", "LD4R", "v1d v2d", kRead, Shape::bare, 32, kPlain},
    {"structures, one lane", "LD1i8", ".", kRead, Shape::bare, 1, kPlain},
    {"structures, one lane", "LD1i16", ".", kRead, Shape::bare, 2, kPlain},
    {"structures, one lane", "LD1i32", ".", kRead, Shape::bare, 4, kPlain},
    {"structures, one lane", "LD1i64", ".", kRead, Shape::bare, 8, kPlain},
    {"structures, one lane", "LD2i8", ".", kRead, Shape::bare, 2, kPlain},
    {"structures, one lane", "LD2i16", ".", kRead, Shape::bare, 4, kPlain},
    {"structures, one lane", "LD2i32", ".", kRead, Shape::bare, 8, kPlain},
    {"structures, one lane", "LD2i64", ".", kRead, Shape::bare, 16, kPlain},
    {"structures, one lane", "LD3i8", ".", kRead, Shape::bare, 3, kPlain},
    {"structures, one lane", "LD3i16", ".", kRead, Shape::bare, 6, kPlain},
    {"structures, one lane", "LD3i32", ".", kRead, Shape::bare, 12, kPlain},
    {"structures, one lane", "LD3i64", ".", kRead, Shape::bare, 24, kPlain},
    {"structures, one lane", "LD4i8", ".", kRead, Shape::bare, 4, kPlain},
    {"structures, one lane", "LD4i16", ".", kRead, Shape::bare, 8, kPlain},
    {"structures, one lane", "LD4i32", ".", kRead, Shape::bare, 16, kPlain},
    {"structures, one lane", "LD4i64", ".", kRead, Shape::bare, 32, kPlain},
    {"structures", "ST1One", kHalfForms, kWrite, Shape::bare, 8, kPlain},
    {"structures", "ST1One", kFullForms, kWrite, Shape::bare, 16, kPlain},
    {"structures", "ST1Two ST2Two", kHalfForms, kWrite, Shape::bare, 16, kPlain},
    {"structures", "ST1Two ST2Two", kFullForms, kWrite, Shape::bare, 32, kPlain},
    {"structures", "ST1Three ST3Three", kHalfForms, kWrite, Shape::bare, 24, kPlain},
    {"structures", "ST1Three ST3Three", kFullForms, kWrite, Shape::bare, 48, kPlain},
    {"structures", "ST1Four ST4Four", kHalfForms, kWrite, Shape::bare, 32, kPlain},
    {"structures", "ST1Four ST4Four", kFullForms, kWrite, Shape::bare, 64, kPlain},
    {"structures, one lane", "ST1i8", ".", kWrite, Shape::bare, 1, kPlain},
    {"structures, one lane", "ST1i16", ".", kWrite, Shape::bare, 2, kPlain},
    {"structures, one lane", "ST1i32", ".", kWrite, Shape::bare, 4, kPlain},
    {"structures, one lane", "ST1i64", ".", kWrite, Shape::bare, 8, kPlain},
    {"structures, one lane", "ST2i8", ".", kWrite, Shape::bare, 2, kPlain},
    {"structures, one lane", "ST2i16", ".", kWrite, Shape::bare, 4, kPlain},
    {"structures, one lane", "ST2i32", ".", kWrite, Shape::bare, 8, kPlain},
    {"structures, one lane", "ST2i64", ".", kWrite, Shape::bare, 16, kPlain},
    {"structures, one lane", "ST3i8", ".", kWrite, Shape::bare, 3, kPlain},
    {"structures, one lane", "ST3i16", ".", kWrite, Shape::bare, 6, kPlain},
    {"structures, one lane", "ST3i32", ".", kWrite, Shape::bare, 12, kPlain},
    {"structures, one lane", "ST3i64", ".", kWrite, Shape::bare, 24, kPlain},
    {"structures, one lane", "ST4i8", ".", kWrite, Shape::bare, 4, kPlain},
    {"structures, one lane", "ST4i16", ".", kWrite, Shape::bare, 8, kPlain},
    {"structures, one lane", "ST4i32", ".", kWrite, Shape::bare, 16, kPlain},
    {"structures, one lane", "ST4i64", ".", kWrite, Shape::bare, 32, kPlain},

    // ---- vectors and floating point, in registers ----
    {"vectors", kVectorStems, kVectorForms, kNone, Shape::none, 0, kPlain},
    {"lanes", "DUPi INSvi", "8 16 32 64 8gpr 16gpr 32gpr 64gpr 8lane 16lane 32lane 64lane", kNone,
     Shape::none, 0, kPlain},
    {"lanes", "SMOVvi8to SMOVvi16to SMOVvi32to", "32 64 32_idx0 64_idx0", kNone, Shape::none, 0, kPlain},
    {"lanes", "UMOVvi8 UMOVvi16 UMOVvi32 UMOVvi64", ". _idx0", kNone, Shape::none, 0, kPlain},
    {"constants", "MOVID", ".", kNone, Shape::none, 0, kPlain},
    {"one lane of a vector", "FABD FACGE FACGT FCMEQ FCMGE FCMGT FMULX FRECPS FRSQRTS", "32 64", kNone,
     Shape::none, 0, kPlain},
    {"one lane of a vector", "SQDMLALi SQDMLSLi SQDMULLi", "16 32", kNone, Shape::none, 0, kPlain},
    {"one lane of a vector, shifted",
     "SQRSHRN SQRSHRUN SQSHLU SQSHL SQSHRN SQSHRUN UQRSHRN UQSHL UQSHRN SHL SLI SRI SRSHR SRSRA SSHR SSRA "
     "URSHR "
     "URSRA USHR USRA",
     "b h s d", kNone, Shape::none, 0, kPlain},
    {"floating point", "FADD FSUB FMUL FNMUL FDIV FMAX FMAXNM FMIN FMINNM", "Srr Drr", kNone, Shape::none, 0,
     kPlain},
    {"floating point", "FMADD FMSUB FNMADD FNMSUB FCSEL", "Srrr Drrr", kNone, Shape::none, 0, kPlain},
    {"floating point", "FABS FNEG FSQRT FMOV FRINTA FRINTI FRINTM FRINTN FRINTP FRINTX FRINTZ", "Sr Dr",
     kNone, Shape::none, 0, kPlain},
    {"floating point", "FCMP FCMPE", "Srr Drr Sri Dri", kNone, Shape::none, 0, kPlain},
    {"floating point", "FCCMP FCCMPE", "Srr Drr", kNone, Shape::none, 0, kPlain},
    {"floating point", "FMOV", "Si Di", kNone, Shape::none, 0, kPlain},
    {"between register files", "FMOVDXHigh FMOVDX FMOVSW FMOVWS FMOVXDHigh FMOVXD", "r", kNone, Shape::none,
     0, kPlain},
    {"conversions", "FCVTDH FCVTDS FCVTHD FCVTHS FCVTSD FCVTSH", "r", kNone, Shape::none, 0, kPlain},
    {"conversions", "FCVTAS FCVTAU FCVTMS FCVTMU FCVTNS FCVTNU FCVTPS FCVTPU FCVTZS FCVTZU",
     "UWSr UWDr UXSr UXDr", kNone, Shape::none, 0, kPlain},
    {"conversions", "FCVTZS FCVTZU", "SWSri SWDri SXSri SXDri s d", kNone, Shape::none, 0, kPlain},
    {"conversions", "SCVTF UCVTF", "UWSri UWDri UXSri UXDri SWSri SWDri SXSri SXDri s d", kNone, Shape::none,
     0, kPlain},
    {"cryptography", "AESD AESE AESIMC AESMC SHA1H SHA1SU1 SHA256SU0", "rr", kNone, Shape::none, 0, kPlain},
    {"cryptography", "SHA1C SHA1M SHA1P SHA1SU0 SHA256H SHA256H2 SHA256SU1", "rrr", kNone, Shape::none, 0,
     kPlain},
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

// The form that makes the name one of the group's.
std::optional<std::string_view> match(const AllowedGroup& group, std::string_view name) {
  std::optional<std::string_view> matched;
  any_word(group.stems, [&](std::string_view stem) {
    if (name.front() != stem.front() || !name.starts_with(stem))
      return false;
    const std::string_view rest = name.substr(stem.size());
    return any_word(group.forms, [&](std::string_view form) {
      if (rest != (form == "." ? "" : form))
        return false;
      matched = form;
      return true;
    });
  });
  return matched;
}

AllowedInstruction address_of(const AllowedGroup& group, std::string_view form) {
  const auto half = static_cast<std::uint8_t>(group.bytes / 2);
  if (group.shape == Shape::none)
    return {&group, Addressing::none, 0};
  if (form == "roW")
    return {&group, Addressing::indexed, 1};
  if (form == "l")
    return {&group, Addressing::literal, kWordBytes};
  const Addressing addressing = form == "pre"    ? Addressing::pre
                                : form == "post" ? Addressing::post
                                                 : Addressing::offset;
  if (group.shape == Shape::pair)
    return {&group, addressing, half};
  return {&group, addressing, form == "ui" ? group.bytes : std::uint8_t{1}};
}

}  // namespace

std::span<const AllowedGroup> allowed_groups() noexcept {
  return kGroups;
}

std::optional<AllowedInstruction> find_allowed(std::string_view opcode_name) noexcept {
  if (opcode_name.empty())
    return std::nullopt;
  for (const AllowedGroup& group : kGroups)
    if (const auto form = match(group, opcode_name))
      return address_of(group, *form);
  return std::nullopt;
}

}  // namespace plrust::confine::aarch64
