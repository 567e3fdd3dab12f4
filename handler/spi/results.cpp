// SPDX-License-Identifier: PostgreSQL
// PostgreSQL's own SPI keeps rows in tables that belong to its connection and its subtransaction. These
// belong to handles instead, so that they go when their handle, call or transaction does, and never before.
#include "handler/spi/results.hpp"

#include "confine/runtime/boundary.hpp"
#include "confine/runtime/region_memory.hpp"
#include "handler/spi/handles.hpp"
#include "handler/spi/values.hpp"

namespace plrust::handler::spi {

namespace {

Receiver& receiver_of(DestReceiver* self) noexcept {
  return *reinterpret_cast<Receiver*>(self);
}

// Below `parent` as long as an error may come, so that it goes with that.
Result* new_result(MemoryContext parent, TupleDesc descriptor) {
  const MemoryContext context = AllocSetContextCreate(parent, "plrust rows", ALLOCSET_DEFAULT_SIZES);
  const MemoryContext caller = MemoryContextSwitchTo(context);
  auto* const result = static_cast<Result*>(palloc0(sizeof(Result)));
  result->context = context;
  result->descriptor = CreateTupleDescCopy(descriptor);
  MemoryContextSwitchTo(caller);
  return result;
}

// A text of several commands starts once for each that returns rows: the last one counts.
void start_receiving(DestReceiver* self, int /*operation*/, TupleDesc descriptor) {
  Receiver& receiver = receiver_of(self);
  receiver.is_started = true;
  receiver.received = 0;
  receiver.row = nullptr;
  if (receiver.wanted != Wanted::rows) {
    return;
  }
  if (receiver.result != nullptr) {
    free_result(std::exchange(receiver.result, nullptr));
  }
  receiver.result = new_result(receiver.scratch, descriptor);
}

void keep_row(Result& result, TupleTableSlot* slot) {
  constexpr std::uint64_t kFirstRoom = 64;
  if (result.count == result.room) {
    const std::uint64_t room = result.room == 0 ? kFirstRoom : 2 * result.room;
    const Size bytes = sizeof(HeapTuple) * room;
    result.rows = static_cast<HeapTuple*>(result.rows == nullptr
                                              ? MemoryContextAllocHuge(result.context, bytes)
                                              : repalloc_huge(static_cast<void*>(result.rows), bytes));
    result.room = room;
  }
  const MemoryContext caller = MemoryContextSwitchTo(result.context);
  result.rows[result.count++] = ExecCopySlotHeapTuple(slot);
  MemoryContextSwitchTo(caller);
}

void write_first_row(Receiver& receiver, TupleTableSlot* slot) {
  const MemoryContext caller = MemoryContextSwitchTo(receiver.scratch);
  slot_getallattrs(slot);
  const TupleDesc descriptor = slot->tts_tupleDescriptor;
  RowWriter writer(descriptor, describe_columns(descriptor));
  writer.take(slot->tts_values, slot->tts_isnull);
  receiver.row = static_cast<std::byte*>(palloc(writer.bytes()));
  receiver.row_bytes = writer.bytes();
  writer.write_to(receiver.row);
  MemoryContextSwitchTo(caller);
}

bool receive(TupleTableSlot* slot, DestReceiver* self) {
  Receiver& receiver = receiver_of(self);
  if (receiver.wanted == Wanted::rows) {
    keep_row(*receiver.result, slot);
  } else if (receiver.wanted == Wanted::first_row && receiver.received == 0) {
    write_first_row(receiver, slot);
  }
  ++receiver.received;
  return true;
}

const TypeInfo* const* columns_of(Result& result) {
  if (result.columns == nullptr) {
    const MemoryContext caller = MemoryContextSwitchTo(result.context);
    result.columns = describe_columns(result.descriptor);
    MemoryContextSwitchTo(caller);
  }
  return result.columns;
}

[[noreturn]] void raise_bad_buffer() {
  ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                  errmsg("PL/Rust function gave a buffer that lies outside its memory")));
  pg_unreachable();
}

void write_or_raise(std::uint64_t address, const void* block, std::uint64_t bytes) {
  if (!confine::try_copy_to_region(confine::current_instance().region(), address, block, bytes)) {
    raise_bad_buffer();
  }
}

// One row, if the result is of one that is written already.
void write_written(const Result& result, const Buffer& buffer, confine::SpiOutcome* outcome) {
  outcome->buffer_bytes = static_cast<std::uint32_t>(result.written_bytes);
  if (result.written_bytes <= buffer.size) {
    write_or_raise(buffer.address, result.written, result.written_bytes);
    outcome->buffered = 1;
  }
}

void hand_over_first_row(const Receiver& receiver, const Buffer& buffer, confine::SpiOutcome* outcome) {
  outcome->rows = receiver.row != nullptr ? 1 : 0;
  if (receiver.row == nullptr) {
    return;
  }
  outcome->buffer_bytes = static_cast<std::uint32_t>(receiver.row_bytes);
  if (receiver.row_bytes <= buffer.size) {
    write_or_raise(buffer.address, receiver.row, receiver.row_bytes);
    outcome->buffered = 1;
    return;
  }
  const MemoryContext context =
      AllocSetContextCreate(TopTransactionContext, "plrust row", ALLOCSET_SMALL_SIZES);
  auto* const result = static_cast<Result*>(MemoryContextAllocZero(context, sizeof(Result)));
  auto* const row = static_cast<std::byte*>(MemoryContextAllocHuge(context, receiver.row_bytes));
  std::memcpy(row, receiver.row, receiver.row_bytes);
  *result = {context, nullptr, nullptr, nullptr, 1, 1, row, receiver.row_bytes};
  outcome->handle = add_handle(HandleKind::result, result);
}

}  // namespace

void free_result(Result* result) noexcept {
  MemoryContextDelete(result->context);
}

void forget_rows(Receiver& receiver) noexcept {
  receiver.is_started = false;
  receiver.row = nullptr;
  if (receiver.result != nullptr) {
    free_result(std::exchange(receiver.result, nullptr));
  }
}

Receiver make_receiver(Wanted wanted, MemoryContext scratch) {
  Receiver receiver{};
  receiver.base.receiveSlot = receive;
  receiver.base.rStartup = start_receiving;
  receiver.base.rShutdown = [](DestReceiver* /*self*/) {};
  receiver.base.rDestroy = [](DestReceiver* /*self*/) {};
  receiver.base.mydest = DestTuplestore;
  receiver.wanted = wanted;
  receiver.scratch = scratch;
  return receiver;
}

void hand_over(Receiver& receiver, const Buffer& buffer, confine::SpiOutcome* outcome) {
  outcome->has_table = receiver.is_started ? 1 : 0;
  if (receiver.wanted != Wanted::rows) {
    hand_over_first_row(receiver, buffer, outcome);
    return;
  }
  Result* const result = receiver.result;
  if (result == nullptr) {
    return;
  }
  outcome->rows = result->count;
  // Before anything is encoded, which may raise: the handle's owner frees the rows then.
  outcome->handle = add_handle(HandleKind::result, result);
  MemoryContextSetParent(result->context, TopTransactionContext);
  const std::uint64_t columns = write_columns(*result, buffer);
  if (columns > buffer.size) {
    return;
  }
  const Buffer rest{buffer.address + columns, buffer.size - columns};
  write_rows(*result, 0, rest, outcome);
  // What a row takes that did not fit is not in the buffer.
  const std::uint64_t rows = outcome->buffered != 0 ? outcome->buffer_bytes : 0;
  outcome->buffer_bytes = static_cast<std::uint32_t>(columns + rows);
  if (outcome->buffered == outcome->rows) {
    close_handle(std::exchange(outcome->handle, 0));
  }
}

namespace {

// Rows on their way to a buffer, put together in private memory: one checked copy for many of them.
class Gathered {
 public:
  explicit Gathered(const Buffer& buffer)
      : buffer_(buffer),
        room_(std::min<std::uint64_t>(buffer.size, kRoom)),
        block_(static_cast<std::byte*>(palloc(room_ + 1))) {}

  // The row that the writer has taken. False: the buffer has no room for it.
  bool put(const RowWriter& writer) {
    const std::uint64_t bytes = writer.bytes();
    if (bytes > buffer_.size - flushed_ - pending_) {
      return false;
    }
    if (bytes > room_ - pending_) {
      flush();
    }
    if (bytes <= room_) {
      writer.write_to(block_ + pending_);
      pending_ += bytes;
    } else if (writer.write_to_region(buffer_.address + flushed_)) {
      flushed_ += bytes;
    } else {
      raise_bad_buffer();
    }
    return true;
  }
  void flush() {
    if (pending_ != 0) {
      write_or_raise(buffer_.address + flushed_, block_, pending_);
      flushed_ += std::exchange(pending_, 0);
    }
  }
  std::uint64_t bytes() const noexcept { return flushed_ + pending_; }
  // After the last flush.
  void free() noexcept { pfree(block_); }

 private:
  static constexpr std::uint64_t kRoom = std::uint64_t{16} << 10;

  Buffer buffer_;
  std::uint64_t room_;
  std::byte* block_;
  std::uint64_t flushed_ = 0;
  std::uint64_t pending_ = 0;
};

}  // namespace

void write_rows(Result& result, std::uint64_t first, const Buffer& buffer, confine::SpiOutcome* outcome) {
  if (result.written != nullptr) {
    write_written(result, buffer, outcome);
    return;
  }
  if (first >= result.count) {
    return;
  }
  const auto count = static_cast<Size>(result.descriptor->natts) + 1;
  auto* const values = static_cast<Datum*>(palloc(sizeof(Datum) * count));
  auto* const nulls = static_cast<bool*>(palloc(sizeof(bool) * count));
  RowWriter writer(result.descriptor, columns_of(result));
  Gathered gathered(buffer);
  std::uint64_t written = 0;
  for (std::uint64_t row = first; row < result.count; ++row) {
    heap_deform_tuple(result.rows[row], result.descriptor, values, nulls);
    writer.take(values, nulls);
    const bool fits = gathered.put(writer);
    if (!fits && written == 0) {
      outcome->buffer_bytes = static_cast<std::uint32_t>(writer.bytes());
    }
    writer.free();
    if (!fits) {
      break;
    }
    ++written;
    CHECK_FOR_INTERRUPTS();
  }
  gathered.flush();
  if (written != 0) {
    outcome->buffer_bytes = static_cast<std::uint32_t>(gathered.bytes());
  }
  outcome->buffered = written;
  gathered.free();
  writer.free_memory();
  pfree(values);
  pfree(nulls);
}

std::uint64_t write_columns(const Result& result, const Buffer& buffer) {
  if (result.descriptor == nullptr) {
    return 0;
  }
  const auto count = static_cast<std::uint32_t>(result.descriptor->natts);
  std::uint64_t bytes = sizeof(confine::SpiColumns) + sizeof(confine::Column) * std::uint64_t{count};
  const std::uint64_t names = bytes;
  for (std::uint32_t i = 0; i < count; ++i) {
    bytes += std::strlen(NameStr(TupleDescAttr(result.descriptor, static_cast<int>(i))->attname));
  }
  bytes = (bytes + 7) & ~std::uint64_t{7};
  if (bytes > buffer.size) {
    return bytes;
  }
  auto* const block = static_cast<std::byte*>(palloc0(bytes));
  const confine::SpiColumns head{static_cast<std::uint32_t>(bytes), count};
  std::memcpy(block, &head, sizeof head);
  auto at = static_cast<std::uint32_t>(names);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Form_pg_attribute attribute = TupleDescAttr(result.descriptor, static_cast<int>(i));
    const auto length = static_cast<std::uint32_t>(std::strlen(NameStr(attribute->attname)));
    const confine::Column column{attribute->atttypid, attribute->atttypmod, at, length};
    std::memcpy(block + sizeof head + sizeof column * i, &column, sizeof column);
    std::memcpy(block + at, NameStr(attribute->attname), length);
    at += length;
  }
  write_or_raise(buffer.address, block, bytes);
  pfree(block);
  return bytes;
}

void write_outcome(std::uint64_t address, const confine::SpiOutcome& outcome) {
  confine::copy_to_region(address, &outcome, sizeof outcome, "spi: outcome");
}

}  // namespace plrust::handler::spi
