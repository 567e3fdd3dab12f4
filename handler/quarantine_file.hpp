// SPDX-License-Identifier: PostgreSQL
// Faults of artifacts, remembered in a small file: the transaction in which code faults is rolled back, so no
// table can hold them. The file has a fixed size and one slot for each record, which is written by one write
// and carries a digest of itself: a record is there or not, whenever the machine stops. Writers take turns by
// a lock on the folder; readers take none. Knows nothing of PostgreSQL.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "handler/digest.hpp"

namespace plrust::handler {

struct FaultRecord {
  // What is in quarantine: an object (its SHA-256), as that of functions of one owner in one database. So
  // nobody can put code of others there by declaring the same code as his own.
  std::uint32_t database = 0;
  std::uint32_t owner = 0;
  Digest object{};
  // What happened.
  std::uint32_t function = 0;
  std::int32_t signal = 0;
  std::uint64_t code_offset = 0;
  std::int64_t time = 0;
};

class QuarantineFile {
 public:
  static constexpr std::size_t kSlots = 512;
  static constexpr std::size_t kSlotsOfOwner = 64;

  // What is made is given these modes. `system`: a file of another one is not ours. `is_durable`: what is
  // written outlives the operating system.
  struct Place {
    std::filesystem::path folder;
    std::uint64_t system;
    mode_t folder_mode;
    mode_t file_mode;
    bool is_durable;
  };
  explicit QuarantineFile(Place place) : place_(std::move(place)) {}

  struct Contents {
    std::vector<FaultRecord> records;
    bool is_damaged = false;  // the file, or a slot: what could not be read is left out
  };
  // No file: no records. Throws std::system_error.
  Contents read() const;

  enum class Added { yes, known, in_place_of_damaged };
  // An owner's oldest record makes room when he has all that he may have; when all slots are taken, that of
  // the owner who has most. So who has a million functions fault pushes out records of his own, which is
  // nothing that he could not have by changing a byte of their source; for others' he would need as many
  // roles as it takes to fill the file. Throws std::system_error.
  Added add(const FaultRecord& record);

  // Removes what `is_meant` says of; how many these were. Throws std::system_error, and what `is_meant` does.
  std::size_t remove(const std::function<bool(const FaultRecord&)>& is_meant);

 private:
  Place place_;
};

}  // namespace plrust::handler
