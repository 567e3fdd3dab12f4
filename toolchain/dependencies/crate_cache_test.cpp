// SPDX-License-Identifier: PostgreSQL
// What a cache is worth depends on the file system itself, so these tests use one.
#include "toolchain/dependencies/crate_cache.hpp"

#include <doctest/doctest.h>
#include <filesystem>

#include <stdlib.h>

#include "toolchain/compile/failure.hpp"
#include "toolchain/files.hpp"

using namespace plrust::toolchain;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "plrust-cache-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
    fs::create_directory(path_ / "made");
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path made() const { return path_ / "made"; }
  fs::path cache() const { return path_ / "cache"; }

 private:
  fs::path path_;
};

}  // namespace

TEST_SUITE("crate_cache") {
  TEST_CASE("what is stored is found, and is read-only") {
    const Folder folder;
    CrateCache cache(folder.cache());
    CHECK_FALSE(cache.find("k"));
    write_file(folder.made() / "program", "#!");
    write_file(folder.made() / "out" / "x.rs", "1");
    const fs::path entry = cache.store("k", folder.made());
    CHECK(cache.find("k") == entry);
    CHECK(read_file(entry / "out" / "x.rs") == "1");
    CHECK((fs::status(entry / "program").permissions() & fs::perms::owner_exec) != fs::perms::none);
    CHECK((fs::status(entry / "out" / "x.rs").permissions() & fs::perms::owner_write) == fs::perms::none);
  }

  TEST_CASE("a damaged entry is not found again") {
    const Folder folder;
    CrateCache cache(folder.cache());
    write_file(folder.made() / "a", "1");
    const fs::path entry = cache.store("k", folder.made());
    write_file(entry / "a", "2");
    CHECK_FALSE(cache.find("k"));
    CHECK_FALSE(fs::exists(entry));
    cache.store("k", folder.made());
    fs::remove(entry / "a");
    CHECK_FALSE(cache.find("k"));
  }

  TEST_CASE("the first to store wins") {
    const Folder folder;
    CrateCache one(folder.cache());
    CrateCache other(folder.cache());
    write_file(folder.made() / "a", "1");
    one.store("k", folder.made());
    write_file(folder.made() / "a", "2");
    CHECK(read_file(other.store("k", folder.made()) / "a") == "1");
    // Nothing is left of the second.
    CHECK(std::distance(fs::directory_iterator(folder.cache()), fs::directory_iterator()) == 2);
  }

  TEST_CASE("links, deep folders and too many files are refused") {
    const auto refused = [](const Folder& folder) {
      CrateCache cache(folder.cache());
      CHECK_THROWS_AS(cache.store("k", folder.made()), CompileFailure);
      CHECK_FALSE(cache.find("k"));
      CHECK(std::distance(fs::directory_iterator(folder.cache()), fs::directory_iterator()) == 1);
    };
    const Folder link;
    fs::create_symlink("/etc/passwd", link.made() / "a");
    refused(link);
    const Folder folder_link;
    fs::create_directory_symlink("/etc", folder_link.made() / "a");
    refused(folder_link);
    const Folder deep;
    fs::path inner = deep.made();
    for (int n = 0; n < 20; ++n) inner /= "d";
    fs::create_directories(inner);
    refused(deep);
    const Folder many;
    for (int n = 0; n < 5000; ++n) write_file(many.made() / std::to_string(n), "");
    refused(many);
  }
}
