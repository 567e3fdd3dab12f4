// SPDX-License-Identifier: PostgreSQL
#include "handler/quarantine_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

using namespace plrust::handler;

namespace {

class Folder {
 public:
  Folder() { REQUIRE(mkdtemp(path_) != nullptr); }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::filesystem::path place() const { return std::filesystem::path(path_) / "folder"; }
  std::filesystem::path file() const { return place() / "quarantine"; }
  QuarantineFile open(std::uint64_t system = 7) const {
    return QuarantineFile({place(), system, S_IRWXU, S_IRUSR | S_IWUSR, true});
  }

 private:
  char path_[32] = "/tmp/quarantine_test.XXXXXX";
};

FaultRecord record(std::uint32_t owner, std::uint32_t code) {
  FaultRecord made;
  made.database = 5;
  made.owner = owner;
  made.object = sha256(std::to_string(code));
  made.function = code;
  made.signal = 11;
  made.code_offset = 4096 + code;
  made.time = code;
  return made;
}

std::size_t count_of(const QuarantineFile& file, std::uint32_t owner) {
  const auto records = file.read().records;
  return static_cast<std::size_t>(std::ranges::count(records, owner, &FaultRecord::owner));
}

bool has(const QuarantineFile& file, const FaultRecord& wanted) {
  const auto records = file.read().records;
  return std::ranges::any_of(records, [&](const FaultRecord& one) {
    return one.owner == wanted.owner && one.object == wanted.object;
  });
}

void spoil(const std::filesystem::path& path, std::streamoff where) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(where);
  file.put('!');
  REQUIRE(file.flush());
}

}  // namespace

TEST_SUITE("quarantine_file") {
  TEST_CASE("what is added is there for whoever reads next, once") {
    const Folder folder;
    CHECK(folder.open().read().records.empty());
    CHECK(folder.open().add(record(1, 1)) == QuarantineFile::Added::yes);
    CHECK(folder.open().add(record(1, 2)) == QuarantineFile::Added::yes);
    CHECK(folder.open().add(record(1, 1)) == QuarantineFile::Added::known);
    const auto contents = folder.open().read();
    CHECK_FALSE(contents.is_damaged);
    REQUIRE(contents.records.size() == 2);
    CHECK(contents.records[1].object == record(1, 2).object);
    CHECK(contents.records[1].code_offset == 4098);
    CHECK(contents.records[1].signal == 11);
    CHECK(contents.records[1].time == 2);
  }

  TEST_CASE("the same code of another owner, or in another database, is another record") {
    const Folder folder;
    folder.open().add(record(1, 1));
    CHECK(folder.open().add(record(2, 1)) == QuarantineFile::Added::yes);
    FaultRecord elsewhere = record(1, 1);
    elsewhere.database = 6;
    CHECK(folder.open().add(elsewhere) == QuarantineFile::Added::yes);
    CHECK(folder.open().read().records.size() == 3);
  }

  TEST_CASE("the file is for its owner only, and of one size") {
    const Folder folder;
    folder.open().add(record(1, 1));
    struct stat status {};
    REQUIRE(stat(folder.file().c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    const auto size = status.st_size;
    for (std::uint32_t i = 2; i < 20; ++i) {
      folder.open().add(record(i, i));
    }
    REQUIRE(stat(folder.file().c_str(), &status) == 0);
    CHECK(status.st_size == size);
    REQUIRE(stat(folder.place().c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0700);
  }

  TEST_CASE("what is removed is gone, and its slot is used again") {
    const Folder folder;
    for (std::uint32_t i = 0; i < 3; ++i) {
      folder.open().add(record(1, i));
    }
    CHECK(folder.open().remove([](const FaultRecord& one) { return one.function == 1; }) == 1);
    CHECK(folder.open().remove([](const FaultRecord& one) { return one.function == 1; }) == 0);
    CHECK_FALSE(has(folder.open(), record(1, 1)));
    CHECK_FALSE(folder.open().read().is_damaged);
    folder.open().add(record(1, 9));
    CHECK(folder.open().read().records[1].function == 9);
  }

  TEST_CASE("an owner who has too many pushes out his own oldest, and nobody else's") {
    const Folder folder;
    folder.open().add(record(1, 0));
    for (std::uint32_t i = 1; i <= QuarantineFile::kSlotsOfOwner + 10; ++i) {
      folder.open().add(record(2, i));
    }
    CHECK(has(folder.open(), record(1, 0)));
    CHECK(count_of(folder.open(), 2) == QuarantineFile::kSlotsOfOwner);
    CHECK_FALSE(has(folder.open(), record(2, 10)));
    CHECK(has(folder.open(), record(2, 11)));
  }

  TEST_CASE("a file that is full takes the oldest of the owner who has most") {
    const Folder folder;
    constexpr std::uint32_t kOwners = QuarantineFile::kSlots / QuarantineFile::kSlotsOfOwner;
    std::uint32_t code = 0;
    folder.open().add(record(100, code++));
    for (std::uint32_t owner = 1; owner <= kOwners; ++owner) {
      const std::size_t count = QuarantineFile::kSlotsOfOwner - (owner == 3 ? 0 : 1);
      for (std::size_t i = 0; i < count; ++i) {
        folder.open().add(record(owner, code++));
      }
    }
    for (std::uint32_t owner = 200; folder.open().read().records.size() < QuarantineFile::kSlots; ++owner) {
      folder.open().add(record(owner, code++));
    }
    folder.open().add(record(101, code));
    CHECK(has(folder.open(), record(101, code)));
    CHECK(has(folder.open(), record(100, 0)));
    CHECK(count_of(folder.open(), 3) == QuarantineFile::kSlotsOfOwner - 1);
  }

  TEST_CASE("a damaged slot is left out, and the file made anew by the next writer") {
    const Folder folder;
    folder.open().add(record(1, 1));
    folder.open().add(record(1, 2));
    spoil(folder.file(), 128 + 40);
    auto contents = folder.open().read();
    CHECK(contents.is_damaged);
    REQUIRE(contents.records.size() == 1);
    CHECK(contents.records[0].function == 2);
    CHECK(folder.open().add(record(1, 3)) == QuarantineFile::Added::in_place_of_damaged);
    contents = folder.open().read();
    CHECK_FALSE(contents.is_damaged);
    CHECK(contents.records.size() == 2);
  }

  TEST_CASE("a file that is cut off, of another system, a link or no file at all is nothing, and made anew") {
    const Folder folder;
    folder.open().add(record(1, 1));
    SUBCASE("cut off") {
      std::filesystem::resize_file(folder.file(), 1000);
    }
    SUBCASE("longer") {
      std::filesystem::resize_file(folder.file(), 70000);
    }
    SUBCASE("empty") {
      std::filesystem::resize_file(folder.file(), 0);
    }
    SUBCASE("another header") {
      spoil(folder.file(), 3);
    }
    SUBCASE("of another system") {
      folder.open().remove([](const FaultRecord&) { return true; });
      folder.open(8).add(record(1, 1));
    }
    SUBCASE("a link") {
      std::filesystem::rename(folder.file(), folder.place() / "other");
      std::filesystem::create_symlink(folder.place() / "other", folder.file());
    }
    CHECK(folder.open().read().is_damaged);
    CHECK(folder.open().read().records.empty());
    CHECK(folder.open().add(record(1, 5)) == QuarantineFile::Added::in_place_of_damaged);
    const auto contents = folder.open().read();
    CHECK_FALSE(contents.is_damaged);
    REQUIRE(contents.records.size() == 1);
    CHECK(contents.records[0].function == 5);
  }

  TEST_CASE("what cannot be written is an error that names it") {
    const Folder folder;
    std::ofstream(folder.place()) << "in the way";
    CHECK_THROWS_WITH_AS(folder.open().add(record(1, 1)), doctest::Contains("could not open folder"),
                         std::system_error);
  }
}
