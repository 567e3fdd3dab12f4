// SPDX-License-Identifier: PostgreSQL
// A file that is not one of ours in every byte of its header, or of another size, is damaged as a whole; a
// slot whose digest is wrong is damaged alone. Damaged is what reads as empty: whoever can damage the file is
// the server's own user, against whom nothing helps, or a failing disk, which must not stop functions. The
// next writer makes it anew.
#include "handler/quarantine_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>

#include "handler/file_descriptor.hpp"

namespace plrust::handler {

namespace {

constexpr const char* kFile = "quarantine";
constexpr const char* kFileInTheMaking = "quarantine.new";
constexpr std::array<char, 24> kMagic{"plrust quarantine 1"};

// A power of two: no slot lies in two sectors.
constexpr std::size_t kSlotBytes = 128;
constexpr std::size_t kFileBytes = (1 + QuarantineFile::kSlots) * kSlotBytes;

struct Slot {
  std::uint32_t database;
  std::uint32_t owner;
  std::uint32_t function;
  std::int32_t signal;
  std::uint64_t code_offset;
  std::int64_t time;
  Digest object;
  std::array<std::uint8_t, 32> unused;
  Digest check;  // of the above
};
static_assert(sizeof(Slot) == kSlotBytes && std::is_trivially_copyable_v<Slot>);

struct Header {
  std::array<char, 24> magic;
  std::uint64_t system;
  std::array<std::uint8_t, kSlotBytes - 32> unused;
};
static_assert(sizeof(Header) == kSlotBytes && std::is_trivially_copyable_v<Header>);

using Bytes = std::array<char, kFileBytes>;

[[noreturn]] void fail(const char* what, const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), std::string(what) + " \"" + path.string() + "\"");
}

Digest check_of(const Slot& slot) {
  return sha256(std::string_view(reinterpret_cast<const char*>(&slot), offsetof(Slot, check)));
}

Slot slot_at(const Bytes& bytes, std::size_t index) {
  Slot slot;
  std::memcpy(&slot, bytes.data() + (1 + index) * kSlotBytes, sizeof slot);
  return slot;
}

bool is_empty(const Slot& slot) {
  const char* const bytes = reinterpret_cast<const char*>(&slot);
  return std::all_of(bytes, bytes + sizeof slot, [](char byte) { return byte == 0; });
}

Slot slot_of(const FaultRecord& record) {
  Slot slot{record.database,
            record.owner,
            record.function,
            record.signal,
            record.code_offset,
            record.time,
            record.object,
            {},
            {}};
  slot.check = check_of(slot);
  return slot;
}

FaultRecord record_of(const Slot& slot) {
  return {slot.database, slot.owner, slot.object, slot.function, slot.signal, slot.code_offset, slot.time};
}

Header header_of(std::uint64_t system) {
  Header header{};
  header.magic = kMagic;
  header.system = system;
  return header;
}

// The slots in memory: nothing for those that are empty or damaged.
struct Slots {
  std::array<std::optional<FaultRecord>, QuarantineFile::kSlots> records;
  bool is_damaged = false;
  bool is_there = false;  // and can be written in place
};

bool read_whole(int file, Bytes& bytes) {
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = read(file, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      return false;
    }
    filled += static_cast<std::size_t>(count);
  }
  char more = 0;
  return read(file, &more, 1) == 0;
}

Slots read_slots(const QuarantineFile::Place& place) {
  Slots slots;
  const std::filesystem::path path = place.folder / kFile;
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    slots.is_damaged = errno != ENOENT;
    return slots;
  }
  const auto bytes = std::make_unique<Bytes>();
  const Header header = header_of(place.system);
  if (!read_whole(file.get(), *bytes) || std::memcmp(bytes->data(), &header, sizeof header) != 0) {
    slots.is_damaged = true;
    return slots;
  }
  slots.is_there = true;
  for (std::size_t i = 0; i < slots.records.size(); ++i) {
    const Slot slot = slot_at(*bytes, i);
    if (slot.check == check_of(slot)) {
      slots.records[i] = record_of(slot);
    } else if (!is_empty(slot)) {
      slots.is_damaged = true;
    }
  }
  return slots;
}

void make_durable(int file, const std::filesystem::path& path, bool is_durable) {
  if (is_durable && fsync(file) != 0) {
    fail("could not write to disk", path);
  }
}

// The folder, made if need be, and locked. Whoever holds the lock does a few system calls; longer than a
// second it is held by a process that somebody has stopped.
FileDescriptor lock_folder(const QuarantineFile::Place& place) {
  if (mkdir(place.folder.c_str(), place.folder_mode) != 0 && errno != EEXIST) {
    fail("could not create folder", place.folder);
  }
  FileDescriptor folder(open(place.folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (folder.get() < 0) {
    fail("could not open folder", place.folder);
  }
  constexpr int kAttempts = 1000;
  for (int attempt = 0; flock(folder.get(), LOCK_EX | LOCK_NB) != 0; ++attempt) {
    if ((errno != EWOULDBLOCK && errno != EINTR) || attempt == kAttempts) {
      fail("could not lock folder", place.folder);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return folder;
}

// The whole file anew, in place of what is there.
void write_file(const QuarantineFile::Place& place, const Slots& slots, int folder) {
  const auto bytes = std::make_unique<Bytes>();
  bytes->fill(0);
  const Header header = header_of(place.system);
  std::memcpy(bytes->data(), &header, sizeof header);
  for (std::size_t i = 0; i < slots.records.size(); ++i) {
    if (slots.records[i]) {
      const Slot slot = slot_of(*slots.records[i]);
      std::memcpy(bytes->data() + (1 + i) * kSlotBytes, &slot, sizeof slot);
    }
  }
  const std::filesystem::path path = place.folder / kFileInTheMaking;
  if (unlink(path.c_str()) != 0 && errno != ENOENT) {
    fail("could not remove", path);
  }
  const FileDescriptor file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, place.file_mode));
  if (file.get() < 0 || !write_all(file.get(), {bytes->data(), bytes->size()})) {
    fail("could not write", path);
  }
  make_durable(file.get(), path, place.is_durable);
  if (rename(path.c_str(), (place.folder / kFile).c_str()) != 0) {
    fail("could not rename", path);
  }
  make_durable(folder, place.folder, place.is_durable);
}

void write_slot(const QuarantineFile::Place& place, std::size_t index,
                const std::optional<FaultRecord>& record) {
  const std::filesystem::path path = place.folder / kFile;
  const FileDescriptor file(open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
  const Slot slot = record ? slot_of(*record) : Slot{};
  if (file.get() < 0 ||
      pwrite(file.get(), &slot, sizeof slot, static_cast<off_t>((1 + index) * kSlotBytes)) !=
          static_cast<ssize_t>(sizeof slot)) {
    fail("could not write", path);
  }
  make_durable(file.get(), path, place.is_durable);
}

struct Share {
  std::size_t count = 0;
  std::size_t oldest = 0;  // where it is
};

// Of whom is which part.
std::map<std::uint32_t, Share> shares_of_owners(const Slots& slots) {
  std::map<std::uint32_t, Share> shares;
  for (std::size_t i = 0; i < slots.records.size(); ++i) {
    if (slots.records[i]) {
      Share& share = shares[slots.records[i]->owner];
      if (share.count++ == 0 || slots.records[i]->time < slots.records[share.oldest]->time) {
        share.oldest = i;
      }
    }
  }
  return shares;
}

std::size_t slot_for_another(const Slots& slots, std::uint32_t owner) {
  const std::map<std::uint32_t, Share> shares = shares_of_owners(slots);
  const auto own = shares.find(owner);
  if (own != shares.end() && own->second.count >= QuarantineFile::kSlotsOfOwner) {
    return own->second.oldest;
  }
  const auto free = std::ranges::find_if(slots.records, [](const auto& slot) { return !slot; });
  if (free != slots.records.end()) {
    return static_cast<std::size_t>(free - slots.records.begin());
  }
  return std::ranges::max_element(shares, {}, [](const auto& share) { return share.second.count; })
      ->second.oldest;
}

}  // namespace

QuarantineFile::Contents QuarantineFile::read() const {
  const Slots slots = read_slots(place_);
  Contents contents;
  contents.is_damaged = slots.is_damaged;
  for (const std::optional<FaultRecord>& record : slots.records) {
    if (record) {
      contents.records.push_back(*record);
    }
  }
  return contents;
}

QuarantineFile::Added QuarantineFile::add(const FaultRecord& record) {
  const FileDescriptor folder = lock_folder(place_);
  Slots slots = read_slots(place_);
  const auto known = std::ranges::find_if(slots.records, [&record](const auto& other) {
    return other && other->database == record.database && other->owner == record.owner &&
           other->object == record.object;
  });
  if (known != slots.records.end()) {
    return Added::known;
  }
  const std::size_t index = slot_for_another(slots, record.owner);
  slots.records[index] = record;
  if (slots.is_there && !slots.is_damaged) {
    write_slot(place_, index, record);
  } else {
    write_file(place_, slots, folder.get());
  }
  return slots.is_damaged ? Added::in_place_of_damaged : Added::yes;
}

std::size_t QuarantineFile::remove(const std::function<bool(const FaultRecord&)>& is_meant) {
  const FileDescriptor folder = lock_folder(place_);
  const Slots slots = read_slots(place_);
  std::size_t removed = 0;
  for (std::size_t i = 0; i < slots.records.size(); ++i) {
    if (slots.records[i] && is_meant(*slots.records[i])) {
      write_slot(place_, i, std::nullopt);
      ++removed;
    }
  }
  return removed;
}

}  // namespace plrust::handler
