// SPDX-License-Identifier: PostgreSQL
// The contract between a confined module and whoever loads, verifies or generates one. Rust's side of the
// same contract is pgrx/src/abi.rs; confine/README.md derives the rules of the verifier from it.
//
// A module is an ELF shared object with exactly these dynamic symbols:
//   plrust_entry     FUNC    extern "C" fn(u64, u64, u64) -> Return   (see CallResult)
//   plrust_ctl_usp   OBJECT  8 bytes in RELRO that hold the address of the module's region-stack pointer
//   plrust_import_*  undefined; one per host function it uses (confine/host_functions.toml)
#pragma once

#include <cstdint>

namespace plrust::confine {

// ---- Region: 4 GiB, base aligned to 4 GiB; x86_64: gs base, aarch64: x28. Offsets from the base. ----
inline constexpr std::uint64_t kRegionSize = std::uint64_t{1} << 32;
// Dead (never mapped) address space that every region keeps below and above itself, in bytes.
inline constexpr std::uint64_t kDeadBelow = std::uint64_t{4} << 30;
inline constexpr std::uint64_t kDeadAbove = std::uint64_t{1} << 30;
// A read-only page; the u64 at kBaseSlot holds the region's own base (checked calls: `orq %gs:kBaseSlot,
// reg`).
inline constexpr std::uint64_t kControlPage = 0x0001'0000;
inline constexpr std::uint64_t kBaseSlot = kControlPage + 0x10;
inline constexpr std::uint64_t kModulesBegin = 0x0010'0000;
inline constexpr std::uint64_t kModulesEnd = 0x4000'0000;
// Region stack: locals whose address is taken; grows down from kStackEnd. Unmapped guards on both sides.
inline constexpr std::uint64_t kStackBegin = 0x4010'0000;
inline constexpr std::uint64_t kStackEnd = kStackBegin + 0x0080'0000;
// Pages granted to heaps and argument buffers.
inline constexpr std::uint64_t kHeapBegin = 0x5000'0000;
inline constexpr std::uint64_t kHeapEnd = kRegionSize - 0x0010'0000;

// ---- Native stack ----
// Bytes the boundary leaves between its own frame and the confined one: a confined function may read (never
// write) this far above its return slot, so that stack arguments need no proof of their number.
inline constexpr std::uint64_t kStackArgumentPad = 1024;
// The largest step by which a confined frame may move the stack pointer without touching the page between.
inline constexpr std::uint64_t kMaxStackStep = 4096;
// The largest access of one instruction, in bytes: nothing wider may be allowed by the verifier.
inline constexpr std::uint64_t kMaxAccess = 64;

// ---- Calls ----
enum class ResultKind : std::uint8_t {
  value = 0,    // `value` is the datum, or the address of `length` bytes for varlena types
  null = 1,     // SQL NULL
  error = 2,    // the function returned Err: `value` is the address of a Report (postpanic/report.hpp)
  done = 3,     // the set has no further value; only as the answer to kOperationNext
  changed = 4,  // `value` is the address of a ChangedRow; only of shape `trigger`
};

// What plrust_entry returns, in rax:rdx (x0:x1).
struct CallResult {
  std::uint64_t value;  // Datum bits, or a region address
  std::uint64_t tag;

  ResultKind kind() const noexcept { return static_cast<ResultKind>(tag & 0xff); }
  // In bytes, of what `value` points at.
  std::uint64_t length() const noexcept { return tag >> 8; }
};

// How an entry receives its arguments; chosen by whoever generates the entry, stored with the artifact.
enum class CallShape : std::uint8_t {
  registers = 0,  // at most three non-null by-value arguments, as Datum bits
  block = 1,      // first register: address of Argument[n] in the region, second: n
  // As block; what the arguments are says handler/triggers/constants.hpp.
  trigger = 2,
  event_trigger = 3,
  // As block; what comes back is the set, whose values kOperationNext asks for.
  set = 4,
  // As block, and behind the arguments one more cell: the address of the heap to allocate from
  // (handler/states/).
  state = 5,
  // As state, without the arguments, of which `second` is still the number: behind the heap's address there
  // is one more cell, the partition's value that kOperationDropState drops or NULL. See handler/windows/.
  window = 6,
};

// One value, wherever values cross: arguments, results of queries, fields of rows, elements of arrays.
struct Argument {
  std::uint64_t value;  // datum bits; or where the payload is: a region address at top level, an offset from
                        // the first byte of the payload around it in a field or an element
  std::uint64_t meta;   // bit 63: NULL; bit 62: there is a payload; bits 56 to 59: its PayloadKind; low 32
                        // bits: its length in bytes
};
inline constexpr std::uint64_t kArgumentNull = std::uint64_t{1} << 63;
inline constexpr std::uint64_t kArgumentPayload = std::uint64_t{1} << 62;
inline constexpr unsigned kArgumentKindShift = 56;

// What a payload is. The host says so in every cell that it makes, because the type's oid alone does not tell
// confined code what crosses for types that someone created. In cells of confined code nobody reads it.
enum class PayloadKind : std::uint8_t {
  text = 0,   // of arguments of type cstring: with its NUL
  bytes = 1,  // bytea
  wire = 2,   // of the type's send function
  array = 3,  // this and the following start with the head of that name
  tuple = 4,
  range = 5,
  multirange = 6,
  any = 7,
};

// ---- Payloads ----
// A payload has no varlena header, and is the text of types that cross as text, the bytes of bytea, what the
// type's send function makes of the other base types (network byte order, as in the binary protocol), or, for
// containers, one of the heads below and what it points at. Payloads are position independent: one copy moves
// them, and the reader of a private copy checks every offset against its length. Numbers are little-endian,
// heads and nested payloads are aligned to 8 bytes. Readers believe neither offsets, lengths, counts nor
// flags. A type's oid in a head that confined code made is 0 where it does not know it (a user's enum), and
// is the sender's idea otherwise: text for all that crosses as text.

constexpr std::uint64_t align_payload(std::uint64_t bytes) {
  return (bytes + 7) & ~std::uint64_t{7};
}

inline constexpr std::uint32_t kMaxDimensions = 6;

struct ArrayHead {
  std::uint32_t element_type;  // oid
  std::uint32_t dimensions;    // 0: empty
  std::uint32_t count;         // of elements: the product of lengths
  std::uint32_t width;  // 0: data is Argument[count]; 1, 2, 4, 8: bytes of each packed by-value element
  std::int32_t lengths[kMaxDimensions];
  std::int32_t lower_bounds[kMaxDimensions];
  std::uint64_t nulls;  // offset of count bytes, 1 for NULL; 0: there are none. Only with packed elements
  std::uint64_t data;   // offset
};

struct TupleHead {
  std::uint32_t type;   // oid of the composite type; RECORDOID when it has no name
  std::int32_t typmod;  // identifies a registered record type, else -1
  std::uint32_t count;  // of attributes, dropped ones left out
  std::uint32_t unused;
  std::uint64_t fields;   // offset of Argument[count]
  std::uint64_t columns;  // offset of Column[count]; a result may have 0: no names, fields by position
};

struct Column {
  std::uint32_t type;
  std::int32_t typmod;
  std::uint32_t name;  // offset of its text
  std::uint32_t name_length;
};

struct RangeHead {
  std::uint32_t element_type;
  std::uint32_t flags;  // kRange…
  Argument lower;       // meaningful unless empty or infinite
  Argument upper;
};
inline constexpr std::uint32_t kRangeEmpty = 1;
inline constexpr std::uint32_t kRangeLowerInclusive = 2;
inline constexpr std::uint32_t kRangeUpperInclusive = 4;
inline constexpr std::uint32_t kRangeLowerInfinite = 8;
inline constexpr std::uint32_t kRangeUpperInfinite = 16;

struct MultirangeHead {
  std::uint32_t range_type;
  std::uint32_t count;
  std::uint64_t ranges;  // offset of Argument[count], each a payload that starts with a RangeHead
};

// A value of a polymorphic type that is not an array (anyelement, anyrange, anyenum, ...): what it is in this
// call, and the value as that type crosses. A result's type is 0, or the one that the call resolves to.
// anyarray and anycompatiblearray cross as the array itself, whose head says its type.
struct AnyHead {
  std::uint32_t type;  // oid
  std::uint32_t unused;
  Argument value;  // never NULL: then the whole argument is
};

// ---- Triggers (handler/triggers/; Rust's side: pgrx/src/trigger.rs) ----
// A row that the trigger was called with, in which some fields were changed: the others are not sent back. A
// payload.
struct ChangedRow {
  std::uint32_t row;      // 0: the new row, 1: the old one
  std::uint32_t count;    // of changes
  std::uint64_t changes;  // offset of ChangedField[count]
};
struct ChangedField {
  std::uint32_t column;  // from 0, dropped ones left out
  std::uint32_t type;    // as in Column
  Argument value;
};

// ---- Queries (handler/spi/; Rust's side: pgrx/src/spi/wire.rs) ----
// Operations of plrust_entry other than a call are asked for by its third register.
// Runs the closure that the module offered to host function spi_attempt: the first register is its address.
// The other two shapes of calls never have this number there, but for a third argument of shape `registers`,
// which is why the module also compares the address.
inline constexpr std::uint64_t kOperationRunClosure = 0x706c'7275'7374'0010;

// ---- Sets (handler/sets/; Rust's side: pgrx/src/set.rs) ----
// Asks for the next value of a set: the first register is what the call returned, the same instance made it.
// After `done` the set is gone.
inline constexpr std::uint64_t kOperationNext = 0x706c'7275'7374'0001;
// Frees a set, whose address is the first register unless that is 0, and the memory of the arguments, whose
// address is the second unless that is 0.
inline constexpr std::uint64_t kOperationDrop = 0x706c'7275'7374'0002;
// Allocates as many bytes as the first register says, aligned to 16, for the arguments of a call whose set is
// to outlive it. Returns their address.
inline constexpr std::uint64_t kOperationAllocate = 0x706c'7275'7374'0003;

// ---- States of aggregates (handler/states/; Rust's side: pgrx/src/internal.rs) ----
// An argument or result of type internal is the address of a state, as bits. Drops the state whose address is
// the first register: the same instance returned it first.
inline constexpr std::uint64_t kOperationDropState = 0x706c'7275'7374'0004;

// A parameter, or a field of a row.
struct SpiValue {
  Argument cell;
  std::uint32_t type;  // of a field: never a domain, but its base type
  std::uint32_t unused;
};

struct SpiRequest {
  std::uint64_t query;         // address of the text, or a plan's handle
  std::uint64_t query_length;  // kSpiPlan: it is a plan
  std::uint64_t arguments;     // address of SpiValue[argument_count]
  std::uint32_t argument_count;
  std::uint32_t flags;        // kSpi…
  std::uint64_t limit;        // of rows; 0: none
  std::uint64_t buffer;       // address; where columns and rows are written
  std::uint64_t buffer_size;  // in bytes
  std::uint64_t name;         // of a cursor: address of the text
  std::uint64_t name_length;
  std::uint32_t line;  // of the user's source, for CONTEXT; 0: not known
  std::uint32_t unused;
};
inline constexpr std::uint64_t kSpiPlan = ~std::uint64_t{0};
inline constexpr std::uint32_t kSpiFirstRow = 1;  // the first row is all that is wanted, and no columns
inline constexpr std::uint32_t kSpiScroll = 2;    // of a cursor
inline constexpr std::uint32_t kSpiNoScroll = 4;  // of a cursor
inline constexpr std::uint32_t kSpiNamed = 8;     // the cursor has the name
inline constexpr std::uint32_t kSpiNoRows = 16;   // nobody wants rows; a fetch moves

struct SpiOutcome {
  std::uint64_t handle;     // of the result or cursor; 0: the buffer has everything
  std::uint64_t processed;  // rows that the command processed
  std::uint64_t rows;       // of the result
  std::uint64_t buffered;   // how many of them are in the buffer
  std::uint32_t has_table;  // 1: the command returns rows by its nature
  std::uint32_t buffer_bytes;
};

// A buffer holds, each aligned to 8 bytes and following the one before it: a SpiColumns (not with
// kSpiFirstRow), and a SpiRow for each row. Offsets are from the first byte of the block.
struct SpiColumns {
  std::uint32_t bytes;  // to the next block
  std::uint32_t count;  // Column[count] follows
};
struct SpiRow {
  std::uint32_t bytes;
  std::uint32_t count;  // SpiValue[count] follows
};

// An error that was caught. Texts are at offsets from its first byte; a length of kSpiNoText: absent.
inline constexpr std::uint32_t kSpiErrorTexts = 12;
inline constexpr std::uint32_t kSpiNoText = ~std::uint32_t{0};
struct SpiError {
  std::uint32_t level;
  std::uint32_t sqlstate;
  std::uint32_t line;
  std::uint32_t kind;  // 0: PostgreSQL's, 1: reported by this function, 2: a panic of this function
  std::int32_t position;
  std::int32_t internal_position;
  // message, detail, hint, context, schema, table, column, datatype, constraint, file, function, query
  struct {
    std::uint32_t offset;
    std::uint32_t length;
  } texts[kSpiErrorTexts];
};

}  // namespace plrust::confine
